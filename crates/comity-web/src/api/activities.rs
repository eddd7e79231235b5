//! Activities counted for programs: facets, map, timeline and matrix over the filter of the page.

use axum::extract::{Query, State};
use axum::response::Response;
use axum::{Json, Router};
use comity_node::{Area, Overview};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::records::Line;
use crate::failure::Failure;
use crate::handler::get;
use crate::page::activities::{Address, Ask as Filtered, By};
use crate::page::export::{answer, format};
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/activities", get(counts))
        .route("/api/v1/activities/map", get(map))
        .route("/api/v1/activities/timeline", get(timeline))
        .route("/api/v1/activities/matrix", get(matrix))
        .route("/api/v1/activities/export", get(export))
}

/// How many activities, of when, and what the filter can be narrowed by.
#[derive(Serialize, ToSchema)]
pub struct Counts {
    activities: u64,
    /// The earliest day that one of them states.
    first_day: Option<String>,
    /// The latest one.
    last_day: Option<String>,
    /// How many state no day.
    undated: u64,
    facets: Vec<Facet>,
    /// Years with the activities that run in each; an unstated start or end bounds nothing.
    years: Vec<Year>,
}

/// A facet with its commonest values.
#[derive(Serialize, ToSchema)]
pub struct Facet {
    /// `kind`, `theme`, `place`, `party` or `label`: the field of the filter.
    field: String,
    values: Vec<Counted>,
}

/// A value with its activities.
#[derive(Serialize, ToSchema)]
pub struct Counted {
    value: String,
    activities: u64,
}

/// A year with its activities.
#[derive(Serialize, ToSchema)]
pub struct Year {
    year: i16,
    activities: u64,
}

impl From<(String, u64)> for Counted {
    fn from((value, activities): (String, u64)) -> Counted {
        Counted { value, activities }
    }
}

impl From<Overview> for Counts {
    fn from(overview: Overview) -> Counts {
        let mut facets: Vec<Facet> = overview
            .facets
            .into_iter()
            .map(|(facet, counts)| Facet {
                field: facet.as_str().to_owned(),
                values: counts.into_iter().map(|count| (count.value, count.records).into()).collect(),
            })
            .collect();
        let labels = overview.labels.into_iter().map(|(tlp, records)| (tlp.to_string(), records).into());
        facets.push(Facet { field: "label".to_owned(), values: labels.collect() });
        Counts {
            activities: overview.records,
            first_day: overview.first.map(|day| day.to_string()),
            last_day: overview.last.map(|day| day.to_string()),
            undated: overview.undated,
            facets,
            years: overview.years.into_iter().map(|(year, activities)| Year { year, activities }).collect(),
        }
    }
}

/// Counts activities
#[utoipa::path(get, path = "/api/v1/activities", params(Filtered), tag = "activities",
    responses((status = 200, body = Counts), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn counts(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Filtered>,
) -> Result<Json<Counts>, Failure> {
    let desk = program.desk(&app, "read").await?;
    Ok(Json(desk.overview(&ask.filter()?).await?.into()))
}

/// Where activities are.
#[derive(Serialize, ToSchema)]
pub struct Map {
    /// South, west, north, east in degrees: the area of the filter, else where most of the activities are.
    frame: [f64; 4],
    circles: Vec<Circle>,
    /// Countries, borders and routes.
    places: Vec<Counted>,
    /// Activities that name no place.
    unplaced: u64,
}

/// Activities gathered in a cell.
#[derive(Serialize, ToSchema)]
pub struct Circle {
    /// Degrees.
    lat: f64,
    /// Degrees.
    lon: f64,
    activities: u64,
    /// The cell, as the filter takes it: south, west, north, east.
    area: [f64; 4],
}

fn degrees(millionths: i64) -> f64 {
    millionths as f64 / 1e6
}

fn corners(area: Area) -> [f64; 4] {
    [area.south, area.west, area.north, area.east].map(degrees)
}

/// Gathers activities by where they are
#[utoipa::path(get, path = "/api/v1/activities/map", params(Filtered), tag = "activities",
    responses((status = 200, body = Map), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn map(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Filtered>,
) -> Result<Json<Map>, Failure> {
    let drawn = program.desk(&app, "read").await?.map(&ask.filter()?).await?;
    let circles = drawn.bins.iter().map(|bin| Circle {
        lat: degrees(bin.lat),
        lon: degrees(bin.lon),
        activities: bin.records,
        area: corners(bin.cell),
    });
    Ok(Json(Map {
        frame: corners(drawn.frame),
        circles: circles.collect(),
        places: drawn.places.into_iter().map(|place| (place.code, place.records).into()).collect(),
        unplaced: drawn.unplaced,
    }))
}

/// When activities run, party by party.
#[derive(Serialize, ToSchema)]
pub struct Timeline {
    /// Where each step begins, and where the last one ends: YYYY-MM-DD.
    edges: Vec<String>,
    lanes: Vec<Lane>,
    /// Parties that have no lane here.
    more_parties: u64,
}

/// The activities of a party.
#[derive(Serialize, ToSchema)]
pub struct Lane {
    party: String,
    activities: u64,
    /// How many run in each step.
    running: Vec<u64>,
    /// Each of them, where they are few.
    bars: Vec<Line>,
}

/// Counts activities by when they run
#[utoipa::path(get, path = "/api/v1/activities/timeline", params(Filtered), tag = "activities",
    responses((status = 200, body = Timeline), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn timeline(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Filtered>,
) -> Result<Json<Timeline>, Failure> {
    let lanes = program.desk(&app, "read").await?.lanes(&ask.filter()?).await?;
    Ok(Json(Timeline {
        edges: lanes.edges.iter().map(ToString::to_string).collect(),
        more_parties: lanes.more,
        lanes: lanes
            .lanes
            .into_iter()
            .map(|lane| Lane {
                party: lane.party,
                activities: lane.records,
                running: lane.running,
                bars: lane.bars.into_iter().map(Line::from).collect(),
            })
            .collect(),
    }))
}

/// What stands across a matrix.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Across {
    /// `theme` (without it, too) or `place`.
    #[param(inline)]
    by: By,
}

/// Parties by themes or places.
#[derive(Serialize, ToSchema)]
pub struct Matrix {
    parties: Vec<Counted>,
    columns: Vec<Counted>,
    /// For each party the activities of each column.
    cells: Vec<Vec<u64>>,
    more_parties: u64,
    more_columns: u64,
}

/// Counts activities by party and theme or place
#[utoipa::path(get, path = "/api/v1/activities/matrix", params(Filtered, Across), tag = "activities",
    responses((status = 200, body = Matrix), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn matrix(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Filtered>,
    Query(across): Query<Across>,
) -> Result<Json<Matrix>, Failure> {
    let desk = program.desk(&app, "read").await?;
    let crossed = desk.crossed(&ask.filter()?, across.by.facet().1).await?;
    Ok(Json(Matrix {
        parties: crossed.rows.into_iter().map(Counted::from).collect(),
        columns: crossed.columns.into_iter().map(Counted::from).collect(),
        cells: crossed.cells,
        more_parties: crossed.more_rows,
        more_columns: crossed.more_columns,
    }))
}

/// As what to export.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// `csv`, `jsonl`, `geojson`, `xlsx` or `ics`.
    format: String,
}

/// Exports activities, each with its label; those whose label keeps them here are left out. The log hears of it
#[utoipa::path(get, path = "/api/v1/activities/export", params(Filtered, Wanted), tag = "activities",
    responses((status = 200, description = "The file; `x-comity-tlp` is the narrowest label in it, `x-comity-records` how many records"),
        (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn export(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Filtered>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let desk = program.desk(&app, "read").await?;
    let (filter, format) = (ask.filter()?, format(&wanted.format)?);
    let asked = Address { ask, ..Address::default() }.query();
    let to = format!("token {}", program.0.id);
    let taken = desk.take_along(&filter, (format, "Comity"), (&asked, &to), true).await?;
    Ok(answer(format, taken, "activities"))
}
