//! The queue of findings, ranked, and the opened one: its sentence, both sides, the waterfall, what persons said, the verdict.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use comity_core::FindingKind;
use comity_node::{
    Answer, FindingSeen, Node, Opened, Queue, Told, ToldEvidence, Uuid, VerdictSeen, WholeFinding,
};
use serde::Deserialize;

use super::{Frame, IntoPage as _, back, fields, id, notice};
use crate::failure::Failure;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Seated, escaped};

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Ask {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    whose: String,
    record: Option<Uuid>,
    after: Option<String>,
    open: Option<Uuid>,
    done: Option<String>,
}

impl Ask {
    fn queue(&self, party: Option<&str>) -> Queue {
        let after = self.after.as_deref().and_then(|after| after.split_once('.'));
        Queue {
            status: if STATUSES.contains(&self.status.as_str()) {
                self.status.clone()
            } else {
                "open".to_owned()
            },
            kinds: FindingKind::ALL.into_iter().filter(|kind| kind.as_str() == self.kind).collect(),
            owner: party.filter(|_| self.whose == "mine").map(str::to_owned),
            record: self.record,
            ids: None,
            after: after.and_then(|(urgency, id)| Some((urgency.parse().ok()?, Uuid::parse_str(id).ok()?))),
        }
    }

    /// The address of the queue as it is filtered, with something changed.
    fn address(&self, change: impl FnOnce(&mut Ask)) -> String {
        let mut ask = Ask { done: None, ..self.clone() };
        change(&mut ask);
        let pairs = [
            ("kind", ask.kind),
            ("status", if ask.status == "open" { String::new() } else { ask.status }),
            ("whose", ask.whose),
            ("record", ask.record.map(|id| id.to_string()).unwrap_or_default()),
            ("after", ask.after.unwrap_or_default()),
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
    of_record: bool,
    clear: String,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
    opened: Option<View>,
    working: Option<&'static str>,
}

/// A line of the queue.
struct Line {
    id: Uuid,
    address: String,
    /// Empty for a pointer.
    kind: String,
    gist: String,
    why: String,
    verdict: Option<String>,
    open: bool,
}

/// The opened finding.
pub struct View {
    id: Uuid,
    kind: String,
    sentence: String,
    /// Whom to call about what may not be seen.
    call: Vec<String>,
    money: Vec<String>,
    ways: Vec<String>,
    sides: Vec<Head>,
    rows: Vec<(&'static str, [Vec<String>; 2], bool)>,
    others: Vec<Head>,
    waterfall: Vec<Bar>,
    sum: Option<Bar>,
    verdicts: Vec<(String, VerdictSeen, String)>,
    may_undo: bool,
    close: String,
    back: String,
}

/// A record of a finding.
struct Head {
    id: Uuid,
    title: String,
    reporter: String,
    said: String,
    /// It was changed since the finding was made.
    changed: bool,
}

/// A line of the waterfall; the axis is 100 wide, zero in its middle.
struct Bar {
    field: String,
    words: String,
    weight: String,
    x: f64,
    width: f64,
    against: bool,
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
    let party = desk.viewer().party().map(|party| party.as_str().to_owned());
    let page = desk.queue(&ask.queue(party.as_deref()), PAGE).await?;
    let opened = match ask.open {
        Some(open) => Some(View::of(t, &app.node, desk.finding(open).await?, &seated, &ask)),
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
        whose: ["", "mine"]
            .into_iter()
            .map(|word| {
                let address = ask.address(|ask| {
                    ask.whose = word.to_owned();
                    (ask.after, ask.open) = (None, None);
                });
                (address, if word.is_empty() { "all" } else { word }, ask.whose == word)
            })
            .collect(),
        of_record: ask.record.is_some(),
        clear: Ask::default().address(|_| {}),
        lines: page.lines.iter().map(|seen| line(t, &app.node, seen, &ask)).collect(),
        next: page.next.map(|(urgency, id)| {
            ask.address(|ask| {
                ask.after = Some(format!("{urgency}.{id}"));
                ask.open = None;
            })
        }),
        first: ask.after.as_ref().map(|_| ask.address(|ask| ask.after = None)),
        opened,
        working: (stage != "idle").then_some(stage),
        frame,
    }
    .into_page())
}

/// The address of one finding, for links that stay.
pub async fn one(_: Seated, Path(finding): Path<String>) -> Result<Redirect, Failure> {
    let open = Some(id(&finding)?);
    Ok(Redirect::to(&Ask::default().address(|ask| ask.open = open)))
}

fn line(t: &Tongue, node: &Node, seen: &FindingSeen, ask: &Ask) -> Line {
    let open = |id| ask.address(|ask| ask.open = Some(id));
    match seen {
        FindingSeen::Pointer { id, call, .. } => {
            let desks: Vec<String> = call.iter().map(seat).collect();
            Line {
                id: *id,
                address: open(*id),
                kind: String::new(),
                gist: t.w("pointer-gist", &t.list(&desks)),
                why: t.say("pointer-why"),
                verdict: None,
                open: ask.open == Some(*id),
            }
        }
        FindingSeen::Whole(whole) => {
            let told = serde_json::from_value::<Told>(whole.content.clone()).ok();
            let told = told.map(|told| node.told_in(told, t.language.tag()));
            Line {
                id: whole.id,
                address: open(whole.id),
                kind: whole.kind.clone(),
                gist: told.as_ref().map(|told| t.brief(&told.gist)).unwrap_or_default(),
                why: told.map(|told| why(t, &told.evidence)).unwrap_or_default(),
                verdict: newest(whole).map(|newest| t.say(&format!("said-{}", newest.answer))),
                open: ask.open == Some(whole.id),
            }
        }
    }
}

fn newest(whole: &WholeFinding) -> Option<&VerdictSeen> {
    whole.verdicts.first()
}

fn seat(seat: &comity_core::Seat) -> String {
    let organ = seat.organ.as_ref().map(|organ| organ.as_str());
    let desk = seat.desk.as_ref().map(|desk| desk.as_str());
    [Some(seat.party.as_str()), organ, desk].into_iter().flatten().collect::<Vec<_>>().join("/")
}

/// The two strongest reasons.
fn why(t: &Tongue, evidence: &[ToldEvidence]) -> String {
    let strong = evidence.iter().filter(|one| one.weight > 0.0).take(2);
    strong.map(|one| t.evidence(&one.says)).collect::<Vec<_>>().join(&t.say("why-join"))
}

/// The waterfall of a finding, and its sum.
fn bars(t: &Tongue, told: &Told) -> (Vec<Bar>, Bar) {
    let most = told.evidence.iter().map(|one| one.weight.abs()).fold(told.weight.abs().max(1.0), f64::max);
    let bar = |field: String, words: String, weight: f64| {
        let width = weight.abs() / most * 50.0;
        Bar {
            field,
            words,
            weight: t.bits(weight),
            x: if weight < 0.0 { 50.0 - width } else { 50.0 },
            width,
            against: weight < 0.0,
        }
    };
    let field = |one: &ToldEvidence| {
        let word = serde_json::to_value(one.field).ok();
        t.word("field", word.as_ref().and_then(|word| word.as_str()).unwrap_or_default())
    };
    let rows = told.evidence.iter().map(|one| bar(field(one), t.evidence(&one.says), one.weight)).collect();
    let probability = t.w("probability", &t.percent(told.probability));
    (rows, bar(t.say("sum"), probability, told.weight))
}

impl View {
    fn of(t: &Tongue, node: &Node, opened: Opened, seated: &Seated, ask: &Ask) -> View {
        let (finding, kind, call, verdicts) = match &opened.seen {
            FindingSeen::Whole(whole) => (whole.id, whole.kind.clone(), Vec::new(), whole.verdicts.clone()),
            FindingSeen::Pointer { id, call, .. } => {
                (*id, String::new(), call.iter().map(seat).collect(), Vec::new())
            }
        };
        let told = opened.told.map(|told| node.told_in(told, t.language.tag()));
        let read: Vec<Vec<fields::Field>> =
            opened.sides.iter().map(|side| fields::of(t, node, &side.version.account)).collect();
        let mut heads: Vec<Head> = opened
            .sides
            .iter()
            .map(|side| Head {
                id: side.summary.id,
                title: side.summary.title.clone(),
                reporter: side.summary.reporter.clone(),
                said: t.time(&side.version.said_at),
                changed: side.found_at != side.version.version,
            })
            .collect();
        let empty = Vec::new();
        let (left, right) = (read.first().unwrap_or(&empty), read.get(1).unwrap_or(&empty));
        let rows = fields::sides(left, right);
        let others = heads.split_off(heads.len().min(2));
        let (waterfall, sum) = match &told {
            Some(told) => {
                let (waterfall, sum) = bars(t, told);
                (waterfall, Some(sum))
            }
            None => (Vec::new(), None),
        };
        let me = seated.session.user.handle.as_str();
        View {
            id: finding,
            kind,
            sentence: match &told {
                Some(told) => t.sentence(&told.gist),
                None => t.w("pointer-gist", &t.list(&call)),
            },
            money: told.as_ref().and_then(|told| told.money.as_ref()).map_or_else(Vec::new, |money| {
                let said = |sum: &comity_core::Decimal| format!("{sum} {}", money.currency.as_str());
                vec![t.w("counted", &said(&money.counted)), t.w("counted-again", &said(&money.counted_again))]
            }),
            ways: told
                .as_ref()
                .map_or_else(Vec::new, |told| told.ways.iter().map(|way| t.sentence(way)).collect()),
            call,
            sides: heads,
            rows,
            others,
            waterfall,
            sum,
            may_undo: verdicts.first().is_some_and(|newest| newest.person == me),
            verdicts: verdicts
                .into_iter()
                .map(|verdict| {
                    (t.say(&format!("said-{}", verdict.answer)), verdict.clone(), t.time(&verdict.made_at))
                })
                .collect(),
            close: ask.address(|ask| ask.open = None),
            back: ask.address(|_| {}),
        }
    }
}

/// A verdict, as its form sends it.
#[derive(Deserialize)]
pub struct Verdict {
    csrf: String,
    answer: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    back: String,
}

/// Answers a finding.
pub async fn verdict(
    State(app): State<App>,
    seated: Seated,
    Path(finding): Path<String>,
    Form(form): Form<Verdict>,
) -> Result<Redirect, Failure> {
    seated.is_ours(&form.csrf)?;
    let answer = [Answer::Confirm, Answer::Reject, Answer::Unsure]
        .into_iter()
        .find(|answer| answer.as_str() == form.answer)
        .ok_or_else(|| Failure::new(crate::failure::Code::Input, "an answer is confirm, reject or unsure"))?;
    seated.desk(&app).await?.answer(id(&finding)?, answer, &form.reason).await?;
    Ok(back(&form.back, answer.as_str()))
}

/// What undoing sends.
#[derive(Deserialize)]
pub struct Undo {
    csrf: String,
    #[serde(default)]
    back: String,
}

/// Takes an own verdict back.
pub async fn undo(
    State(app): State<App>,
    seated: Seated,
    Path(finding): Path<String>,
    Form(form): Form<Undo>,
) -> Result<Redirect, Failure> {
    seated.is_ours(&form.csrf)?;
    seated.desk(&app).await?.take_back(id(&finding)?).await?;
    Ok(back(&form.back, "undone"))
}
