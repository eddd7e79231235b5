//! Themes as a hierarchy: DAC purpose codes under their groups, humanitarian clusters, security themes and
//! goals, tied by crosswalks, found by code or by word.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::{
    names::{self, NameIndex},
    text::Lang,
    theme::Theme,
};

/// A theme of [`Themes`]. Good within the tables that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThemeId(pub u16);

/// A theme to add.
#[derive(Clone, Debug, Default)]
pub struct NewTheme {
    /// Vocabulary and code: `dac5:12220`. A theme that is there already is replaced.
    pub id: CompactString,
    /// The name to show.
    pub name: CompactString,
    /// Other names and words; those with a language are also shown in it.
    pub names: Vec<(Lang, CompactString)>,
    /// Id of the wider theme; empty for none.
    pub parent: CompactString,
    /// Ids of themes of other vocabularies that say about the same (crosswalk).
    pub same: Vec<CompactString>,
}

#[derive(Clone, Debug)]
struct Entry {
    id: CompactString,
    name: CompactString,
    parent: Option<ThemeId>,
    same: Vec<ThemeId>,
    /// Every theme that it belongs to by parents and crosswalks, itself with 1.0, ascending by theme.
    reach: Box<[(ThemeId, f32)]>,
}

/// Themes, and the ways to find and compare them.
#[derive(Clone, Debug, Default)]
pub struct Themes {
    entries: Vec<Entry>,
    by_id: FxHashMap<CompactString, ThemeId>,
    by_name: NameIndex,
    labels: FxHashMap<(ThemeId, Lang), CompactString>,
}

/// What is left of a theme in the next wider one, and in its counterpart of another vocabulary.
const WIDER: f32 = 0.7;
const COUNTERPART: f32 = 0.9;
/// Beyond this nothing of the theme is left.
const FAINT: f32 = 0.2;

/// Takes themes in any order and makes [`Themes`].
#[derive(Clone, Debug, Default)]
pub struct ThemesBuilder {
    themes: Themes,
    pending: Vec<(CompactString, Vec<CompactString>)>,
}

fn key_of(id: &str) -> CompactString {
    id.trim().to_lowercase().into()
}

impl ThemesBuilder {
    /// Adds a theme, or replaces the one with its id. Its names of before stay findable, and in languages of which the new one says nothing they
    /// are still shown. `None` when there is no room left: 65,535 themes.
    pub fn add(&mut self, theme: NewTheme) -> Option<ThemeId> {
        let next = u16::try_from(self.themes.entries.len()).ok()?;
        let id = *self.themes.by_id.entry(key_of(&theme.id)).or_insert(ThemeId(next));
        self.themes.by_name.add(&theme.name, id.0.into());
        let mut said: Vec<Lang> = Vec::new();
        for (lang, name) in theme.names {
            self.themes.by_name.add(&name, id.0.into());
            // the first name in a language is shown
            if !lang.is_unknown() && !said.contains(&lang) {
                said.push(lang);
                self.themes.labels.insert((id, lang), name);
            }
        }
        let entry =
            Entry { id: theme.id, name: theme.name, parent: None, same: Vec::new(), reach: Box::default() };
        let pending = (theme.parent, theme.same);
        let at = usize::from(id.0);
        match (self.themes.entries.get_mut(at), self.pending.get_mut(at)) {
            (Some(there), Some(pending_there)) => {
                *there = entry;
                *pending_there = pending;
            }
            _ => {
                self.themes.entries.push(entry);
                self.pending.push(pending);
            }
        }
        Some(id)
    }

    /// Makes the tables. Ties to themes that aren't there, and parents that would close a circle, are said in words, by
    /// id, and left out.
    pub fn build(self) -> (Themes, Vec<String>) {
        let ThemesBuilder { mut themes, pending } = self;
        let mut wrong = Vec::new();
        for (at, (parent, same)) in pending.iter().enumerate() {
            let Some(own) = u16::try_from(at).ok().map(ThemeId) else { break };
            let id = themes.code(own).to_owned();
            if !parent.is_empty() {
                let found = themes.by_id.get(&key_of(parent)).copied();
                match found {
                    None => wrong.push(format!("`{id}` belongs to `{parent}`, which is not known")),
                    Some(up) if up == own || themes.ancestors(up).any(|above| above == own) => {
                        wrong.push(format!("`{id}` belongs to itself by way of `{parent}`"));
                    }
                    Some(up) => {
                        if let Some(entry) = themes.entries.get_mut(at) {
                            entry.parent = Some(up);
                        }
                    }
                }
            }
            for other in same {
                match themes.by_id.get(&key_of(other)).copied() {
                    None => wrong.push(format!("`{id}` is tied to `{other}`, which is not known")),
                    Some(other) => {
                        // a crosswalk holds both ways
                        for (from, to) in [(own, other), (other, own)] {
                            if let Some(entry) = themes.entries.get_mut(usize::from(from.0))
                                && from != to
                                && !entry.same.contains(&to)
                            {
                                entry.same.push(to);
                            }
                        }
                    }
                }
            }
        }
        let reaches: Vec<_> = themes.ids().map(|id| themes.spread(id)).collect();
        for (entry, reach) in themes.entries.iter_mut().zip(reaches) {
            entry.reach = reach;
        }
        themes.by_name.finish();
        (themes, wrong)
    }
}

impl Themes {
    /// How many themes it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All themes.
    pub fn ids(&self) -> impl Iterator<Item = ThemeId> + '_ {
        (0..u16::try_from(self.entries.len()).unwrap_or(u16::MAX)).map(ThemeId)
    }

    fn entry(&self, theme: ThemeId) -> Option<&Entry> {
        self.entries.get(usize::from(theme.0))
    }

    /// Vocabulary and code: `dac5:12220`, `dac3:122`, `group:120`, `cluster:health`, `security:counter-narcotics`,
    /// `sdg-goal:3`. Stable from version to version.
    pub fn code(&self, theme: ThemeId) -> &str {
        self.entry(theme).map_or("", |entry| &entry.id)
    }

    /// Its name in a language, else its usual name.
    pub fn name(&self, theme: ThemeId, lang: Lang) -> &str {
        match self.labels.get(&(theme, lang)) {
            Some(label) => label,
            None => self.entry(theme).map_or("", |entry| &entry.name),
        }
    }

    /// The wider theme that it belongs to.
    pub fn parent(&self, theme: ThemeId) -> Option<ThemeId> {
        self.entry(theme)?.parent
    }

    /// The wider themes of its own vocabulary, nearest first, without itself.
    pub fn ancestors(&self, theme: ThemeId) -> impl Iterator<Item = ThemeId> + '_ {
        std::iter::successors(self.parent(theme), |up| self.parent(*up))
    }

    /// Every theme that it belongs to, itself with 1.0, wider ones and counterparts of other vocabularies with less; in
    /// ascending order of the theme. Two records share a theme as far as these lists share one.
    pub fn reach(&self, theme: ThemeId) -> &[(ThemeId, f32)] {
        self.entry(theme).map_or(&[], |entry| &entry.reach)
    }

    /// The theme of exactly this code with its vocabulary, in any case.
    pub fn by_id(&self, id: &str) -> Option<ThemeId> {
        self.by_id.get(&key_of(id)).copied()
    }

    /// The theme of a code in a vocabulary (those of [`Theme::vocabulary`]). A DAC code that is not listed stands for
    /// its category by its first three digits.
    pub fn by_code(&self, vocabulary: &str, code: &str) -> Option<ThemeId> {
        let code = code.trim();
        if code.is_empty() {
            return None;
        }
        let get =
            |vocabulary: &str, code: &str| self.by_id.get(&key_of(&format!("{vocabulary}:{code}"))).copied();
        match vocabulary {
            "dac5" | "dac3" | "iati:1" | "iati:2" | "dac" | "crs" => get("dac5", code)
                .or_else(|| get("dac3", code))
                .or_else(|| get("group", code))
                .or_else(|| get("dac3", code.get(..3).filter(|_| code.len() == 5)?)),
            "cluster" | "iati:10" => get("cluster-code", code).or_else(|| get("cluster", code)),
            "sdg-goal" | "iati:7" => get("sdg-goal", code),
            "sdg-target" | "iati:8" => get("sdg-target", code)
                .or_else(|| get("sdg-goal", code.split('.').next().unwrap_or_default())),
            other => get(other, code),
        }
    }

    /// The themes of a stated theme: by its code, else by its words. A reporter's own codes (`reporting-org`,
    /// `iati:99`) say nothing to others, so there only the words count. Ascending, each once; empty for what is not known.
    pub fn resolve(&self, theme: &Theme) -> Vec<ThemeId> {
        if let Some(found) = self.by_code(&theme.vocabulary, &theme.code) {
            return vec![found];
        }
        let words = theme.names.iter().map(|name| name.value.as_str());
        let code_as_word =
            theme.vocabulary.is_empty() || matches!(theme.vocabulary.as_str(), "cluster" | "security");
        let mut found: Vec<ThemeId> = words
            .chain(code_as_word.then_some(theme.code.as_str()))
            .flat_map(|words| self.find(words))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The themes of a name or word, in any language; of a list ("Health and Nutrition", "WASH / Protección") the
    /// themes of its parts.
    pub fn find(&self, words: &str) -> Vec<ThemeId> {
        let whole = self.by_words(words);
        if !whole.is_empty() {
            return whole;
        }
        let mut parts: Vec<&str> =
            words.split([',', ';', '/', '&', '(', ')', '+', '|', '、', '，', ':']).collect();
        for and in [" and ", " et ", " y ", " e ", " и ", " - ", "和", "与"] {
            parts = parts.into_iter().flat_map(|part| part.split(and)).collect();
        }
        let mut found: Vec<ThemeId> = parts.into_iter().flat_map(|part| self.by_words(part)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn by_words(&self, words: &str) -> Vec<ThemeId> {
        let key = names::fold(words);
        self.by_name.find_key(&key).filter_map(|id| u16::try_from(id).ok().map(ThemeId)).collect()
    }

    /// How much two themes have in common, 0 to 1: 1 for the same, 0.9 for counterparts of a crosswalk, 0.7 for a code
    /// and its category, 0.49 for two codes of one category, less for wider kinship, 0 for none.
    pub fn similarity(&self, a: ThemeId, b: ThemeId) -> f32 {
        if a == b {
            return 1.0;
        }
        let (mut left, mut right) = (self.reach(a).iter().peekable(), self.reach(b).iter().peekable());
        let mut best = 0.0_f32;
        while let (Some((x, of_a)), Some((y, of_b))) = (left.peek(), right.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => _ = left.next(),
                std::cmp::Ordering::Greater => _ = right.next(),
                std::cmp::Ordering::Equal => {
                    best = best.max(of_a * of_b);
                    left.next();
                    right.next();
                }
            }
        }
        best
    }

    /// Follows parents, and at most one crosswalk: two would tie everything to everything.
    fn spread(&self, from: ThemeId) -> Box<[(ThemeId, f32)]> {
        let mut reach: Vec<(ThemeId, f32)> = Vec::new();
        let mut open = vec![(from, 1.0_f32, false)];
        while let Some((theme, left, crossed)) = open.pop() {
            if left < FAINT {
                continue;
            }
            match reach.iter_mut().find(|(known, _)| *known == theme) {
                Some((_, best)) => *best = best.max(left),
                None => reach.push((theme, left)),
            }
            let Some(entry) = self.entry(theme) else { continue };
            open.extend(entry.parent.map(|up| (up, left * WIDER, crossed)));
            if !crossed {
                open.extend(entry.same.iter().map(|other| (*other, left * COUNTERPART, true)));
            }
        }
        reach.sort_unstable_by_key(|(theme, _)| *theme);
        reach.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{At, Text};
    use proptest::prelude::*;

    fn theme(id: &str, name: &str, parent: &str, same: &[&str]) -> NewTheme {
        NewTheme {
            id: id.into(),
            name: name.into(),
            parent: parent.into(),
            same: same.iter().map(|id| (*id).into()).collect(),
            ..NewTheme::default()
        }
    }

    fn small() -> Themes {
        let mut builder = ThemesBuilder::default();
        for new in [
            theme("group:120", "Health", "", &[]),
            theme("dac3:122", "Basic Health", "group:120", &[]),
            theme("dac5:12220", "Basic health care", "dac3:122", &[]),
            theme("dac5:12240", "Basic nutrition", "dac3:122", &["cluster:nutrition"]),
            theme("cluster:health", "Health", "", &["group:120"]),
            theme("cluster:nutrition", "Nutrition", "", &[]),
        ] {
            builder.add(new);
        }
        let (themes, wrong) = builder.build();
        assert_eq!(wrong, Vec::<String>::new());
        themes
    }

    #[test]
    fn likeness_follows_kinship() {
        let themes = small();
        let of = |vocabulary, code| themes.by_code(vocabulary, code).unwrap();
        let close = |a, b, want: f32| {
            let got = themes.similarity(a, b);
            assert!((got - want).abs() < 1e-6, "{got} {want}");
            assert_eq!(got, themes.similarity(b, a));
        };
        close(of("dac5", "12220"), of("dac5", "12220"), 1.0);
        close(of("dac5", "12220"), of("dac3", "122"), 0.7);
        close(of("dac5", "12220"), of("dac5", "12240"), 0.49);
        close(of("dac5", "12240"), of("cluster", "nutrition"), 0.9);
        close(of("cluster", "health"), of("cluster", "nutrition"), 0.9 * 0.9 * 0.49);
    }

    #[test]
    fn unlisted_codes_stand_for_their_category_and_words_for_themes() {
        let themes = small();
        assert_eq!(themes.by_code("dac5", "12299").map(|id| themes.code(id)), Some("dac3:122"));
        let words =
            Theme { names: vec![Text::plain("HEALTH / nutrition", At::default())], ..Theme::default() };
        let found: Vec<&str> = themes.resolve(&words).into_iter().map(|id| themes.code(id)).collect();
        assert_eq!(found, ["group:120", "cluster:health", "cluster:nutrition"]);
        let own = Theme { vocabulary: "reporting-org".into(), code: "12220".into(), ..Theme::default() };
        assert_eq!(themes.resolve(&own), []);
    }

    proptest! {
        #[test]
        fn circles_are_cut_and_likeness_is_symmetric(ties in proptest::collection::vec((0_usize..20, 0_usize..20), 20)) {
            let mut builder = ThemesBuilder::default();
            for (at, (parent, same)) in ties.iter().enumerate() {
                builder.add(theme(&format!("t:{at}"), "t", &format!("t:{parent}"), &[&format!("t:{same}")]));
            }
            let (themes, _) = builder.build();
            for a in themes.ids() {
                prop_assert!(themes.ancestors(a).count() < themes.len());
                for b in themes.ids() {
                    let likeness = themes.similarity(a, b);
                    prop_assert!((0.0..=1.0).contains(&likeness));
                    prop_assert_eq!(likeness, themes.similarity(b, a));
                }
            }
        }
    }
}
