//! The program as a server, over HTTP: the demo's node, many users at once, and what goes wrong around it. In short in every test run; `cargo xtask soak` makes it long:
//! `COMITY_SOAK_USERS`, `COMITY_SOAK_SECONDS`, `COMITY_SOAK_RECORDS` (a file to import), `COMITY_SOAK_DB` (`sqlite`, `postgres`).
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failure is the finding

mod check;
mod demo;
mod fault;
mod many;
mod server;
mod user;

use std::str::FromStr;

/// A setting of the environment, or what holds without it.
fn setting<T: FromStr>(name: &str, without: T) -> T {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(without)
}
