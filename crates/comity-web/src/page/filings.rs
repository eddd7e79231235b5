//! Plans that were filed and those that are to be: in time, late and why, waived and by whose word; withdrawn.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use comity_core::Label;
use comity_node::{Filed, Filing, Uuid};
use serde::Deserialize;

use super::check::Ask as Plan;
use super::import::label;
use super::{Frame, IntoPage as _, back, id, notice};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/filings", get(show).merge(post(file)))
        .route("/filings/{id}/withdraw", post(withdraw))
        .route("/records/{id}/file", post(file_record))
        .route("/settings/days", post(set_days))
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Ask {
    before: Option<Uuid>,
    done: Option<String>,
}

const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "filings.html")]
struct Page {
    frame: Frame,
    notice: Option<String>,
    due: Vec<Due>,
    filed: Vec<Line>,
    next: Option<Uuid>,
    lead: String,
    /// Name of the setting, key of its words, days.
    settings: [(&'static str, &'static str, i32); 2],
    may_set: bool,
    may_file: bool,
}

struct Due {
    record: Uuid,
    title: String,
    starts: String,
    due: String,
    over: bool,
}

struct Line {
    id: Uuid,
    record: Uuid,
    title: Option<String>,
    starts: String,
    filed: String,
    how: String,
    reason: String,
    withdrawn: String,
    stands: bool,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/check");
    let (t, today) = (frame.t, app.node.today());
    let filed = desk.filings(ask.before, PAGE + 1).await?;
    let rules = desk.filing_rules().await?;
    let next = filed.get(PAGE as usize - 1).filter(|_| filed.len() > PAGE as usize).map(|last| last.id);
    Ok(Page {
        notice: notice(t, ask.done.as_deref()),
        due: rules
            .unfiled
            .iter()
            .map(|plan| Due {
                record: plan.record,
                title: plan.title.clone(),
                starts: t.day(&plan.first_day),
                due: t.day(&plan.due),
                over: plan.due < today,
            })
            .collect(),
        filed: filed.iter().take(PAGE as usize).map(|one| Line::of(t, one)).collect(),
        next,
        lead: t.n("filing-lead", rules.lead_days),
        settings: [
            ("lead-days", "setting-lead-days", rules.lead_days),
            ("clock-days", "setting-clock-days", rules.clock_days),
        ],
        may_set: rules.may_set,
        may_file: desk.may_import(),
        frame,
    }
    .into_page())
}

impl Line {
    fn of(t: &Tongue, filed: &Filed) -> Line {
        let how = match (filed.filing.superior.as_str(), filed.late) {
            ("", false) => t.say("filed-in-time"),
            ("", true) => t.say("filed-late"),
            (superior, _) => t.w("filed-waived", superior),
        };
        let withdrawn = filed.withdrawn.as_ref().map(|(at, person, reason)| {
            format!("{} · {person}, {} – {reason}", t.say("filing-withdrawn"), t.time(at))
        });
        Line {
            id: filed.id,
            record: filed.of.record,
            title: filed.title.clone(),
            starts: filed.first_day.map(|day| t.day(&day)).unwrap_or_default(),
            filed: format!("{}, {}", filed.person, t.time(&filed.made_at)),
            how,
            reason: filed.filing.reason.clone(),
            stands: withdrawn.is_none(),
            withdrawn: withdrawn.unwrap_or_default(),
        }
    }
}

/// How a plan is filed, beside the plan itself.
#[derive(Deserialize)]
pub struct How {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    superior: String,
    #[serde(default)]
    tlp: String,
}

impl How {
    fn filing(&self) -> Filing {
        Filing { reason: self.reason.trim().to_owned(), superior: self.superior.trim().to_owned() }
    }

    /// The label that was chosen; none for the own party's alone.
    fn label(&self) -> Result<Option<Label>, Failure> {
        label(self.tlp.trim())
    }
}

/// Files what was checked: the fields of the check and how it is filed, in one form.
pub async fn file(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Redirect, Failure> {
    let (plan, how): (Plan, How) = (read(&fields)?, read(&fields)?);
    let desk = seated.desk(&app).await?;
    let party = desk.viewer().party().map(|party| party.as_str().to_owned());
    let t = Tongue::of(seated.manners.language);
    let planned = plan.planned(t, party).map_err(|reason| Failure::new(Code::Input, reason))?;
    let (_, late) = desk.file(&planned, how.label()?.as_ref(), &how.filing()).await?;
    Ok(back("/filings", if late { "filed-late" } else { "filed" }))
}

/// One form out of the fields of two.
fn read<T: serde::de::DeserializeOwned>(fields: &[(String, String)]) -> Result<T, Failure> {
    let members = fields.iter().map(|(name, value)| (name.clone(), value.clone().into()));
    serde_json::from_value(serde_json::Value::Object(members.collect()))
        .map_err(|error| Failure::new(Code::Input, error.to_string()))
}

/// Files a plan that is a record already.
pub async fn file_record(
    State(app): State<App>,
    Path(record): Path<String>,
    Ours(seated, how): Ours<How>,
) -> Result<Redirect, Failure> {
    let late = seated.desk(&app).await?.file_record(id(&record)?, &how.filing()).await?;
    Ok(back("/filings", if late { "filed-late" } else { "filed" }))
}

/// Why it is withdrawn.
#[derive(Deserialize)]
pub struct Withdraw {
    #[serde(default)]
    reason: String,
}

/// Withdraws a filing.
pub async fn withdraw(
    State(app): State<App>,
    Path(filing): Path<String>,
    Ours(seated, form): Ours<Withdraw>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.withdraw_filing(id(&filing)?, &form.reason).await?;
    Ok(back("/filings", "filing-withdrawn"))
}

/// A setting in days.
#[derive(Deserialize)]
pub struct Days {
    name: String,
    days: i32,
}

/// Sets it.
pub async fn set_days(State(app): State<App>, Ours(seated, form): Ours<Days>) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.set_days(&form.name, form.days).await?;
    Ok(back("/filings", "changed"))
}
