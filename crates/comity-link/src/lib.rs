//! Record linkage for any table: which records are about one thing, without labels, with reasons.
//!
//! Fellegi-Sunter, unsupervised. [`table::TableBuilder`] takes Arrow batches into dictionary-encoded columns,
//! [`model::infer`] judges the columns by their values (or [`model::read_model`] reads what a person wrote),
//! [`link::link`] does the rest and [`charts::page`] draws it. Pure functions: no file, no clock, no ambient
//! randomness; the same input gives the same output on any number of threads.
//!
//! ```text
//! batches -> Table -> Model -> Comparison (rows of words) -> train -> rules -> candidate pairs -> weights -> groups -> pairs
//! ```
//!
//! - [`prepare`]: measures over distinct values; what the pair loop needs of a record stands in one row of words.
//!   Fields that follow from others are found and counted once.
//! - [`train`]: u in closed form and from random pairs; m, prior and *kin* (phases, yearly editions, sister places, households:
//!   pairs that share much without being one thing) by EM over counted patterns; then blocking rules, judged on
//!   simulated matches put together field by field from sure ones.
//! - [`block`]: a rule is a conjunction of atoms (a column, its beginning, its sound, a month, a rare token, a cell of a grid);
//!   rules are chosen by what they find for what they cost; blocks over their budget are divided and what is left out
//!   is counted.
//! - [`cluster`]: groups that a weak bridge does not fuse; the pairs that are given out are those the groups mean.
//!
//! Parts for other crates, over their own records:
//! - [`text`]: folding and tokens in any script; [`tokens::TokenSets`]: token ids, rarest first, with rarity in bits.
//! - [`rare::rare_candidates`]: pairs that share a rare token, within a budget and a rule of the caller's.
//! - [`pattern::Pattern`] and [`pattern::PatternCounts`]: how pairs agree, counted; [`em::fit`]: m, shares and kin from the
//!   counts, given u.
//! - [`weight::Weights`]: weights in bits and the waterfall of a pair.
//! - [`cluster::cluster`]: negative infinity from the caller's weight is a contradiction and keeps two groups apart.

pub mod block;
mod chance;
pub mod charts;
pub mod cluster;
pub mod date;
mod depend;
pub mod em;
pub mod error;
pub mod kind;
pub mod lexicon;
pub mod link;
pub mod measure;
pub mod model;
pub mod pattern;
pub mod prepare;
pub mod rare;
pub mod script;
pub mod table;
pub mod text;
pub mod tokens;
pub mod train;
pub mod weight;
pub mod words;

pub use error::LinkError;
