//! A node as its operator meets it: started, burdened, asked what is wrong, ended.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failure is the finding

#[path = "../load/server.rs"]
#[allow(dead_code)] // the load tests ask it for more
mod server;

mod crowd;
mod ending;
mod people;
mod policies;
mod start;
mod unit;
