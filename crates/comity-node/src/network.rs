//! Parties and what ties them, as far as the viewer may see: all that is told of ties, those in force on a day, those that are missing.

use comity_core::{Day, FindingKind, Instrument, Lang, Need, Party, PartyId, Text, Tie};
use comity_store::read::{Content, Filter, FindingSeen, Queue};
use comity_store::{Account, Facet, Thing, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::told::Told;

/// Something that a record states, and where that was read.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Stated<T> {
    pub record: Uuid,
    /// The file and line.
    pub source: String,
    pub what: T,
}

/// Two parties without a tie though they work on one need.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The finding that says so.
    pub finding: Uuid,
    /// The two.
    pub between: (PartyId, PartyId),
    /// What it says.
    pub told: Told,
}

/// All parties and ties, whatever the day.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The parties, by name.
    pub parties: Vec<Stated<Party>>,
    /// The ties, by their ends.
    pub ties: Vec<Stated<Tie>>,
    /// Missing ties, the most pressing first.
    pub missing: Vec<Missing>,
    /// Whether there are more than are held here.
    pub more: bool,
}

/// A party with what is known of it.
#[derive(Clone, Debug)]
pub struct PartySeen {
    /// Accounts of it; several parties may describe one.
    pub accounts: Vec<Stated<Party>>,
    /// All parties and ties: names are looked up there.
    pub network: Network,
    /// What binds it.
    pub instruments: Vec<Stated<Instrument>>,
    /// Needs that it states.
    pub needs: Vec<Stated<Need>>,
    /// Activities that it reports or takes part in.
    pub activities: u64,
}

/// Parties, ties or instruments that are read at once.
const MOST: usize = 5000;
/// Missing ties that are told.
const MISSING: u32 = 60;

impl Network {
    /// The name of a party in a language, else as its first account has it, else its id.
    pub fn name<'n>(&'n self, id: &'n PartyId, language: &str) -> &'n str {
        let known = self.parties.iter().find(|party| party.what.id == *id);
        known.map_or(id.as_str(), |party| shown(&party.what, language))
    }

    /// Ties that are in force on a day.
    pub fn in_force(&self, on: Day) -> impl Iterator<Item = &Stated<Tie>> {
        self.ties.iter().filter(move |tie| tie.what.period.holds(on))
    }
}

/// The name of a party in a language, else its first.
pub fn shown<'p>(party: &'p Party, language: &str) -> &'p str {
    let lang = Lang::parse(language);
    let of = |text: &&Text| text.lang == lang;
    let name = party.names.iter().find(of).or(party.names.first());
    name.map_or(party.id.as_str(), |name| name.value.as_str())
}

impl Desk<'_> {
    /// All that is told of parties and ties.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn network(&self) -> Result<Network, Error> {
        let mut out = Network::default();
        for stated in self.stated(Thing::Party, &[], &mut out.more).await? {
            if let Account::Party(what) = stated.what {
                out.parties.push(Stated { record: stated.record, source: stated.source, what });
            }
        }
        for stated in self.stated(Thing::Tie, &[], &mut out.more).await? {
            if let Account::Tie(what) = stated.what {
                out.ties.push(Stated { record: stated.record, source: stated.source, what });
            }
        }
        out.ties.sort_by(|one, other| {
            let key = |tie: &Stated<Tie>| (tie.what.from.clone(), tie.what.to.clone(), tie.what.period.start);
            key(one).cmp(&key(other))
        });
        out.missing = self.missing_ties().await?;
        Ok(out)
    }

    /// All that is told of parties, without what ties them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn known_parties(&self) -> Result<Vec<Stated<Party>>, Error> {
        let party = |stated: Stated<Account>| {
            let Account::Party(what) = stated.what else { return None };
            Some(Stated { record: stated.record, source: stated.source, what })
        };
        let stated = self.stated(Thing::Party, &[], &mut false).await?;
        Ok(stated.into_iter().filter_map(party).collect())
    }

    /// What is known of a party.
    ///
    /// # Errors
    /// Where nothing that the viewer may see names it.
    pub async fn party(&self, id: &PartyId) -> Result<PartySeen, Error> {
        let network = self.network().await?;
        let accounts: Vec<_> = network.parties.iter().filter(|party| party.what.id == *id).cloned().collect();
        let own = [(Facet::Party, vec![id.as_str().to_owned()])];
        let mut more = false;
        let mut instruments = Vec::new();
        for stated in self.stated(Thing::Instrument, &own, &mut more).await? {
            if let Account::Instrument(what) = stated.what {
                instruments.push(Stated { record: stated.record, source: stated.source, what });
            }
        }
        let mut needs = Vec::new();
        for stated in self.stated(Thing::Need, &own, &mut more).await? {
            if let Account::Need(what) = stated.what {
                needs.push(Stated { record: stated.record, source: stated.source, what });
            }
        }
        let filter = Filter { facets: own.into(), ..Filter::default() };
        let activities = self.node.store.overview(&self.visible, &filter, &[], 0).await?.records;
        let tied = network.ties.iter().any(|tie| tie.what.from == *id || tie.what.to == *id);
        if accounts.is_empty() && instruments.is_empty() && needs.is_empty() && activities == 0 && !tied {
            return Err(Error::Absent { what: "party" });
        }
        Ok(PartySeen { accounts, network, instruments, needs, activities })
    }

    /// What records of one thing state.
    pub(crate) async fn stated(
        &self,
        thing: Thing,
        facets: &[(Facet, Vec<String>)],
        more: &mut bool,
    ) -> Result<Vec<Stated<Account>>, Error> {
        let filter = Filter { thing: Some(thing), facets: facets.to_vec(), ..Filter::default() };
        let (contents, left) = self.node.store.accounts(&self.visible, &filter, MOST).await?;
        *more |= left;
        let stated = |content: Content| Stated {
            record: content.of.record,
            // what stands for a whole file has no line
            source: match content.line {
                0 => content.source,
                line => format!("{}:{line}", content.source),
            },
            what: content.account,
        };
        Ok(contents.into_iter().map(stated).collect())
    }

    async fn missing_ties(&self) -> Result<Vec<Missing>, Error> {
        let queue = Queue { kinds: vec![FindingKind::Untied], ..Queue::default() };
        let found = self.node.store.findings(&self.visible, &queue, MISSING).await?;
        let missing = found.into_iter().filter_map(|seen| {
            let FindingSeen::Whole(whole) = seen else { return None };
            let told: Told = serde_json::from_value(whole.content).ok()?;
            let [one, other, ..] = told.parties.as_slice() else { return None };
            let between = (PartyId(one.clone()), PartyId(other.clone()));
            Some(Missing { finding: whole.id, between, told })
        });
        Ok(missing.collect())
    }
}
