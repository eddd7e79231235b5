//! The policies for programs: those in force, all that were, what others would change, and putting them in force.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::{Json, Router};
use comity_node::{
    Named, PoliciesDecided, PoliciesSeen, PolicyFile, PolicyPreview, PutInForce, Uuid, WhichPolicies,
    articles, by_level,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::tag::Seen;
use crate::failure::{Code, Failure};
use crate::handler::{self, get, post};
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/policies", get(in_force).merge(handler::put(put)))
        .route("/api/v1/policies/preview", post(preview))
        .route("/api/v1/policies/history", get(history))
        .route("/api/v1/policies/history/{id}", get(one))
}

/// A file of policies in Cedar.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyText {
    /// Letters, digits, `-`, `_`, `.`, and `.cedar` at the end.
    #[schema(example = "1-see.cedar")]
    name: String,
    text: String,
}

impl From<&PolicyFile> for PolicyText {
    fn from(file: &PolicyFile) -> PolicyText {
        PolicyText { name: file.name.clone(), text: file.text.clone() }
    }
}

fn files(texts: Vec<PolicyText>) -> Vec<PolicyFile> {
    texts.into_iter().map(|file| PolicyFile { name: file.name, text: file.text }).collect()
}

/// One policy.
#[derive(Serialize, ToSchema)]
pub struct Policy {
    id: String,
    file: String,
    /// Whether it opens a way; else it closes ways, whatever opens them.
    permits: bool,
    /// What people are told.
    reason: String,
}

/// Policies with their texts.
#[derive(Serialize, ToSchema)]
pub struct PolicySet {
    /// What stands for their texts and for what policies may speak of.
    version: String,
    /// Whether they are those that ship with the program.
    as_shipped: bool,
    /// When, by whom and why; none as long as nobody put any in force.
    put: Option<PutPolicies>,
    files: Vec<PolicyText>,
    policies: Vec<Policy>,
}

impl From<PoliciesSeen> for PolicySet {
    fn from(seen: PoliciesSeen) -> PolicySet {
        let of_file = |file: &PolicyFile| {
            let name = file.name.clone();
            articles(file).into_iter().map(move |article| Policy {
                id: article.id.to_string(),
                file: name.clone(),
                permits: article.permits,
                reason: article.reason,
            })
        };
        PolicySet {
            policies: seen.files.iter().flat_map(of_file).collect(),
            files: seen.files.iter().map(PolicyText::from).collect(),
            put: seen.put.map(PutPolicies::from),
            version: seen.version,
            as_shipped: seen.as_shipped,
        }
    }
}

/// Policies that were put in force.
#[derive(Serialize, ToSchema)]
pub struct PutPolicies {
    id: Uuid,
    version: String,
    /// RFC 3339.
    at: String,
    person: String,
    reason: String,
    in_force: bool,
}

impl From<PutInForce> for PutPolicies {
    fn from(put: PutInForce) -> PutPolicies {
        PutPolicies {
            id: put.id,
            version: put.version,
            at: put.at.to_string(),
            person: put.person,
            reason: put.reason,
            in_force: put.in_force,
        }
    }
}

/// Shows the policies in force
#[utoipa::path(get, path = "/api/v1/policies", tag = "policies",
    responses((status = 200, body = PolicySet), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn in_force(State(app): State<App>, program: Program) -> Result<Json<PolicySet>, Failure> {
    let desk = program.desk(&app, "read").await?;
    Ok(Json(desk.policies(WhichPolicies::InForce).await?.into()))
}

/// Texts to be looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyTexts {
    /// All files: what isn't among them goes.
    files: Vec<PolicyText>,
}

/// What other policies would change.
#[derive(Serialize, ToSchema)]
pub struct Preview {
    /// The version that they would have; none where they can't hold.
    version: Option<String>,
    /// Why they can't hold.
    problems: Vec<PolicyProblem>,
    /// Whose access would change, by the table of every kind of record, role, relation and action.
    access: Vec<AccessChange>,
    /// What users would see of the records that are here.
    sight: Vec<Sight>,
    /// What nobody who may come in could do at the node any more.
    orphaned: Vec<String>,
    /// Whether they are refused because nobody could change the policies any more.
    locks_out: bool,
    /// Whether the token's user could no longer change the policies.
    shuts_you_out: bool,
}

/// Something wrong in a policy.
#[derive(Serialize, ToSchema)]
pub struct PolicyProblem {
    file: String,
    /// From 1; 0 where no place is known.
    line: usize,
    column: usize,
    /// The policy's id, where it has one.
    policy: String,
    message: String,
    /// What to write instead.
    way_out: String,
}

/// All of these roles, standing so to all of these kinds of record, gain and lose the same.
#[derive(Serialize, ToSchema)]
pub struct AccessChange {
    roles: Vec<String>,
    /// `own-desk`, `own-organ`, `own-party`, `audience`, `audience-party`, `group`, `other`; none for what is done at the node.
    relations: Vec<String>,
    /// In words; none for what is done at the node.
    records: Vec<String>,
    gains: Vec<String>,
    loses: Vec<String>,
}

/// Users who would see the same more and the same less.
#[derive(Serialize, ToSchema)]
pub struct Sight {
    roles: Vec<String>,
    /// Party, organ and desk in one line; none where only the hidden membership of a group explains the change, and for users of the node itself.
    seats: Vec<String>,
    users: u64,
    /// Records that they would see newly.
    gains: u64,
    /// Records that they would see no more.
    loses: u64,
}

impl From<PolicyPreview> for Preview {
    fn from(preview: PolicyPreview) -> Preview {
        let words = |all: &[Named]| all.iter().map(|one| one.key.to_owned()).collect();
        let access = preview.differences.iter().map(|one| AccessChange {
            roles: one.roles.iter().map(ToString::to_string).collect(),
            relations: one.relations.iter().map(|relation| relation.as_str().to_owned()).collect(),
            records: by_level(&one.kinds).iter().map(|kind| kind.english.to_owned()).collect(),
            gains: words(&one.gains),
            loses: words(&one.loses),
        });
        let sight = preview.sight.iter().map(|one| Sight {
            roles: one.roles.iter().map(ToString::to_string).collect(),
            seats: one.seats.iter().map(ToString::to_string).collect(),
            users: one.users,
            gains: one.gains,
            loses: one.loses,
        });
        let problems = preview.problems.iter().map(|one| PolicyProblem {
            file: one.file.clone(),
            line: one.line,
            column: one.column,
            policy: one.policy.to_string(),
            message: one.message.clone(),
            way_out: one.way_out.clone(),
        });
        Preview {
            access: access.collect(),
            sight: sight.collect(),
            problems: problems.collect(),
            version: preview.version,
            orphaned: preview.orphaned.iter().map(|action| action.as_str().to_owned()).collect(),
            locks_out: preview.locks_out,
            shuts_you_out: preview.shuts_viewer_out,
        }
    }
}

/// Says whose access these texts would change; nothing is changed
#[utoipa::path(post, path = "/api/v1/policies/preview", request_body = PolicyTexts, tag = "policies",
    responses((status = 200, body = Preview), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn preview(
    State(app): State<App>,
    program: Program,
    Json(texts): Json<PolicyTexts>,
) -> Result<Json<Preview>, Failure> {
    let desk = program.desk(&app, "read").await?;
    Ok(Json(desk.preview_policies(files(texts.files)).await?.into()))
}

/// Texts to be put in force.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicies {
    /// All files: what isn't among them goes.
    files: Vec<PolicyText>,
    /// Why.
    reason: String,
}

/// Puts policies in force, for everyone from the next request on
#[utoipa::path(put, path = "/api/v1/policies", request_body = NewPolicies, tag = "policies",
    params(("If-Match" = String, Header, description = "The ETag of the policies in force that were looked at")),
    responses((status = 200, body = PolicySet), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn put(
    State(app): State<App>,
    program: Program,
    headers: HeaderMap,
    Json(new): Json<NewPolicies>,
) -> Result<Json<PolicySet>, Failure> {
    let desk = program.desk(&app, "write").await?;
    let seen = desk.policies(WhichPolicies::InForce).await?;
    let before = seen.put.as_ref().map(|put| put.id);
    let Some(tags) = Seen::of(&headers) else {
        let reason =
            "send the ETag of GET /api/v1/policies as If-Match: what nobody looked at isn't replaced";
        return Err(Failure::new(Code::Input, reason));
    };
    // `before` is asked again in the transaction, so that of two who change the same only one comes through
    if !tags.is(&PolicySet::from(seen)) {
        return Err(comity_node::Error::Changed { what: "the policies" }.into());
    }
    desk.put_policies(files(new.files), PoliciesDecided { before, reason: &new.reason }).await?;
    // what holds now decides who may read it
    let desk = program.seat(&app).await?;
    Ok(Json(desk.policies(WhichPolicies::InForce).await?.into()))
}

/// Which page of the history.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Before {
    /// Before these, by their id: the `next` of a page.
    before: Option<Uuid>,
}

/// A page of the history.
#[derive(Serialize, ToSchema)]
pub struct PolicyHistory {
    /// The newest first.
    policies: Vec<PutPolicies>,
    /// For the next page, as `before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Uuid>,
}

/// Lines of a page.
const PAGE: u32 = 100;

/// Lists who put which policies in force when and why
#[utoipa::path(get, path = "/api/v1/policies/history", params(Before), tag = "policies",
    responses((status = 200, body = PolicyHistory), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn history(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Before>,
) -> Result<Json<PolicyHistory>, Failure> {
    let lines = program.desk(&app, "read").await?.policy_history(ask.before, PAGE).await?;
    let next = lines.last().filter(|_| lines.len() == PAGE as usize).map(|last| last.id);
    Ok(Json(PolicyHistory { policies: lines.into_iter().map(PutPolicies::from).collect(), next }))
}

/// Shows policies that were put in force once
#[utoipa::path(get, path = "/api/v1/policies/history/{id}", params(("id" = Uuid, Path)), tag = "policies",
    responses((status = 200, body = PolicySet), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one(
    State(app): State<App>,
    program: Program,
    Path(policies): Path<String>,
) -> Result<Json<PolicySet>, Failure> {
    let desk = program.desk(&app, "read").await?;
    Ok(Json(desk.policies(WhichPolicies::Put(id(&policies)?)).await?.into()))
}
