//! The queue of findings, ranked, beside the opened one.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use comity_core::{Day, FindingKind, Seat};
use comity_node::{
    Desk, FindingSeen, InHands, Learned, Node, OfficeDesk, Queue, Time, Told, ToldEvidence, Uuid,
    WholeFinding,
};
use serde::Deserialize;

use super::opened::{Undo, View, answer_of};
use super::{Frame, IntoPage as _, back, id, notice};
use crate::failure::Failure;
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated, escaped};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/findings", get(show))
        .route("/findings/verdicts", post(answer_all))
        .route("/findings/batches/{id}/undo", post(undo_batch))
        .route("/findings/{id}", get(one))
}

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Ask {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    whose: String,
    #[serde(default)]
    due: String,
    /// One desk of the own party: what it alone has in hand.
    desk: Option<Uuid>,
    record: Option<Uuid>,
    after: Option<Uuid>,
    open: Option<Uuid>,
    done: Option<String>,
    /// Answers that were given at once, to take them back.
    batch: Option<Uuid>,
}

impl Ask {
    fn queue(&self, seat: Option<&Seat>, office: Option<&Seat>, today: Day) -> Queue {
        let known = STATUSES.contains(&self.status.as_str());
        let queue = Queue {
            status: if known { self.status.clone() } else { "open".to_owned() },
            kinds: FindingKind::ALL.into_iter().filter(|kind| kind.as_str() == self.kind).collect(),
            record: self.record,
            after: self.after,
            ..Queue::default()
        };
        in_hands(queue, (&self.whose, &self.due, office), seat, today)
    }

    /// The address of the queue as it is filtered, with something changed.
    fn address(&self, change: impl FnOnce(&mut Ask)) -> String {
        let mut ask = Ask { done: None, batch: None, ..self.clone() };
        change(&mut ask);
        let pairs = [
            ("kind", ask.kind),
            ("status", if ask.status == "open" { String::new() } else { ask.status }),
            ("whose", ask.whose),
            ("due", ask.due),
            ("desk", ask.desk.map(|id| id.to_string()).unwrap_or_default()),
            ("record", ask.record.map(|id| id.to_string()).unwrap_or_default()),
            ("after", ask.after.map(|id| id.to_string()).unwrap_or_default()),
            ("open", ask.open.map(|id| id.to_string()).unwrap_or_default()),
        ];
        let query: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        if query.is_empty() { "/findings".to_owned() } else { format!("/findings?{}", query.join("&")) }
    }
}

const STATUSES: [&str; 3] = ["open", "answered", "gone"];
const PAGE: u32 = 40;

#[derive(Template)]
#[template(path = "findings.html")]
struct Page {
    frame: Frame,
    notice: Option<String>,
    /// Address, word, kind, whether it is the one.
    kinds: Vec<(String, String, &'static str, bool)>,
    statuses: Vec<(String, &'static str, bool)>,
    whose: Vec<(String, &'static str, bool)>,
    /// The desks of the own party.
    desks: Vec<(String, String, bool)>,
    dues: Vec<(String, &'static str, bool)>,
    /// A batch that can be taken back.
    batch: Option<Uuid>,
    back: String,
    of_record: bool,
    clear: String,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
    opened: Option<View>,
    working: Option<&'static str>,
}

/// A line of the queue.
pub(super) struct Line {
    pub id: Uuid,
    pub address: String,
    /// Empty for a pointer.
    pub kind: String,
    pub gist: String,
    pub why: String,
    /// What was said or decided.
    pub verdict: Option<String>,
    /// Why it stands lower or higher.
    pub learned: Option<String>,
    pub open: bool,
}

/// The queue, and what is opened of it.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/findings");
    let t = frame.t;
    let offices = offices(&desk).await?;
    let office = office(&offices, ask.desk)?;
    let queue = ask.queue(desk.viewer().seat.as_ref(), office, app.node.today());
    let page = match desk.queue(&queue, PAGE).await {
        // the page before is gone: the first one is where to go on
        Err(comity_node::Error::Input { field: "after", .. }) => {
            return Ok(Redirect::to(&ask.address(|ask| ask.after = None)).into_response());
        }
        page => page?,
    };
    let opened = match ask.open {
        Some(open) => {
            let opened = desk.finding(open).await?;
            let hand = desk.hand(&opened).await?;
            let places = (ask.address(|ask| ask.open = None), ask.address(|_| {}));
            let learned = match &opened.seen {
                FindingSeen::Whole(whole) => learned(t, page.learned.get(&whole.pattern)),
                FindingSeen::Pointer { .. } => None,
            };
            Some(View { learned, ..View::of(t, &app.node, (opened, hand), &seated, places) })
        }
        None => None,
    };
    let stage = app.node.progress().borrow().stage.as_str();
    let mut kinds = vec![(ask.address(|ask| ask.kind.clear()), t.say("all-kinds"), "", ask.kind.is_empty())];
    kinds.extend(FindingKind::ALL.into_iter().map(|kind| {
        let word = kind.as_str();
        let address = ask.address(|ask| {
            ask.kind = word.to_owned();
            (ask.after, ask.open) = (None, None);
        });
        (address, t.word("kind", word), word, ask.kind == word)
    }));
    Ok(Page {
        notice: notice(t, ask.done.as_deref()),
        kinds,
        statuses: STATUSES
            .into_iter()
            .map(|word| {
                let address = ask.address(|ask| {
                    ask.status = word.to_owned();
                    (ask.after, ask.open) = (None, None);
                });
                let now = if ask.status.is_empty() { "open" } else { ask.status.as_str() };
                (address, word, now == word)
            })
            .collect(),
        whose: choices(&ask, ["all", "mine", "desk"], |ask| &mut ask.whose),
        desks: offices
            .iter()
            .filter(|office| office.open || ask.desk == Some(office.id))
            .map(|office| {
                let address = ask.address(|ask| {
                    ask.whose.clear();
                    (ask.desk, ask.after, ask.open) = (Some(office.id), None, None);
                });
                (address, name(&office.seat), ask.desk == Some(office.id))
            })
            .collect(),
        dues: choices(&ask, ["any", "over", "week"], |ask| &mut ask.due),
        batch: ask.batch,
        back: ask.address(|ask| ask.open = None),
        of_record: ask.record.is_some(),
        clear: Ask::default().address(|_| {}),
        lines: page
            .lines
            .iter()
            .map(|seen| {
                let address = ask.address(|ask| ask.open = Some(seen.id()));
                let moved = match seen {
                    FindingSeen::Whole(whole) => learned(t, page.learned.get(&whole.pattern)),
                    FindingSeen::Pointer { .. } => None,
                };
                let open = ask.open == Some(seen.id());
                Line { open, learned: moved, ..line(t, &app.node, seen, address) }
            })
            .collect(),
        next: page.next.map(|id| ask.address(|ask| (ask.after, ask.open) = (Some(id), None))),
        first: ask.after.as_ref().map(|_| ask.address(|ask| ask.after = None)),
        opened,
        working: (stage != "idle").then_some(stage),
        frame,
    }
    .into_page())
}

/// The desks of the viewer's party.
pub(crate) async fn offices(desk: &Desk<'_>) -> Result<Vec<OfficeDesk>, Failure> {
    match desk.viewer().party() {
        Some(party) => Ok(desk.desks(Some(party)).await?),
        None => Ok(Vec::new()),
    }
}

/// The one of them that is asked for.
pub(crate) fn office(offices: &[OfficeDesk], asked: Option<Uuid>) -> Result<Option<&Seat>, Failure> {
    let Some(asked) = asked else { return Ok(None) };
    let found = offices.iter().find(|office| office.id == asked);
    Ok(Some(&found.ok_or_else(Failure::absent)?.seat))
}

/// A desk inside its party.
fn name(seat: &Seat) -> String {
    let parts = [seat.organ.as_ref().map(ToString::to_string), seat.desk.as_ref().map(ToString::to_string)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" / ")
}

/// The queue of a seat: `mine` are those about records of its party, `desk` those that its desk works on; `over` those whose day is over, `week`
/// those to be ended within a week. Other words bound nothing. With an office it is what that desk alone works on.
pub(crate) fn in_hands(
    queue: Queue,
    (whose, due, office): (&str, &str, Option<&Seat>),
    seat: Option<&Seat>,
    today: Day,
) -> Queue {
    let midnight = |day: Day| Time::noon_of(day).plus_seconds(-12 * 3600);
    let due_before = seat.and(match due {
        "over" => Some(midnight(today)),
        "week" => Some(midnight(today.plus(7))),
        _ => None,
    });
    Queue {
        owner: seat.filter(|_| whose == "mine").map(|seat| seat.party.to_string()),
        hands: match office {
            Some(office) => Some(InHands::Desk(office.clone())),
            None => seat.filter(|_| whose == "desk" || due_before.is_some()).cloned().map(InHands::Of),
        },
        due_before,
        ..queue
    }
}

/// The choices of one part of the filter: address, word, whether it is the one. The first is what holds without a choice.
fn choices(
    ask: &Ask,
    words: [&'static str; 3],
    part: fn(&mut Ask) -> &mut String,
) -> Vec<(String, &'static str, bool)> {
    let now = std::mem::take(part(&mut ask.clone()));
    let (first, of_desk) = (words.first().copied(), ask.desk.is_some() && words.contains(&"desk"));
    let choice = |word: &'static str| {
        let value = if Some(word) == first { "" } else { word };
        let address = ask.address(|ask| {
            *part(ask) = value.to_owned();
            // one of the desks is a choice among these
            ask.desk = ask.desk.filter(|_| !of_desk);
            (ask.after, ask.open) = (None, None);
        });
        (address, word, now == value && !of_desk)
    };
    words.into_iter().map(choice).collect()
}

/// Why a finding stands lower or higher than by itself.
fn learned(t: &Tongue, learned: Option<&Learned>) -> Option<String> {
    let learned = learned.filter(|learned| learned.shift != 0)?;
    let all = t.number(learned.confirmed + learned.rejected);
    Some(match learned.shift < 0 {
        true => t.nw("learned-lower", learned.rejected, &all),
        false => t.nw("learned-higher", learned.confirmed, &all),
    })
}

/// Answers many findings at once.
pub async fn answer_all(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Redirect, Failure> {
    let one = |name: &str| fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
    let answer = answer_of(one("answer"))?;
    let chosen = fields.iter().filter(|(name, _)| name == "finding").map(|(_, text)| id(text));
    let chosen = chosen.collect::<Result<BTreeSet<Uuid>, Failure>>()?;
    let batch = seated.desk(&app).await?.answer_all(&chosen, answer, one("reason")).await?;
    Ok(back(one("back"), &format!("batch&batch={batch}")))
}

/// Takes a batch back.
pub async fn undo_batch(
    State(app): State<App>,
    Path(batch): Path<String>,
    Ours(seated, form): Ours<Undo>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.take_batch_back(id(&batch)?).await?;
    Ok(back(&form.back, "undone"))
}

/// The address of one finding, for links that stay.
pub async fn one(_: Seated, Path(finding): Path<String>) -> Result<Redirect, Failure> {
    let open = Some(id(&finding)?);
    Ok(Redirect::to(&Ask::default().address(|ask| ask.open = open)))
}

/// A finding as lists have it.
pub(super) fn line(t: &Tongue, node: &Node, seen: &FindingSeen, address: String) -> Line {
    match seen {
        FindingSeen::Pointer { id, call, .. } => {
            let desks: Vec<String> = call.iter().map(ToString::to_string).collect();
            Line {
                id: *id,
                address,
                kind: String::new(),
                gist: t.w("pointer-gist", &t.list(&desks)),
                why: t.say("pointer-why"),
                verdict: None,
                learned: None,
                open: false,
            }
        }
        FindingSeen::Whole(whole) => {
            let told = serde_json::from_value::<Told>(whole.content.clone()).ok();
            let told = told.map(|told| node.told_in(told, t.language.tag()));
            Line {
                id: whole.id,
                address,
                kind: whole.kind.clone(),
                gist: told.as_ref().map(|told| t.brief(&told.gist)).unwrap_or_default(),
                why: told.map(|told| why(t, &told.evidence)).unwrap_or_default(),
                verdict: newest(t, whole),
                learned: None,
                open: false,
            }
        }
    }
}

/// What holds of a finding in a word: what was decided or is proposed, else the newest answer.
fn newest(t: &Tongue, whole: &WholeFinding) -> Option<String> {
    let standing = |state: &str| whole.outcomes.iter().find(|outcome| outcome.state == state);
    if let Some(outcome) = standing("holds") {
        return Some(t.word("outcome", &outcome.what));
    }
    if standing("proposed").is_some() {
        return Some(t.say("outcome-state-proposed"));
    }
    let newest = whole.verdicts.iter().find(|verdict| verdict.retracted_at.is_none());
    newest.map(|newest| t.say(&format!("said-{}", newest.answer)))
}

/// The two strongest reasons.
fn why(t: &Tongue, evidence: &[ToldEvidence]) -> String {
    let strong = evidence.iter().filter(|one| one.weight > 0.0).take(2);
    strong.map(|one| t.evidence(&one.says)).collect::<Vec<_>>().join(&t.say("why-join"))
}
