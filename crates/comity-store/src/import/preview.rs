//! What an import would do, before it does it. The plan is the one that the import makes.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Problem, Snapshot, reference::Reference};
use comity_policy::RecordAction;
use uuid::Uuid;

use super::incoming::{Incoming, Lost, SourceNames, accounts, container};
use super::publish::Moves;
use super::{Came, Known, Options, Plan, Refused, Report, Sources, match_up};
use crate::access::{AccessClass, Asker, State};
use crate::error::Error;
use crate::found_by::FoundBy;
use crate::ids::Ids;
use crate::store::Store;

/// One record that an import would touch.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// The record that is there, unless it would be new.
    pub record: Option<Uuid>,
    /// Its identifier in its reporter's scheme; empty where it has none.
    pub own_id: String,
    /// As the file says it; of what would vanish only the identifier is told.
    pub title: String,
    /// Line of the file.
    pub line: i64,
}

/// What an import would do.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Preview {
    /// The counts that its report would have.
    pub report: Report,
    /// The first new records.
    pub created: Vec<Change>,
    /// The first records that would get a new version.
    pub changed: Vec<Change>,
    /// The first records that would vanish.
    pub vanished: Vec<Change>,
    /// What could not be read, or looks wrong.
    pub problems: Vec<Problem>,
}

/// What was read, ready to be planned.
pub(super) struct Read {
    pub sources: SourceNames,
    pub accounts: Vec<Incoming>,
    pub problems: Vec<Problem>,
    lost: Lost,
}

impl Read {
    pub fn of(read: Snapshot, options: &Options<'_>) -> Result<Read, Error> {
        let sources = SourceNames::of(&read, options.source);
        let mut problems = read.problems.clone();
        let accounts = accounts(read, &sources, &mut problems)?;
        let lost = Lost::of(&problems);
        Ok(Read { sources, accounts, problems, lost })
    }

    pub fn plan(&self, ids: &Sources, known: &[Known], asker: &Asker<'_>) -> (Plan, Vec<Came>, Vec<Refused>) {
        let container_of: BTreeSet<&str> = self.sources.names.iter().map(|name| container(name)).collect();
        let named: BTreeMap<Uuid, &String> = ids.all.iter().map(|(name, id)| (*id, name)).collect();
        let may_vanish = |known: &Known| {
            let name = named.get(&known.source).map_or("", |name| name.as_str());
            container_of.contains(container(name)) && !self.lost.may_hold(name, &known.key.own_id)
        };
        let came: Vec<Came> = self.accounts.iter().map(|one| one.came(&ids.of_this)).collect();
        let mut plan = match_up(known, &came, may_vanish);
        let refused = refuse(&mut plan, known, asker);
        (plan, came, refused)
    }

    pub fn report(&self, import: Uuid, plan: &Plan, refused: Vec<Refused>) -> Report {
        Report {
            import,
            created: plan.created.len() as u64,
            changed: plan.changed.len() as u64,
            unchanged: plan.unchanged.len() as u64,
            vanished: plan.vanished.len() as u64,
            problems: self.problems.len() as u64,
            refused,
            broken_off: self.lost.broken_off(),
            ..Report::default()
        }
    }
}

/// Leave to put in records under the label of this import.
pub(super) fn may_create(asker: &Asker<'_>, options: &Options<'_>) -> Result<(), Error> {
    let new =
        AccessClass { owner: asker.seat()?.clone(), label: options.label.clone(), state: State::Current };
    asker.may(RecordAction::Create, &new).map(|_permit| ())
}

impl Store {
    /// Says what [`Store::import`] would do with this, and the first `most` records of each kind. Nothing is written.
    ///
    /// # Errors
    /// Those of the import.
    pub async fn preview_import(
        &self,
        asker: &Asker<'_>,
        read: Snapshot,
        reference: &Reference,
        options: &Options<'_>,
        most: usize,
    ) -> Result<Preview, Error> {
        let read = Read::of(read, options)?;
        may_create(asker, options)?;
        let mut tx = self.read().await?;
        let ids = Ids::at(options.now);
        let mut all = tx.known_sources(asker.party()?).await?;
        let of_this = read
            .sources
            .names
            .iter()
            .map(|name| *all.entry(name.clone()).or_insert_with(|| ids.next()))
            .collect();
        let sources = Sources { of_this, all };
        let known = tx.known(asker.party()?).await?;
        drop(tx);
        let (plan, _, refused) = read.plan(&sources, &known, asker);
        let (_, returned, relabelled) = Moves::of(asker, options, &plan, &known)?;
        let report = Report { returned, relabelled, ..read.report(Uuid::nil(), &plan, refused) };
        let came = |record: Option<&Known>, came: usize| {
            let incoming = read.accounts.get(came)?;
            Some(Change {
                record: record.map(|known| known.id),
                own_id: incoming.key.own_id.clone(),
                title: FoundBy::of(&incoming.account, reference).title,
                line: incoming.line,
            })
        };
        let gone = |index: &usize| {
            let known = known.get(*index)?;
            Some(Change {
                record: Some(known.id),
                own_id: known.key.own_id.clone(),
                title: String::new(),
                line: known.line,
            })
        };
        Ok(Preview {
            created: plan.created.iter().take(most).filter_map(|(index, _)| came(None, *index)).collect(),
            changed: plan
                .changed
                .iter()
                .take(most)
                .filter_map(|(record, index)| came(known.get(*record), *index))
                .collect(),
            vanished: plan.vanished.iter().take(most).filter_map(gone).collect(),
            report,
            problems: read.problems,
        })
    }
}

/// Takes out of the plan what policies don't let the asker change, and says how much of what came and why. Each class is asked about
/// once. What didn't come and may not be touched stays in silence: it may be nothing that the asker knows of.
fn refuse(plan: &mut Plan, known: &[Known], asker: &Asker<'_>) -> Vec<Refused> {
    let mut reasons: BTreeMap<i64, Option<String>> = BTreeMap::new();
    let mut reason = |index: usize| -> Option<String> {
        let known = known.get(index)?;
        let ask = || match asker.may(RecordAction::Edit, &known.class) {
            Ok(_permit) => None,
            // the record is in the asker's own file: the whole reason may be said
            Err(Error::Denied { denial }) => Some(denial.sentence().english.clone()),
            Err(error) => Some(error.to_string()),
        };
        reasons.entry(known.class_id).or_insert_with(ask).clone()
    };
    let mut refused: BTreeMap<String, u64> = BTreeMap::new();
    plan.changed.retain(|(known, _)| match reason(*known) {
        None => true,
        Some(reason) => {
            *refused.entry(reason).or_default() += 1;
            false
        }
    });
    plan.vanished.retain(|known| reason(*known).is_none());
    refused.into_iter().map(|(reason, records)| Refused { records, reason }).collect()
}
