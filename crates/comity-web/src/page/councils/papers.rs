//! What a council gives out: invitation, agenda, minutes, decisions, votes, each as far as the viewer may see and in the reader's language.

use axum::extract::{Path, State};
use axum::response::Response;
use comity_core::{CompactString, Period, Tlp};
use comity_node::proceedings::{Stage, Topic};
use comity_node::{
    CouncilSeen, DecisionSeen, GivenPaper, Invitation, ItemSeen, MeetingSeen, Paper, PaperBlock, PaperColumn,
    PaperFormat, PaperLevel, PaperTable, PaperWhen, VoteRow,
};

use super::{Names, capacity, meeting, overview, results};
use crate::failure::{Code, Failure};
use crate::page::form::Fields;
use crate::page::id;
use crate::page::papers::{attached, paragraphs};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Ours;

/// Gives out a paper.
pub async fn give(
    State(app): State<App>,
    Path(council): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let seen = desk.council(id(&council)?).await?;
    let t = Tongue::of(seated.manners.language);
    let names = Names::of(&app, &desk, t).await?;
    let fields = Fields::new(fields);
    let (name, given) = Papers { t, seen: &seen, names: &names }.asked(&fields)?;
    attached(&desk, ("council", seen.id), &name, given).await
}

struct Papers<'a> {
    t: &'static Tongue,
    seen: &'a CouncilSeen,
    names: &'a Names<'a>,
}

impl Papers<'_> {
    fn asked(&self, fields: &Fields) -> Result<(String, GivenPaper), Failure> {
        let word = fields.get("format");
        let format =
            PaperFormat::WORDS.into_iter().find(|(_, known)| *known == word).map(|(format, _)| format);
        let format = || format.ok_or_else(|| Failure::new(Code::Input, "choose pdf, docx or html"));
        let held = || self.seen.meetings.get(fields.get("meeting")).ok_or_else(Failure::absent);
        let paper = |paper: Paper| Ok::<_, Failure>(GivenPaper::Paper(Box::new(paper), format()?));
        Ok(match fields.get("paper") {
            "agenda" => (format!("agenda-{}", held()?.id), paper(self.agenda(held()?))?),
            "minutes" => (format!("minutes-{}", held()?.id), paper(self.minutes(held()?))?),
            "decisions" => ("decisions".to_owned(), paper(self.decisions())?),
            "invitation" => (
                format!("invitation-{}", held()?.id),
                GivenPaper::Invitation(Box::new(self.invitation(held()?))),
            ),
            "votes" => {
                let (votes, tlp) = self.votes();
                ("votes".to_owned(), GivenPaper::Votes(votes, tlp))
            }
            other => return Err(Failure::new(Code::Input, format!("there is no paper `{other}`"))),
        })
    }

    /// The narrowest label of some, at least that of what may go to the community.
    fn narrowest(&self, labels: impl Iterator<Item = Tlp>) -> Tlp {
        labels.fold(Tlp::Green, Tlp::max)
    }

    fn head(&self, held: &MeetingSeen, title: &str) -> Paper {
        let t = self.t;
        let days = t.days(&Some(held.notice.on), &Some(held.notice.until.plus(1)));
        let mut about = vec![
            (t.say("bar-council"), self.seen.title.clone()),
            (
                t.say("meeting"),
                format!("{}, {}", held.notice.title, t.word("form", held.notice.form.as_str())),
            ),
            (t.say("f-dates"), days),
        ];
        if !held.notice.place.is_empty() {
            about.push((t.say("f-place"), held.notice.place.clone()));
        }
        Paper {
            title: title.to_owned(),
            lang: t.language.tag().to_owned(),
            label: self.narrowest(held.items.iter().map(|item| item.label)),
            about,
            blocks: Vec::new(),
        }
    }

    fn attending(&self, held: &MeetingSeen) -> PaperBlock {
        let t = self.t;
        let parties = if held.stage == Stage::Ahead { &held.invited } else { &held.attended };
        let rows = parties.iter().map(|(party, seat)| [self.names.name(party), capacity(t, *seat)]);
        let columns = [PaperColumn::words(t.say("party"), 3), PaperColumn::words(t.say("sits-as"), 2)];
        PaperBlock::Table(PaperTable::new("", columns, rows))
    }

    fn item(&self, place: usize, item: &ItemSeen, under: Vec<String>) -> PaperBlock {
        let mark = format!("{}.", self.t.number(place));
        let text = format!("{} ({})", item.title, item.label.as_str());
        PaperBlock::Item { mark, text, under }
    }

    fn agenda(&self, held: &MeetingSeen) -> Paper {
        let t = self.t;
        let mut paper = self.head(held, &t.say("agenda"));
        for (place, item) in (1..).zip(&held.items) {
            let matter = match &item.topic {
                Topic::Proposal(id) => self.seen.matters.get(id),
                _ => None,
            };
            let mut under: Vec<String> = matter.iter().flat_map(|matter| paragraphs(&matter.text)).collect();
            under.extend(
                matter.map(|matter| format!("{}: {}", t.say("council-rule"), overview::rule(t, matter.rule))),
            );
            under.extend(item.papers.iter().map(|one| format!("{} ({})", one.title, one.label.as_str())));
            paper.blocks.push(self.item(place, item, under));
        }
        paper.blocks.push(PaperBlock::Heading(PaperLevel::Part, t.say("meeting-invited")));
        paper.blocks.push(self.attending(held));
        paper
    }

    fn minutes(&self, held: &MeetingSeen) -> Paper {
        let t = self.t;
        let mut paper = self.head(held, &t.say("paper-minutes"));
        paper.blocks.push(PaperBlock::Heading(PaperLevel::Part, t.say("attending")));
        paper.blocks.push(self.attending(held));
        paper.blocks.push(PaperBlock::Heading(PaperLevel::Part, t.say("agenda")));
        for (place, item) in (1..).zip(&held.items) {
            let mut under: Vec<String> = item.minutes.iter().flat_map(|words| paragraphs(words)).collect();
            for count in &item.counts {
                let says = meeting::counted(t, count);
                let votes: Vec<String> = meeting::tally(t, self.names, &count.votes)
                    .into_iter()
                    .map(|(word, parties)| format!("{}: {parties}", t.word("stance", word)))
                    .collect();
                under.push(format!("{says} {}", votes.join("; ")));
            }
            paper.blocks.push(self.item(place, item, under));
        }
        paper
    }

    fn decisions(&self) -> Paper {
        let t = self.t;
        let decisions = &self.seen.decisions;
        let mut paper = Paper {
            title: t.say("decisions"),
            lang: t.language.tag().to_owned(),
            label: self.narrowest(decisions.iter().map(|one| one.label)),
            about: vec![(t.say("bar-council"), self.seen.title.clone())],
            blocks: Vec::new(),
        };
        for one in decisions {
            self.decision(one, &mut paper.blocks);
        }
        let due: Vec<_> = self.seen.tasks.iter().filter(|task| task.task.done.is_none()).collect();
        if !due.is_empty() {
            paper.blocks.push(PaperBlock::Heading(PaperLevel::Part, t.say("tasks")));
            let rows = due.iter().map(|task| {
                [task.task.what.clone(), self.names.name(&task.task.owner), t.day(&task.task.due)]
            });
            let columns = [
                PaperColumn::words(t.say("task-what"), 5),
                PaperColumn::words(t.say("task-owner"), 3),
                PaperColumn::words(t.say("task-due"), 2),
            ];
            paper.blocks.push(PaperBlock::Table(PaperTable::new("", columns, rows)));
        }
        paper
    }

    fn decision(&self, one: &DecisionSeen, blocks: &mut Vec<PaperBlock>) {
        let t = self.t;
        let number = t.n("decision-number", one.decision.number);
        blocks.push(PaperBlock::Heading(PaperLevel::Part, format!("{number}: {}", one.title)));
        let how = results::how(t, self.seen, one);
        blocks.push(PaperBlock::Note(format!(
            "{} · {how} · {}",
            t.day(&one.decision.on),
            one.label.as_str()
        )));
        blocks.extend(paragraphs(&one.text).map(PaperBlock::Paragraph));
        let reserved = one.decision.reservations.iter();
        let reserved = reserved.map(|(party, words)| format!("{}: {words}", self.names.name(party)));
        blocks.push(PaperBlock::List(reserved.collect()));
    }

    fn invitation(&self, held: &MeetingSeen) -> Invitation {
        let agenda: Vec<String> = (1..)
            .zip(&held.items)
            .map(|(place, item): (usize, _)| format!("{place}. {}", item.title))
            .collect();
        Invitation {
            id: format!("{}-{}", self.seen.id, held.id),
            sequence: held.moved,
            changed: held.changed,
            when: PaperWhen::Days(Period::inclusive(held.notice.on, held.notice.until)),
            title: format!("{} – {}", self.seen.title, held.notice.title),
            place: held.notice.place.clone(),
            agenda: agenda.join("\n"),
            tlp: self.narrowest(held.items.iter().map(|item| item.label)),
            called_off: held.stage == Stage::CalledOff,
        }
    }

    /// Every vote that was counted, on what the viewer sees.
    fn votes(&self) -> (Vec<VoteRow>, Tlp) {
        let mut rows = Vec::new();
        let mut labels = Vec::new();
        for held in self.seen.meetings.values() {
            for (item, count) in
                held.items.iter().flat_map(|item| item.counts.iter().map(move |count| (item, count)))
            {
                labels.push(item.label);
                rows.extend(count.votes.iter().map(|(party, vote)| VoteRow {
                    meeting: held.notice.title.clone(),
                    day: held.began.unwrap_or(held.notice.on),
                    decision: count.decision.and_then(|number| u32::try_from(number).ok()),
                    proposal: CompactString::to_string(&count.proposal),
                    title: item.title.clone(),
                    party: party.to_string(),
                    capacity: held.attended.get(party).map_or("member", |seat| seat.as_str()).to_owned(),
                    vote: vote.stance.as_str().to_owned(),
                    words: vote.words.clone(),
                }));
            }
        }
        (rows, self.narrowest(labels.into_iter()))
    }
}
