//! Findings for programs.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::{Json, Router};
use comity_core::FindingKind;
use comity_node::{FindingSeen, Queue, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::tag::Seen;
use crate::failure::{Code, Failure};
use crate::handler::{delete, get, post};
use crate::page::findings::{in_hands, office, offices};
use crate::page::id;
use crate::page::opened::answer_of;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/findings", get(list))
        .route("/api/v1/findings/{id}", get(one))
        .route("/api/v1/findings/{id}/verdicts", post(verdict).merge(delete(retract)))
}

/// Which findings.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// `open` (default), `answered` or `gone`.
    status: Option<String>,
    /// One kind: `same`, `chain`, `part`, `overlap`, `conflict`, `complement`, `gap`, `untied`.
    kind: Option<String>,
    /// `mine`: about records of the own party; `desk`: those that the own desk works on.
    #[serde(default)]
    whose: String,
    /// `over`: the day of the own desk is over; `week`: it ends within a week.
    #[serde(default)]
    due: String,
    /// The id of a desk of the own party: only those that this desk works on, and no other.
    desk: Option<Uuid>,
    /// Only those about this record.
    record: Option<Uuid>,
    /// The `next` of the page before.
    after: Option<Uuid>,
    /// 1 to 200, 50 by default.
    size: Option<u32>,
}

/// A page of findings, the most urgent first.
#[derive(Serialize, ToSchema)]
#[schema(as = Findings)]
pub struct Page {
    findings: Vec<Finding>,
    /// Ask with `after` for more; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Uuid>,
}

/// A finding. Of a pointer only its id, the own records and whom to call are told.
#[derive(Serialize, ToSchema)]
pub struct Finding {
    id: Uuid,
    /// Whether records stand behind it that the token's user may not see.
    pointer: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// The records that may be seen, by id and version.
    records: Vec<Record>,
    /// For pointers: parties, organs and desks to call.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    call: Vec<String>,
    /// Sentence, weight and evidence, as the engine writes findings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    content: Option<serde_json::Value>,
    verdicts: Vec<Verdict>,
    outcomes: Vec<OutcomeSeen>,
}

/// A record of a finding.
#[derive(Serialize, ToSchema)]
#[schema(as = FindingRecord)]
pub struct Record {
    id: Uuid,
    version: i64,
}

/// A person's answer.
#[derive(Serialize, ToSchema)]
pub struct Verdict {
    person: String,
    party: String,
    answer: String,
    reason: String,
    /// RFC 3339.
    made_at: String,
    /// RFC 3339; since when it counts no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    retracted_at: Option<String>,
}

/// What is done about a finding, or proposed.
#[derive(Serialize, ToSchema)]
pub struct OutcomeSeen {
    id: Uuid,
    /// `proceed`, `jointly`, `divide`, `delay`, `cancel`, `merge` or `no-action`.
    what: String,
    /// `proposed`, `holds`, `declined`, `retracted` or `replaced`.
    state: String,
    person: String,
    party: String,
    reason: String,
    /// RFC 3339.
    made_at: String,
    answers: Vec<Agreement>,
}

/// What a party says to a proposal.
#[derive(Serialize, ToSchema)]
pub struct Agreement {
    party: String,
    /// `awaited`, `agreed` or `declined`.
    answer: String,
    reason: String,
}

impl From<comity_node::OutcomeSeen> for OutcomeSeen {
    fn from(seen: comity_node::OutcomeSeen) -> OutcomeSeen {
        let answers = seen.answers.into_iter();
        OutcomeSeen {
            id: seen.id,
            what: seen.what,
            state: seen.state,
            person: seen.person,
            party: seen.party,
            reason: seen.note,
            made_at: seen.made_at.to_string(),
            answers: answers
                .map(|one| Agreement { party: one.party, answer: one.answer, reason: one.note })
                .collect(),
        }
    }
}

impl From<FindingSeen> for Finding {
    fn from(seen: FindingSeen) -> Finding {
        let records = |handles: Vec<comity_node::Handle>| {
            handles.into_iter().map(|handle| Record { id: handle.record, version: handle.version }).collect()
        };
        match seen {
            FindingSeen::Pointer { id, records: mine, call } => Finding {
                id,
                pointer: true,
                kind: None,
                status: None,
                records: records(mine),
                call: call.iter().map(|seat| seat.party.as_str().to_owned()).collect(),
                content: None,
                verdicts: Vec::new(),
                outcomes: Vec::new(),
            },
            FindingSeen::Whole(whole) => Finding {
                id: whole.id,
                pointer: false,
                kind: Some(whole.kind),
                status: Some(whole.status),
                records: records(whole.records),
                call: Vec::new(),
                content: Some(whole.content),
                verdicts: whole
                    .verdicts
                    .into_iter()
                    .map(|verdict| Verdict {
                        person: verdict.person,
                        party: verdict.party,
                        answer: verdict.answer,
                        reason: verdict.reason,
                        made_at: verdict.made_at.to_string(),
                        retracted_at: verdict.retracted_at.map(|at| at.to_string()),
                    })
                    .collect(),
                outcomes: whole.outcomes.into_iter().map(OutcomeSeen::from).collect(),
            },
        }
    }
}

/// Lists findings
#[utoipa::path(get, path = "/api/v1/findings", params(Ask), tag = "findings",
    responses((status = 200, body = Page), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Ask>,
) -> Result<Json<Page>, Failure> {
    let desk = program.desk(&app, "read").await?;
    let kinds = match &ask.kind {
        None => Vec::new(),
        Some(word) => vec![
            FindingKind::ALL
                .into_iter()
                .find(|kind| kind.as_str() == word)
                .ok_or_else(|| Failure::new(Code::Input, format!("`{word}` is no kind of finding")))?,
        ],
    };
    let queue = Queue {
        status: ask.status.unwrap_or_default(),
        kinds,
        record: ask.record,
        after: ask.after,
        ..Queue::default()
    };
    for (word, known) in [(&ask.whose, ["mine", "desk"]), (&ask.due, ["over", "week"])] {
        if !word.is_empty() && !known.contains(&word.as_str()) {
            return Err(Failure::new(Code::Input, format!("`{word}` is none of {}", known.join(", "))));
        }
    }
    let offices = offices(&desk).await?;
    let asked = (ask.whose.as_str(), ask.due.as_str(), office(&offices, ask.desk)?);
    let queue = in_hands(queue, asked, desk.viewer().seat.as_ref(), app.node.today());
    let page = desk.queue(&queue, ask.size.unwrap_or(50).clamp(1, 200)).await?;
    Ok(Json(Page { findings: page.lines.into_iter().map(Finding::from).collect(), next: page.next }))
}

/// One finding
#[utoipa::path(get, path = "/api/v1/findings/{id}", params(("id" = Uuid, Path)), tag = "findings",
    responses((status = 200, body = Finding), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
) -> Result<Json<Finding>, Failure> {
    let desk = program.desk(&app, "read").await?;
    Ok(Json(desk.finding(id(&finding)?).await?.seen.into()))
}

/// An answer to a finding.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVerdict {
    /// `confirm`, `reject` or `unsure`.
    answer: String,
    /// Why, in words.
    #[serde(default)]
    reason: String,
}

/// Answers a finding
#[utoipa::path(post, path = "/api/v1/findings/{id}/verdicts", tag = "findings", request_body = NewVerdict,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Finding), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn verdict(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
    headers: HeaderMap,
    Json(new): Json<NewVerdict>,
) -> Result<Json<Finding>, Failure> {
    let (desk, finding) = (program.desk(&app, "write").await?, id(&finding)?);
    let answer = answer_of(&new.answer)?;
    match Seen::of(&headers) {
        Some(tags) => {
            let is_it = |now: &FindingSeen| tags.is(&Finding::from(now.clone()));
            desk.answer_seen(finding, (answer, &new.reason), &is_it).await?;
        }
        None => desk.answer(finding, answer, &new.reason).await?,
    }
    Ok(Json(desk.finding(finding).await?.seen.into()))
}

/// Takes the own newest answer back
#[utoipa::path(delete, path = "/api/v1/findings/{id}/verdicts", params(("id" = Uuid, Path)), tag = "findings",
    responses((status = 200, body = Finding), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn retract(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
) -> Result<Json<Finding>, Failure> {
    let (desk, finding) = (program.desk(&app, "write").await?, id(&finding)?);
    desk.take_back(finding).await?;
    Ok(Json(desk.finding(finding).await?.seen.into()))
}
