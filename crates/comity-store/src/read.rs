//! Reading records: lists and counts over a filter, single records with their history, the snapshot for the engine, the map and the facets.
//! Every function takes a [`crate::Visible`] and joins it.

mod columns;
mod dossier;
mod filter;
mod findings;
mod list;
mod map;
mod postings;
mod record;
mod snapshot;

pub(crate) use columns::Kept;
pub use dossier::{Dossier, Stated};
pub use filter::{Area, Filter};
pub use findings::{FindingSeen, OutcomeSeen, Queue, VerdictSeen, WholeFinding};
pub use list::{Count, Cursor, Page, Sort, Summary};
pub use map::{Bin, FacetCount};
pub use record::{Event, Full, Version};
pub use snapshot::{Handle, Seen};
