//! Waiting for a change of the store. The compiler can't show that the future of a transaction may move between threads (its closure is
//! asynchronous and borrows), and servers ask for futures that may; so a change is waited for on the thread that it began on. Others of the
//! runtime take over the rest of that thread's work meanwhile. It needs the runtime of many threads.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// What the change returns.
pub(crate) fn done<F: Future>(change: F) -> F::Output {
    // by its address: the wait itself is compiled once for each kind of answer and not for each change
    let change: Pin<&mut dyn Future<Output = F::Output>> = pin!(change);
    block_in_place(move || Handle::current().block_on(change))
}

/// How long who only reads waits for a change beside what they asked for.
const IN_PASSING: Duration = Duration::from_millis(100);

/// The same for a change that may as well be made by the next request: where others write for long, it is left.
pub(crate) fn done_in_passing<E>(change: impl Future<Output = Result<(), E>>) -> Result<(), E> {
    done(tokio::time::timeout(IN_PASSING, change)).unwrap_or(Ok(()))
}
