//! Forms of joint work: each names an act and brings its fields.

use std::collections::BTreeMap;

use comity_core::{CompactString, Currency, Day, PartyId};
use comity_node::Uuid;
use comity_node::joint_work::{ready, series, work};
use comity_node::proceedings::Origin;

use crate::failure::Failure;
use crate::page::form::{Fields, wrong};
use crate::page::groups::members;

/// Fields of a part that a party takes in an edition begin so: `part-csto`.
const PART: &str = "part-";

impl Fields {
    fn record(&self) -> Result<CompactString, Failure> {
        // an address of a record is as good as its id
        let text = self.get("record");
        let last = text.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or(text);
        let id = Uuid::parse_str(last).map_err(|_| wrong(format!("`{text}` is no record of this node")))?;
        Ok(id.to_string().into())
    }

    fn some_record(&self) -> Result<Option<CompactString>, Failure> {
        if self.get("record").is_empty() { Ok(None) } else { self.record().map(Some) }
    }

    fn short(&self, name: &str) -> CompactString {
        self.get(name).into()
    }

    fn must_amount(&self, name: &str) -> Result<comity_core::Decimal, Failure> {
        self.amount(name)?.ok_or_else(|| wrong(format!("write a number into `{name}`")))
    }

    /// From the first day to the last; to the first where no last one is given.
    fn days(&self) -> Result<(Day, Day), Failure> {
        let start = self.day("start")?;
        Ok((start, self.some_day("end")?.unwrap_or(start)))
    }

    /// An act in a joint activity.
    pub fn work_act(&self) -> Result<work::Act, Failure> {
        use work::Act;
        Ok(match self.get("act") {
            "begin" => Act::Begin(work::Begin {
                lead: self.party("party")?,
                title: self.text("title"),
                text: self.text("text"),
                label: self.label()?,
                currency: Currency::parse(self.get("currency")),
                start: self.some_day("start")?,
                end: self.some_day("end")?,
                partners: self.parties("partners")?,
                from: match self.get("finding") {
                    "" => None,
                    finding => {
                        let id = Uuid::parse_str(finding).map_err(|_| wrong("it comes of no finding"))?;
                        Some(Origin::Finding(id.to_string().into()))
                    }
                },
            }),
            "describe" => Act::Describe {
                title: self.text("title"),
                text: self.text("text"),
                start: self.some_day("start")?,
                end: self.some_day("end")?,
            },
            "ask" => Act::Ask {
                party: self.party("party")?,
                role: if self.get("role") == "observer" { work::Role::Observer } else { work::Role::Partner },
            },
            "answer" => Act::Answer {
                party: self.party("party")?,
                joins: self.get("joins") == "yes",
                words: self.text("words"),
            },
            "leave" => Act::Leave { party: self.party("party")?, words: self.text("words") },
            "lead" => Act::Lead { party: self.party("party")? },
            "plan" => Act::Plan { what: self.text("what"), cost: self.amount("money")? },
            "drop" => Act::Drop { line: self.number("line")? },
            "pledge" => Act::Pledge {
                party: self.party("party")?,
                line: self.number("line")?,
                words: self.text("words"),
                money: self.amount("money")?,
                through: self.some_party("through")?,
            },
            "take-back" => Act::TakeBack { party: self.party("party")?, share: self.number("share")? },
            "deliver" => Act::Deliver {
                party: self.party("party")?,
                share: self.number("share")?,
                money: self.amount("money")?,
                words: self.text("words"),
            },
            "lay" => Act::Lay { party: self.party("party")?, record: self.record()? },
            "take-out" => Act::TakeOut { party: self.party("party")?, record: self.record()? },
            "note" => Act::Note {
                party: self.party("party")?,
                title: self.text("title"),
                text: self.text("text"),
                only: members(self.several("only"))?,
            },
            "date" => {
                let (start, end) = self.days()?;
                Act::Date { what: self.text("what"), start, end, place: self.text("place") }
            }
            "move" => {
                let (start, end) = self.days()?;
                Act::Move { date: self.number("date")?, start, end, place: self.text("place") }
            }
            "call-off" => Act::CallOff { date: self.number("date")? },
            "report" => Act::Report {
                party: self.party("party")?,
                period: self.short("period"),
                figure: self.short("figure"),
                value: self.must_amount("value")?,
                within: self.some_party("within")?,
            },
            "publish" => Act::Publish { period: self.short("period"), words: self.text("words") },
            "reopen" => Act::Reopen { period: self.short("period") },
            "end" => Act::End { words: self.text("words") },
            other => return Err(wrong(format!("`{other}` is no act of a joint activity"))),
        })
    }

    fn terms(&self) -> Result<ready::Terms, Failure> {
        Ok(ready::Terms {
            quantity: self.number("quantity")?,
            readiness: self.number("readiness")?,
            start: self.day("start")?,
            end: self.some_day("end")?,
            place: self.text("place"),
        })
    }

    /// An act on something held ready.
    pub fn ready_act(&self) -> Result<ready::Act, Failure> {
        use ready::Act;
        Ok(match self.get("act") {
            "hold" => Act::Hold {
                holder: self.party("party")?,
                title: self.text("title"),
                sort: ready::Sort::ALL
                    .into_iter()
                    .find(|sort| sort.as_str() == self.get("sort"))
                    .ok_or_else(|| wrong("choose force, experts or equipment"))?,
                unit: self.text("unit"),
                label: self.label()?,
                earmarked: self.some_party("earmarked")?,
                terms: self.terms()?,
            },
            "change" => Act::Change { terms: self.terms()?, words: self.text("words") },
            "promise" => Act::Promise {
                to: self.party("to")?,
                what: self.text("what"),
                quantity: self.number("quantity")?,
                start: self.day("start")?,
                end: self.day("end")?,
                label: self.label()?,
            },
            "release" => Act::Release { promise: self.number("promise")?, words: self.text("words") },
            "offer" => Act::Offer { to: self.party("to")?, words: self.text("words") },
            "retract" => Act::Retract,
            "answer" => Act::Answer {
                party: self.party("party")?,
                takes: self.get("takes") == "yes",
                words: self.text("words"),
            },
            "end" => Act::End { words: self.text("words") },
            other => return Err(wrong(format!("`{other}` is nothing to do with what is held ready"))),
        })
    }

    fn parts(&self) -> Result<BTreeMap<PartyId, series::Part>, Failure> {
        let mut parts = BTreeMap::new();
        for (name, part) in [
            ("hosts", series::Part::Host),
            ("participants", series::Part::Participant),
            ("observers", series::Part::Observer),
        ] {
            parts.extend(self.parties(name)?.into_iter().map(|party| (party, part)));
        }
        for (party, word) in self.beginning(PART).filter(|(_, word)| !word.is_empty()) {
            let part = part_of(word)?.ok_or_else(|| wrong("choose host, participant or observer"))?;
            parts.extend(members([party].into_iter())?.into_iter().map(|party| (party, part)));
        }
        Ok(parts)
    }

    fn edition(&self) -> Result<series::Held, Failure> {
        let (start, end) = self.days()?;
        Ok(series::Held {
            start,
            end,
            place: self.text("place"),
            words: self.text("words"),
            record: self.some_record()?,
        })
    }

    /// An act in a series.
    pub fn series_act(&self) -> Result<series::Act, Failure> {
        use series::Act;
        Ok(match self.get("act") {
            "begin" => Act::Begin {
                keeper: self.party("party")?,
                title: self.text("title"),
                text: self.text("text"),
                sort: series::Sort::ALL
                    .into_iter()
                    .find(|sort| sort.as_str() == self.get("sort"))
                    .ok_or_else(|| wrong("choose exercise, operation or training"))?,
                label: self.label()?,
            },
            "edition" => {
                Act::Edition { edition: self.short("edition"), held: self.edition()?, parts: self.parts()? }
            }
            "change" => Act::Change { edition: self.short("edition"), held: self.edition()? },
            "call-off" => Act::CallOff { edition: self.short("edition"), words: self.text("words") },
            "take-part" => Act::TakePart {
                party: self.party("party")?,
                edition: self.short("edition"),
                part: part_of(self.get("part"))?,
            },
            "result" => Act::Result {
                edition: self.short("edition"),
                figure: self.short("figure"),
                value: self.must_amount("value")?,
                unit: self.text("unit"),
            },
            "learn" => Act::Learn {
                party: self.party("party")?,
                edition: self.short("edition"),
                words: self.text("words"),
            },
            "take-up" => Act::TakeUp {
                lesson: self.number("lesson")?,
                edition: self.short("edition"),
                words: self.text("words"),
            },
            "end" => Act::End { words: self.text("words") },
            other => return Err(wrong(format!("`{other}` is no act of a series"))),
        })
    }
}

/// As what somebody takes part; not at all where nothing is said.
fn part_of(word: &str) -> Result<Option<series::Part>, Failure> {
    if word.is_empty() {
        return Ok(None);
    }
    let part = series::Part::ALL.into_iter().find(|part| part.as_str() == word);
    part.map(Some).ok_or_else(|| wrong("choose host, participant or observer"))
}
