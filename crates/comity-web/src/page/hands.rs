//! The work on an opened finding: whose desk has it and until when, to whom it is offered, what is done about it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use comity_core::{Day, Seat};
use comity_node::{Hand, Hands, Outcome, OutcomeSeen, Uuid, WholeFinding};
use serde::Deserialize;

use super::{back, id};
use crate::failure::{Code, Failure};
use crate::handler::post;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/findings/{id}/take", post(take))
        .route("/findings/{id}/acknowledge", post(acknowledge))
        .route("/findings/{id}/due", post(due))
        .route("/findings/{id}/offer", post(offer))
        .route("/findings/{id}/offer/answer", post(answer_offer))
        .route("/findings/{id}/offer/back", post(offer_back))
        .route("/findings/{id}/questions", post(ask))
        .route("/findings/{id}/questions/{question}", post(answer_question))
        .route("/findings/{id}/outcomes", post(decide))
        .route("/findings/{id}/outcomes/{outcome}/answer", post(answer_outcome))
        .route("/findings/{id}/outcomes/{outcome}/retract", post(retract_outcome))
}

/// The work on a finding, in words.
#[allow(missing_docs)] // what its template shows, by the names of the page
pub struct HandView {
    pub holders: Vec<Holder>,
    pub offers: Vec<OfferView>,
    pub decided: Vec<OutcomeView>,
    pub questions: Vec<QuestionView>,
    /// Who may be asked.
    pub parties: Vec<String>,
    /// When, what, by whom and why.
    pub history: Vec<(String, String, String)>,
    /// The seat as the form sends it, and in words.
    pub desks: Vec<(String, String)>,
    /// Word, and whether the others must agree.
    pub outcomes: Vec<(&'static str, bool)>,
    pub may_work: bool,
    pub may_take: bool,
    pub may_acknowledge: bool,
    pub may_offer: bool,
    /// The day of the viewer's party, as its form has it.
    pub due: String,
    /// The day on which this is read: none before it can be set.
    pub today: String,
}

/// A party and its desk.
#[allow(missing_docs)]
pub struct Holder {
    pub seat: String,
    pub state: String,
    pub person: String,
    /// Until when, in words; empty without a day.
    pub due: String,
    pub overdue: bool,
    pub by_rule: bool,
}

/// An offer that waits.
#[allow(missing_docs)]
pub struct OfferView {
    pub from: String,
    pub to: String,
    pub person: String,
    pub note: String,
    pub made: String,
    pub may_answer: bool,
    pub may_take_back: bool,
}

/// A question and its answer.
#[allow(missing_docs)]
pub struct QuestionView {
    pub id: Uuid,
    pub by: String,
    pub to: String,
    pub text: String,
    /// Empty until it is answered.
    pub answer: String,
    pub answered: String,
    pub may_answer: bool,
}

/// What was decided or proposed.
#[allow(missing_docs)]
pub struct OutcomeView {
    pub id: Uuid,
    pub what: String,
    pub state: String,
    pub by: String,
    pub made: String,
    pub note: String,
    /// What others say to it, a sentence each.
    pub answers: Vec<String>,
    pub void: bool,
    pub may_answer: bool,
    pub may_retract: bool,
}

/// Until when, in words, and whether that day is over; nothing without a day.
pub(super) fn due_line(t: &Tongue, hands: &Hands, today: Day) -> (String, bool) {
    let Some(due) = hands.due_at.map(|due| due.day()) else { return (String::new(), false) };
    let overdue = due < today;
    (t.w(if overdue { "hand-was-due" } else { "hand-due" }, &t.day(&due)), overdue)
}

impl HandView {
    /// Of a finding.
    pub fn of(t: &Tongue, hand: &Hand, whole: &WholeFinding, seated: &Seated, today: Day) -> HandView {
        let viewer = &seated.session.viewer;
        let party = viewer.party().map(|party| party.as_str()).unwrap_or_default();
        let mine = hand.hands.iter().find(|hands| hands.seat.party.as_str() == party);
        let state = mine.map(|hands| hands.state.as_str()).unwrap_or_default();
        let own_seat = viewer.seat.as_ref();
        let offered = hand.offers.iter().any(|offer| offer.from.party.as_str() == party);
        let decided = whole.outcomes.iter();
        HandView {
            holders: hand.hands.iter().map(|hands| Holder::of(t, hands, today)).collect(),
            offers: hand
                .offers
                .iter()
                .map(|offer| OfferView {
                    from: offer.from.to_string(),
                    to: offer.to.to_string(),
                    person: offer.person.clone(),
                    note: offer.note.clone(),
                    made: t.time(&offer.made_at),
                    may_answer: hand.may_work && own_seat.is_some_and(|own| own.works_at(&offer.to)),
                    may_take_back: hand.may_work && offer.from.party.as_str() == party,
                })
                .collect(),
            decided: decided.map(|outcome| OutcomeView::of(t, outcome, party, seated)).collect(),
            questions: hand
                .questions
                .iter()
                .map(|one| QuestionView {
                    id: one.id,
                    by: format!("{} ({}), {}", one.person, one.from_party, t.time(&one.made_at)),
                    to: one.party.clone(),
                    text: one.text.clone(),
                    answer: one.answer.clone(),
                    answered: one
                        .answered_at
                        .map(|at| format!("{} ({}), {}", one.answered_by, one.party, t.time(&at)))
                        .unwrap_or_default(),
                    may_answer: hand.may_work && one.party == party && one.answered_at.is_none(),
                })
                .collect(),
            parties: hand.parties.clone(),
            history: hand
                .history
                .iter()
                .map(|one| {
                    let what = format!("{}: {}", t.word("handed", &one.what), one.seat);
                    let by = format!("{} ({}), {}", one.person, one.from_party, t.time(&one.made_at));
                    (by, what, one.note.clone())
                })
                .collect(),
            desks: hand
                .desks
                .iter()
                .map(|desk| (serde_json::to_string(desk).unwrap_or_default(), desk.to_string()))
                .collect(),
            outcomes: hand.outcomes.iter().map(|what| (what.as_str(), what.is_shared())).collect(),
            may_work: hand.may_work,
            may_take: hand.may_work
                && (state != "taken" || mine.is_some_and(|mine| Some(&mine.seat) != own_seat)),
            may_acknowledge: hand.may_work && matches!(state, "" | "open"),
            may_offer: hand.may_work && state != "handed" && !offered,
            due: mine.and_then(|hands| hands.due_at).map(|due| due.day().to_string()).unwrap_or_default(),
            today: today.to_string(),
        }
    }
}

impl Holder {
    fn of(t: &Tongue, hands: &Hands, today: Day) -> Holder {
        let (due, overdue) = due_line(t, hands, today);
        Holder {
            seat: hands.seat.to_string(),
            state: t.word("hand", &hands.state),
            person: hands.person.clone(),
            due: if hands.state == "handed" { String::new() } else { due },
            overdue,
            by_rule: hands.by_rule,
        }
    }
}

impl OutcomeView {
    fn of(t: &Tongue, outcome: &OutcomeSeen, party: &str, seated: &Seated) -> OutcomeView {
        let waits = outcome.state == "proposed";
        let stands = waits || outcome.state == "holds";
        OutcomeView {
            id: outcome.id,
            what: t.word("outcome", &outcome.what),
            state: t.word("outcome-state", &outcome.state),
            by: format!("{} ({})", outcome.person, outcome.party),
            made: t.time(&outcome.made_at),
            note: outcome.note.clone(),
            answers: outcome
                .answers
                .iter()
                .map(|answer| {
                    let says = t.w(&format!("agreement-{}", answer.answer), &answer.party);
                    if answer.note.is_empty() { says } else { format!("{says} \u{2013} {}", answer.note) }
                })
                .collect(),
            void: !stands,
            may_answer: waits
                && outcome.answers.iter().any(|one| one.party == party && one.answer == "awaited"),
            may_retract: stands && outcome.person == seated.session.user.handle.as_str(),
        }
    }
}

/// What forms about work send.
#[derive(Deserialize)]
pub struct Act {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    back: String,
    /// A day, a seat, an outcome or an answer.
    #[serde(default)]
    what: String,
}

/// The viewer's desk takes it.
pub async fn take(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.take(id(&finding)?).await?;
    Ok(back(&form.back, "taken"))
}

/// The viewer's desk has read it.
pub async fn acknowledge(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.acknowledge(id(&finding)?, &form.reason).await?;
    Ok(back(&form.back, "acknowledged"))
}

/// Another day.
pub async fn due(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    let day = Day::parse(form.what.trim())
        .ok_or_else(|| Failure::new(Code::Input, "the day is missing: write it as 2027-03-12"))?;
    seated.desk(&app).await?.set_due(id(&finding)?, day, &form.reason).await?;
    Ok(back(&form.back, "due"))
}

/// To another desk.
pub async fn offer(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    let to: Seat = serde_json::from_str(&form.what)
        .map_err(|_| Failure::new(Code::Input, "name a desk that the page offers"))?;
    seated.desk(&app).await?.offer(id(&finding)?, &to, &form.reason).await?;
    Ok(back(&form.back, "offered"))
}

/// Accepted or refused.
pub async fn answer_offer(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    let accept = yes(&form.what, "accept", "refuse")?;
    seated.desk(&app).await?.answer_offer(id(&finding)?, accept, &form.reason).await?;
    Ok(back(&form.back, if accept { "accepted" } else { "refused" }))
}

/// The offer is taken back.
pub async fn offer_back(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.take_offer_back(id(&finding)?).await?;
    Ok(back(&form.back, "offer-back"))
}

/// A question to another party.
pub async fn ask(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.ask(id(&finding)?, &form.what, &form.reason).await?;
    Ok(back(&form.back, "asked"))
}

/// The answer to one.
pub async fn answer_question(
    State(app): State<App>,
    Path((finding, question)): Path<(String, String)>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.answer_question(id(&finding)?, id(&question)?, &form.reason).await?;
    Ok(back(&form.back, "question-answered"))
}

/// What is done.
pub async fn decide(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    let what = Outcome::parse(&form.what)
        .ok_or_else(|| Failure::new(Code::Input, format!("`{}` is no outcome", form.what)))?;
    let (desk, finding) = (seated.desk(&app).await?, id(&finding)?);
    let made = desk.decide(finding, what, &form.reason).await?;
    let waits = desk.waits(finding, made).await?;
    Ok(back(&form.back, if waits { "proposed" } else { "decided" }))
}

/// Agreed or declined.
pub async fn answer_outcome(
    State(app): State<App>,
    Path((finding, outcome)): Path<(String, String)>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    let agree = yes(&form.what, "agree", "decline")?;
    seated.desk(&app).await?.answer_outcome(id(&finding)?, id(&outcome)?, agree, &form.reason).await?;
    Ok(back(&form.back, if agree { "agreed" } else { "declined" }))
}

/// The outcome or proposal is taken back.
pub async fn retract_outcome(
    State(app): State<App>,
    Path((finding, outcome)): Path<(String, String)>,
    Ours(seated, form): Ours<Act>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.retract_outcome(id(&finding)?, id(&outcome)?, &form.reason).await?;
    Ok(back(&form.back, "retracted"))
}

/// One of two words.
pub(crate) fn yes(word: &str, yes: &str, no: &str) -> Result<bool, Failure> {
    match word {
        word if word == yes => Ok(true),
        word if word == no => Ok(false),
        other => Err(Failure::new(Code::Input, format!("`{other}` is no answer: {yes} or {no}"))),
    }
}
