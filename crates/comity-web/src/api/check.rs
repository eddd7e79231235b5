//! "With or without conflict?" for programs.

use axum::extract::State;
use axum::{Json, Router};
use comity_node::{Desk, Planned, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::handler::post;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/check", post(check))
}

/// A planned activity. What is missing bounds nothing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What, in a few words.
    title: String,
    /// `project`, `exercise`, `training`..
    #[serde(default)]
    kind: String,
    /// Words or codes.
    #[serde(default)]
    themes: Vec<String>,
    /// A name or a code.
    place: Option<String>,
    /// Degrees.
    lat: Option<f64>,
    /// Degrees.
    lon: Option<f64>,
    /// Within so many kilometres something counts as at the same place.
    radius_km: Option<f64>,
    /// First day, YYYY-MM-DD.
    #[schema(value_type = Option<String>)]
    start: Option<comity_core::Day>,
    /// Last day.
    #[schema(value_type = Option<String>)]
    end: Option<comity_core::Day>,
    /// What can't be in two places at once.
    #[serde(default)]
    assets: Vec<String>,
}

impl Plan {
    /// The plan of a desk's party.
    pub(super) fn planned(self, desk: &Desk<'_>) -> Planned {
        Planned {
            title: self.title,
            kind: self.kind,
            theme: self.themes,
            place: self.place,
            lat: self.lat,
            lon: self.lon,
            radius: self.radius_km,
            start: self.start,
            end: self.end,
            asset: self.assets,
            party: desk.viewer().party().map(|party| party.as_str().to_owned()),
            id: None,
        }
    }
}

/// An answer. It is no approval.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    with_conflict: bool,
    /// How many activities the user may see it was checked against.
    against: usize,
    /// Records that came in a moment ago are still being read and may be missing in this answer.
    behind: bool,
    findings: Vec<Line>,
}

/// What it meets.
#[derive(Serialize, ToSchema)]
#[schema(as = Hit)]
pub struct Line {
    kind: String,
    /// In English.
    sentence: String,
    /// Bits.
    weight: f64,
    record: Option<Uuid>,
    /// Lines of evidence in English.
    evidence: Vec<String>,
}

/// Checks a planned activity
#[utoipa::path(post, path = "/api/v1/check", request_body = Plan, tag = "check",
    responses((status = 200, body = Answer), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn check(
    State(app): State<App>,
    program: Program,
    Json(plan): Json<Plan>,
) -> Result<Json<Answer>, Failure> {
    let desk = program.desk(&app, "read").await?;
    let checked = desk.check(&plan.planned(&desk)).await?;
    Ok(Json(Answer {
        with_conflict: checked.with_conflict,
        against: checked.against,
        behind: checked.behind,
        findings: checked
            .findings
            .into_iter()
            .map(|(kind, told, record)| Line {
                kind: kind.as_str().to_owned(),
                evidence: told.evidence.iter().map(|one| one.says.to_string()).collect(),
                sentence: told.sentence,
                weight: told.weight,
                record,
            })
            .collect(),
    }))
}
