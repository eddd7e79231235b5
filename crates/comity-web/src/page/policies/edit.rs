//! Changing the policies: texts, a preview of whose access changes, a reason, and in force.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use comity_node::{Desk, ErrorSort, PoliciesDecided, PolicyFile, PolicyPreview, WhichPolicies};
use serde::Deserialize;

use super::words::{self, Said, Sight};
use super::{Text, may_change, which};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _, back, house, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

#[derive(Template)]
#[template(path = "policies-edit.html")]
struct Page {
    frame: Frame,
    tabs: Vec<house::Tab>,
    files: Vec<PolicyFile>,
    /// Which policies held when the texts were taken; empty for the shipped ones.
    base: String,
    reason: String,
    /// Why they weren't put in force, or what happened meanwhile.
    note: Option<String>,
    preview: Option<Preview>,
}

/// What the texts would change.
struct Preview {
    version: String,
    problems: Vec<Problem>,
    differences: Vec<Said>,
    sight: Vec<Sight>,
    orphaned: Option<String>,
    shuts_you_out: bool,
    locks_out: bool,
    texts: Vec<Text>,
}

/// A problem with the line that it is in.
struct Problem {
    place: String,
    policy: String,
    message: String,
    way_out: String,
    /// The line, up to where it is and from there.
    line: Option<(String, String)>,
}

impl Preview {
    fn of(t: &Tongue, preview: PolicyPreview) -> Preview {
        let problem = |problem: &comity_node::PolicyProblem| {
            let file = preview.files.iter().find(|file| file.name == problem.file);
            let line = file.and_then(|file| file.text.lines().nth(problem.line.checked_sub(1)?));
            let at = |line: &str| {
                let start: String = line.chars().take(problem.column.saturating_sub(1)).collect();
                let rest = line.get(start.len()..).unwrap_or_default().to_owned();
                (start, rest)
            };
            Problem {
                place: words::place(t, problem),
                policy: problem.policy.to_string(),
                message: problem.message.clone(),
                way_out: problem.way_out.clone(),
                line: line.map(at),
            }
        };
        Preview {
            problems: preview.problems.iter().map(problem).collect(),
            differences: preview.differences.iter().map(|found| words::difference(t, found)).collect(),
            sight: preview.sight.iter().map(|change| words::sight(t, change)).collect(),
            orphaned: words::orphaned(t, &preview.orphaned),
            shuts_you_out: preview.shuts_viewer_out,
            locks_out: preview.locks_out,
            version: preview.version.unwrap_or_default(),
            texts: preview.texts.into_iter().map(Text::from).collect(),
        }
    }

    /// Whether they can be put in force.
    fn fits(&self) -> bool {
        self.problems.is_empty() && !self.locks_out && !self.texts.is_empty()
    }
}

/// Which texts to begin with; those in force, when nothing is asked.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct From {
    of: String,
}

/// The texts to be changed.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(from): Query<From>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    may_change(&desk)?;
    let of = if from.of.is_empty() { WhichPolicies::InForce } else { which(&from.of)? };
    let sent = Sent { files: desk.policies(of).await?.files, base: base(&desk).await?, ..Sent::default() };
    Ok(page(&seated, &desk, sent, None, None))
}

/// Which policies hold now, as forms carry it.
async fn base(desk: &Desk<'_>) -> Result<String, Failure> {
    let held = desk.policies(WhichPolicies::InForce).await?;
    Ok(held.put.map(|put| put.id.to_string()).unwrap_or_default())
}

fn page(
    seated: &Seated,
    desk: &Desk<'_>,
    sent: Sent,
    preview: Option<PolicyPreview>,
    note: Option<String>,
) -> Response {
    let frame = seated.frame(desk, "/house");
    let t = frame.t;
    Page {
        tabs: house::tabs(desk, "/policies"),
        files: preview.as_ref().map_or(sent.files, |preview| preview.files.clone()),
        base: sent.base,
        reason: sent.reason,
        note,
        preview: preview.map(|preview| Preview::of(t, preview)),
        frame,
    }
    .into_page()
}

/// What the form of the texts sends: a name and a text for each file, in their order.
#[derive(Default)]
struct Sent {
    files: Vec<PolicyFile>,
    /// Which policies held when the texts were taken.
    base: String,
    /// The version that was previewed.
    seen: String,
    reason: String,
    /// Other policies, whose texts are taken instead.
    of: String,
}

impl Sent {
    fn of(fields: Vec<(String, String)>) -> Sent {
        let mut sent = Sent::default();
        for (name, value) in fields {
            match name.as_str() {
                "name" => sent.files.push(PolicyFile { name: value, text: String::new() }),
                "text" => {
                    if let Some(file) = sent.files.last_mut() {
                        file.text = value;
                    }
                }
                "base" => sent.base = value,
                "seen" => sent.seen = value,
                "reason" => sent.reason = value,
                "of" => sent.of = value,
                _ => {}
            }
        }
        sent
    }
}

/// Says whose access the texts would change.
pub async fn preview(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    may_change(&desk)?;
    let mut sent = Sent::of(fields);
    let now = base(&desk).await?;
    if !sent.of.is_empty() {
        sent.files = desk.policies(which(&sent.of)?).await?.files;
        sent.base.clone_from(&now);
    }
    let moved = sent.base != now;
    sent.base = now;
    let preview = desk.preview_policies(sent.files.clone()).await?;
    let note = moved.then(|| Tongue::of(seated.manners.language).say("policies-moved"));
    Ok(page(&seated, &desk, sent, Some(preview), note))
}

/// Puts the texts in force that were previewed. Where something stands in the way, the preview says it, and nothing that was typed is lost.
pub async fn put(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    may_change(&desk)?;
    let mut sent = Sent::of(fields);
    let now = base(&desk).await?;
    let t = Tongue::of(seated.manners.language);
    let version = desk.policies_version(sent.files.clone());
    let mut note = match () {
        () if sent.base != now => Some(t.say("policies-moved")),
        () if version.is_none_or(|version| version != sent.seen) => Some(t.say("policies-stale")),
        () if sent.reason.trim().is_empty() => Some(t.say("policies-say-why")),
        () => None,
    };
    let mut refused = false;
    if note.is_none() {
        let before = if now.is_empty() { None } else { Some(id(&now)?) };
        let decided = PoliciesDecided { before, reason: &sent.reason };
        match desk.put_policies(sent.files.clone(), decided).await {
            Ok(()) => {
                // who may read them no more is sent to where there is something for them
                let desk = seated.desk(&app).await?;
                let place = if desk.reads_policies() { "/policies" } else { "/" };
                return Ok(back(place, "policies-put").into_response());
            }
            Err(error) if error.sort() == ErrorSort::Refused => refused = true,
            Err(error) => return Err(error.into()),
        }
    }
    // nobody could change them again, or others were quicker by a moment: the preview says which
    let desk = seated.desk(&app).await?;
    sent.base = base(&desk).await?;
    if refused && sent.base != now {
        note = Some(t.say("policies-moved"));
    }
    let preview = desk.preview_policies(sent.files.clone()).await?;
    Ok(page(&seated, &desk, sent, Some(preview), note))
}
