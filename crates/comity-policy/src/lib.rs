//! Who may do what to which record: labels, roles and seats in, a [`Permit`] or a [`Denial`] out.
//!
//! Pure: policies are text, the day is an argument. The policies are Cedar files that a lawyer can read (`policies/*.cedar`),
//! checked strictly against `policies/comity.cedarschema` when they are loaded; nothing in Rust decides beside them.
//!
//! **One authority, also in SQL.** Records are grouped in access classes ([`AccessClass`]: owner, label, withdrawn). Cedar is
//! asked once for viewer, class and action ([`Policies::permitted_classes`]), and SQL filters by the ids of the permitted
//! classes.
//!
//! **Closed unless opened.** What no permit opens is denied; a forbid closes whatever was opened; a policy that can't be
//! worked out denies everything it is asked about (Cedar alone would leave it out, also when it is a forbid).
//!
//! **Another role only adds.** A user with two roles may do what either may. Only a forbid that looks at roles could
//! take something away; the shipped ones look at records, seats and circumstances alone, and a test holds them to it.
//!
//! **A no tells nothing.** [`Denial::shown`] is one and the same for every record that a viewer doesn't know of, existing or
//! not; so neither the level of a label nor the membership of a group can be asked out of it.

pub mod action;
pub mod article;
pub mod class;
pub mod denial;
pub mod difference;
pub mod entities;
pub mod kinds;
pub mod load;
pub mod permit;
pub mod policies;
pub mod sight;
mod slices;
pub mod table;
pub mod texts;

pub use action::{Action, NodeAction, RecordAction};
pub use article::{Article, articles};
pub use class::{AccessClass, Circumstances, ClassId, Recipient};
pub use denial::{Denial, Sentence, absent};
pub use difference::{Difference, Named};
pub use kinds::Relation;
pub use load::{PolicyError, PolicyFile, PolicyProblem, shipped, shipped_reason};
pub use permit::{ClassFilter, NodePermit, Permit};
pub use policies::Policies;
pub use sight::Sight;
pub use table::Table;
pub use texts::{Fate, TextDifference, text_differences};
