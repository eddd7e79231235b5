//! Gaps: parties by the themes of stated needs, and each need with what is done about it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use comity_core::PartyId;
use comity_node::{Facet, Gaps, NeedSeen, Node, Uuid};

use super::activities::{Address, shade, told_apart};
use super::grid::{Cell, Column, Grid};
use super::{Frame, IntoPage as _, parties};
use crate::failure::Failure;
use crate::handler::get;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/gaps", get(show))
}

#[derive(Template)]
#[template(path = "gaps.html")]
struct Page {
    frame: Frame,
    sentence: String,
    /// Parties by themes.
    grid: Grid,
    more: u64,
    needs: Vec<NeedLine>,
}

struct NeedLine {
    record: Uuid,
    title: String,
    by: String,
    themes: String,
    places: String,
    dates: String,
    count: String,
    address: String,
    gap: Option<Uuid>,
}

/// The page.
pub async fn show(State(app): State<App>, seated: Seated) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/parties");
    let t = frame.t;
    let gaps = desk.gaps().await?;
    let unmet = gaps.needs.iter().filter(|need| need.gap.is_some()).count();
    let themes = themes(t, &app.node, &gaps);
    let columns = gaps
        .themes
        .iter()
        .map(|code| Column { address: opens(&[code], &[], ""), name: named(&themes, code) });
    Ok(Page {
        sentence: [t.n("n-needs", gaps.needs.len()), t.n("n-unmet", unmet)].join(&t.say("list-comma")),
        grid: Grid { columns: columns.collect(), rows: rows(t, &app.node, &gaps, &themes) },
        more: gaps.more,
        needs: gaps.needs.iter().map(|need| line(t, &app.node, (&gaps, &themes), need)).collect(),
        frame,
    }
    .into_page())
}

/// The activities on themes, at places, of a party.
fn opens(themes: &[&str], places: &[&str], party: &str) -> String {
    let mut address = Address::default();
    address.ask.theme = themes.join(",");
    address.ask.place = places.join(",");
    address.ask.party = party.to_owned();
    address.with(|_| {})
}

/// The name of a party: as an account of it has it, else as the directory has it.
fn party(t: &Tongue, node: &Node, gaps: &Gaps, id: &str) -> String {
    let name = gaps.name(id, t.language.tag());
    if name == id { node.named(Facet::Party, id, t.language.tag()) } else { name }
}

/// Themes of the page by their codes, each under a name of its own.
type Themes = BTreeMap<String, String>;

fn themes(t: &Tongue, node: &Node, gaps: &Gaps) -> Themes {
    let of_needs = gaps.needs.iter().flat_map(|need| &need.themes);
    let codes: BTreeSet<&String> = gaps.themes.iter().chain(of_needs).collect();
    let name = |code: &str| node.named(Facet::Theme, code, t.language.tag());
    let names = told_apart(codes.iter().map(|code| (code.as_str(), name(code))).collect());
    codes.into_iter().cloned().zip(names).collect()
}

fn named(themes: &Themes, code: &str) -> String {
    themes.get(code).map_or(code, String::as_str).to_owned()
}

fn rows(t: &Tongue, node: &Node, gaps: &Gaps, themes: &Themes) -> Vec<(String, String, Vec<Option<Cell>>)> {
    let highest = gaps.parties.iter().flat_map(|(_, cells)| cells).max().copied().unwrap_or(0);
    let row = |(id, counts): &(String, Vec<u64>)| {
        let name = party(t, node, gaps, id);
        let cells = gaps.themes.iter().zip(counts).map(|(theme, count)| {
            let need = match gaps.stated.get(&(id.clone(), theme.clone())) {
                Some(true) => "unmet",
                Some(false) => "stated",
                None => "",
            };
            (*count > 0 || !need.is_empty()).then(|| {
                let mut says = vec![name.clone(), named(themes, theme), t.n("n-activities", *count)];
                if !need.is_empty() {
                    says.push(t.word("need", need));
                }
                Cell {
                    shade: shade(*count, highest),
                    need,
                    count: if *count > 0 { t.number(*count) } else { String::new() },
                    says: says.join(&t.say("list-comma")),
                    address: opens(&[theme], &[], id),
                }
            })
        });
        (parties::address(&PartyId::from(id.as_str())), name.clone(), cells.collect())
    };
    gaps.parties.iter().map(row).collect()
}

fn line(t: &Tongue, node: &Node, (gaps, themes): (&Gaps, &Themes), seen: &NeedSeen) -> NeedLine {
    let need = &seen.need.what;
    let listed = |names: Vec<String>| names.join(&t.say("list-comma"));
    let place = |code: &String| node.named(Facet::Place, code, t.language.tag());
    let by: Vec<String> = need.stated_by.iter().map(|id| party(t, node, gaps, id.as_str())).collect();
    let mut address = Address::default();
    address.ask.theme = seen.themes.join(",");
    address.ask.place = seen.places.join(",");
    address.ask.from = need.period.start.map(|day| day.to_string()).unwrap_or_default();
    address.ask.until = need.period.end.map(|day| day.plus(-1).to_string()).unwrap_or_default();
    NeedLine {
        record: seen.need.record,
        title: need.title.value.to_string(),
        by: by.join(&t.say("list-comma")),
        themes: listed(seen.themes.iter().map(|code| named(themes, code)).collect()),
        places: listed(seen.places.iter().map(place).collect()),
        dates: t.period(&need.period),
        count: t.number(seen.activities),
        address: address.with(|_| {}),
        gap: seen.gap,
    }
}
