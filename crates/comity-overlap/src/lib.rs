//! Activities in, findings with evidence out.

pub mod candidates;
mod codes;
pub mod columns;
pub mod compare;
mod conflict;
mod engine;
mod evidence;
mod find;
mod finding;
mod group;
mod keys;
mod kinds;
mod links;
pub mod lists;
mod need;
mod options;
mod pairs;
pub mod parties;
mod rank;
mod reference;
mod related;
mod series;
mod sums;
mod ties;
pub mod weigh;

pub use conflict::Exclusion;
pub use engine::Engine;
pub use find::{Explanation, Findings, find};
pub use kinds::Decided;
pub use options::{Options, Progress, Step, silent};
pub use pairs::Pair;
pub use reference::{Known, Reference, Spot, Stated};
pub use related::Related;
