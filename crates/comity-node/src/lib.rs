//! What a desk does at its node: look for findings and records, check a plan, import, answer, read the log, sign in. Knows neither HTTP
//! nor SQL nor languages: it puts the store, the policies, the readers and the engine to use for one viewer at a time.

mod check;
mod desk;
mod error;
mod findings;
mod imports;
mod log;
mod names;
mod node;
mod people;
mod planned;
pub mod reading;
mod records;
mod ties;
mod told;
mod wait;
mod work;

pub use check::Checked;
pub use desk::Desk;
pub use error::{Error, Sort as ErrorSort};
pub use findings::{Opened, QueuePage, Side};
pub use imports::{Upload, Waits};
pub use node::{Clock, Node};
pub use people::{LoggedIn, Login, SESSION, SHORTEST_PASSWORD};
pub use planned::Planned;
pub use records::{Found as FoundRecords, Look};
pub use ties::{TieLine, Ties};
pub use told::{Told, ToldEvidence};
pub use work::{Progress, Stage};

// what pages show comes through here, so that they need not know the store
pub use comity_policy::{NodeAction, RecordAction};
pub use comity_store::Entry;
pub use comity_store::import::{Change, Made, Preview, Refused, Report, Undone};
pub use comity_store::read::{
    Area, Count, Cursor, Dossier, Event, FacetCount, Filter, FindingSeen, Full, Handle, OutcomeSeen, Queue,
    Sort, Stated, Summary, VerdictSeen, Version, WholeFinding,
};
pub use comity_store::user::{ApiToken, Link, NewUser, Session, TokenSeen, User, UserState};
pub use comity_store::{AccessClass, Account, Answer, Facet, Outcome, State, Thing, Time, Uuid};
