//! Bytes to records and back.
//!
//! Every reader streams: it is given bytes and an [`Out`], and puts records and problems into it as it goes. A value
//! that can't be read is a problem with its place and a way out, and the rest goes on. Which reader a file needs is
//! decided by its content, never by its name.

pub mod central_asia;
mod contact;
pub mod coordinates;
mod error;
mod fields;
pub mod fts;
pub mod geojson;
pub mod iati;
pub mod ical;
mod json;
pub mod jsonl;
pub mod open;
mod out;
pub mod reference;

pub mod table;
pub mod write;

pub use error::Error;
pub use out::{Limits, Out};
