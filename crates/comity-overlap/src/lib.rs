//! Activities in, findings with evidence out.
//!
//! [`find`] does it all; [`Engine`] is the same kept for further questions: [`Engine::related`], [`Engine::explain`],
//! [`Engine::totals`]. [`Checker`] answers for planned activities. Reference data comes through [`Reference`].
//!
//! The way of a record: parties resolved, columns, keys, candidates, one comparison a pair, weights,
//! kinds (all rules stand in `kinds`), groups, findings, ranked. Pure: no I/O, no clock, the same on any number of threads.

pub mod candidates;
mod check;
mod codes;
pub mod columns;
pub mod compare;
mod conflict;
mod engine;
mod evidence;
mod families;
mod find;
mod finding;
mod group;
mod instruments;
mod keys;
mod kinds;
mod known;
mod links;
pub mod lists;
mod meaning;
mod need;
mod options;
mod pairs;
pub mod parties;
mod rank;
mod reference;
mod related;
mod series;
mod sets;
mod sums;
mod ties;
mod totals;
mod towns;
pub mod weigh;
pub mod wording;

pub use candidates::Scratch;
pub use check::{Answer, Checker};
pub use conflict::Exclusion;
pub use engine::Engine;
pub use find::{Explanation, Findings, find, with_threads};
pub use instruments::{Instruments, Ruled, Ruling};
pub use kinds::Decided;
pub use options::{Options, Progress, Step, silent};
pub use pairs::Pair;
pub use reference::{Known, Reference, Spot, Stated};
pub use related::Related;
pub use ties::{Network, Relations, Stake, Stakes, in_force, opens_a_door};
pub use totals::{By, Line, Reason, Totals};
