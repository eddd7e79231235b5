//! Record linkage for any table: which records are about one thing, without labels, with reasons.
//!
//! The parts that other crates build on:
//! - [`text`]: folding and tokens in any script; [`tokens::TokenSets`]: token ids, rarest first, with rarity in bits.
//! - [`rare::rare_candidates`]: pairs that share a rare token, within a budget.
//! - [`pattern::Pattern`] and [`pattern::PatternCounts`]: how pairs agree, counted; [`em::fit`]: m from the counts.
//! - [`weight::Weights`]: weights in bits and the waterfall of a pair.
//! - [`cluster::cluster`]: groups that a weak bridge does not fuse and a contradiction keeps apart.

pub mod block;
mod chance;
pub mod charts;
pub mod cluster;
pub mod date;
mod depend;
pub mod em;
pub mod error;
pub mod kind;
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
