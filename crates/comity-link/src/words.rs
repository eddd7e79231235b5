//! A static cross-language word table: a title becomes the weighted mean of its words' vectors, so that titles that mean
//! the same in two languages come out near each other.
//!
//! The table is distilled once from multilingual-e5-small by `scripts/distill` (method, sources and figures stand there)
//! and read where it lies: [`WordTable::from_bytes`] borrows a byte slice, embedded or memory-mapped. A word of
//! the table that is not found falls back on its article-less or longest known stem.

mod embedding;
mod format;
mod lookup;

pub use embedding::{Embedding, Similarity, cosine};
pub use format::{DIMS, WordTable, WordTableError};

/// The table that ships with Comity: English, Russian, Chinese, French, Spanish, Arabic, Persian, Kazakh, Kyrgyz, Uzbek,
/// Tajik, with Portuguese and German beside them. The system maps it from the executable when it is first read.
pub static SHIPPED: &[u8] = include_bytes!("../data/words.bin");

#[cfg(test)]
mod tests;
