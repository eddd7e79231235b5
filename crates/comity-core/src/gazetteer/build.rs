//! Building a gazetteer: places are given in any order, by codes; wrong ones are named and left out.

use compact_str::{CompactString, format_compact};

use super::{Entry, Extent, Gazetteer, PlaceId, nearest::Grid};
use crate::{
    place::{PlaceLevel, Point},
    text::Lang,
};

/// A place to add.
#[derive(Clone, Debug, Default)]
pub struct NewPlace {
    /// Vocabulary and code: `iso2:TJ`. A place that is there already is replaced.
    pub id: CompactString,
    /// Other codes of it, with vocabulary: `iso3:TJK`.
    pub codes: Vec<CompactString>,
    /// The name to show.
    pub name: CompactString,
    /// Other names; those with a language are also shown in it.
    pub names: Vec<(Lang, CompactString)>,
    /// Names that [`crate::names::fold`] has folded already.
    pub keys: Vec<CompactString>,
    /// How much of the world it covers.
    pub level: PlaceLevel,
    /// Code of the place that it lies in; empty for none.
    pub parent: CompactString,
    /// ISO 3166-1 alpha-2 codes of the countries, for regions and lines; `@m49:143` stands for all countries below that
    /// region by descent.
    pub countries: Vec<CompactString>,
    /// Where it is; several points along a line.
    pub points: Vec<Point>,
    /// Inhabitants, 0 when not known.
    pub population: u32,
}

/// Takes places one by one and makes a [`Gazetteer`].
#[derive(Clone, Debug, Default)]
pub struct GazetteerBuilder {
    gazetteer: Gazetteer,
    /// Parent and countries by code, for each entry: they may be given later.
    pending: Vec<(CompactString, Vec<CompactString>)>,
}

pub(super) fn code_key(vocabulary: &str, code: &str) -> CompactString {
    // M49 and DAC codes are numbers: `004` and `4` are one
    let code = code.trim();
    let trimmed = match vocabulary {
        "m49" | "dac" | "dac-region" => code.trim_start_matches('0'),
        _ => code,
    };
    let mut key = format_compact!("{vocabulary}:{}", if trimmed.is_empty() { code } else { trimmed });
    key.make_ascii_lowercase();
    key
}

fn key_of_id(id: &str) -> CompactString {
    let (vocabulary, code) = id.split_once(':').unwrap_or(("", id));
    code_key(vocabulary, code)
}

impl GazetteerBuilder {
    /// Adds a place, or replaces the one with its id. Its names of before stay findable, and in languages of which the new one says nothing they
    /// are still shown.
    pub fn add(&mut self, place: NewPlace) -> PlaceId {
        let key = key_of_id(&place.id);
        let next = u32::try_from(self.gazetteer.entries.len()).unwrap_or(u32::MAX);
        let id = *self.gazetteer.by_id.entry(key).or_insert(PlaceId(next));
        for code in &place.codes {
            self.gazetteer.by_id.entry(key_of_id(code)).or_insert(id);
        }
        let index = &mut self.gazetteer.by_name;
        index.add(&place.name, id.0);
        place.keys.iter().for_each(|key| index.add_key(key, id.0));
        let mut said: Vec<Lang> = Vec::new();
        for (lang, name) in place.names {
            index.add(&name, id.0);
            // the first name in a language is shown
            if !lang.is_unknown() && !said.contains(&lang) {
                said.push(lang);
                self.gazetteer.labels.insert((id, lang), name);
            }
        }
        let entry = Entry {
            id: place.id,
            name: place.name,
            level: place.level,
            parent: None,
            extent: Extent::Many(Box::default()),
            point: (place.points.len() == 1).then(|| place.points.first().copied()).flatten(),
            population: place.population,
        };
        if place.points.len() > 1 {
            self.gazetteer.points.insert(id, place.points.into());
        }
        let pending = (place.parent, place.countries);
        match usize::try_from(id.0)
            .ok()
            .and_then(|at| Some((self.gazetteer.entries.get_mut(at)?, self.pending.get_mut(at)?)))
        {
            Some((entry_there, pending_there)) => {
                *entry_there = entry;
                *pending_there = pending;
            }
            None => {
                self.gazetteer.entries.push(entry);
                self.pending.push(pending);
            }
        }
        id
    }

    /// Makes the gazetteer. What could not be tied (an unknown parent or country, a parent that lies in its own
    /// child) is said in words, by id; those places stay, without the tie.
    pub fn build(self) -> (Gazetteer, Vec<String>) {
        let GazetteerBuilder { mut gazetteer, pending } = self;
        let mut wrong = Vec::new();
        let mut parents: Vec<Option<PlaceId>> = Vec::with_capacity(pending.len());
        for ((parent, _), entry) in pending.iter().zip(&gazetteer.entries) {
            let found = gazetteer.by_id.get(&key_of_id(parent)).copied();
            if found.is_none() && !parent.is_empty() {
                wrong.push(format!("`{}` lies in `{parent}`, which is not known", entry.id));
            }
            parents.push(found);
        }
        for at in cut_circles(&mut parents) {
            let id = gazetteer.entries.get(at).map_or("", |entry| &entry.id);
            wrong.push(format!("`{id}` lies in itself by way of its parents"));
        }
        for (entry, parent) in gazetteer.entries.iter_mut().zip(&parents) {
            entry.parent = *parent;
        }
        let extents: Vec<Extent> = gazetteer
            .ids()
            .zip(&pending)
            .map(|(id, (_, countries))| extent(&gazetteer, id, countries, &mut wrong))
            .collect();
        for (entry, extent) in gazetteer.entries.iter_mut().zip(extents) {
            entry.extent = extent;
        }
        gazetteer.by_name.finish();
        gazetteer.grid = Grid::new(gazetteer.ids().filter_map(|id| {
            let entry = gazetteer.entry(id)?;
            (entry.level >= PlaceLevel::Admin1).then_some((id, entry.point?))
        }));
        (gazetteer, wrong)
    }
}

/// Removes the parent of one place in every circle; returns the places.
fn cut_circles(parents: &mut [Option<PlaceId>]) -> Vec<usize> {
    let mut cut = Vec::new();
    // 0: not seen, else the number of the walk that saw it
    let mut seen = vec![0_usize; parents.len()];
    for start in 0..parents.len() {
        let mut at = start;
        while seen.get(at) == Some(&0) {
            if let Some(mark) = seen.get_mut(at) {
                *mark = start + 1;
            }
            let Some(up) = parents.get(at).copied().flatten().and_then(|up| usize::try_from(up.0).ok())
            else {
                break;
            };
            if seen.get(up) == Some(&(start + 1)) {
                if let Some(parent) = parents.get_mut(at) {
                    *parent = None;
                }
                cut.push(at);
                break;
            }
            at = up;
        }
    }
    cut
}

fn extent(
    gazetteer: &Gazetteer,
    id: PlaceId,
    countries: &[CompactString],
    wrong: &mut Vec<String>,
) -> Extent {
    let level = gazetteer.level(id);
    if level == PlaceLevel::Country {
        return Extent::One(id);
    }
    let mut many = Vec::with_capacity(countries.len());
    for code in countries {
        let before = many.len();
        match code.strip_prefix('@').map(|region| gazetteer.by_id.get(&key_of_id(region)).copied()) {
            None => many.extend(gazetteer.by_code("iso2", code)),
            Some(region) => many.extend(gazetteer.ids().filter(|below| {
                gazetteer.level(*below) == PlaceLevel::Country
                    && region.is_some_and(|region| gazetteer.ancestors(*below).any(|up| up == region))
            })),
        }
        if many.len() == before {
            wrong.push(format!("`{}` names the country `{code}`, which is not known", gazetteer.code(id)));
        }
    }
    if many.is_empty() && level > PlaceLevel::Country {
        let country = gazetteer.ancestors(id).find(|up| gazetteer.level(*up) == PlaceLevel::Country);
        return country.map_or_else(|| Extent::Many(Box::default()), Extent::One);
    }
    many.sort_unstable();
    many.dedup();
    Extent::Many(many.into())
}
