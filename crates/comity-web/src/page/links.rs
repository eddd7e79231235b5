//! Records joined by hand or kept apart: the forms of a record and of a finding.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use comity_node::{Bond, Desk, LinkSeen, Uuid};
use serde::Deserialize;

use super::opened::Undo;
use super::{back, id};
use crate::failure::{Code, Failure};
use crate::handler::post;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Ours;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/records/{id}/links", post(of_record))
        .route("/findings/{id}/links", post(of_finding))
        .route("/links/{id}/end", post(end))
}

/// The links of a record, in words.
#[allow(missing_docs)] // what its template shows, by the names of the page
pub struct Links {
    pub links: Vec<LinkView>,
    /// Records that findings tie to it: id and title.
    pub offered: Vec<(Uuid, String)>,
    pub may: bool,
}

/// A link.
#[allow(missing_docs)]
pub struct LinkView {
    pub id: Uuid,
    pub says: String,
    pub other: Uuid,
    pub title: String,
    pub by: String,
    pub reason: String,
    pub may_end: bool,
}

impl Links {
    /// Of a record.
    pub async fn of(t: &Tongue, desk: &Desk<'_>, record: Uuid) -> Result<Links, Failure> {
        let party = desk.viewer().party().map(|party| party.as_str().to_owned()).unwrap_or_default();
        let links = desk.links(record).await?;
        Ok(Links {
            links: links.iter().map(|link| LinkView::of(t, link, &party)).collect(),
            offered: desk.tied(record).await?,
            may: desk.may_import(),
        })
    }
}

impl LinkView {
    fn of(t: &Tongue, link: &LinkSeen, party: &str) -> LinkView {
        LinkView {
            id: link.id,
            says: t.word("bond", &link.kind),
            other: link.other,
            title: link.title.clone(),
            by: format!("{} ({}), {}", link.person, link.party, t.time(&link.made_at)),
            reason: link.reason.clone(),
            may_end: link.party == party && !link.of_outcome,
        }
    }
}

/// What is held of two records.
#[derive(Deserialize)]
pub struct Said {
    what: String,
    #[serde(default)]
    other: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    back: String,
}

impl Said {
    fn bond(&self) -> Result<Bond, Failure> {
        bond_of(&self.what)
    }
}

/// The bond of a word.
pub(crate) fn bond_of(word: &str) -> Result<Bond, Failure> {
    Bond::parse(word).ok_or_else(|| Failure::new(Code::Input, format!("`{word}` is none of same, apart")))
}

fn done(bond: Bond) -> &'static str {
    match bond {
        Bond::Same => "joined",
        Bond::Apart => "apart",
    }
}

/// Of a record and another.
pub async fn of_record(
    State(app): State<App>,
    Path(record): Path<String>,
    Ours(seated, form): Ours<Said>,
) -> Result<Redirect, Failure> {
    let (record, bond) = (id(&record)?, form.bond()?);
    seated.desk(&app).await?.bind(record, &form.other, bond, &form.reason).await?;
    Ok(back(&format!("/records/{record}"), done(bond)))
}

/// Of the two records of a finding.
pub async fn of_finding(
    State(app): State<App>,
    Path(finding): Path<String>,
    Ours(seated, form): Ours<Said>,
) -> Result<Redirect, Failure> {
    let bond = form.bond()?;
    seated.desk(&app).await?.bind_finding(id(&finding)?, bond, &form.reason).await?;
    Ok(back(&form.back, done(bond)))
}

/// Ends a link.
pub async fn end(
    State(app): State<App>,
    Path(link): Path<String>,
    Ours(seated, form): Ours<Undo>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.unbind(id(&link)?).await?;
    Ok(back(&form.back, "undone"))
}
