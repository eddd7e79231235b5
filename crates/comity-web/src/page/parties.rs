//! Parties, and the ties in force on a day.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use comity_core::Day;
use serde::Deserialize;

use super::{Frame, IntoPage as _};
use crate::failure::{Code, Failure};
use crate::server::App;
use crate::visitor::Seated;

/// On which day.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Ask {
    on: String,
}

#[derive(Template)]
#[template(path = "parties.html")]
struct Page {
    frame: Frame,
    on: String,
    summary: String,
    more: bool,
    /// Record, id, name, other names, kind.
    parties: Vec<(comity_node::Uuid, String, String, String, String)>,
    /// Record, from, kind, to, period, note.
    ties: Vec<(comity_node::Uuid, String, String, String, String, String)>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/parties");
    let t = frame.t;
    let on = match ask.on.trim() {
        "" => app.node.today(),
        day => Day::parse(day)
            .ok_or_else(|| Failure::new(Code::Input, format!("`{day}` is no day: write it as 2006-03-12")))?,
    };
    let ties = desk.ties(on).await?;
    let name = |id: &str| {
        let known = ties.parties.iter().find(|(_, party)| party.id.as_str() == id);
        known
            .and_then(|(_, party)| party.names.first())
            .map_or_else(|| id.to_owned(), |name| name.value.to_string())
    };
    let kind = |kind: &comity_core::PartyKind| {
        let word = serde_json::to_value(kind).ok();
        t.word("party-kind", word.as_ref().and_then(|word| word.as_str()).unwrap_or_default())
    };
    let lines = ties.ties.iter().map(|line| {
        let tie = &line.tie;
        (
            line.record,
            name(tie.from.as_str()),
            t.word("tie", tie.kind.as_str()),
            name(tie.to.as_str()),
            t.period(&tie.period),
            tie.note.to_string(),
        )
    });
    let parties = ties.parties.iter().map(|(record, party)| {
        let aliases: Vec<&str> = party.aliases.iter().take(4).map(|alias| alias.value.as_str()).collect();
        (*record, party.id.to_string(), name(party.id.as_str()), aliases.join(", "), kind(&party.kind))
    });
    Ok(Page {
        on: on.to_string(),
        summary: t.nw("ties-in-force", ties.ties.len(), &t.day(&on)),
        more: ties.more,
        parties: parties.collect(),
        ties: lines.collect(),
        frame,
    }
    .into_page())
}
