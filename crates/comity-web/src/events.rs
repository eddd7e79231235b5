//! Progress of the work that runs beside the desks, as server-sent events. Without script a page that is loaded again shows the same.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;

use crate::failure::Failure;
use crate::page::{id, import};
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

/// How far a delivery is, as long as the node is at work on it: its stage in the reader's words, and how much of it is done. The last event
/// says that there is something else to see.
pub async fn delivery(
    State(app): State<App>,
    seated: Seated,
    Path(delivery): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let delivery = id(&delivery)?;
    // whoever may not know of it is told so as an answer, not as an event
    seated.desk(&app).await?.delivery(delivery).await?;
    let closing = app.closing.subscribe();
    let events =
        unfold((app, seated, closing, Some(true)), move |(app, seated, mut closing, more)| async move {
            let first = more?;
            if !first {
                tokio::select! {
                    () = tokio::time::sleep(LOOK) => {}
                    _ = closing.wait_for(|closing| *closing) => return None,
                }
            }
            let looked = match seated.desk(&app).await {
                Ok(desk) => desk.delivery(delivery).await.ok(),
                Err(_) => None,
            };
            let (known, _) = looked?;
            let at_work = known.state.at_work();
            let data = serde_json::json!({
                "says": import::stage(Tongue::of(seated.manners.language), &known),
                "done": known.done,
                "of": known.of_all,
                "ended": !at_work,
            });
            let event = Event::default().event("delivery").data(data.to_string());
            Some((Ok(event), (app, seated, closing, at_work.then_some(false))))
        });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

/// Between two looks at a delivery.
const LOOK: Duration = Duration::from_millis(700);
