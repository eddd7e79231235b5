//! Parties, ties and gaps for programs.

use axum::extract::{Query, State};
use axum::{Json, Router};
use comity_core::Period;
use comity_node::Uuid;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::failure::Failure;
use crate::handler::get;
use crate::page::parties::day;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/parties", get(parties))
        .route("/api/v1/ties", get(ties))
        .route("/api/v1/gaps", get(gaps))
}

/// A party, as an account of it says.
#[derive(Serialize, ToSchema)]
pub struct Party {
    /// The record that says so.
    record: Uuid,
    id: String,
    name: String,
    other_names: Vec<String>,
    /// `institution`, `organ`, `state` or `coalition`.
    #[schema(value_type = String)]
    kind: comity_core::PartyKind,
    organ_of: Option<String>,
    /// YYYY-MM-DD.
    since: Option<String>,
    /// Where it was read: file and line.
    source: String,
}

/// Lists parties
#[utoipa::path(get, path = "/api/v1/parties", tag = "parties",
    responses((status = 200, body = Vec<Party>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn parties(State(app): State<App>, program: Program) -> Result<Json<Vec<Party>>, Failure> {
    let network = program.desk(&app, "read").await?.network().await?;
    let party = |stated: comity_node::StatedBy<comity_core::Party>| {
        let what = stated.what;
        let names = what.names.iter().skip(1).chain(&what.aliases);
        Party {
            record: stated.record,
            name: what.names.first().map(|name| name.value.to_string()).unwrap_or_default(),
            other_names: names.map(|name| name.value.to_string()).collect(),
            id: what.id.to_string(),
            kind: what.kind,
            organ_of: what.organ_of.map(|whole| whole.to_string()),
            since: what.since.map(|day| day.to_string()),
            source: stated.source,
        }
    };
    Ok(Json(network.parties.into_iter().map(party).collect()))
}

/// On which day.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct On {
    /// YYYY-MM-DD; today without it.
    on: String,
}

/// Ties in force, and those that are missing.
#[derive(Serialize, ToSchema)]
pub struct Ties {
    on: String,
    ties: Vec<Tie>,
    missing: Vec<Missing>,
}

/// A tie.
#[derive(Serialize, ToSchema)]
pub struct Tie {
    /// The record that says so.
    record: Uuid,
    from: String,
    to: String,
    /// `member`, `observer`, `partner`..
    kind: String,
    /// YYYY-MM-DD.
    first_day: Option<String>,
    /// The first day after.
    end_day: Option<String>,
    note: String,
    /// Where it was read: file and line.
    source: String,
}

/// Two parties that work on one need and have no tie, the most pressing first.
#[derive(Serialize, ToSchema)]
pub struct Missing {
    /// The finding that says so.
    finding: Uuid,
    between: [String; 2],
    /// In English.
    sentence: String,
}

/// Lists the ties in force on a day, and the missing ones as of now
#[utoipa::path(get, path = "/api/v1/ties", params(On), tag = "parties",
    responses((status = 200, body = Ties), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn ties(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<On>,
) -> Result<Json<Ties>, Failure> {
    let on = day(&ask.on)?.unwrap_or(app.node.today());
    let network = program.desk(&app, "read").await?.network().await?;
    let tie = |stated: &comity_node::StatedBy<comity_core::Tie>| {
        let Period { start, end, .. } = stated.what.period;
        Tie {
            record: stated.record,
            from: stated.what.from.to_string(),
            to: stated.what.to.to_string(),
            kind: stated.what.kind.as_str().to_owned(),
            first_day: start.map(|day| day.to_string()),
            end_day: end.map(|day| day.to_string()),
            note: stated.what.note.to_string(),
            source: stated.source.clone(),
        }
    };
    let missing = network.missing.iter().map(|missing| Missing {
        finding: missing.finding,
        between: [missing.between.0.to_string(), missing.between.1.to_string()],
        sentence: missing.told.sentence.clone(),
    });
    Ok(Json(Ties {
        on: on.to_string(),
        ties: network.in_force(on).map(tie).collect(),
        missing: missing.collect(),
    }))
}

/// Stated needs, and parties by the themes of the needs.
#[derive(Serialize, ToSchema)]
pub struct Gaps {
    needs: Vec<Need>,
    /// Themes of the needs: the columns.
    themes: Vec<String>,
    /// Parties with their activities by theme.
    parties: Vec<Row>,
}

/// A need and what is done about it.
#[derive(Serialize, ToSchema)]
pub struct Need {
    /// The record that states it.
    record: Uuid,
    id: String,
    title: String,
    stated_by: Vec<String>,
    themes: Vec<String>,
    places: Vec<String>,
    /// Activities on one of its themes, at one of its places, in its period.
    activities: u64,
    /// The finding that it isn't met.
    gap: Option<Uuid>,
    /// Where it was read: file and line.
    source: String,
}

/// A party in the matrix of gaps.
#[derive(Serialize, ToSchema)]
pub struct Row {
    party: String,
    /// In the order of the themes.
    activities: Vec<u64>,
}

/// Lists stated needs and what is done about them
#[utoipa::path(get, path = "/api/v1/gaps", tag = "parties",
    responses((status = 200, body = Gaps), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn gaps(State(app): State<App>, program: Program) -> Result<Json<Gaps>, Failure> {
    let gaps = program.desk(&app, "read").await?.gaps().await?;
    let need = |seen: comity_node::NeedSeen| {
        let what = seen.need.what;
        Need {
            record: seen.need.record,
            id: what.id.to_string(),
            title: what.title.value.to_string(),
            stated_by: what.stated_by.iter().map(ToString::to_string).collect(),
            themes: seen.themes,
            places: seen.places,
            activities: seen.activities,
            gap: seen.gap,
            source: seen.need.source,
        }
    };
    let row = |(party, activities)| Row { party, activities };
    Ok(Json(Gaps {
        needs: gaps.needs.into_iter().map(need).collect(),
        themes: gaps.themes,
        parties: gaps.parties.into_iter().map(row).collect(),
    }))
}
