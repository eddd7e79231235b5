//! Which proposals can pass together, who stands in the way of the others, and what would change it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_core::{CompactString, Rule};
use comity_node::Why;

use super::{Ask, Head, Names};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

#[derive(Template)]
#[template(path = "council-packages.html")]
struct Page {
    frame: Frame,
    head: Head,
    summary: String,
    /// Whether the viewer's own drafts are counted.
    own_drafts: bool,
    packages: Vec<PackageView>,
    /// Proposal with its address, why it can't pass.
    blocked: Vec<(String, String, String)>,
    unlocks: Vec<String>,
    /// Whether not all are listed.
    more: bool,
}

struct PackageView {
    /// Address and title.
    proposals: Vec<(String, String)>,
    /// Undecided parties on whom it depends; empty where on none.
    depends: String,
    /// Party, the titles of what it gains.
    gains: Vec<(String, String)>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(council): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let council = id(&council)?;
    let seen = desk.council(council).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let found =
        desk.packages(council, |party| names.name(party).into()).await?.ok_or_else(Failure::absent)?;
    let title = |id: &str| seen.matters.get(id).map_or_else(|| id.to_owned(), |matter| matter.title.clone());
    let address = |id: &str| format!("/councils/{council}/proposals/{id}");
    let titles =
        |ids: &[CompactString]| t.list(&ids.iter().map(|id| t.w("titled", &title(id))).collect::<Vec<_>>());
    let packages: Vec<PackageView> = found
        .packages
        .iter()
        .filter(|package| !package.proposals.is_empty())
        .map(|package| PackageView {
            proposals: package.proposals.iter().map(|id| (address(id), title(id))).collect(),
            depends: names.list(t, &package.depends_on),
            gains: package
                .gains
                .iter()
                .filter(|(_, ids)| !ids.is_empty())
                .map(|(party, ids)| (names.name(party), titles(ids)))
                .collect(),
        })
        .collect();
    let open = seen.matters.values().filter(|matter| matter.is_open()).count();
    let unlocks = found.unlocks.iter().map(|unlock| {
        let moves: Vec<String> = unlock
            .changes
            .iter()
            .map(|change| {
                let words = [
                    ("party", names.name(&change.party)),
                    ("title", title(&change.proposal)),
                    ("stance", t.word("stance", change.to.as_str())),
                ];
                let words: Vec<(&'static str, &str)> =
                    words.iter().map(|(key, word)| (*key, word.as_str())).collect();
                t.all("unlock-move", &words)
            })
            .collect();
        let opened = titles(&unlock.proposals);
        t.all("unlock-opens", &[("moves", &t.list(&moves)), ("titles", &opened)])
    });
    let blocked = found.blocked.iter().map(|blocked| {
        let why: Vec<String> = blocked.reasons.iter().map(|reason| why(t, reason, &titles)).collect();
        (address(&blocked.proposal), title(&blocked.proposal), why.join(" "))
    });
    Ok(Page {
        summary: t.all(
            "packages-summary",
            &[
                ("packages", &t.number(packages.len())),
                ("open", &t.number(open)),
                ("blocked", &t.number(found.blocked.len())),
            ],
        ),
        own_drafts: seen.matters.values().any(|matter| matter.held.values().any(|taken| taken.draft)),
        unlocks: unlocks.collect(),
        blocked: blocked.collect(),
        more: !found.listed.is_whole(),
        packages,
        head: Head::of(t, &seen, "/packages", &ask),
        frame,
    }
    .into_page())
}

/// Why a proposal can't pass, in a sentence.
pub fn why(t: &Tongue, why: &Why, titles: &dyn Fn(&[CompactString]) -> String) -> String {
    let veto = |rule: &Rule| match rule {
        Rule::Unanimity => t.say("veto-unanimity"),
        Rule::Silence => t.say("veto-silence"),
        _ => t.say("veto-consensus"),
    };
    match why {
        Why::Opposed { parties, rule } => {
            t.all("why-opposed", &[("parties", &t.list(parties)), ("rule", &veto(rule))])
        }
        Why::Abstained { parties, .. } => t.w("why-abstained", &t.list(parties)),
        Why::Unmet { party, condition, blocked } if blocked.is_empty() => {
            t.all("why-unmet", &[("party", party), ("condition", condition)])
        }
        Why::Unmet { party, condition, blocked } => t.all(
            "why-unmet-blocked",
            &[("party", party), ("condition", condition), ("titles", &titles(blocked))],
        ),
        Why::Clash { parties } => t.w("why-clash", &t.list(parties)),
        Why::TooFew { accepting, refusing, rule } => t.all(
            "why-too-few",
            &[
                ("yes", &t.number(*accepting)),
                ("no", &t.number(*refusing)),
                ("rule", &super::overview::rule(t, *rule)),
            ],
        ),
        Why::NobodyAccepts { refusing } => t.w("why-nobody", &t.number(*refusing)),
    }
}
