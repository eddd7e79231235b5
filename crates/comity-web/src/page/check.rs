//! "With or without conflict?": a form that answers as one types, and without script when it is sent.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use comity_core::{ActivityKind, Day, FindingKind, Tlp};
use comity_node::{Node, Planned, Told, Uuid};
use serde::Deserialize;

use super::{Frame, IntoPage as _};
use crate::failure::Failure;
use crate::handler::get;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/check", get(show))
}

/// What is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    title: String,
    kind: String,
    theme: String,
    place: String,
    lat: String,
    lon: String,
    radius: String,
    start: String,
    end: String,
    asset: String,
}

#[derive(Template)]
#[template(path = "check.html")]
struct Page {
    frame: Frame,
    ask: Ask,
    kinds: Vec<(&'static str, String, bool)>,
    answer: Option<Answer>,
    filing: Option<FilingView>,
    wrong: Option<String>,
}

/// How what was checked can be filed.
struct FilingView {
    /// The plan's fields, as the form hands them on.
    fields: Vec<(&'static str, String)>,
    /// Whether it is in time and until when it is.
    says: String,
    late: bool,
    levels: [&'static str; 5],
}

struct Answer {
    with_conflict: bool,
    behind: bool,
    against: String,
    findings: Vec<Line>,
}

struct Line {
    kind: &'static str,
    sentence: String,
    why: Vec<String>,
    record: Option<Uuid>,
}

impl Ask {
    fn is_empty(&self) -> bool {
        [&self.title, &self.theme, &self.place, &self.lat, &self.start, &self.end, &self.asset]
            .iter()
            .all(|field| field.trim().is_empty())
    }

    pub(super) fn planned(&self, t: &Tongue, party: Option<String>) -> Result<Planned, String> {
        let number = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.replace(',', ".").parse::<f64>().map(Some).map_err(|_| t.w("no-number", text)),
        };
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => Day::parse(text).map(Some).ok_or_else(|| t.w("no-day", text)),
        };
        let list = |text: &str| -> Vec<String> {
            text.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        Ok(Planned {
            title: self.title.trim().to_owned(),
            kind: self.kind.clone(),
            theme: list(&self.theme),
            place: Some(self.place.trim().to_owned()).filter(|place| !place.is_empty()),
            lat: number(&self.lat)?,
            lon: number(&self.lon)?,
            radius: number(&self.radius)?,
            start: day(&self.start)?,
            end: day(&self.end)?,
            asset: list(&self.asset),
            party,
            id: None,
        })
    }
}

/// The form, and the answer to what stands in it.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/check");
    let t = frame.t;
    let party = desk.viewer().party().map(|party| party.as_str().to_owned());
    let (mut answer, mut filing, mut wrong) = (None, None, None);
    if !ask.is_empty() {
        match ask.planned(t, party) {
            Err(reason) => wrong = Some(reason),
            Ok(planned) => match desk.check(&planned).await {
                Ok(checked) => {
                    if let Some(start) =
                        planned.start.filter(|_| desk.may_import() && !planned.title.is_empty())
                    {
                        filing = Some(FilingView::of(t, &ask, desk.lead(start).await?));
                    }
                    answer = Some(Answer {
                        with_conflict: checked.with_conflict,
                        behind: checked.behind,
                        against: t.n("checked-against", checked.against),
                        findings: checked
                            .findings
                            .into_iter()
                            .map(|finding| line(t, &app.node, finding))
                            .collect(),
                    });
                }
                Err(comity_node::Error::Input { reason, .. }) => wrong = Some(reason),
                Err(error) => return Err(error.into()),
            },
        }
    }
    let kinds = ActivityKind::WORDS.into_iter().map(|(kind, word)| {
        let said = if kind == ActivityKind::Unknown { t.say("any-kind") } else { t.word("activity", word) };
        (if kind == ActivityKind::Unknown { "" } else { word }, said, word == ask.kind)
    });
    Ok(Page { kinds: kinds.collect(), ask, answer, filing, wrong, frame }.into_page())
}

impl FilingView {
    fn of(t: &Tongue, ask: &Ask, (late, due): (bool, Day)) -> FilingView {
        let fields = [
            ("title", &ask.title),
            ("kind", &ask.kind),
            ("theme", &ask.theme),
            ("place", &ask.place),
            ("lat", &ask.lat),
            ("lon", &ask.lon),
            ("radius", &ask.radius),
            ("start", &ask.start),
            ("end", &ask.end),
            ("asset", &ask.asset),
        ];
        FilingView {
            fields: fields.into_iter().map(|(name, value)| (name, value.clone())).collect(),
            says: if late {
                t.w("filing-is-late", &t.day(&due))
            } else {
                t.w("filing-in-time", &t.day(&due))
            },
            late,
            levels: Tlp::ALL.map(|tlp| tlp.as_str()),
        }
    }
}

fn line(t: &Tongue, node: &Node, (kind, told, record): (FindingKind, Told, Option<Uuid>)) -> Line {
    let told = node.told_in(told, t.language.tag());
    let why = told.evidence.iter().filter(|one| one.weight > 0.0).take(3);
    Line {
        kind: kind.as_str(),
        sentence: t.sentence(&told.gist),
        why: why.map(|one| t.evidence(&one.says)).collect(),
        record,
    }
}
