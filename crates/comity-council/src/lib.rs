//! What a council can decide: which proposals can pass together, who stands in the way, and what would change it; and
//! which ties are missing, with the ways to make them.
//!
//! [`Question`] is made of proposals, positions and exclusions; [`Question::packages`] answers it exactly, by a SAT
//! solver. The rules stand in `docs/council.md`. Pure: no I/O, no clock, same question, same answer.

mod answer;
mod blocked;
mod changes;
mod condition;
mod encode;
mod error;
pub mod joint;
mod maximal;
mod parts;
pub mod proceedings;
mod question;
mod sat;
mod say;
mod ties;
mod unlock;

pub use answer::{Blocked, Change, Limits, Listed, Package, Packages, Unlock, Why};
pub use changes::{Nothing, Supposed, What, supposed};
pub use condition::{Condition, ConditionError, Named};
pub use error::Error;
pub use question::{Ask, Held, Question};
pub use ties::{
    Agrees, Between, Called, Closed, Grounds, Means, Missing, Scenario, Ties, Told, Way, WayBetween, WaySays,
};
