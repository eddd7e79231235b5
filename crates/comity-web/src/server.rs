//! The server: its routes, the layers around them, and its end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use comity_node::Node;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use crate::address::Proxies;
use crate::failure::{Code, Failure};
use crate::handler::get;
use crate::metrics::{self, Metrics};
use crate::oidc::Oidc;
use crate::rate::{Failures, Requests};
use crate::{api, assets, connections, events, failure, guard, page, patience};

/// How the server is reached, and what it bears.
#[derive(Clone, Default)]
pub struct Options {
    /// Whether pages are reached over https, by a proxy in front: cookies are then sent over nothing else.
    pub https: bool,
    /// Proxies in front.
    pub proxies: Proxies,
    /// What it bears.
    pub limits: Limits,
    /// Another provider of logins.
    pub oidc: Option<Arc<Oidc>>,
}

/// What a server bears from those who ask.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// How long the head of a request may take, the wait for it included.
    pub head: Duration,
    /// How long a body may take, and one second more for each [`Limits::body_rate`] bytes of it.
    pub body: Duration,
    /// Bytes in a second that a body has to come with in the long run.
    pub body_rate: u32,
    /// How long an answer may lie without any of it being taken.
    pub stall: Duration,
    /// Requests of one token in a minute; 0 sets no bound.
    pub requests: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 16_384,
            head: Duration::from_secs(30),
            body: Duration::from_secs(20),
            body_rate: 4096,
            stall: Duration::from_secs(60),
            requests: 6000,
        }
    }
}

/// What every request has at hand.
#[derive(Clone)]
pub struct App {
    /// The node.
    pub node: Arc<Node>,
    /// How it is reached.
    pub options: Arc<Options>,
    pub(crate) failures: Arc<Failures>,
    pub(crate) requests: Arc<Requests>,
    pub(crate) metrics: Arc<Metrics>,
    /// Becomes true when the server ends, so that answers that would go on for ever end too.
    pub(crate) closing: tokio::sync::watch::Sender<bool>,
}

impl App {
    /// Over a node.
    pub fn new(node: Arc<Node>, options: Options) -> App {
        App {
            node,
            failures: Arc::default(),
            metrics: Arc::default(),
            requests: Arc::new(Requests::of(options.limits.requests)),
            options: Arc::new(options),
            closing: tokio::sync::watch::Sender::new(false),
        }
    }
}

/// A form has no more bytes.
const FORM: usize = 256 << 10;
/// A file that is imported has no more bytes.
pub(crate) const FILE: usize = 1 << 30;

/// All routes.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/work", get(events::work))
        .route("/assets/{hash}/{name}", get(assets::give))
        .merge(page::routes())
        .merge(api::routes(&app))
        .route("/metrics", get(metrics::show))
        .layer(DefaultBodyLimit::max(FORM))
        .fallback(async || Failure::absent())
        .layer(from_fn(guard::origin))
        .layer(from_fn_with_state(app.clone(), patience::body))
        .layer(from_fn(failure::dress))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a request panicked");
            Failure::new(Code::Fault, "").into_response()
        }))
        .layer(from_fn_with_state(app.clone(), metrics::count))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app)
}

/// A request's lines in the log carry its id and its path; the query may hold what someone looks for and stays out.
fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    // the paths of a one-time link and of a feed are secrets
    let path = request.uri().path();
    let path = if path.starts_with("/link/") { "/link/.." } else { path };
    let path = if path.starts_with("/feeds/") { "/feeds/.." } else { path };
    tracing::info_span!("request", id, method = %request.method(), path)
}

async fn ready(State(app): State<App>) -> Response {
    match app.node.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database doesn't answer\n").into_response()
        }
    }
}

/// Answers requests until `stop` ends, then finishes those that have begun; what takes longer than half a minute is cut.
pub async fn serve(listener: TcpListener, app: App, stop: impl Future<Output = ()> + Send + 'static) {
    let (told, mut heard) = (app.closing.clone(), app.closing.subscribe());
    tokio::spawn(async move {
        stop.await;
        told.send_replace(true);
    });
    let (limits, closing) = (app.options.limits, app.closing.subscribe());
    let patience = async {
        let _ = heard.wait_for(|told| *told).await;
        tokio::time::sleep(Duration::from_secs(30)).await;
    };
    tokio::select! {
        () = connections::answer(listener, router(app), limits, closing) => {}
        () = patience => {}
    }
}
