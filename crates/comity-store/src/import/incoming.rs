//! What was read, on its way into the store: accounts with their keys, sources with the names they keep, and what reading lost.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Loss, Problem, Snapshot};
use uuid::Uuid;

use super::Came;
use crate::account::{Account, Key};
use crate::error::Error;

/// An account on its way in.
pub(super) struct Incoming {
    pub account: Account,
    pub key: Key,
    pub hash: Vec<u8>,
    /// Index of its source in the snapshot.
    pub source: usize,
    pub line: i64,
}

impl Incoming {
    pub fn came(&self, sources: &[Uuid]) -> Came {
        Came {
            key: self.key.clone(),
            hash: self.hash.clone(),
            source: sources.get(self.source).copied().unwrap_or_default(),
            line: self.line,
        }
    }
}

/// The sources of a snapshot under the names that they keep from import to import.
pub(super) struct SourceNames {
    pub read: Vec<comity_core::Source>,
    pub names: Vec<String>,
    pub records: Vec<i64>,
}

impl SourceNames {
    /// The last part of each path, with a member's name behind it; the whole path where two would be called the same.
    pub fn of(read: &Snapshot, chosen: Option<&str>) -> SourceNames {
        let sources =
            if read.sources.is_empty() { vec![comity_core::Source::default()] } else { read.sources.clone() };
        let last = |name: &str| {
            let (file, member) =
                name.split_once('!').map_or((name, None), |(file, member)| (file, Some(member)));
            let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
            member.map_or_else(|| file.to_owned(), |member| format!("{file}!{member}"))
        };
        let mut names: Vec<String> = sources.iter().map(|source| last(&source.name)).collect();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        names.iter().for_each(|name| *seen.entry(name.clone()).or_default() += 1);
        for (name, source) in names.iter_mut().zip(&sources) {
            if seen.get(name).is_some_and(|count| *count > 1) {
                *name = source.name.clone();
            }
            *name = crate::account::cleaned(name);
        }
        if let (Some(chosen), [only]) = (chosen, names.as_mut_slice()) {
            *only = crate::account::cleaned(chosen);
        }
        let mut records = vec![0; sources.len()];
        for record in &read.records {
            if let Some(count) = records.get_mut(record.source.0 as usize) {
                *count += 1;
            }
        }
        SourceNames { read: sources, names, records }
    }
}

/// The file that a source is, or is a member of.
pub(super) fn container(name: &str) -> &str {
    name.split('!').next().unwrap_or(name)
}

/// Everything that was read as accounts; what can't be written and read back as it is (a day beyond the calendar) becomes a problem.
pub(super) fn accounts(
    read: Snapshot,
    sources: &SourceNames,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Incoming>, Error> {
    let Snapshot { records, parties, ties, instruments, needs, proposals, positions, exclusions, .. } = read;
    let activities = records.into_iter().map(|record| Account::Activity(Box::new(record)));
    let all = activities
        .chain(parties.into_iter().map(Account::Party))
        .chain(ties.into_iter().map(Account::Tie))
        .chain(instruments.into_iter().map(Account::Instrument))
        .chain(needs.into_iter().map(Account::Need))
        .chain(proposals.into_iter().map(Account::Proposal))
        .chain(positions.into_iter().map(Account::Position))
        .chain(exclusions.into_iter().map(Account::Exclusion));
    let mut incoming = Vec::new();
    for account in all {
        let (source, at) = account.place();
        let source = source.map_or(0, |source| source.0 as usize);
        let name = sources.read.get(source).map_or("", |source| source.name.as_str());
        let key = account.key(name);
        if !account.reads_back()? {
            problems.push(Problem {
                file: name.to_owned(),
                line: (at.line > 0).then_some(at.line),
                column: None,
                element: "".into(),
                identifier: key.own_id.as_str().into(),
                reason: "a value of the record can't be kept exactly".to_owned(),
                way_out: "look for a day outside the years 0 to 9999, and import the file again".to_owned(),
                loss: Loss::Record,
            });
            continue;
        }
        let hash = account.hash(name)?.to_vec();
        incoming.push(Incoming { account, key, hash, source, line: i64::from(at.line) });
    }
    Ok(incoming)
}

/// What was lost in reading, as far as it bears on what has vanished: a record that couldn't be read has not.
pub(super) struct Lost {
    /// Files, as last parts of their paths, of which the rest, or a record without a name, was lost.
    broken: BTreeSet<String>,
    identifiers: BTreeSet<String>,
}

impl Lost {
    pub fn of(problems: &[Problem]) -> Lost {
        let mut lost = Lost { broken: BTreeSet::new(), identifiers: BTreeSet::new() };
        for problem in problems {
            let unknown = problem.identifier.is_empty();
            match problem.loss {
                Loss::File => lost.broken.insert(problem.file.clone()),
                Loss::Record if unknown => lost.broken.insert(problem.file.clone()),
                Loss::Record => lost.identifiers.insert(problem.identifier.to_string()),
                Loss::Nothing | Loss::Mended | Loss::Value => false,
            };
        }
        lost
    }

    pub fn may_hold(&self, source: &str, identifier: &str) -> bool {
        self.broken.iter().any(|file| {
            let last = container(file).rsplit(['/', '\\']).next().unwrap_or(file);
            container(file) == container(source) || last == container(source)
        }) || self.identifiers.contains(identifier)
    }

    pub fn broken_off(&self) -> Vec<String> {
        self.broken.iter().cloned().collect()
    }
}
