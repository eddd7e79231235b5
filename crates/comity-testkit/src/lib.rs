//! What tests start: a PostgreSQL of their own. A dev-dependency only.
//!
//! Every test may run in a process of its own, so the server is shared: the first that needs it starts it on a free loopback port, in a
//! folder of its own, as a user who is not root; each holds a shared lock while it lives; a watcher stops the server and removes
//! the folder ten seconds after the last has gone, however it went. Each test gets a database of its own.
#![allow(clippy::panic)] // a test without its server is a failed test

mod postgres;

pub use postgres::{Database, database};
