//! What can go wrong between the application and its database, and the way out.

use uuid::Uuid;

/// An error of the store. Messages are for people; the way out stands in [`Error::way_out`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address of the database can't be read.
    #[error("`{url}` is no address of a database")]
    Url {
        /// As given, a password left out.
        url: String,
    },
    /// The database can't be opened or reached.
    #[error("the database `{url}` can't be opened: {source}")]
    Open {
        /// As given, a password left out.
        url: String,
        /// Why.
        source: Box<sqlx::Error>,
    },
    /// Another server holds the file.
    #[error("another server works on `{path}` already")]
    Served {
        /// The SQLite file.
        path: String,
    },
    /// A file beside the database can't be read or written.
    #[error("`{path}` can't be used: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The tables are older than the program.
    #[error("the database lacks {missing} migrations of this version")]
    Behind {
        /// How many.
        missing: usize,
    },
    /// The tables are newer than the program, or were made by another one.
    #[error("the database was changed by another version of the program: {reason}")]
    Foreign {
        /// What doesn't fit.
        reason: String,
    },
    /// A statement failed.
    #[error("{doing}: {source}")]
    Database {
        /// The transaction or the statement's place.
        doing: &'static str,
        /// Why.
        source: Box<sqlx::Error>,
    },
    /// Others were in the way so often that the change was given up. Nothing of it was written.
    #[error("`{name}` met other changes {tries} times and was given up")]
    Busy {
        /// Name of the transaction.
        name: &'static str,
        /// How often it was tried.
        tries: u32,
    },
    /// A text with NUL, which no database keeps.
    #[error("a text holds the character NUL: `{}`", start.escape_debug())]
    Nul {
        /// Its beginning.
        start: String,
    },
    /// What is stored can't be understood.
    #[error("{what} can't be read back: {reason}")]
    Damaged {
        /// Which row.
        what: String,
        /// Why.
        reason: String,
    },
    /// There is no such thing, or the viewer may not know that there is.
    #[error("there is no {what} `{id}`")]
    Missing {
        /// Record, import, finding..
        what: &'static str,
        /// Its id.
        id: Uuid,
    },
    /// Policies said no.
    #[error("{}", denial.shown().english)]
    Denied {
        /// With the whole reason, for lawyers and logs.
        denial: Box<comity_policy::Denial>,
    },
    /// The policies that were put in force fit this version of the program no more: nothing is permitted until they are mended.
    #[error("the policies in force can't be used: {source}")]
    Policies {
        /// Each problem with its place.
        source: Box<comity_policy::PolicyError>,
    },
    /// The database has a log, and this store no key.
    #[error("this database has a log, and changes need the node's key to be written into it")]
    Keyless,
    /// The key isn't the log's.
    #[error("the log is signed by the key `{log}`, and `{given}` is another one")]
    OtherKey {
        /// Public key of the log.
        log: String,
        /// Public half of the given key.
        given: String,
    },
    /// Nothing was ever logged.
    #[error("this database has no log")]
    Unlogged,
    /// The log doesn't hold.
    #[error("the log doesn't hold: {fault}")]
    Log {
        /// The first thing that is wrong.
        fault: Box<comity_ledger::Fault>,
    },
    /// What stands beside the log doesn't fit it.
    #[error("the database was changed behind the log's back: {reason}")]
    Tampered {
        /// The first thing that is wrong.
        reason: String,
    },
    /// A user of the node itself owns no records.
    #[error("`{person}` sits at no party, and records belong to parties")]
    Seatless {
        /// Who.
        person: String,
    },
    /// It is no longer as whoever decided saw it.
    #[error("{what} changed meanwhile")]
    Changed {
        /// What did.
        what: &'static str,
    },
    /// The change doesn't fit what is stored.
    #[error("{reason}")]
    Refused {
        /// Why, in words.
        reason: String,
    },
}

impl Error {
    /// What the user can do.
    pub fn way_out(&self) -> &'static str {
        match self {
            Error::Url { .. } => "write sqlite:PATH or postgres://USER@HOST/DATABASE",
            Error::Open { .. } => {
                "check the address, that the server runs and that the file or its folder may be written"
            }
            Error::Served { .. } => "stop the other server, or give this one a database of its own",
            Error::File { .. } => "check the path, its permissions and the space on the disk",
            Error::Behind { .. } => "run `comity db migrate`; make a backup before",
            Error::Foreign { .. } => {
                "run the version of the program that this database was made with, or a newer one"
            }
            Error::Database { .. } => {
                "see whether the disk is full or the database server is gone, then try again"
            }
            Error::Busy { .. } => "try again; nothing was changed",
            Error::Nul { .. } => "remove the character",
            Error::Damaged { .. } => "run `comity db check`, and restore a backup if it finds more",
            Error::Missing { .. } => "look whether it was named rightly",
            Error::Denied { .. } => "ask someone whose role allows it, or the owner to widen the label",
            Error::Policies { .. } => {
                "`comity policy show --out DIR` writes them out; mend them there, or put those back that were shipped: `comity policy reset`"
            }
            Error::Keyless | Error::OtherKey { .. } => {
                "name the file of the node's key with --key or COMITY_KEY; it was made together with the log"
            }
            Error::Unlogged => "`comity db migrate` makes the node's key and opens the log",
            Error::Log { .. } | Error::Tampered { .. } => {
                "compare with a backup or an export made earlier, and find out who could write into the database"
            }
            Error::Seatless { .. } => "work as a user of the party",
            Error::Changed { .. } => "look at it as it is now, and decide again",
            Error::Refused { .. } => "look at the present state and decide again",
        }
    }

    pub(crate) fn database(doing: &'static str, source: sqlx::Error) -> Error {
        Error::Database { doing, source: Box::new(source) }
    }

    /// Whether another transaction was in the way, so that trying again may help.
    pub(crate) fn is_conflict(&self) -> bool {
        let Error::Database { source, .. } = self else { return false };
        match source.as_ref() {
            sqlx::Error::Database(error) => match error.code().as_deref() {
                // serialization failure, deadlock, lock not available
                Some("40001" | "40P01" | "55P03") => true,
                // SQLITE_BUSY and SQLITE_LOCKED, in any extended form
                Some(code) => {
                    error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some()
                        && code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6))
                }
                None => false,
            },
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_without_a_code_is_no_conflict() {
        assert!(!Error::database("test", sqlx::Error::RowNotFound).is_conflict());
        assert!(!Error::Busy { name: "x", tries: 3 }.is_conflict());
    }
}
