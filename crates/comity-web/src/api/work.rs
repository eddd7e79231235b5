//! The first page and the work on findings, for programs.

use axum::extract::{Path, State};
use axum::{Json, Router};
use comity_core::{Day, Seat as CoreSeat};
use comity_node::{Desk, FindingSeen, Handed, Hands, Offer, Question, Uuid, WholeFinding};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::findings::Finding;
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/home", get(home))
        .route("/api/v1/findings/{id}/work", get(one).merge(post(act)))
        .route("/api/v1/findings/{id}/delegation", post(delegate))
}

/// A party, where named an organ of it, where named a desk.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    party: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organ: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    desk: Option<String>,
}

impl From<&CoreSeat> for Seat {
    fn from(seat: &CoreSeat) -> Seat {
        Seat {
            party: seat.party.as_str().to_owned(),
            organ: seat.organ.as_ref().map(|organ| organ.as_str().to_owned()),
            desk: seat.desk.as_ref().map(|desk| desk.as_str().to_owned()),
        }
    }
}

impl Seat {
    fn core(&self) -> Result<CoreSeat, Failure> {
        let desk = self.desk.as_deref().map(comity_core::DeskId::new).transpose();
        Ok(CoreSeat {
            party: self.party.as_str().into(),
            organ: self.organ.as_deref().map(Into::into),
            desk: desk.map_err(|error| Failure::new(Code::Input, error.to_string()))?,
        })
    }
}

/// How a party stands to a finding.
#[derive(Serialize, ToSchema)]
pub struct Hand {
    seat: Seat,
    /// `open`, `taken`, `acknowledged` (which is no approval) or `handed`.
    state: String,
    /// YYYY-MM-DD.
    #[schema(value_type = Option<String>)]
    due: Option<Day>,
    /// Whether the rule set that day and no person.
    by_rule: bool,
}

impl From<&Hands> for Hand {
    fn from(hands: &Hands) -> Hand {
        Hand {
            seat: Seat::from(&hands.seat),
            state: hands.state.clone(),
            due: hands.due_at.map(|due| due.day()),
            by_rule: hands.by_rule,
        }
    }
}

/// An offer that waits.
#[derive(Serialize, ToSchema)]
pub struct Offered {
    finding: Uuid,
    from: Seat,
    to: Seat,
    person: String,
    reason: String,
    /// RFC 3339.
    made_at: String,
}

impl From<&Offer> for Offered {
    fn from(offer: &Offer) -> Offered {
        Offered {
            finding: offer.finding,
            from: Seat::from(&offer.from),
            to: Seat::from(&offer.to),
            person: offer.person.clone(),
            reason: offer.note.clone(),
            made_at: offer.made_at.to_string(),
        }
    }
}

/// A change of hands.
#[derive(Serialize, ToSchema)]
pub struct Change {
    /// `taken`, `offered`, `accepted`, `refused`, `withdrawn`, `acknowledged` or `due`.
    what: String,
    seat: Seat,
    person: String,
    party: String,
    reason: String,
    /// RFC 3339.
    made_at: String,
}

impl From<&Handed> for Change {
    fn from(one: &Handed) -> Change {
        Change {
            what: one.what.clone(),
            seat: Seat::from(&one.seat),
            person: one.person.clone(),
            party: one.from_party.clone(),
            reason: one.note.clone(),
            made_at: one.made_at.to_string(),
        }
    }
}

/// A question about a finding.
#[derive(Serialize, ToSchema)]
pub struct Asked {
    id: Uuid,
    finding: Uuid,
    from_party: String,
    /// Who is asked.
    party: String,
    person: String,
    text: String,
    /// RFC 3339.
    made_at: String,
    /// Empty until it is answered.
    answer: String,
    answered_by: String,
}

impl From<&Question> for Asked {
    fn from(question: &Question) -> Asked {
        Asked {
            id: question.id,
            finding: question.finding,
            from_party: question.from_party.clone(),
            party: question.party.clone(),
            person: question.person.clone(),
            text: question.text.clone(),
            made_at: question.made_at.to_string(),
            answer: question.answer.clone(),
            answered_by: question.answered_by.clone(),
        }
    }
}

/// A plan that is to be filed.
#[derive(Serialize, ToSchema)]
pub struct ToFile {
    record: Uuid,
    /// YYYY-MM-DD.
    #[schema(value_type = String)]
    first_day: Day,
    /// The last day in time.
    #[schema(value_type = String)]
    due: Day,
}

/// The work on a finding.
#[derive(Serialize, ToSchema)]
pub struct Work {
    hands: Vec<Hand>,
    offers: Vec<Offered>,
    /// The oldest first.
    questions: Vec<Asked>,
    /// The newest first.
    history: Vec<Change>,
    /// What the token's user may decide or propose.
    may_decide: Vec<String>,
}

/// What waits for a desk, and what others did since yesterday.
#[derive(Serialize, ToSchema)]
pub struct Home {
    offers: Vec<Offered>,
    questions: Vec<Asked>,
    /// Plans of the party that begin soon and aren't filed.
    unfiled: Vec<ToFile>,
    /// Findings with a proposal that waits for the party's agreement.
    proposals: Vec<Finding>,
    hands: Vec<InHand>,
    /// Other open findings about records of the party.
    ours: Vec<Finding>,
    /// RFC 3339; what follows is newer.
    since: String,
    found: Vec<Finding>,
    verdicts: Vec<Said>,
    /// Ids of the party's imports.
    imports: Vec<Uuid>,
}

/// A finding with the desk.
#[derive(Serialize, ToSchema)]
pub struct InHand {
    #[serde(flatten)]
    hand: Hand,
    finding: Finding,
}

/// Somebody's answer.
#[derive(Serialize, ToSchema)]
pub struct Said {
    finding: Uuid,
    person: String,
    party: String,
    answer: String,
    reason: String,
    /// RFC 3339.
    made_at: String,
}

fn whole(finding: &WholeFinding) -> Finding {
    FindingSeen::Whole(Box::new(finding.clone())).into()
}

/// What a desk begins with
#[utoipa::path(get, path = "/api/v1/home", tag = "work",
    responses((status = 200, body = Home), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn home(State(app): State<App>, program: Program) -> Result<Json<Home>, Failure> {
    let home = program.desk(&app, "read").await?.home().await?;
    let said = home.verdicts.iter().map(|(verdict, finding)| Said {
        finding: finding.id,
        person: verdict.person.clone(),
        party: verdict.party.clone(),
        answer: verdict.answer.clone(),
        reason: verdict.reason.clone(),
        made_at: verdict.made_at.to_string(),
    });
    Ok(Json(Home {
        offers: home.offers.iter().map(|(offer, _)| Offered::from(offer)).collect(),
        questions: home.questions.iter().map(|(question, _)| Asked::from(question)).collect(),
        unfiled: home
            .unfiled
            .iter()
            .map(|plan| ToFile { record: plan.record, first_day: plan.first_day, due: plan.due })
            .collect(),
        proposals: home.proposals.iter().map(whole).collect(),
        hands: home
            .hands
            .iter()
            .map(|(hands, seen)| InHand { hand: Hand::from(hands), finding: whole(seen) })
            .collect(),
        ours: home.ours.into_iter().map(Finding::from).collect(),
        since: home.since.to_string(),
        verdicts: said.collect(),
        found: home.found.into_iter().map(Finding::from).collect(),
        imports: home.imports.iter().map(|made| made.id).collect(),
    }))
}

pub(super) async fn work(desk: &Desk<'_>, finding: Uuid) -> Result<Json<Work>, Failure> {
    let opened = desk.finding(finding).await?;
    let hand = desk.hand(&opened).await?.ok_or_else(Failure::absent)?;
    Ok(Json(Work {
        hands: hand.hands.iter().map(Hand::from).collect(),
        offers: hand.offers.iter().map(Offered::from).collect(),
        questions: hand.questions.iter().map(Asked::from).collect(),
        history: hand.history.iter().map(Change::from).collect(),
        may_decide: hand.outcomes.iter().map(|what| what.as_str().to_owned()).collect(),
    }))
}

/// The work on a finding
#[utoipa::path(get, path = "/api/v1/findings/{id}/work", params(("id" = Uuid, Path)), tag = "work",
    responses((status = 200, body = Work), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
) -> Result<Json<Work>, Failure> {
    work(&program.desk(&app, "read").await?, id(&finding)?).await
}

/// What the own desk does.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// `take`, `acknowledge` (which is no approval) or `due`.
    act: String,
    /// For `due`: the day, YYYY-MM-DD.
    #[schema(value_type = Option<String>)]
    day: Option<Day>,
    /// For `due` it is needed.
    #[serde(default)]
    reason: String,
}

/// Takes or acknowledges a finding, or sets its day
#[utoipa::path(post, path = "/api/v1/findings/{id}/work", params(("id" = Uuid, Path)), request_body = Act, tag = "work",
    responses((status = 200, body = Work), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn act(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
    Json(act): Json<Act>,
) -> Result<Json<Work>, Failure> {
    let (desk, finding) = (program.desk(&app, "write").await?, id(&finding)?);
    match (act.act.as_str(), act.day) {
        ("take", _) => desk.take(finding).await?,
        ("acknowledge", _) => desk.acknowledge(finding, &act.reason).await?,
        ("due", Some(day)) => desk.set_due(finding, day, &act.reason).await?,
        ("due", None) => return Err(Failure::new(Code::Input, "`due` needs a `day`")),
        (other, _) => {
            return Err(Failure::new(Code::Input, format!("`{other}` is none of take, acknowledge, due")));
        }
    }
    work(&desk, finding).await
}

/// A step of handing a finding on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// `offer`, `accept`, `refuse` or `withdraw`.
    act: String,
    /// For `offer`: to whom.
    to: Option<Seat>,
    /// For `offer` and `refuse` it is needed.
    #[serde(default)]
    reason: String,
}

/// Offers a finding to another desk, or answers an offer
#[utoipa::path(post, path = "/api/v1/findings/{id}/delegation", params(("id" = Uuid, Path)), request_body = Delegation, tag = "work",
    responses((status = 200, body = Work), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn delegate(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
    Json(step): Json<Delegation>,
) -> Result<Json<Work>, Failure> {
    let (desk, finding) = (program.desk(&app, "write").await?, id(&finding)?);
    match (step.act.as_str(), &step.to) {
        ("offer", Some(to)) => desk.offer(finding, &to.core()?, &step.reason).await?,
        ("offer", None) => return Err(Failure::new(Code::Input, "`offer` needs `to`")),
        ("accept", _) => desk.answer_offer(finding, true, &step.reason).await?,
        ("refuse", _) => desk.answer_offer(finding, false, &step.reason).await?,
        ("withdraw", _) => desk.take_offer_back(finding).await?,
        (other, _) => {
            let words = "offer, accept, refuse, withdraw";
            return Err(Failure::new(Code::Input, format!("`{other}` is none of {words}")));
        }
    }
    work(&desk, finding).await
}
