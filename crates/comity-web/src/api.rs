//! The JSON API: the same use cases as the pages, for programs with a token. Described by `/api/v1/openapi.json`, which a snapshot keeps.

pub mod check;
pub mod findings;
pub mod import;
pub mod records;

use axum::Json;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// The description of the whole.
#[derive(OpenApi)]
#[openapi(
    info(title = "Comity", description = "Records, findings and checks of one node, as far as the token's user may see."),
    paths(
        findings::list,
        findings::one,
        findings::verdict,
        records::list,
        records::one,
        check::check,
        import::receive,
    ),
    components(schemas(Problem)),
    modifiers(&Bearer),
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
