//! Why a source, or the rest of it, could not be read. Smaller losses are problems, not errors.

use comity_core::At;

/// What stops the reading of one source. Every variant names the file, the place where it is known, and the way out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes themselves don't come: a disk, a pipe, a network.
    #[error("`{file}` can't be read to its end: {source}")]
    Io {
        /// File, with the member behind `!`.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Nothing is in it.
    #[error("`{file}` is empty")]
    Empty {
        /// File.
        file: String,
    },
    /// No reader knows it.
    #[error("`{file}` is of no known format: {looks}")]
    UnknownFormat {
        /// File.
        file: String,
        /// What its first bytes look like.
        looks: String,
    },
    /// It ends too early, or its bytes contradict its format.
    #[error("`{file}` is damaged{}: {reason}", place(at))]
    Damaged {
        /// File.
        file: String,
        /// Where, as far as known.
        at: At,
        /// What contradicts what.
        reason: String,
        /// What the user can do.
        way_out: String,
    },
    /// Larger than a limit of [`crate::Limits`] allows.
    #[error("`{file}` goes beyond a limit{}: {reason}", place(at))]
    Limit {
        /// File.
        file: String,
        /// Where, as far as known.
        at: At,
        /// Which limit and by what.
        reason: String,
    },
}

fn place(at: &At) -> String {
    match (at.line, at.column) {
        (0, _) => String::new(),
        (line, 0) => format!(" at line {line}"),
        (line, column) => format!(" at line {line}, column {column}"),
    }
}

/// A refusal on its way through [`std::io::Read`], which knows no other errors than its own.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("{1}")]
    Damaged(At, String, String),
    #[error("{1}")]
    Limit(At, String),
}

impl Refusal {
    /// The same at a place, where it had none.
    pub(crate) fn at(self, place: At) -> Refusal {
        match self {
            Refusal::Damaged(at, reason, way_out) if at == At::default() => {
                Refusal::Damaged(place, reason, way_out)
            }
            Refusal::Limit(at, reason) if at == At::default() => Refusal::Limit(place, reason),
            other => other,
        }
    }
}

impl From<Refusal> for std::io::Error {
    fn from(refusal: Refusal) -> Self {
        std::io::Error::new(std::io::ErrorKind::InvalidData, refusal)
    }
}

impl Error {
    /// An error of the input of `file`; says damage and limits for what they are, also through other libraries' readers.
    pub fn io(file: &str, source: std::io::Error) -> Error {
        let file = file.to_owned();
        match source.get_ref().and_then(|inner| inner.downcast_ref::<Refusal>()) {
            Some(Refusal::Damaged(at, reason, way_out)) => {
                Error::Damaged { file, at: *at, reason: reason.clone(), way_out: way_out.clone() }
            }
            Some(Refusal::Limit(at, reason)) => Error::Limit { file, at: *at, reason: reason.clone() },
            None => Error::Io { file, source },
        }
    }

    /// Where in the file, as far as known.
    pub fn at(&self) -> At {
        match self {
            Error::Damaged { at, .. } | Error::Limit { at, .. } => *at,
            Error::Io { .. } | Error::Empty { .. } | Error::UnknownFormat { .. } => At::default(),
        }
    }

    /// What is wrong, without the file's name.
    pub fn reason(&self) -> String {
        match self {
            Error::Io { source, .. } => format!("the input breaks off: {source}"),
            Error::Empty { .. } => "the file is empty".to_owned(),
            Error::UnknownFormat { looks, .. } => format!("no known format: {looks}"),
            Error::Damaged { reason, .. } | Error::Limit { reason, .. } => reason.clone(),
        }
    }

    /// What the user can do.
    pub fn way_out(&self) -> String {
        match self {
            Error::Io { .. } => "check that the file can be read in whole, then try again".to_owned(),
            Error::Empty { .. } => "download or export the file again".to_owned(),
            Error::UnknownFormat { .. } => {
                "give IATI XML, a CSV, TSV or XLSX table, FTS flows, GeoJSON, iCalendar, \
                                            Parquet or JSON Lines, plain or packed with gzip or zstd"
                    .to_owned()
            }
            Error::Damaged { way_out, .. } => way_out.clone(),
            Error::Limit { .. } => "if the file is honest, raise the limit or split the file".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_comes_back_out_of_an_io_error() {
        let refusal = Refusal::Limit(At::new(3, 0), "one line is longer than 16 MB".to_owned());
        let error = Error::io("a.csv", refusal.into());
        assert_eq!(error.to_string(), "`a.csv` goes beyond a limit at line 3: one line is longer than 16 MB");
        assert_eq!(error.at(), At::new(3, 0));
        let error = Error::io("a.csv", std::io::Error::other("disk on fire"));
        assert_eq!(error.to_string(), "`a.csv` can't be read to its end: disk on fire");
    }
}
