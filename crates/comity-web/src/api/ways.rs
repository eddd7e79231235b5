//! Missing ties with the ways to make them, what scenarios would change, and the scenarios that a party keeps, for programs.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Json, Router};
use comity_node::{KeptScenario, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::page::parties::day;
use crate::page::parties::ways::WayTold;
use crate::page::parties::what_if::{Ask, Line, ScenarioView, changes, weigh};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Manners, Program};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/ties/ways", get(ways))
        .route("/api/v1/scenarios", get(list).merge(post(keep)))
        .route("/api/v1/scenarios/{id}", crate::handler::delete(remove))
}

/// On which day, under which scenarios.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Asked {
    /// YYYY-MM-DD; today without it.
    on: String,
    /// A scenario: a change a line, `admit tm sco`, `add-tie nato sco liaison`, `end-tie uz us`, `sign kz INSTRUMENT`, `denounce kz INSTRUMENT`.
    a: String,
    /// A second one.
    b: String,
    /// A third one.
    c: String,
}

/// Missing ties and scenarios. Sentences are in the language of Accept-Language: English, Russian or Chinese.
#[derive(Serialize, ToSchema)]
pub struct Ways {
    on: String,
    missing: Vec<MissingTie>,
    scenarios: Vec<Scenario>,
}

/// Two parties that share a need and have no tie.
#[derive(Serialize, ToSchema)]
pub struct MissingTie {
    between: Vec<String>,
    sentence: String,
    /// Members of both, by name.
    in_common: Vec<String>,
    ways: Vec<Way>,
}

/// A way to make the tie.
#[derive(Serialize, ToSchema)]
pub struct Way {
    /// `joint-activity`, `organ`, `guest`, `host`, `status` or `proposal`.
    by: &'static str,
    says: String,
    /// Who must agree.
    consent: Vec<String>,
    /// Who objected.
    objected: Vec<String>,
    /// Why it is closed; null where it is open.
    closed: Option<String>,
}

/// What a scenario would change.
#[derive(Default, Serialize, ToSchema)]
pub struct Scenario {
    /// `a`, `b` or `c`.
    scenario: &'static str,
    changes: String,
    /// The line that can't be read or meets nothing, and why; null where all of it was weighed.
    wrong: Option<String>,
    no_longer_missing: Vec<Said>,
    newly_missing: Vec<Said>,
    ways_opened: Vec<Said>,
    ways_gone: Vec<Said>,
    /// Activities that an instrument would forbid or set a condition for; the last line counts those that are not told.
    forbidden: Vec<Said>,
    /// Activities that it would forbid no more.
    allowed: Vec<Said>,
}

/// A sentence, and the page that it leads to.
#[derive(Serialize, ToSchema)]
pub struct Said {
    says: String,
    address: Option<String>,
}

/// Lists missing ties with the ways to make them, and what up to three scenarios would change
#[utoipa::path(get, path = "/api/v1/ties/ways", params(Asked), tag = "parties",
    responses((status = 200, body = Ways), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn ways(
    State(app): State<App>,
    program: Program,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Json<Ways>, Failure> {
    let t = Tongue::of(Manners::of(&headers).language);
    let desk = program.desk(&app, "read").await?;
    let on = day(&asked.on)?.unwrap_or_else(|| app.node.today());
    let ask = Ask { a: asked.a, b: asked.b, c: asked.c, ..Ask::default() };
    let (weighed, words, scenarios) = weigh(&app, &desk, t, on, &ask).await?;
    let missing = weighed.missing.iter().map(|one| {
        let told = app.node.told_in((&one.finding).into(), t.language.tag());
        MissingTie {
            between: one.finding.parties.iter().map(ToString::to_string).collect(),
            sentence: t.sentence(&told.gist),
            in_common: one.members.iter().map(|party| words.party(&party.id, &party.short)).collect(),
            ways: one.ways.iter().map(|way| words.way(way).into()).collect(),
        }
    });
    let scenarios = scenarios.into_iter().filter(|scenario| !scenario.text.trim().is_empty());
    Ok(Json(Ways {
        on: on.to_string(),
        missing: missing.collect(),
        scenarios: scenarios.map(Scenario::from).collect(),
    }))
}

impl From<WayTold> for Way {
    fn from(way: WayTold) -> Way {
        let WayTold { by, says, consent, objected, closed } = way;
        Way { by, says, consent, objected, closed: Some(closed).filter(|closed| !closed.is_empty()) }
    }
}

impl From<Line> for Said {
    fn from(line: Line) -> Said {
        Said { says: line.says, address: Some(line.address).filter(|address| !address.is_empty()) }
    }
}

impl From<ScenarioView> for Scenario {
    fn from(view: ScenarioView) -> Scenario {
        let wrong = Some(view.wrong).filter(|wrong| !wrong.is_empty());
        let mut out = Scenario { scenario: view.field, changes: view.text, wrong, ..Scenario::default() };
        for (key, lines) in view.parts {
            let part = match key {
                "what-if-tied" => &mut out.no_longer_missing,
                "what-if-missing" => &mut out.newly_missing,
                "what-if-opened" => &mut out.ways_opened,
                "what-if-gone" => &mut out.ways_gone,
                "what-if-ruled" => &mut out.forbidden,
                _ => &mut out.allowed,
            };
            part.extend(lines.into_iter().map(Said::from));
        }
        out
    }
}

/// A scenario that somebody of the party keeps.
#[derive(Serialize, ToSchema)]
pub struct Kept {
    id: Uuid,
    name: String,
    /// A change a line.
    changes: String,
    /// Whether it is one's own.
    own: bool,
    /// RFC 3339.
    changed_at: String,
}

impl From<KeptScenario> for Kept {
    fn from(kept: KeptScenario) -> Kept {
        let changed_at = kept.changed_at.to_string();
        Kept { id: kept.id, name: kept.name, changes: kept.content, own: kept.own, changed_at }
    }
}

/// Lists the scenarios that the party keeps
#[utoipa::path(get, path = "/api/v1/scenarios", tag = "parties",
    responses((status = 200, body = Vec<Kept>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, program: Program) -> Result<Json<Vec<Kept>>, Failure> {
    let kept = program.desk(&app, "read").await?.scenarios().await?;
    Ok(Json(kept.into_iter().map(Kept::from).collect()))
}

/// A scenario to keep.
#[derive(Deserialize, ToSchema)]
pub struct NewScenario {
    /// 1 to 100 characters; one's own of this name is replaced.
    name: String,
    /// A change a line.
    changes: String,
}

/// Keeps a scenario
#[utoipa::path(post, path = "/api/v1/scenarios", tag = "parties", request_body = NewScenario,
    responses((status = 201, body = Kept), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn keep(
    State(app): State<App>,
    program: Program,
    headers: HeaderMap,
    Json(new): Json<NewScenario>,
) -> Result<(StatusCode, Json<Kept>), Failure> {
    let desk = program.desk(&app, "write").await?;
    let t = Tongue::of(Manners::of(&headers).language);
    changes(t, &new.changes).map_err(|wrong| Failure::new(Code::Input, wrong))?;
    let id = desk.keep_scenario(&new.name, new.changes.trim()).await?;
    let kept = desk.scenarios().await?.into_iter().find(|kept| kept.id == id);
    Ok((StatusCode::CREATED, Json(kept.ok_or_else(Failure::absent)?.into())))
}

/// Removes one's own scenario
#[utoipa::path(delete, path = "/api/v1/scenarios/{id}", params(("id" = Uuid, Path)), tag = "parties",
    responses((status = 204), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn remove(
    State(app): State<App>,
    program: Program,
    Path(scenario): Path<String>,
) -> Result<StatusCode, Failure> {
    program.desk(&app, "write").await?.remove_scenario(crate::page::id(&scenario)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
