//! Connections: not more than there is room for, each given time to say what it wants, cut off when it takes nothing any more.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::server::Limits;

/// Answers on every connection that comes, until `closing` is true; then until what was begun is answered.
pub async fn answer(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut closing: watch::Receiver<bool>,
) {
    let places = Arc::new(Places::of(limits.connections));
    let mut open = JoinSet::new();
    loop {
        let place = tokio::select! {
            place = places.take() => place,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        while open.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                open.spawn(one(stream, peer, place, router.clone(), limits, closing.clone()));
            }
            Err(error) => {
                // one that is gone already, or no more files: then a moment helps
                tracing::warn!(%error, "a connection couldn't be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// One connection.
async fn one(
    stream: TcpStream,
    peer: SocketAddr,
    place: Place,
    router: Router,
    limits: Limits,
    mut closing: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    // a client that takes nothing of its answer
    let _ = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(limits.stall));
    let place = Arc::new(place);
    place.rest();
    let service = service_fn({
        let place = place.clone();
        move |request: Request<Incoming>| {
            let (router, busy) = (router.clone(), place.clone().work());
            async move {
                let Some(busy) = busy else {
                    return Ok::<_, Infallible>(StatusCode::SERVICE_UNAVAILABLE.into_response());
                };
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(peer));
                let response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
                Ok(response.map(|body| Body::new(Held { body, _busy: busy })))
            }
        }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let mut told = false;
    loop {
        tokio::select! {
            biased;
            () = place.left.notified() => return,
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, %peer, "a connection broke off");
                }
                return;
            }
            _ = closing.wait_for(|closing| *closing), if !told => {
                told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Room for connections. When there is none, the one that has been idle longest makes room, so that whoever only holds connections keeps
/// nobody out.
struct Places {
    free: Arc<Semaphore>,
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    next: u64,
    by_age: BTreeMap<u64, Arc<Notify>>,
}

impl Places {
    fn of(most: usize) -> Places {
        Places { free: Arc::new(Semaphore::new(most)), idle: Mutex::default() }
    }

    async fn take(self: &Arc<Places>) -> Place {
        let permit = loop {
            if let Ok(permit) = self.free.clone().try_acquire_owned() {
                break permit;
            }
            if let Some((_, left)) = self.idle().by_age.pop_first() {
                left.notify_one();
            }
            // it leaves, or one that is busy does
            let wait = tokio::time::timeout(Duration::from_millis(20), self.free.clone().acquire_owned());
            if let Ok(Ok(permit)) = wait.await {
                break permit;
            }
        };
        Place { places: self.clone(), left: Arc::default(), age: Mutex::default(), _permit: permit }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one connection.
struct Place {
    places: Arc<Places>,
    /// Told when it has to make room.
    left: Arc<Notify>,
    /// Its key among the idle ones.
    age: Mutex<Option<u64>>,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    /// It waits for a request.
    fn rest(&self) {
        let mut idle = self.places.idle();
        let age = idle.next;
        idle.next += 1;
        idle.by_age.insert(age, self.left.clone());
        *self.age.lock().unwrap_or_else(PoisonError::into_inner) = Some(age);
    }

    /// It has a request; none when it was told to make room at the same moment.
    fn work(self: Arc<Place>) -> Option<Busy> {
        self.leave().then_some(Busy(self))
    }

    /// Takes it from the idle ones; `false` where it wasn't among them.
    fn leave(&self) -> bool {
        let age = self.age.lock().unwrap_or_else(PoisonError::into_inner).take();
        age.is_some_and(|age| self.places.idle().by_age.remove(&age).is_some())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

/// A request that is being answered.
struct Busy(Arc<Place>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.rest();
    }
}

/// The body of an answer; when it is gone, its connection is idle.
struct Held {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
