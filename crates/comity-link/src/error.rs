//! What can go wrong in linkage: each variant names the thing, the place and the way out.

/// Everything that stops a linkage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The table holds more rows or values than 32-bit ids can number.
    #[error("`{what}` holds more than {limit} entries; split the table and link the parts")]
    TooMany {
        /// The table or column.
        what: String,
        /// The largest number that fits.
        limit: u32,
    },
    /// A batch has other columns than the first one.
    #[error("batch {batch} has other columns than the first; give every batch the same schema")]
    Schema {
        /// Index of the batch, from 0.
        batch: usize,
    },
    /// A column named by the model or by the caller is not in the table.
    #[error("no column `{column}` in the table; it has {have}")]
    NoColumn {
        /// The name that was asked for.
        column: String,
        /// The names that exist, quoted and joined by commas.
        have: String,
    },
    /// `unique_id` stands twice (in one source), so that a pair could not be named.
    #[error("id `{id}` stands in rows {first} and {second}; make `{column}` unique within its source")]
    DuplicateId {
        /// The id.
        id: String,
        /// Its first row, from 1.
        first: usize,
        /// Its second row, from 1.
        second: usize,
        /// The column of ids.
        column: String,
    },
    /// A row has no id.
    #[error("row {row} has no value in `{column}`; every record needs an id")]
    MissingId {
        /// The row, from 1.
        row: usize,
        /// The column of ids.
        column: String,
    },
    /// Nothing to compare: no column says anything about a record.
    #[error("no column can be compared: {why}; name the comparisons in a model file")]
    NothingToCompare {
        /// What was found instead.
        why: String,
    },
    /// More comparisons than a pattern holds.
    #[error("{got} comparisons are more than the {limit} that a pattern holds; leave some columns out")]
    TooManyComparisons {
        /// How many were asked for.
        got: usize,
        /// How many fit.
        limit: usize,
    },
    /// A blocking rule names a part that a column does not have.
    #[error("`{column}` can't be blocked by `{part}`; its parts are {have}")]
    NoPart {
        /// The column.
        column: String,
        /// The part that was asked for.
        part: String,
        /// The parts that exist, quoted and joined by commas.
        have: String,
    },
    /// The model file can't be understood.
    #[error("model line {line}: {reason}")]
    Model {
        /// Line in the model file, from 1.
        line: usize,
        /// What is wrong, and what would be right.
        reason: String,
    },
}
