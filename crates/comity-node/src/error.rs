//! What goes wrong in a use case, sorted by what it means for who asked.

use crate::columns::WrongIn;

/// An error of the node.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] comity_store::Error),
    /// What was typed can't be understood.
    #[error("{reason}")]
    Input {
        /// Which field.
        field: &'static str,
        /// What is wrong with it, and what would do.
        reason: String,
    },
    /// What was said of the columns of tables can't be.
    #[error("{}", all(wrong))]
    Columns {
        /// Each column that is wrong.
        wrong: Vec<WrongIn>,
    },
    /// A file that was sent can't be kept while it is looked at.
    #[error("the file can't be kept: {source}")]
    Spool {
        /// Why.
        source: std::io::Error,
    },
    /// Work that was handed to another thread broke off.
    #[error("{doing} broke off: {reason}")]
    BrokeOff {
        /// What.
        doing: &'static str,
        /// Why.
        reason: String,
    },
    /// It is no longer as it was when the user decided.
    #[error("{what} changed meanwhile")]
    Changed {
        /// What did.
        what: &'static str,
    },
    /// Policies can't be read or don't fit each other.
    #[error(transparent)]
    Policies(#[from] comity_policy::PolicyError),
    /// The rules of joint work say no.
    #[error("{refused}")]
    Joint {
        /// Why.
        refused: comity_council::joint::Refused,
    },
    /// The rules of a council say no.
    #[error("{refused}")]
    Council {
        /// Why.
        refused: comity_council::proceedings::Refused,
    },
    /// There is no such thing for this user.
    #[error("there is no such {what}")]
    Absent {
        /// What was asked for.
        what: &'static str,
    },
}

/// What an error means for who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// There is no such thing, or none that they may know of.
    Absent,
    /// Policies say no.
    Denied,
    /// The question can't be understood.
    Input,
    /// It doesn't fit the present state.
    Refused,
    /// Who asks decided about another state than the present one.
    Changed,
    /// Others were in the way; trying again helps.
    Busy,
    /// The database is away, or the disk is full.
    Away,
    /// Ours.
    Fault,
}

impl Error {
    /// What it means for who asked.
    pub fn sort(&self) -> Sort {
        use comity_store::Error as Store;
        match self {
            Error::Absent { .. } | Error::Store(Store::Missing { .. }) => Sort::Absent,
            Error::Store(Store::Denied { denial }) if !denial.is_known() && is_of_record(denial) => {
                Sort::Absent
            }
            Error::Store(Store::Denied { .. }) => Sort::Denied,
            Error::Input { .. }
            | Error::Columns { .. }
            | Error::Policies(_)
            | Error::Store(Store::Nul { .. }) => Sort::Input,
            Error::Changed { .. } | Error::Store(Store::Changed { .. }) => Sort::Changed,
            Error::Council { .. }
            | Error::Joint { .. }
            | Error::Store(Store::Refused { .. } | Store::Seatless { .. } | Store::Unlogged) => Sort::Refused,
            Error::Store(Store::Busy { .. }) => Sort::Busy,
            Error::Store(Store::Database { .. } | Store::Open { .. } | Store::File { .. })
            | Error::Spool { .. } => Sort::Away,
            Error::Store(_) | Error::BrokeOff { .. } => Sort::Fault,
        }
    }

    /// What the user can do, in English.
    pub fn way_out(&self) -> &'static str {
        match self {
            Error::Store(error) => error.way_out(),
            Error::Input { .. } => "correct the field and send it again",
            Error::Council { .. } => "look at the council as it is now",
            Error::Joint { .. } => "look at the joint work as it is now",
            Error::Changed { .. } => "look at it as it is now, and decide again",
            Error::Policies(_) => "correct them as each problem says, and send them again",
            Error::Columns { .. } => "say otherwise what these columns mean",
            Error::Spool { .. } => "see whether the disk is full, then send the file again",
            Error::BrokeOff { .. } => "try again; if it happens again, the server's log says more",
            Error::Absent { .. } => "look whether it was named rightly",
        }
    }
}

fn all(wrong: &[WrongIn]) -> String {
    wrong.iter().map(|one| one.column.to_string()).collect::<Vec<_>>().join("; ")
}

fn is_of_record(denial: &comity_policy::Denial) -> bool {
    matches!(denial.action(), comity_policy::Action::Record(action) if action != comity_policy::RecordAction::Create)
}
