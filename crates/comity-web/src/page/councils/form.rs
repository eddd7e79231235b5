//! Forms of a council's pages: each names an act and brings its fields.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, PartyId, Rule, Stance, TieKind};
use comity_node::Uuid;
use comity_node::proceedings::{Act, Capacity, Change, Draft, Errand, Form, Notice, Origin, Paper, Topic};

use crate::failure::Failure;
use crate::page::form::{Fields, wrong};
use crate::page::groups::members;

/// Fields of a seat, an invitation or an attendance begin so: `seat-nato`.
const SEAT: &str = "seat-";
/// Tasks that a proposal brings, at most.
pub const ERRANDS: usize = 3;

impl Fields {
    fn rule(&self) -> Result<Option<Rule>, Failure> {
        match self.get("rule") {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|error: String| wrong(error)),
        }
    }

    fn stance(&self) -> Result<Stance, Failure> {
        let all = [Stance::Support, Stance::Oppose, Stance::Abstain, Stance::Undecided, Stance::Conditional];
        let word = self.get("stance");
        let stance = all.into_iter().find(|stance| stance.as_str() == word);
        stance.ok_or_else(|| wrong("choose support, oppose, abstain, undecided or conditional"))
    }

    /// Parties with their capacities: `seat-nato=member`, and guests by their ids.
    fn seats(&self) -> Result<BTreeMap<PartyId, Capacity>, Failure> {
        let mut seats = BTreeMap::new();
        for (party, word) in self.beginning(SEAT) {
            if word.is_empty() {
                continue;
            }
            let capacity = capacity(word)?;
            seats.extend(members([party].into_iter())?.into_iter().map(|party| (party, capacity)));
        }
        for (name, capacity) in
            [("members", Capacity::Member), ("observers", Capacity::Observer), ("guests", Capacity::Guest)]
        {
            for party in self.parties(name)? {
                seats.entry(party).or_insert(capacity);
            }
        }
        Ok(seats)
    }

    fn notice(&self) -> Result<Notice, Failure> {
        let word = self.get("form");
        let form = Form::ALL.into_iter().find(|form| form.as_str() == word);
        let on = self.day("on")?;
        Ok(Notice {
            title: self.get("title").to_owned(),
            form: form.ok_or_else(|| wrong("choose formal, informal or correspondence"))?,
            on,
            until: if self.get("until").is_empty() { on } else { self.day("until")? },
            place: self.get("place").to_owned(),
        })
    }

    fn draft(&self) -> Result<Draft, Failure> {
        let mut errands = Vec::new();
        for number in 0..ERRANDS {
            let what = self.get(&format!("task-{number}"));
            if what.is_empty() {
                continue;
            }
            let days = self.number(&format!("days-{number}"))?;
            errands.push(Errand {
                what: what.to_owned(),
                owner: self.party(&format!("owner-{number}"))?,
                days,
            });
        }
        Ok(Draft {
            title: self.get("title").to_owned(),
            text: self.get("text").to_owned(),
            by: if self.get("by").is_empty() { None } else { Some(self.party("by")?) },
            rule: self.rule()?,
            label: self.label()?,
            from: match self.get("finding") {
                "" => None,
                finding => Some(Origin::Finding(id_of(finding)?)),
            },
            change: self.change()?,
            errands,
        })
    }

    fn change(&self) -> Result<Change, Failure> {
        Ok(match self.get("change") {
            "" | "nothing" => Change::Nothing,
            "tie" => Change::Tie {
                from: self.party("tie-from")?,
                to: self.party("tie-to")?,
                kind: match self.get("tie-kind") {
                    "" => return Err(wrong("say which tie: member, observer, guest, partner..")),
                    kind => TieKind::from(kind.to_owned()),
                },
            },
            "joint" => Change::Joint { with: self.two("parties")? },
            "divide" => Change::Divide { between: self.two("parties")? },
            "fund" => Change::Fund { by: self.party("payer")?, amount: self.get("amount").to_owned() },
            "correct" => Change::Correct { record: id_of(self.get("record"))? },
            other => return Err(wrong(format!("a proposal doesn't change `{other}`"))),
        })
    }

    fn two(&self, name: &str) -> Result<BTreeSet<PartyId>, Failure> {
        let parties = self.parties(name)?;
        if parties.len() < 2 {
            Err(wrong("name at least two parties, parted by commas"))
        } else {
            Ok(parties)
        }
    }

    fn topic(&self) -> Result<Topic, Failure> {
        Ok(match self.get("topic") {
            "task" => Topic::Task(self.number("task")?),
            "finding" => Topic::Finding {
                finding: id_of(self.get("finding"))?,
                title: self.get("title").to_owned(),
                label: self.label()?,
            },
            "words" => Topic::Words { title: self.get("title").to_owned(), label: self.label()? },
            _ => Topic::Proposal(self.id("proposal")?),
        })
    }

    /// The act that the form asks for.
    pub fn council_act(&self) -> Result<Act, Failure> {
        Ok(match self.get("act") {
            "found" => Act::Found {
                title: self.get("title").to_owned(),
                quorum: self.number("quorum")?,
                rule: self.rule()?.unwrap_or_default(),
                seats: self.seats()?,
            },
            "seat" => Act::Seat {
                party: self.party("party")?,
                capacity: match self.get("capacity") {
                    "" => None,
                    word => Some(capacity(word)?),
                },
            },
            "rules" => Act::Rules { quorum: self.number("quorum")?, rule: self.rule()?.unwrap_or_default() },
            "propose" => Act::Propose { proposal: self.id("proposal")?, draft: self.draft()? },
            "amend" => Act::Amend {
                proposal: self.id("proposal")?,
                title: self.get("title").to_owned(),
                text: self.get("text").to_owned(),
            },
            "withdraw" => Act::Withdraw { proposal: self.id("proposal")? },
            "exclude" => Act::Exclude { a: self.id("proposal")?, b: self.id("other")? },
            "position" => Act::Position {
                party: self.party("party")?,
                proposal: self.id("proposal")?,
                stance: self.stance()?,
                condition: self.get("condition").into(),
                words: self.get("words").to_owned(),
                draft: !self.get("draft").is_empty(),
            },
            "call" => {
                Act::Call { meeting: self.id("meeting")?, notice: self.notice()?, invited: self.seats()? }
            }
            "move" => {
                Act::Move { meeting: self.id("meeting")?, notice: self.notice()?, invited: self.seats()? }
            }
            "call-off" => Act::CallOff { meeting: self.id("meeting")?, words: self.get("words").to_owned() },
            "table" => Act::Table {
                meeting: self.id("meeting")?,
                topic: self.topic()?,
                guests: self.parties("guests")?,
            },
            "strike" => Act::Strike { meeting: self.id("meeting")?, item: self.number("item")? },
            "place" => Act::Place {
                meeting: self.id("meeting")?,
                item: self.number("item")?,
                at: self.number("at")?,
            },
            "lay" => Act::Lay {
                meeting: self.id("meeting")?,
                item: self.number("item")?,
                paper: Paper {
                    title: self.get("title").to_owned(),
                    text: self.get("text").to_owned(),
                    label: self.label()?,
                    by: None,
                },
            },
            "open" => Act::Open { meeting: self.id("meeting")?, present: self.seats()? },
            "attend" => Act::Attend {
                party: self.party("party")?,
                capacity: match self.get("capacity") {
                    "" => None,
                    word => Some(capacity(word)?),
                },
            },
            "minute" => Act::Minute { item: self.number("item")?, words: self.get("words").to_owned() },
            "vote" => Act::Vote {
                party: self.party("party")?,
                proposal: self.id("proposal")?,
                stance: self.stance()?,
                words: self.get("words").to_owned(),
            },
            "count" => Act::Count { proposal: self.id("proposal")? },
            "close" => Act::Close,
            "silence" => Act::Silence { proposal: self.id("proposal")?, last: self.day("last")? },
            "extend" => Act::Extend { proposal: self.id("proposal")?, last: self.day("last")? },
            "break" => Act::Break {
                party: self.party("party")?,
                proposal: self.id("proposal")?,
                words: self.get("words").to_owned(),
            },
            "reserve" => Act::Reserve {
                party: self.party("party")?,
                decision: self.number("decision")?,
                words: self.get("words").to_owned(),
            },
            "assign" => Act::Assign {
                decision: if self.get("decision").is_empty() { None } else { Some(self.number("decision")?) },
                what: self.get("what").to_owned(),
                owner: self.party("owner")?,
                due: self.day("due")?,
            },
            "report" => Act::Report {
                task: self.number("task")?,
                done: self.get("done") == "yes",
                words: self.get("words").to_owned(),
            },
            "postpone" => Act::Postpone {
                task: self.number("task")?,
                due: self.day("due")?,
                words: self.get("words").to_owned(),
            },
            other => return Err(wrong(format!("`{other}` is no act of a council"))),
        })
    }
}

fn capacity(word: &str) -> Result<Capacity, Failure> {
    let capacity = Capacity::ALL.into_iter().find(|capacity| capacity.as_str() == word);
    capacity.ok_or_else(|| wrong("choose member, observer, partner or guest"))
}

fn id_of(text: &str) -> Result<CompactString, Failure> {
    let id = Uuid::parse_str(text).map_err(|_| wrong(format!("`{text}` is no id of this node")))?;
    Ok(id.to_string().into())
}
