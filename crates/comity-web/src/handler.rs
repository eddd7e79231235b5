//! Handlers of routes, each behind a pointer.
//!
//! A route of axum is made of types that hold its handler, a dozen deep, and the compiler asks of each of them whether it may move between
//! threads. Behind a pointer all handlers are of one type: routes, their layers and their errors are compiled once and not for every page.

use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::{self, MethodRouter};
use futures_util::future::BoxFuture;

use crate::App;

type Answer = BoxFuture<'static, Response>;

#[derive(Clone)]
struct Pointed(Arc<dyn Fn(Request, App) -> Answer + Send + Sync>);

impl Handler<(), App> for Pointed {
    type Future = Answer;

    fn call(self, request: Request, app: App) -> Answer {
        (self.0)(request, app)
    }
}

fn pointed<T>(handler: impl Handler<T, App, Future = Answer>) -> Pointed {
    Pointed(Arc::new(move |request, app| handler.clone().call(request, app)))
}

/// Answers GET, and HEAD without the body.
pub(crate) fn get<T>(handler: impl Handler<T, App, Future = Answer>) -> MethodRouter<App> {
    routing::get(pointed(handler))
}

/// Answers POST.
pub(crate) fn post<T>(handler: impl Handler<T, App, Future = Answer>) -> MethodRouter<App> {
    routing::post(pointed(handler))
}

/// Answers PUT.
pub(crate) fn put<T>(handler: impl Handler<T, App, Future = Answer>) -> MethodRouter<App> {
    routing::put(pointed(handler))
}

/// Answers DELETE.
pub(crate) fn delete<T>(handler: impl Handler<T, App, Future = Answer>) -> MethodRouter<App> {
    routing::delete(pointed(handler))
}
