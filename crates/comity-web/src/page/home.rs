//! The first page of a desk: what needs it now, and what others did since yesterday. Each line opens what it names.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use comity_node::{FindingSeen, Home, Uuid, WholeFinding};

use super::findings::{Line, line};
use super::hands::due_line;
use super::{Done, Frame, IntoPage as _, notice};
use crate::failure::Failure;
use crate::handler::get;
use crate::server::App;
use crate::visitor::Seated;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    frame: Frame,
    notice: Option<String>,
    /// What others wait for: the line, and who asks what.
    asked: Vec<(Line, String)>,
    /// The line, until when, and whether that is over.
    hands: Vec<(Line, String, bool)>,
    /// Other findings about our records.
    ours: Vec<Line>,
    /// Plans to be filed: title, by when, and whether that is over.
    unfiled: Vec<(String, String, bool)>,
    /// What waits in a council: its address, its title, the sentence.
    councils: Vec<(String, String, String)>,
    since: String,
    found: Vec<Line>,
    /// The line, and who said what.
    verdicts: Vec<(Line, String)>,
    /// Address and sentence.
    imports: Vec<(String, String)>,
    may_import: bool,
}

/// The page; who sits at no desk begins where there is something for them.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/");
    if desk.viewer().seat.is_none() {
        let first = frame.bar.first().map_or("/me", |(address, ..)| *address);
        return Ok(Redirect::to(first).into_response());
    }
    let (t, node, today) = (frame.t, &app.node, app.node.today());
    let Home { offers, questions, proposals, hands, ours, unfiled, since, found, verdicts, imports } =
        desk.home().await?;
    let place = |finding: Uuid| format!("/findings/{finding}");
    let of =
        |whole: &WholeFinding| line(t, node, &FindingSeen::Whole(Box::new(whole.clone())), place(whole.id));
    let offered = offers.iter().map(|(offer, whole)| {
        let who = format!("{} ({})", offer.person, offer.from);
        (of(whole), format!("{} {}", t.w("home-offered", &who), offer.note))
    });
    let questioned = questions.iter().map(|(question, whole)| {
        let who = format!("{} ({})", question.person, question.from_party);
        (of(whole), format!("{} {}", t.w("home-question", &who), question.text))
    });
    let proposed = proposals.iter().map(|whole| {
        let proposal = whole.outcomes.iter().find(|outcome| outcome.state == "proposed");
        let says = proposal.map(|outcome| {
            let who = format!("{} ({})", outcome.person, outcome.party);
            format!("{} {}. {}", t.w("home-proposed", &who), t.word("outcome", &outcome.what), outcome.note)
        });
        (of(whole), says.unwrap_or_default())
    });
    let mut councils = Vec::new();
    for seen in desk.councils().await? {
        let waits = super::councils::waits(t, &seen).into_iter();
        councils.extend(waits.map(|says| (format!("/councils/{}", seen.id), seen.title.clone(), says)));
    }
    councils.extend(super::joint::waits(t, &desk).await?);
    Ok(Page {
        councils,
        notice: notice(t, ask.done.as_deref()),
        asked: offered.chain(questioned).chain(proposed).collect(),
        hands: hands
            .iter()
            .map(|(hands, whole)| {
                let (due, over) = due_line(t, hands, today);
                (of(whole), due, over)
            })
            .collect(),
        unfiled: unfiled
            .iter()
            .map(|plan| (plan.title.clone(), t.w("hand-due", &t.day(&plan.due)), plan.due < today))
            .collect(),
        ours: ours.iter().map(|seen| line(t, node, seen, place(seen.id()))).collect(),
        since: t.day(&since.day()),
        found: found.iter().map(|seen| line(t, node, seen, place(seen.id()))).collect(),
        verdicts: verdicts
            .iter()
            .map(|(verdict, whole)| {
                let said = t.say(&format!("said-{}", verdict.answer));
                let made = t.time(&verdict.made_at);
                let reason = if verdict.reason.is_empty() { "" } else { " \u{2013} " };
                let words = format!(
                    "{said} · {} ({}), {made}{reason}{}",
                    verdict.person, verdict.party, verdict.reason
                );
                (of(whole), words)
            })
            .collect(),
        imports: imports
            .iter()
            .map(|made| {
                let files: Vec<&str> =
                    made.files.iter().map(|file| file.rsplit('/').next().unwrap_or(file)).collect();
                let changed = t.n("home-imported", made.created + made.changed);
                let says = format!(
                    "{} · {changed} · {}, {}",
                    t.list(&files),
                    made.made_by,
                    t.time(&made.started_at)
                );
                (format!("/imports/{}", made.id), says)
            })
            .collect(),
        may_import: desk.may_import(),
        frame,
    }
    .into_page())
}
