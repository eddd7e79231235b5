//! The words of Comity as types: parties and ties, records of activities, needs, instruments, findings.
//!
//! Pure: nothing here reads a file, a clock or a random source. Readers (comity-formats) fill a [`Snapshot`],
//! the engine (comity-overlap) turns it into [`Finding`]s, and pages show both. A record is one party's own
//! account of one thing; two parties' accounts of one exercise are two records.

pub mod activity;
pub mod audience;
pub mod columns;
pub mod directory;
pub mod finding;
pub mod gazetteer;
pub mod label;
pub mod money;
pub mod names;
pub mod origin;
pub mod party;
pub mod period;
pub mod place;
pub mod problem;
pub mod proposal;
pub mod rates;
pub mod reference;
pub mod rule;
pub mod says;
pub mod snapshot;
pub mod text;
pub mod theme;
pub mod themes;
pub mod tlp;
pub mod viewer;

pub use activity::{ActivityKind, DeclaredLink, Kept, LinkKind, Participant, Record, Role, Status};
pub use audience::{Audience, Group, GroupId, Membership};
pub use columns::{ColumnRead, Grounds, TableRead};
pub use compact_str::CompactString;
pub use finding::{Evidence, Field, Finding, FindingKind, Money, RecordRef};
pub use label::{DataProtection, Label, LabelError, Onward, Purpose, Terms};
pub use money::{Amount, AmountKind, Currency};
pub use origin::{At, Source, SourceId};
pub use party::{Instrument, InstrumentKind, Need, Party, PartyId, PartyKind, PartyRef, Tie, TieKind};
pub use period::{DateKind, Day, Period, Precision, StatedDate};
pub use place::{Place, PlaceLevel, Point};
pub use problem::{Loss, Problem};
pub use proposal::{Exclusion, Position, Proposal, Stance};
pub use rule::Rule;
pub use rust_decimal::Decimal;
pub use says::Says;
pub use snapshot::{Item, Snapshot};
pub use text::{Lang, Text};
pub use theme::Theme;
pub use tlp::{Tlp, TlpError};
pub use viewer::{DeskId, NameError, Seat, UserHandle, UserRole, Viewer};
