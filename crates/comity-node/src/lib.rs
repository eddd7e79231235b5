//! What a desk does at its node: look for findings and records, check a plan, import, answer, read the log, sign in. Knows neither HTTP
//! nor SQL nor languages: it puts the store, the policies, the readers and the engine to use for one viewer at a time.

mod check;
mod checkers;
mod columns;
mod council;
mod deliveries;
mod desk;
mod error;
mod filings;
mod findings;
mod gaps;
mod hands;
mod home;
mod household;
mod imports;
mod in_force;
mod insight;
mod joint;
mod learned;
mod links;
mod log;
mod names;
mod network;
mod node;
mod outlines;
mod outside;
mod passkeys;
mod people;
mod planned;
mod policies;
pub mod reading;
mod records;
mod reference;
mod repeat;
mod replay;
mod routes;
mod saved;
mod scenarios;
mod taken;
mod ties;
mod tokens;
mod told;
mod views;
mod wait;
mod work;

pub use check::Checked;
pub use columns::{TableSeen, Tables, WrongIn};
pub use council::{
    CouncilSeen, DecisionSeen, GivenPaper, ItemSeen, MatterSeen, MeetingSeen, StatedProposal, TakenUp,
    TaskSeen,
};
pub use desk::Desk;
pub use error::{Error, Sort as ErrorSort};
pub use filings::FilingRules;
pub use findings::{Opened, QueuePage, Side};
pub use gaps::{Gaps, NeedSeen};
pub use hands::Hand;
pub use home::Home;
pub use imports::{MOST_FILES, SourceRead, Upload, Waits, lost};
pub use in_force::library;
pub use insight::{Eyes, GivenOut, Ruling};
pub use joint::{LaidSeen, ReadySeen, SeriesSeen, Voice, WorkSeen};
pub use learned::Learned;
pub use links::Bond;
pub use log::{Lines, MOST_LINES};
pub use network::{Missing, Network, PartySeen, Stated as StatedBy, shown};
pub use node::{Clock, Node};
pub use outlines::{Origin, OutlinesDrawn};
pub use outside::{Outside, OutsideName};
pub use passkeys::Ceremony;
pub use people::{LoggedIn, Login, SESSION, SHORTEST_PASSWORD};
pub use planned::Planned;
pub use policies::{PoliciesDecided, PoliciesSeen, PolicyPreview, PutInForce, SightChange, WhichPolicies};
pub use records::Look;
pub use reference::{Changes, Effect, FileInForce, MOST_REFERENCE, PARTS};
pub use repeat::{Kept, Repeat};
pub use routes::{KnownValue, RouteSeen, UnknownWord};
pub use saved::Feed;
pub use taken::TakenAlong;
pub use ties::TiesWeighed;
pub use tokens::SCOPES;
pub use told::{Told, ToldEvidence};
pub use views::{Drawn, PlaceDrawn};
pub use work::{Progress, Stage, search_basis};

// what pages show comes through here, so that they need not know the store
pub use comity_council::{
    Agrees, Between, Called, Closed, Means, Missing as MissingTie, Nothing, Packages, Scenario, Supposed,
    Told as PartiesTold, Way, WayBetween, WaySays, What, Why, joint as joint_work, proceedings,
};
pub use comity_formats::reference::Listed as ReferenceBeneath;
pub use comity_formats::table::{Meaning, Wrong, WrongColumn, meanings};
pub use comity_formats::write::{
    Block as PaperBlock, Column as PaperColumn, Invitation, Level as PaperLevel, OutFormat, Paper,
    PaperFormat, Table as PaperTable, Vote as VoteRow, When as PaperWhen,
};
pub use comity_overlap::Ruled;
pub use comity_policy::kinds::by_level;
pub use comity_policy::load::SCHEMA as POLICY_SCHEMA;
pub use comity_policy::texts::Line as TextLine;
pub use comity_policy::{
    Article, Difference, Fate, Named, NodeAction, PolicyFile, PolicyProblem, RecordAction, TextDifference,
    articles,
};
pub use comity_store::import::{Change, Made, Preview, Refused, Report, Undone};
pub use comity_store::read::{
    Area, Bin, Crossed, Cursor, Dossier, Event, FacetCount, Filter, FindingSeen, Full, Handle, InHands, Lane,
    Lanes, OutcomeAnswer, OutcomeSeen, Overview, Page, Queue, Sort, Stated, Summary, VerdictSeen, Version,
    WholeFinding,
};
pub use comity_store::user::{ApiToken, Link, NewUser, Passkey, Session, TokenSeen, User, UserState};
pub use comity_store::{
    AccessClass, Account, Answer, ColumnChoice, Columns, Draft as ReferenceDraft, Facet, Filed, Filing,
    Handed, Hands, KeptScenario, LinkSeen, Offer, Outcome, Question, ReferenceFile, ReferenceVersion,
    Resolution, Resolved, Route, RouteBy, Routed, SavedView, State, Thing, Time, Uuid,
};
pub use comity_store::{
    Delivery, DeliveryState, Desk as OfficeDesk, Disclosed, Entry, Figures, Look as LogLook,
};
