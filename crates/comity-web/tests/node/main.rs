//! The node as a browser without script meets it, and as programs do.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failure is the finding

mod access;
mod admin;
mod api;
mod browser;
mod columns;
mod councils;
mod filing;
mod imports;
mod joint;
mod ledger;
mod login;
mod many;
mod messages;
mod network;
mod plumbing;
mod policies;
mod reference;
mod routing;
mod saved;
mod sentences;
mod server;
mod story;
mod views;
mod walk;
mod work;
