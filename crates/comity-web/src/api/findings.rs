//! Findings for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use comity_core::FindingKind;
use comity_node::{Answer, FindingSeen, Queue, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::failure::{Code, Failure};
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// Which findings.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// `open` (default), `answered` or `gone`.
    status: Option<String>,
    /// One kind: `same`, `chain`, `part`, `overlap`, `conflict`, `complement`, `gap`, `untied`.
    kind: Option<String>,
    /// Only those about this record.
    record: Option<Uuid>,
    /// The `next` of the page before.
    after: Option<String>,
    /// 1 to 200, 50 by default.
    size: Option<u32>,
}

/// A page of findings, the most urgent first.
#[derive(Serialize, ToSchema)]
pub struct Page {
    findings: Vec<Finding>,
    /// Ask with `after` for more; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
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
}

/// A record of a finding.
#[derive(Serialize, ToSchema)]
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
                    })
                    .collect(),
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
    let after = ask.after.as_deref().and_then(|after| after.split_once('.'));
    let queue = Queue {
        status: ask.status.unwrap_or_default(),
        kinds,
        owner: None,
        record: ask.record,
        ids: None,
        after: after.and_then(|(urgency, id)| Some((urgency.parse().ok()?, Uuid::parse_str(id).ok()?))),
    };
    let page = desk.queue(&queue, ask.size.unwrap_or(50).clamp(1, 200)).await?;
    Ok(Json(Page {
        findings: page.lines.into_iter().map(Finding::from).collect(),
        next: page.next.map(|(urgency, id)| format!("{urgency}.{id}")),
    }))
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
#[utoipa::path(post, path = "/api/v1/findings/{id}/verdict", params(("id" = Uuid, Path)), request_body = NewVerdict, tag = "findings",
    responses((status = 200, body = Finding), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn verdict(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
    Json(new): Json<NewVerdict>,
) -> Result<Json<Finding>, Failure> {
    let desk = program.desk(&app, "write").await?;
    let answer = [Answer::Confirm, Answer::Reject, Answer::Unsure]
        .into_iter()
        .find(|answer| answer.as_str() == new.answer)
        .ok_or_else(|| {
            Failure::new(Code::Input, format!("`{}` is no answer: confirm, reject or unsure", new.answer))
        })?;
    let finding = id(&finding)?;
    desk.answer(finding, answer, &new.reason).await?;
    Ok(Json(desk.finding(finding).await?.seen.into()))
}
