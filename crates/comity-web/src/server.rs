//! The server: its routes, the layers around them, and its end.

use std::future::{Future, IntoFuture as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, serve as axum_serve};
use comity_node::Node;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use crate::failure::{Code, Failure};
use crate::rate::Tries;
use crate::{api, assets, events, failure, guard, page};

/// How the server is reached.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether pages are reached over https, by a proxy in front: cookies are then sent over nothing else.
    pub https: bool,
}

/// What every request has at hand.
#[derive(Clone)]
pub struct App {
    /// The node.
    pub node: Arc<Node>,
    /// How it is reached.
    pub options: Options,
    pub(crate) tries: Arc<Tries>,
    /// Becomes true when the server ends, so that answers that would go on for ever end too.
    pub(crate) closing: tokio::sync::watch::Sender<bool>,
}

impl App {
    /// Over a node.
    pub fn new(node: Arc<Node>, options: Options) -> App {
        App { node, options, tries: Arc::default(), closing: tokio::sync::watch::Sender::new(false) }
    }
}

/// A form has no more bytes.
const FORM: usize = 256 << 10;
/// A file that is imported has no more bytes.
const FILE: usize = 1 << 30;

/// All routes.
pub fn router(app: App) -> Router {
    let files = Router::new()
        .route("/import", get(page::import::show).post(page::import::receive))
        .route("/api/v1/import", post(api::import::receive))
        .layer(DefaultBodyLimit::max(FILE));
    Router::new()
        .route("/", get(page::first))
        .route("/login", get(page::login::show).post(page::login::enter))
        .route("/logout", post(page::login::leave))
        .route("/link/{secret}", get(page::link::show).post(page::link::use_it))
        .route("/manners", post(page::me::manners))
        .route("/me", get(page::me::show))
        .route("/me/tokens", post(page::me::make_token))
        .route("/me/tokens/{id}/end", post(page::me::end_token))
        .route("/findings", get(page::findings::show))
        .route("/findings/{id}", get(page::findings::one))
        .route("/findings/{id}/verdict", post(page::findings::verdict))
        .route("/findings/{id}/undo", post(page::findings::undo))
        .route("/activities", get(page::activities::show))
        .route("/records/{id}", get(page::record::show))
        .route("/records/{id}/label", post(page::record::label))
        .route("/records/{id}/withdraw", post(page::record::withdraw))
        .route("/import/{id}", get(page::import::preview).post(page::import::apply))
        .route("/imports/{id}", get(page::import::made))
        .route("/imports/{id}/undo", post(page::import::undo))
        .route("/check", get(page::check::show))
        .route("/parties", get(page::parties::show))
        .route("/ledger", get(page::ledger::show).post(page::ledger::verify))
        .route("/ledger/export", post(page::ledger::export))
        .route("/users", get(page::users::show).post(page::users::invite))
        .route("/users/{id}", post(page::users::change))
        .route("/users/{id}/enable", post(page::users::enable))
        .route("/users/{id}/link", post(page::users::link))
        .route("/work", get(events::work))
        .route("/api/v1/findings", get(api::findings::list))
        .route("/api/v1/findings/{id}", get(api::findings::one))
        .route("/api/v1/findings/{id}/verdict", post(api::findings::verdict))
        .route("/api/v1/records", get(api::records::list))
        .route("/api/v1/records/{id}", get(api::records::one))
        .route("/api/v1/check", post(api::check::check))
        .route("/api/v1/openapi.json", get(api::describe))
        .route("/assets/{hash}/{name}", get(assets::give))
        .layer(DefaultBodyLimit::max(FORM))
        .merge(files)
        .fallback(async || Failure::absent())
        .layer(from_fn(guard::origin))
        .layer(from_fn(failure::dress))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a request panicked");
            Failure::new(Code::Fault, "").into_response()
        }))
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
    // the path of a one-time link is a secret
    let path = request.uri().path();
    let path = if path.starts_with("/link/") { "/link/.." } else { path };
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
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (told, mut heard) = (app.closing.clone(), app.closing.subscribe());
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let graceful = axum_serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        told.send_replace(true);
    });
    let patience = async {
        let _ = heard.wait_for(|told| *told).await;
        tokio::time::sleep(Duration::from_secs(30)).await;
    };
    tokio::select! {
        ended = graceful.into_future() => ended,
        () = patience => Ok(()),
    }
}
