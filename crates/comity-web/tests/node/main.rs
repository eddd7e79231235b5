//! The node as a browser without script meets it, and as programs do.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failure is the finding

mod access;
mod api;
mod browser;
mod messages;
mod server;
mod story;
