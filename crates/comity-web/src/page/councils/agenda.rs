//! Building an agenda out of what is open: proposals, tasks that are due, findings.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use comity_core::Tlp;
use comity_node::proceedings::{Act, Topic};
use comity_node::{CouncilSeen, Desk, Error, FindingSeen, MeetingSeen, Queue, Uuid};

use crate::failure::{Code, Failure};
use crate::page::form::Fields;
use crate::page::{back, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Ours;

/// Something that could be put on an agenda: as its form sends it, the key of its sort, what it is.
pub type Suggestion = (String, &'static str, String);

/// Findings that are suggested.
const FINDINGS: u32 = 10;

/// What an agenda doesn't have yet: open proposals, tasks due by the end of the meeting, the most pressing findings.
pub async fn suggestions(
    app: &App,
    desk: &Desk<'_>,
    t: &Tongue,
    seen: &CouncilSeen,
    held: &MeetingSeen,
) -> Result<Vec<Suggestion>, Failure> {
    let tabled = |topic: &Topic| held.items.iter().any(|item| item.topic == *topic);
    let mut out = Vec::new();
    for matter in seen.matters.values().filter(|matter| matter.is_open() && matter.silence.is_none()) {
        if !tabled(&Topic::Proposal(matter.id.clone())) {
            out.push((format!("proposal:{}", matter.id), "proposal", matter.title.clone()));
        }
    }
    for task in
        seen.tasks.iter().filter(|task| task.task.done.is_none() && task.task.due <= held.notice.until)
    {
        if !tabled(&Topic::Task(task.task.number)) {
            out.push((format!("task:{}", task.task.number), "task", task.task.what.clone()));
        }
    }
    let on_it = |finding: &str| {
        held.items
            .iter()
            .any(|item| matches!(&item.topic, Topic::Finding { finding: on, .. } if on == finding))
    };
    for found in desk.queue(&Queue::default(), FINDINGS).await?.lines {
        let FindingSeen::Whole(whole) = &found else { continue };
        if !on_it(&whole.id.to_string()) {
            out.push((format!("finding:{}", whole.id), "finding", gist(app, desk, t, whole.id).await?));
        }
    }
    Ok(out)
}

/// What a finding says, in a sentence.
async fn gist(app: &App, desk: &Desk<'_>, t: &Tongue, finding: Uuid) -> Result<String, Failure> {
    let told = desk.finding(finding).await?.told.ok_or_else(Failure::absent)?;
    Ok(t.sentence(&app.node.told_in(told, t.language.tag()).gist))
}

/// Puts what was chosen on the agenda.
pub async fn build(
    State(app): State<App>,
    Path((council, meeting)): Path<(String, String)>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let council = id(&council)?;
    let desk = seated.desk(&app).await?;
    let t = Tongue::of(seated.manners.language);
    let place = format!("/councils/{council}/meetings/{meeting}");
    let fields = Fields::new(fields);
    for chosen in fields.several("put") {
        let topic = match chosen.split_once(':') {
            Some(("proposal", proposal)) => Topic::Proposal(proposal.into()),
            Some(("task", number)) => Topic::Task(number.parse().map_err(|_| Failure::absent())?),
            Some(("finding", finding)) => {
                let finding = id(finding)?;
                let title = gist(&app, &desk, t, finding).await?;
                Topic::Finding { finding: finding.to_string().into(), title, label: Tlp::Amber }
            }
            _ => return Err(Failure::new(Code::Input, format!("`{chosen}` is nothing for an agenda"))),
        };
        let act = Act::Table { meeting: meeting.as_str().into(), topic, guests: Default::default() };
        match desk.act_in_council(council, &act).await {
            Ok(_) => {}
            Err(error @ Error::Council { .. }) => return super::refused_at(&place, error),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(back(&place, "acted").into_response())
}
