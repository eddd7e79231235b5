//! A meeting: who is asked and who is there, its agenda with papers, votes and what was said, as far as the viewer may see it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_core::Tlp;
use comity_node::proceedings::{Counted, Form, Stage, Topic, Votes};
use comity_node::{CouncilSeen, ItemSeen};

use super::agenda::{Suggestion, suggestions};
use super::{Ask, Head, Names, capacity};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

#[derive(Template)]
#[template(path = "council-meeting.html")]
struct Page {
    frame: Frame,
    head: Head,
    /// The address of this page, for its forms.
    here: String,
    id: String,
    title: String,
    days: String,
    on: String,
    until: String,
    place: String,
    form: &'static str,
    forms: [&'static str; 3],
    stage: &'static str,
    words: String,
    /// In what capacity the viewer sits, in words.
    seat: String,
    /// Party, name, capacity by its word and in words, whether it is there.
    parties: Vec<Attendee>,
    quorum: String,
    reached: bool,
    items: Vec<ItemView>,
    keeps: bool,
    /// Whether the viewer's party, or one that the secretariat enters votes for, may vote now.
    voices: Vec<(String, String)>,
    capacities: [&'static str; 4],
    levels: Vec<(&'static str, bool)>,
    suggestions: Vec<Suggestion>,
    /// Proposals that aren't on the agenda, for those that are opened to guests.
    proposals: Vec<(String, String)>,
    known: Vec<(String, String)>,
}

struct Attendee {
    id: String,
    name: String,
    capacity: &'static str,
    there: bool,
}

struct ItemView {
    number: u32,
    place: usize,
    title: String,
    label: &'static str,
    /// Where its subject stands: a proposal, a finding.
    address: String,
    proposal: String,
    guests: String,
    /// Title, text in paragraphs, label, by whom.
    papers: Vec<(String, Vec<String>, &'static str, String)>,
    minutes: Vec<String>,
    /// Word of the vote, the parties.
    votes: Vec<(&'static str, String)>,
    cast: String,
    counts: Vec<CountView>,
    /// Whether it can be voted on now.
    open: bool,
}

struct CountView {
    votes: Vec<(&'static str, String)>,
    says: String,
    passed: bool,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path((council, meeting)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let seen = desk.council(id(&council)?).await?;
    let held = seen.meetings.get(meeting.as_str()).ok_or_else(Failure::absent)?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let there = if held.stage == Stage::Ahead { &held.invited } else { &held.present };
    let mut parties: Vec<Attendee> = held
        .invited
        .iter()
        .chain(held.attended.iter().filter(|(party, _)| !held.invited.contains_key(*party)))
        .map(|(party, seat)| Attendee {
            id: party.to_string(),
            name: names.name(party),
            capacity: there.get(party).unwrap_or(seat).as_str(),
            there: there.contains_key(party),
        })
        .collect();
    parties.sort_by_key(|one| super::CAPACITIES.iter().position(|word| *word == one.capacity));
    let votes_now = held.stage == Stage::Open && held.notice.form != Form::Informal;
    let voting = held.present.iter().filter(|(_, seat)| seat.as_str() == "member");
    let may_speak = |party: &comity_core::PartyId| seen.keeps || seen.speaks.as_ref() == Some(party);
    let voices = voting.filter(|(party, _)| votes_now && may_speak(party));
    let items = (1..).zip(&held.items).map(|(place, item)| view(t, &seen, &names, place, item, votes_now));
    let tabled: Vec<&str> = held.items.iter().filter_map(|item| proposal_of(item)).collect();
    let proposals = seen.matters.values().filter(|one| one.is_open() && !tabled.contains(&one.id.as_str()));
    let builds = seen.keeps && matches!(held.stage, Stage::Ahead | Stage::Open);
    let suggestions = if builds { suggestions(&app, &desk, t, &seen, held).await? } else { Vec::new() };
    Ok(Page {
        head: Head::of(t, &seen, "/meetings", &ask).about(&held.notice.title),
        here: format!("/councils/{}/meetings/{}", seen.id, held.id),
        id: held.id.to_string(),
        title: held.notice.title.clone(),
        days: t.days(&Some(held.notice.on), &Some(held.notice.until.plus(1))),
        on: held.notice.on.to_string(),
        until: held.notice.until.to_string(),
        place: held.notice.place.clone(),
        form: held.notice.form.as_str(),
        forms: Form::ALL.map(Form::as_str),
        stage: held.stage.as_str(),
        words: held.words.clone(),
        seat: held.capacity.map(|seat| capacity(t, seat)).unwrap_or_default(),
        quorum: t.all(
            "quorum-line",
            &[
                ("present", &t.number(held.members_present)),
                ("members", &t.number(seen.seats.values().filter(|seat| seat.as_str() == "member").count())),
                ("quorum", &t.number(seen.quorum)),
            ],
        ),
        reached: held.members_present >= seen.quorum,
        items: items.collect(),
        keeps: seen.keeps,
        voices: voices.map(|(party, _)| (party.to_string(), names.name(party))).collect(),
        capacities: super::CAPACITIES,
        levels: Tlp::ALL.map(|level| (level.as_str(), level == Tlp::Green)).to_vec(),
        proposals: proposals.map(|one| (one.id.to_string(), one.title.clone())).collect(),
        suggestions,
        known: names.known(),
        parties,
        frame,
    }
    .into_page())
}

fn proposal_of(item: &ItemSeen) -> Option<&str> {
    match &item.topic {
        Topic::Proposal(id) => Some(id),
        _ => None,
    }
}

fn view(
    t: &Tongue,
    seen: &CouncilSeen,
    names: &Names<'_>,
    place: usize,
    item: &ItemSeen,
    votes_now: bool,
) -> ItemView {
    let proposal = proposal_of(item);
    let address = match &item.topic {
        Topic::Proposal(id) => format!("/councils/{}/proposals/{id}", seen.id),
        Topic::Finding { finding, .. } => format!("/findings?open={finding}"),
        Topic::Task(number) => format!("/councils/{}/decisions#task-{number}", seen.id),
        Topic::Words { .. } => String::new(),
    };
    let counts = item.counts.iter().map(|count| CountView {
        votes: tally(t, names, &count.votes),
        says: counted(t, count),
        passed: count.decision.is_some(),
    });
    let matter = proposal.and_then(|id| seen.matters.get(id));
    ItemView {
        number: item.number,
        place,
        title: item.title.clone(),
        label: item.label.as_str(),
        address,
        proposal: proposal.unwrap_or_default().to_owned(),
        guests: names.list(t, &item.guests),
        papers: item
            .papers
            .iter()
            .map(|paper| {
                let text = paper.text.split("\n\n").map(str::to_owned).collect();
                let by = paper.by.as_ref().map(|by| names.name(by)).unwrap_or_default();
                (paper.title.clone(), text, paper.label.as_str(), by)
            })
            .collect(),
        minutes: item.minutes.clone(),
        votes: tally(t, names, &item.votes),
        cast: if item.votes.is_empty() { String::new() } else { t.n("votes-cast", item.votes.len()) },
        counts: counts.collect(),
        open: votes_now && matter.is_some_and(|matter| matter.is_open() && matter.silence.is_none()),
    }
}

/// What came of a count, in words.
pub fn counted(t: &Tongue, count: &Counted) -> String {
    match count.decision {
        Some(number) => t.n("count-passed", number),
        None => t.say("count-failed"),
    }
}

/// Who voted how.
pub fn tally(t: &Tongue, names: &Names<'_>, votes: &Votes) -> Vec<(&'static str, String)> {
    let with = |word: &'static str| {
        let parties: Vec<_> = votes.iter().filter(|(_, vote)| vote.stance.as_str() == word).collect();
        let named = parties.iter().map(|(party, vote)| match vote.words.trim() {
            "" => names.name(party),
            words => format!("{} ({words})", names.name(party)),
        });
        (!parties.is_empty()).then(|| (word, t.list(&named.collect::<Vec<_>>())))
    };
    ["support", "oppose", "abstain"].into_iter().filter_map(with).collect()
}
