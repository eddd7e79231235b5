//! Reading records: lists and counts over a filter, single records with their history, the snapshot for the engine, the map and the facets.
//! Every function takes a [`crate::Visible`] and joins it.

mod columns;
mod crossed;
mod dossier;
mod filter;
mod findings;
mod lanes;
mod list;
mod map;
mod overview;
mod postings;
mod queue;
mod record;
mod snapshot;
mod taken;

pub(crate) use columns::Kept;
pub use crossed::Crossed;
pub use dossier::{Dossier, Stated};
pub use filter::{Area, Filter};
pub use findings::{AsSeen, FindingSeen, OutcomeAnswer, OutcomeSeen, VerdictSeen, WholeFinding};
pub use lanes::{Lane, Lanes};
pub use list::{Cursor, Page, Sort, Summary};
pub use map::{Bin, Extent};
pub use overview::{FacetCount, Overview};
pub(crate) use queue::in_hands;
pub use queue::{InHands, Lesson, Queue};
pub use record::{Event, Full, Version};
pub use snapshot::{Handle, Seen};
pub use taken::{Content, Taken};
