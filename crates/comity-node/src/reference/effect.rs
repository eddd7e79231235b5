//! What a reference file would change: rows read and refused, what comes, is replaced and goes, and which records name something else by it.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::reference::Reference;
use comity_core::{Lang, Loss, Problem};
use comity_formats::reference::{Library, boundaries};
use comity_store::{ReferenceFile, Resolution};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::in_force::ReferenceInForce;

/// Problems that are kept with an effect.
const PROBLEMS: usize = 500;
/// Places, themes and outlines that are named of each sort of change.
const SHOWN: usize = 12;

/// Some of what changes, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// All of them.
    pub count: u64,
    /// Code and name of the first.
    pub first: Vec<(String, String)>,
}

impl Changes {
    fn add(&mut self, code: &str, name: &str) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push((code.to_owned(), name.to_owned()));
        }
    }
}

/// What a file would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Rows, or outlines, that were read.
    pub read: u64,
    /// Those that can't be read.
    pub refused: u64,
    /// What can't be read or looks wrong, the first of it.
    pub problems: Vec<Problem>,
    /// How many problems there are.
    pub problems_of_all: u64,
    /// What isn't known so far.
    pub added: Changes,
    /// What is known and would be what the file says.
    pub replaced: Changes,
    /// What would not be known any more.
    pub removed: Changes,
    /// Rows that are in force as they are.
    pub unchanged: u64,
    /// Outlines that belong to no known place.
    pub unmatched: u64,
    /// Outlines that the source calls disputed.
    pub disputed: u64,
    /// Records that would name something else; nothing for boundaries.
    pub resolution: Option<Resolution>,
}

impl Effect {
    pub(super) fn written(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(self).map_err(|error| Error::BrokeOff {
            doing: "writing down what a file changes",
            reason: error.to_string(),
        })
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Effect, Error> {
        serde_json::from_slice(bytes).map_err(|error| Error::BrokeOff {
            doing: "reading what a file changes",
            reason: error.to_string(),
        })
    }

    fn take_problems(&mut self, problems: Vec<Problem>) {
        self.problems_of_all = problems.len() as u64;
        self.refused = problems.iter().filter(|problem| problem.loss >= Loss::Record).count() as u64;
        self.problems = problems;
        self.problems.truncate(PROBLEMS);
    }
}

/// What changes when `now` stands where `before` stood; each is nothing where there is no file.
pub(super) fn of(
    in_force: &ReferenceInForce,
    (library, reference): (&Library, &Reference),
    before: Option<&ReferenceFile>,
    now: Option<&ReferenceFile>,
) -> Effect {
    match now.or(before).map(|file| file.part.as_str()) {
        Some("boundaries") => of_boundaries(in_force, before, now),
        Some(part) => of_rows(in_force, (library, reference), (part, before, now)),
        None => Effect::default(),
    }
}

fn of_rows(
    in_force: &ReferenceInForce,
    (library, after): (&Library, &Reference),
    (part, was, is): (&str, Option<&ReferenceFile>, Option<&ReferenceFile>),
) -> Effect {
    let mut effect = Effect::default();
    let rows = |library: &Library, file: Option<&ReferenceFile>| {
        file.map(|file| library.rows(&file.name)).unwrap_or_default()
    };
    let (old, new) = (rows(&in_force.library, was), rows(library, is));
    let name = is.or(was).map_or("", |file| file.name.as_str());
    // what ties to each other wrongly is told without a file, so what is wrong already is left out
    let known: BTreeSet<String> = in_force.library.problems().iter().map(|one| one.reason.clone()).collect();
    let problems =
        library.problems().into_iter().filter(|one| one.file == name || !known.contains(&one.reason));
    effect.take_problems(problems.cloned().collect());
    effect.read = new.len() as u64;
    let called = |reference: &Reference, id: &str| named(part, reference, id);
    for (id, row) in &new {
        match (called(&in_force.reference, id), old.get(id) == Some(row)) {
            (_, true) => effect.unchanged += 1,
            (Some(name), false) => effect.replaced.add(id, &name),
            (None, false) => effect.added.add(id, &called(after, id).unwrap_or_default()),
        }
    }
    for id in old.keys().filter(|id| !new.contains_key(*id)) {
        let name = called(&in_force.reference, id).unwrap_or_default();
        // one that stands in another file, too, is what that says
        let changes = if called(after, id).is_some() { &mut effect.replaced } else { &mut effect.removed };
        changes.add(id, &name);
    }
    effect
}

/// The usual name of a place or theme, where it is known.
fn named(part: &str, reference: &Reference, id: &str) -> Option<String> {
    let (vocabulary, code) = id.split_once(':').unwrap_or(("", id));
    if part == "themes" {
        // by its own code: an unlisted one would stand for its category
        let theme = reference.themes.by_id(id)?;
        return Some(reference.themes.name(theme, Lang::UNKNOWN).to_owned());
    }
    let place = reference.gazetteer.by_code(vocabulary, code)?;
    Some(reference.gazetteer.name(place, Lang::UNKNOWN).to_owned())
}

fn of_boundaries(
    in_force: &ReferenceInForce,
    was: Option<&ReferenceFile>,
    is: Option<&ReferenceFile>,
) -> Effect {
    let mut effect = Effect::default();
    let gazetteer = &in_force.reference.gazetteer;
    let read = |file: &ReferenceFile| boundaries::read(&file.name, &file.content, gazetteer);
    let by_place = |outlines: &[boundaries::Boundary]| -> BTreeMap<String, (String, String)> {
        let key = |one: &boundaries::Boundary| {
            let key = if one.place.is_empty() { one.name.to_string() } else { one.place.to_string() };
            (key, (one.name.to_string(), format!("{one:?}")))
        };
        outlines.iter().map(key).collect()
    };
    let old = was.map(|file| by_place(&read(file).outlines)).unwrap_or_default();
    let mut new = BTreeMap::new();
    if let Some(file) = is {
        let read = read(file);
        effect.read = read.outlines.len() as u64;
        effect.unmatched = read.outlines.iter().filter(|one| one.place.is_empty()).count() as u64;
        effect.disputed = read.outlines.iter().filter(|one| one.disputed).count() as u64;
        new = by_place(&read.outlines);
        effect.take_problems(read.problems);
    }
    let called = |key: &str, name: &str| {
        if name.is_empty() {
            named("places", &in_force.reference, key).unwrap_or_default()
        } else {
            name.to_owned()
        }
    };
    for (key, (name, outline)) in &new {
        match old.get(key) {
            Some((_, known)) if known == outline => effect.unchanged += 1,
            Some(_) => effect.replaced.add(key, &called(key, name)),
            None => effect.added.add(key, &called(key, name)),
        }
    }
    for (key, (name, _)) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
        effect.removed.add(key, &called(key, name));
    }
    effect
}
