//! An opened finding: its sentence, both sides, the waterfall, what persons said, the verdict.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use comity_core::{CompactString, Says};
use comity_node::{Answer, Facet, FindingSeen, Hand, Node, Opened, Told, ToldEvidence, Uuid, VerdictSeen};
use serde::Deserialize;

use super::hands::HandView;
use super::{back, fields, id};
use crate::failure::{Code, Failure};
use crate::handler::post;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/findings/{id}/verdict", post(verdict)).route("/findings/{id}/undo", post(undo))
}

/// The opened finding.
#[allow(missing_docs)] // what its template shows, by the names of the page
pub struct View {
    pub id: Uuid,
    pub kind: String,
    pub sentence: String,
    /// Whom to call about what may not be seen.
    pub call: Vec<String>,
    pub money: Vec<String>,
    pub ways: Vec<String>,
    pub sides: Vec<Head>,
    pub rows: Vec<(&'static str, [Vec<String>; 2], bool)>,
    pub others: Vec<Head>,
    /// What stands on the other side where it is no record.
    pub instrument: Option<Instrument>,
    pub waterfall: Vec<Bar>,
    pub sum: Option<Bar>,
    /// Why it stands lower or higher in the queue.
    pub learned: Option<String>,
    pub hand: Option<HandView>,
    pub verdicts: Vec<(String, VerdictSeen, String)>,
    pub may_undo: bool,
    pub close: String,
    pub back: String,
}

/// A record of a finding.
#[allow(missing_docs)]
pub struct Head {
    pub id: Uuid,
    pub title: String,
    pub reporter: String,
    pub said: String,
    /// It was changed since the finding was made.
    pub changed: bool,
}

/// An instrument that forbids an activity or sets a condition for it.
#[allow(missing_docs)]
pub struct Instrument {
    pub title: String,
    pub forbids: bool,
    /// What it says.
    pub words: String,
    /// Whom it binds.
    pub binds: String,
}

impl Instrument {
    fn of(t: &Tongue, node: &Node, told: &Told) -> Option<Instrument> {
        let named = |party: &CompactString| node.named(Facet::Party, party, t.language.tag());
        let binds = || t.list(&told.parties.iter().map(named).collect::<Vec<_>>());
        told.evidence
            .iter()
            .find_map(|one| match &one.says {
                Says::ForbiddenBy { instrument, obligation } => Some((true, instrument, obligation)),
                Says::ConditionedBy { instrument, obligation } => Some((false, instrument, obligation)),
                _ => None,
            })
            .map(|(forbids, title, words)| Instrument {
                title: title.to_string(),
                forbids,
                words: words.to_string(),
                binds: binds(),
            })
    }
}

/// A line of the waterfall; the axis is 100 wide, zero in its middle.
#[allow(missing_docs)]
pub struct Bar {
    pub field: String,
    pub words: String,
    pub weight: String,
    pub x: f64,
    pub width: f64,
    pub against: bool,
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
    /// The view of a finding and of the work on it; the places are where it closes to, and where its forms come back to.
    pub fn of(
        t: &Tongue,
        node: &Node,
        (opened, hand): (Opened, Option<Hand>),
        seated: &Seated,
        (close, back): (String, String),
    ) -> View {
        let hand = match (&opened.seen, &hand) {
            (FindingSeen::Whole(whole), Some(hand)) => {
                Some(HandView::of(t, hand, whole, seated, node.today()))
            }
            _ => None,
        };
        let (finding, kind, call, verdicts) = match &opened.seen {
            FindingSeen::Whole(whole) => (whole.id, whole.kind.clone(), Vec::new(), whole.verdicts.clone()),
            FindingSeen::Pointer { id, call, .. } => {
                (*id, String::new(), call.iter().map(ToString::to_string).collect(), Vec::new())
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
            instrument: told.as_ref().and_then(|told| Instrument::of(t, node, told)),
            sides: heads,
            rows,
            others,
            waterfall,
            sum,
            learned: None,
            hand,
            may_undo: verdicts.iter().any(|verdict| verdict.person == me && verdict.retracted_at.is_none()),
            verdicts: verdicts
                .into_iter()
                .map(|verdict| {
                    (t.say(&format!("said-{}", verdict.answer)), verdict.clone(), t.time(&verdict.made_at))
                })
                .collect(),
            close,
            back,
        }
    }
}

/// A verdict, as its form sends it.
#[derive(Deserialize)]
pub struct Verdict {
    answer: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    back: String,
}

/// The answer of a word.
pub(crate) fn answer_of(word: &str) -> Result<Answer, Failure> {
    let known = [Answer::Confirm, Answer::Reject, Answer::Unsure];
    known
        .into_iter()
        .find(|answer| answer.as_str() == word)
        .ok_or_else(|| Failure::new(Code::Input, format!("`{word}` is no answer: confirm, reject or unsure")))
}

/// Answers a finding.
pub async fn verdict(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Verdict>,
) -> Result<Redirect, Failure> {
    let answer = answer_of(&form.answer)?;
    seated.desk(&app).await?.answer(id(&finding)?, answer, &form.reason).await?;
    Ok(back(&form.back, answer.as_str()))
}

/// What undoing sends.
#[derive(Deserialize)]
pub struct Undo {
    #[serde(default)]
    pub(super) back: String,
}

/// Takes an own verdict back.
pub async fn undo(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Undo>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.take_back(id(&finding)?).await?;
    Ok(back(&form.back, "undone"))
}
