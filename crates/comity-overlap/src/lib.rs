//! Activities in, findings with evidence out.

pub mod candidates;
mod codes;
pub mod columns;
pub mod compare;
mod conflict;
mod engine;
mod keys;
mod links;
pub mod lists;
mod options;
mod pairs;
pub mod parties;
mod reference;
mod related;
mod series;
mod sums;
pub mod weigh;

pub use conflict::Exclusion;
pub use engine::Engine;
pub use options::{Options, Progress, Step, silent};
pub use pairs::Pair;
pub use reference::{Known, Reference, Spot, Stated};
pub use related::Related;
