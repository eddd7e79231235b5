//! What can go wrong.

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The SAT solver gave up; it has no limits set, so this is a defect.
    #[error("the solver broke off: {reason}")]
    Solver {
        /// What it said.
        reason: String,
    },
}
