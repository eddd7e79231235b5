//! The pages and the API of a node. The only crate that knows HTTP, HTML and languages: everything that is done goes through comity-node.

mod api;
mod assets;
mod cookie;
mod events;
mod failure;
mod guard;
mod page;
mod rate;
mod server;
pub mod tongue;
mod visitor;

pub use server::{App, Options, router, serve};
