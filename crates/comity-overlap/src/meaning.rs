//! What titles mean, across languages: the shipped word table gives each title a direction, and a cosine is read
//! against that of unrelated titles in the same two scripts.

use comity_link::words::{Embedding, SHIPPED, WordTable, cosine};

/// Titles of which the table knows fewer words say too little.
const LEAST_WORDS: u16 = 2;

/// The meanings of the titles of a run.
#[derive(Default)]
pub struct Meanings {
    table: Option<WordTable<'static>>,
    titles: Vec<Option<Embedding>>,
}

impl Meanings {
    /// The shipped table, without titles; without a table where it can't be read.
    pub fn new() -> Meanings {
        Meanings { table: WordTable::from_bytes(SHIPPED).ok(), titles: Vec::new() }
    }

    /// The meaning of a title.
    pub fn of(&self, title: &str) -> Option<Embedding> {
        self.table.as_ref()?.embed(title).filter(|meaning| meaning.words() >= LEAST_WORDS)
    }

    /// Appends the title of the next record.
    pub fn push(&mut self, title: &str) {
        let meaning = self.of(title);
        self.titles.push(meaning);
    }

    /// The meaning of a record's title.
    pub fn get(&self, record: usize) -> Option<&Embedding> {
        self.titles.get(record)?.as_ref()
    }

    /// How many standard deviations two titles lie nearer than unrelated ones.
    pub fn alike(&self, a: &Embedding, b: &Embedding) -> f32 {
        let Some(table) = &self.table else { return 0.0 };
        table.similarity(a.script(), b.script()).standardised(cosine(a, b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_nearest_to_its_translation() {
        let meanings = Meanings::new();
        let of = |title| meanings.of(title).unwrap();
        let (english, russian) = (of("Construction of rural roads"), of("Строительство сельских дорог"));
        let other = of("Vaccination against measles");
        assert!(meanings.alike(&english, &russian) > meanings.alike(&other, &russian) + 2.0);
        assert!(meanings.of("2021").is_none());
    }
}
