//! Progress of the work that runs beside the desks, as server-sent events. Without script a page that is loaded again shows the same.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;

use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

/// Each change of the work: its stage in the reader's words, `idle` with the number of runs when it ended.
pub async fn work(
    State(app): State<App>,
    seated: Seated,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let tongue = Tongue::of(seated.manners.language);
    let mut follow = app.node.progress();
    follow.mark_changed();
    let events = unfold((follow, app.closing.subscribe()), move |(mut follow, mut closing)| async move {
        tokio::select! {
            changed = follow.changed() => changed.ok()?,
            _ = closing.wait_for(|closing| *closing) => return None,
        }
        let progress = *follow.borrow_and_update();
        let stage = progress.stage.as_str();
        let data = serde_json::json!({
            "stage": stage,
            "says": tongue.say(&format!("work-{stage}")),
            "runs": progress.done,
        });
        Some((Ok(Event::default().event("work").data(data.to_string())), (follow, closing)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
