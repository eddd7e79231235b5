//! The pages and the API of a node. The only crate that knows HTTP, HTML and languages: everything that is done goes through comity-node.

mod address;
mod api;
mod assets;
mod connections;
mod cookie;
mod events;
mod failure;
mod guard;
mod handler;
mod metrics;
mod oidc;
mod page;
mod patience;
mod rate;
mod server;
pub mod tongue;
mod visitor;

pub use address::{Proxies, ProxyHeader};
pub use oidc::{Oidc, Provider};
pub use server::{App, Limits, Options, router, serve};
