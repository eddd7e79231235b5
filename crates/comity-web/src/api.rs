//! The JSON API: the same use cases as the pages, for programs with a token. Described by `/api/v1/openapi.json`, which a snapshot keeps.

pub mod activities;
pub mod batches;
pub mod check;
pub mod columns;
pub mod councils;
pub mod filings;
pub mod findings;
pub mod household;
pub mod import;
pub mod joint;
pub mod ledger;
pub mod links;
pub mod network;
pub mod once;
pub mod outcomes;
pub mod policies;
pub mod questions;
pub mod records;
pub mod reference;
mod tag;
pub mod views;
pub mod ways;
pub mod work;

use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa::openapi::Required;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::handler::get;
use crate::server::App;
use crate::visitor;

/// The addresses of all that programs call.
pub fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/api/v1/openapi.json", get(describe))
        .merge(activities::routes())
        .merge(batches::routes())
        .merge(check::routes())
        .merge(columns::routes())
        .merge(councils::routes())
        .merge(joint::routes())
        .merge(filings::routes())
        .merge(findings::routes())
        .merge(household::routes())
        .merge(import::routes())
        .merge(ledger::routes())
        .merge(network::routes())
        .merge(links::routes())
        .merge(outcomes::routes())
        .merge(policies::routes())
        .merge(questions::routes())
        .merge(records::routes())
        .merge(reference::routes())
        .merge(views::routes())
        .merge(ways::routes())
        .merge(work::routes())
        .layer(from_fn_with_state(app.clone(), once::posts))
        .layer(from_fn(tag::answers))
        .layer(from_fn_with_state(app.clone(), visitor::admit))
}

/// The description of the whole.
#[derive(OpenApi)]
#[openapi(
    info(title = "Comity", description = "Records, findings and checks of one node, as far as the token's user may see.\n\n\
        Answers to GET carry an ETag: send it as If-None-Match, and 304 says that nothing changed. Every POST takes an \
        Idempotency-Key: within a day the same key gives the same answer, with another request 422. RateLimit and RateLimit-Policy say how \
        much the token may ask; 429 comes with Retry-After. Pages have a `next`, to be sent as `after`."),
    paths(
        findings::list,
        findings::one,
        findings::verdict,
        findings::retract,
        batches::answer,
        batches::undo,
        work::home,
        work::one,
        work::act,
        work::delegate,
        questions::ask,
        questions::answer_question,
        outcomes::outcomes,
        outcomes::decide,
        outcomes::answer,
        links::links,
        links::bind,
        links::bind_finding,
        links::unbind,
        activities::counts,
        activities::map,
        activities::timeline,
        activities::matrix,
        activities::export,
        network::parties,
        network::ties,
        network::gaps,
        ways::ways,
        ways::list,
        ways::keep,
        ways::remove,
        views::list,
        views::keep,
        records::list,
        records::one,
        check::check,
        filings::list,
        filings::file,
        filings::withdraw,
        import::receive,
        import::one,
        import::apply,
        import::stop,
        columns::columns,
        columns::correct,
        household::groups,
        household::keep_group,
        household::desks,
        household::keep_desk,
        policies::in_force,
        policies::preview,
        policies::put,
        policies::history,
        policies::one,
        ledger::list,
        ledger::lines,
        household::route,
        household::keep_route,
        reference::list,
        reference::send,
        reference::draft,
        reference::keep,
        reference::forget,
        reference::remove,
        reference::content,
        councils::list,
        councils::found,
        councils::one,
        councils::act,
        councils::packages,
        joint::all_work,
        joint::one_work,
        joint::begin_work,
        joint::act_in_work,
        joint::all_ready,
        joint::one_ready,
        joint::hold_ready,
        joint::act_on_ready,
        joint::all_series,
        joint::one_series,
        joint::begin_series,
        joint::act_in_series,
    ),
    components(schemas(Problem)),
    modifiers(&Bearer, &Keyed),
    security(("token" = []))
)]
struct Description;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// Says of every POST that it takes a key.
struct Keyed;

impl utoipa::Modify for Keyed {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        for operation in api.paths.paths.values_mut().filter_map(|path| path.post.as_mut()) {
            let key = ParameterBuilder::new()
                .name("Idempotency-Key")
                .parameter_in(ParameterIn::Header)
                .required(Required::False)
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
            operation.parameters.get_or_insert_default().push(key.build().into());
        }
    }
}

/// What can't be answered (RFC 9457). `code` is one of a list that doesn't change.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[allow(dead_code)] // the form of what failure::dress writes
struct Problem {
    #[schema(example = "urn:comity:problem:absent")]
    r#type: String,
    title: String,
    status: u16,
    #[schema(example = "absent")]
    code: String,
    detail: String,
    /// The request's id, which stands in the server's log, too.
    request: Option<String>,
}

/// The description.
pub async fn describe() -> Json<utoipa::openapi::OpenApi> {
    Json(description())
}

/// The same, for a test.
pub fn description() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_description_is_kept() {
        let text = super::description().to_pretty_json().expect("JSON");
        insta::assert_snapshot!("openapi", text);
    }
}
