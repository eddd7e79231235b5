//! The store: the only SQL. Records with versions, provenance and label; findings, verdicts, links and outcomes that outlive
//! every import; jobs and the log; in SQLite, or in PostgreSQL when outgrown. `docs/store.md` tells what and why.
//!
//! No record leaves without a [`Visible`], no change enters without an [`Asker`], whom the policies are asked for.

pub mod access;
mod account;
mod backup;
mod check;
mod columnar;
mod copy;
mod desk;
mod disclosure;
mod error;
mod filing;
mod finding;
mod found_by;
mod group;
mod handing;
mod household;
mod idempotency;
mod ids;
pub mod import;
mod job;
mod label;
mod log;
mod migrate;
mod off_thread;
pub mod read;
mod schema;
mod sql;
mod store;
pub mod terms;
mod tx;
pub mod user;
mod value;
mod verdict;
mod view;

pub use access::{AccessClass, Asker, State, Visible};
pub use account::{Account, Key, Thing};
pub use backup::restore;
pub use desk::Desk;
pub use disclosure::{Disclosed, Given};
pub use error::Error;
pub use filing::{Filed, Filing};
pub use finding::Found;
pub use found_by::Facet;
pub use handing::{Handed, Hands};
pub use household::{PolicySet, ReferenceFile};
pub use idempotency::Repeat;
pub use ids::Ids;
pub use job::{Job, JobSeen, NewJob};
pub use log::{Audit, Entry, Exported, Look};
pub use sql::Dialect;
pub use store::{Opener, Store, Url};
#[cfg(any(test, debug_assertions))]
pub use tx::statements_run;
pub use tx::{Tx, TxCount, TxCounts};
pub use uuid::Uuid;
pub use value::Time;
pub use verdict::{Answer, Outcome};
pub use view::SavedView;
