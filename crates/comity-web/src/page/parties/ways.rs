//! Ways to make a tie, and what a scenario changes, in the reader's language.

use std::collections::HashMap;

use comity_core::{CompactString, Party, PartyId};
use comity_node::{Agrees, Between, Called, Closed, Desk, Nothing, PartiesTold, Way, WayBetween, WaySays};

use crate::failure::Failure;
use crate::page::councils::why;
use crate::server::App;
use crate::tongue::{Language, Tongue};

/// The reader's language, and what parties are called in it.
pub struct Words<'a> {
    app: &'a App,
    t: &'static Tongue,
    accounts: HashMap<PartyId, Party>,
}

/// A way in words.
pub struct WayTold {
    /// By what: the key of a word.
    pub by: &'static str,
    /// The way.
    pub says: String,
    /// Who must agree.
    pub consent: Vec<String>,
    /// Who objected.
    pub objected: Vec<String>,
    /// Why it is closed; empty where it is open.
    pub closed: String,
}

impl<'a> Words<'a> {
    /// Those for somebody at a desk.
    pub async fn of(app: &'a App, desk: &Desk<'_>, t: &'static Tongue) -> Result<Words<'a>, Failure> {
        let mut accounts = HashMap::new();
        for account in desk.known_parties().await? {
            accounts.entry(account.what.id.clone()).or_insert(account.what);
        }
        Ok(Words { app, t, accounts })
    }

    /// A party by what it is called in a sentence.
    pub fn party(&self, id: &str, short: &str) -> String {
        let account = self.accounts.get(&PartyId::from(id));
        let short = account.map_or(short, |account| account.short());
        let tag = self.t.language.tag();
        let called = self.app.node.called_in(id, short, tag);
        if called != short {
            return called;
        }
        // abbreviations in the reader's letters often stand among the other names of an account
        let names = account.into_iter().flat_map(|account| account.names.iter().chain(&account.aliases));
        let mut names = names.map(|name| name.value.as_str());
        let named = names.find(|name| is_written_in(self.t.language, name));
        named.unwrap_or(short).to_owned()
    }

    /// A party by its whole name.
    pub fn whole(&self, id: &str) -> String {
        match (self.t.language, self.accounts.get(&PartyId::from(id))) {
            (Language::English, Some(account)) => comity_node::shown(account, "en").to_owned(),
            _ => self.party(id, id),
        }
    }

    fn called(&self, party: &Called) -> String {
        self.party(&party.id, &party.short)
    }

    fn parties(&self, told: &PartiesTold) -> String {
        let mut names: Vec<String> = told.parties.iter().map(|party| self.called(party)).collect();
        names.extend((told.more > 0).then(|| self.t.n("agrees-more", told.more)));
        self.t.list(&names)
    }

    /// A pair.
    pub fn pair(&self, between: &Between) -> String {
        let names: Vec<String> =
            between.0.iter().map(|party| self.party(party.as_str(), party.as_str())).collect();
        names.join(" – ")
    }

    /// A way with its pair.
    pub fn way_between(&self, way: &WayBetween) -> String {
        let pair = self.pair(&way.between);
        self.t.all("way-between", &[("pair", &pair), ("way", &self.says(&way.says))])
    }

    /// A way.
    pub fn way(&self, way: &Way) -> WayTold {
        WayTold {
            by: way.by.as_str(),
            says: self.says(&way.says),
            consent: way.consent.iter().map(|agrees| self.agrees(agrees)).collect(),
            objected: way.objected.iter().map(|party| self.called(party)).collect(),
            closed: way.closed.as_ref().map(|closed| self.closed(closed)).unwrap_or_default(),
        }
    }

    fn says(&self, says: &WaySays) -> String {
        let t = self.t;
        match says {
            WaySays::Jointly { place, needs } => {
                let needs: Vec<String> = needs.iter().map(|need| t.w("titled", need)).collect();
                let place = self.app.node.place_called_in(place, t.language.tag());
                let key = if place.is_empty() { "way-jointly" } else { "way-jointly-at" };
                t.all(key, &[("needs", &t.list(&needs)), ("place", &place)])
            }
            WaySays::Through { organ, house } => {
                t.all("way-through", &[("organ", &self.called(organ)), ("house", &self.called(house))])
            }
            WaySays::Invites { host, guest, rule } => t.all(
                "way-invites",
                &[("host", &self.called(host)), ("guest", &self.called(guest)), ("rule", rule)],
            ),
            WaySays::SpokenOf { host, rule } => {
                t.all("way-spoken-of", &[("host", &self.called(host)), ("rule", rule)])
            }
            WaySays::BroughtTogether { host } => t.w("way-brought-together", &self.called(host)),
            WaySays::HostedBy { states } => {
                t.all("way-hosted-by", &[("states", &self.parties(states)), ("count", count(states))])
            }
            WaySays::AsOthers { guest, host, status, holders, had } => t.all(
                "way-as-others",
                &[
                    ("guest", &self.called(guest)),
                    ("host", &self.called(host)),
                    ("status", &t.word("tie", status.as_str())),
                    ("holders", &self.parties(holders)),
                    ("count", if *had { "had" } else { count(holders) }),
                ],
            ),
            WaySays::Proposed { title, proposal } => {
                t.all("way-proposed", &[("title", title), ("proposal", proposal)])
            }
        }
    }

    fn agrees(&self, agrees: &Agrees) -> String {
        match agrees {
            Agrees::Party(party) => self.called(party),
            Agrees::More { parties } => self.t.n("agrees-more", *parties),
            Agrees::Whom { words } => words.to_string(),
            Agrees::If { party, condition } => {
                self.t.all("agrees-if", &[("party", &self.called(party)), ("condition", condition)])
            }
            Agrees::Undecided(party) => self.t.w("agrees-undecided", &self.called(party)),
        }
    }

    fn closed(&self, closed: &Closed) -> String {
        match closed {
            Closed::NotTakenUp { guest } => self.t.w("closed-not-taken-up", &self.called(guest)),
            Closed::Blocked { reasons, .. } => {
                let named = |id: &str| CompactString::from(self.party(id, id));
                let titles = |ids: &[CompactString]| self.t.list(ids);
                let reasons = reasons.iter().map(|reason| why(self.t, &reason.calling(&named), &titles));
                reasons.collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Why a change meets nothing.
    pub fn nothing(&self, nothing: &Nothing) -> String {
        let t = self.t;
        let named = |party: &PartyId| self.party(party.as_str(), party.as_str());
        match nothing {
            Nothing::NoTie { from, to, on } => {
                t.all("nothing-no-tie", &[("from", &named(from)), ("to", &named(to)), ("on", &t.day(on))])
            }
            Nothing::NoInstrument { id } => t.w("nothing-no-instrument", id),
            Nothing::Bound { party, id } => {
                t.all("nothing-bound", &[("party", &named(party)), ("instrument", id)])
            }
            Nothing::NotBound { party, id } => {
                t.all("nothing-not-bound", &[("party", &named(party)), ("instrument", id)])
            }
        }
    }
}

fn count(told: &PartiesTold) -> &'static str {
    if told.parties.len() == 1 && told.more == 0 { "one" } else { "many" }
}

/// Whether a name is in the letters of a language that has its own.
fn is_written_in(language: Language, name: &str) -> bool {
    name.chars().any(|letter| match language {
        Language::English => false,
        Language::Russian => ('\u{400}'..='\u{4ff}').contains(&letter),
        Language::Chinese => ('\u{4e00}'..='\u{9fff}').contains(&letter),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_by_their_letters() {
        assert!(is_written_in(Language::Russian, "ШОС") && !is_written_in(Language::Russian, "SCO"));
        assert!(is_written_in(Language::Chinese, "上海合作组织"));
        assert!(!is_written_in(Language::English, "SCO"));
    }
}
