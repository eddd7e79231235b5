//! Figures for who watches the node, in the text format of Prometheus (OpenMetrics 1.0). No user, party or record is named in them.

use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use comity_node::Figures;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::failure::{Code, Failure};
use crate::server::App;
use crate::visitor;

/// What is counted while the server runs, and the node's own figures as of the last question.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    failed_logins: Counter,
    jobs: Family<Jobs, Gauge>,
    pool: Family<Pool, Gauge>,
    changes: Family<Change, Gauge>,
    log_entries: Gauge,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Jobs {
    queue: String,
    state: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Pool {
    pool: &'static str,
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Change {
    change: &'static str,
    outcome: &'static str,
}

/// Seconds: what a page should take, what it may take, what nobody waits for.
const BUCKETS: [f64; 11] = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0];

impl Default for Metrics {
    fn default() -> Metrics {
        let seconds: fn() -> Histogram = || Histogram::new(BUCKETS);
        let mut metrics = Metrics {
            registry: Registry::with_prefix("comity"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            failed_logins: Counter::default(),
            jobs: Family::default(),
            pool: Family::default(),
            changes: Family::default(),
            log_entries: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests that were answered", metrics.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "From the head of a request to the head of its answer",
            Unit::Seconds,
            metrics.seconds.clone(),
        );
        registry.register("failed_logins", "Tries to come in that failed", metrics.failed_logins.clone());
        registry.register("jobs", "Work beside the desks that isn't done", metrics.jobs.clone());
        registry.register("database_connections", "Connections to the database", metrics.pool.clone());
        registry.register("database_changes", "Transactions that change something", metrics.changes.clone());
        registry.register("log_entries", "Entries of the log", metrics.log_entries.clone());
        metrics
    }
}

impl Metrics {
    /// Counts a failed try to come in.
    pub fn login_failed(&self) {
        self.failed_logins.inc();
    }

    /// All of it as text.
    fn text(&self, now: &Figures) -> Result<String, std::fmt::Error> {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        // what waits no more isn't told of any more
        self.jobs.clear();
        for (queue, state, count) in &now.jobs {
            let which = Jobs { queue: queue.clone(), state: state.clone() };
            self.jobs.get_or_create(&which).set(signed(*count));
        }
        for (pool, open, idle) in now.connections.iter().copied() {
            for (state, count) in [("busy", open.saturating_sub(idle)), ("idle", idle)] {
                self.pool.get_or_create(&Pool { pool, state }).set(i64::from(count));
            }
        }
        for (change, count) in &now.changes {
            let outcomes =
                [("committed", count.committed), ("retried", count.retried), ("failed", count.failed)];
            for (outcome, count) in outcomes {
                self.changes.get_or_create(&Change { change, outcome }).set(signed(count));
            }
        }
        self.log_entries.set(signed(now.log_entries));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Counts each request under the pattern of its address, never under the address itself, which may hold a secret.
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let method = known(request.method());
    let begun = Instant::now();
    let response = next.run(request).await;
    let metrics = &app.metrics;
    metrics.seconds.get_or_create(&Route { route: route.clone() }).observe(begun.elapsed().as_secs_f64());
    let answered = Answered { method, route, status: response.status().as_u16() };
    metrics.requests.get_or_create(&answered).inc();
    response
}

/// A word that a client makes up would be a figure of its own.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// The figures, for this machine itself and for tokens that are good for `metrics`. To others the address isn't there.
pub async fn show(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    // what a proxy on this machine hands on comes from elsewhere
    let handed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    let here =
        peer.ip().to_canonical().is_loopback() && !handed_on.iter().any(|name| headers.contains_key(*name));
    if !here {
        let token = visitor::token(&app, &headers).await?;
        let good = token.is_some_and(|token| token.scope.split(' ').any(|word| word == "metrics"));
        if !good {
            return Err(Failure::absent());
        }
    }
    let text = app.metrics.text(&app.node.figures().await?).map_err(|error| {
        tracing::error!(%error, "figures can't be written");
        Failure::new(Code::Fault, "")
    })?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
