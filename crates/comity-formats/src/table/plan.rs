//! How a table is read: a meaning for each column, by what a person said, its tag, its header, and its contents.

mod organisations;
mod told;

use comity_core::{AmountKind, At, Currency, Decimal, Grounds, Role};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    cells::fold,
    choice::{apart, shape},
    dates::{Order, year_in},
    field::{Field, Side},
    headers::Header,
    hxl::Tag,
    layout::Layout,
    mapping::{Mapping, letter},
    row::Row,
    sample::Sample,
};

/// One column and what it means.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Header, else tag, else letter: how rows and problems name the column.
    pub(crate) name: String,
    /// The same, unlike that of every other column of the table: how people name it.
    key: String,
    /// Whether it has a header or a tag.
    pub(crate) named: bool,
    pub(crate) field: Field,
    pub(crate) why: Grounds,
    language: Option<&'static str>,
    tag: String,
    pub(crate) order: Order,
    /// Days and months can't be told apart by any cell that was looked at.
    pub(crate) order_open: bool,
    pub(crate) currency: Currency,
    pub(crate) scale: Decimal,
    /// Which kind of money the header names.
    pub(crate) money: AmountKind,
    /// The header or tag numbers the level that the column is taken for: `ADM1` says more than `Region`.
    numbered: bool,
    /// Cells that were filled, all rows counted.
    pub(crate) filled: u64,
    /// Its first different values.
    values: Vec<String>,
}

/// Organisation columns that describe one participant.
#[derive(Clone, Debug)]
pub(crate) struct OrgColumns {
    /// `None` for the reporter.
    pub(crate) role: Option<Role>,
    /// Columns by side: name, acronym, code, type.
    pub(crate) sides: [Option<usize>; 4],
}

/// How a table is read.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// What this table has in common with others whose columns are named alike.
    pub(crate) shape: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) orgs: Vec<OrgColumns>,
    pub(crate) hxl: bool,
    /// Year for months that stand alone.
    pub(crate) year: Option<i16>,
    /// Where the column of latitudes begins that holds longitudes, and the other way round.
    pub(crate) swapped: Option<At>,
    /// The column of the month that a row reports on, which is when it was under way if the row says nothing better.
    pub(crate) month: Option<usize>,
}

impl Plan {
    /// Decides what the columns mean.
    pub(crate) fn new(layout: &Layout, rows: &[Row], mapping: &Mapping, name: &str) -> Plan {
        let headers: Vec<Header> = layout.headers.iter().map(|header| Header::read(header)).collect();
        let samples: Vec<Sample> =
            (0..headers.len()).map(|index| Sample::of(rows.iter().map(|row| row.get(index)))).collect();
        let mut votes = [0; 5];
        for header in &headers {
            votes.iter_mut().zip(header.languages).for_each(|(sum, more)| *sum += more);
        }
        let sheet_language = Header::language(&votes);
        let year =
            mapping.year.or_else(|| year_in(name)).or_else(|| layout.titles.iter().find_map(|t| year_in(t)));
        let names = (0..headers.len()).map(|index| name_of(layout, index)).collect::<Vec<_>>();
        let keys = apart(names.iter().cloned());
        let named = layout.header_row > 0 || layout.tag_row > 0;
        let shape =
            shape(keys.iter().take(if named { layout.width } else { keys.len() }).map(String::as_str));
        let said = mapping.choices.of(&shape);
        let mut columns = Vec::with_capacity(headers.len());
        for (index, ((header, sample), (name, key))) in
            headers.iter().zip(&samples).zip(names.into_iter().zip(keys)).enumerate()
        {
            let text = layout.headers.get(index).map_or("", String::as_str);
            let tag = layout.tags.get(index).and_then(Option::as_ref);
            let chosen = said.and_then(|said| said.get(&fold(&key))).and_then(|word| Field::parse(word));
            let (field, why) = match (mapping.field(text, index), chosen) {
                (Some(field), _) => (field, Grounds::Mapping),
                (None, Some(field)) => (field, Grounds::Choice),
                (None, None) => meaning(header, tag, sample),
            };
            columns.push(Column {
                currency: currency_in(text).unwrap_or(mapping.currency),
                scale: scale_in(text),
                money: header.money(),
                numbered: header.numbers_a_level() || tag.is_some(),
                name,
                key,
                named: !text.is_empty() || tag.is_some(),
                field,
                why,
                language: Header::language(&header.languages).map(|own| {
                    if header.languages.iter().filter(|n| **n > 0).count() > 1 {
                        sheet_language.unwrap_or(own)
                    } else {
                        own
                    }
                }),
                tag: tag.map(ToString::to_string).unwrap_or_default(),
                order: Order::DayFirst,
                order_open: false,
                filled: 0,
                values: told::values(rows, index),
            });
        }
        let hxl = layout.tag_row > 0;
        let mut plan = Plan { shape, columns, orgs: Vec::new(), hxl, year, swapped: None, month: None };
        plan.widen_regions(&samples, rows);
        plan.keep_one_of_each(&samples);
        plan.keep_half_points();
        plan.guess_by_contents(&samples);
        plan.orders(layout, &samples, mapping);
        plan.group_organisations(&samples);
        plan.swapped = match (plan.find(Field::Lat), plan.find(Field::Lon)) {
            (Some(lat), Some(lon)) => {
                let beyond = |index: usize| samples.get(index).is_some_and(Sample::beyond_latitudes);
                (beyond(lat) && !beyond(lon)).then(|| {
                    let row = if layout.header_row > 0 { layout.header_row } else { 1 };
                    At::new(row, u32::try_from(lat + 1).unwrap_or(u32::MAX))
                })
            }
            _ => None,
        };
        plan.month = (0..plan.columns.len())
            .filter(|index| plan.columns.get(*index).is_some_and(|column| column.field == Field::Reported))
            .find(|index| samples.get(*index).is_some_and(Sample::is_months));
        plan
    }

    /// The first column of a meaning.
    pub(crate) fn find(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }

    /// A column of names such as `Region` in which one name stands beside several countries means parts of the world,
    /// not of a country.
    fn widen_regions(&mut self, samples: &[Sample], rows: &[Row]) {
        let Some(country) = self.find(Field::Country(Side::Name)).or(self.find(Field::Country(Side::Code)))
        else {
            return;
        };
        for (index, column) in self.columns.iter_mut().enumerate() {
            let guessed = column.field == Field::Admin(1, Side::Name) && column.why == Grounds::Header;
            if !guessed || column.numbered || samples.get(index).is_none_or(|sample| sample.filled == 0) {
                continue;
            }
            let mut first: FxHashMap<&str, &str> = FxHashMap::default();
            let mut spread: FxHashSet<&str> = FxHashSet::default();
            for row in rows {
                let (name, land) = (row.get(index), row.get(country));
                if !name.is_empty() && !land.is_empty() && *first.entry(name).or_insert(land) != land {
                    spread.insert(name);
                }
            }
            if spread.len() * 2 > first.len() {
                (column.field, column.why) = (Field::Kept, Grounds::Nothing);
            }
        }
    }

    /// Of two columns with one meaning the better founded and better filled keeps it.
    fn keep_one_of_each(&mut self, samples: &[Sample]) {
        let filled = |index: usize| samples.get(index).map_or(0, |sample| sample.filled);
        for index in 0..self.columns.len() {
            let Some(field) = self.columns.get(index).map(|column| column.field).filter(|f| f.is_single())
            else {
                continue;
            };
            let rank = |i: usize| {
                (
                    self.columns.get(i).map(|c| c.why).filter(|why| why.is_said()),
                    filled(i) > 0,
                    self.columns.get(i).map(|c| (c.why, c.numbered)),
                    filled(i),
                    usize::MAX - i,
                )
            };
            let same = |i: &usize| self.columns.get(*i).is_some_and(|c| c.field == field);
            let best = (0..self.columns.len()).filter(same).max_by_key(|i| rank(*i));
            for i in (0..self.columns.len()).filter(same).filter(|i| Some(*i) != best).collect::<Vec<_>>() {
                if let Some(column) = self.columns.get_mut(i) {
                    column.field = Field::Kept;
                    column.why = Grounds::Nothing;
                }
            }
        }
    }

    /// A latitude without a longitude is no point: it is kept as it stands.
    fn keep_half_points(&mut self) {
        for (half, other) in [(Field::Lat, Field::Lon), (Field::Lon, Field::Lat)] {
            let alone = self.find(half).filter(|_| self.find(other).is_none());
            if let Some(column) = alone.and_then(|index| self.columns.get_mut(index)) {
                (column.field, column.why) = (Field::Kept, Grounds::Nothing);
            }
        }
    }

    /// Days and titles that no header announces.
    fn guess_by_contents(&mut self, samples: &[Sample]) {
        if ![Field::Start, Field::End, Field::PlannedStart, Field::Reported, Field::Year]
            .into_iter()
            .any(|field| self.find(field).is_some())
        {
            let mut next = [Field::Start, Field::End].into_iter();
            for (column, sample) in self.columns.iter_mut().zip(samples) {
                if column.why == Grounds::Nothing
                    && sample.is_days()
                    && let Some(field) = next.next()
                {
                    (column.field, column.why) = (field, Grounds::Contents);
                }
            }
        }
        if ![Field::Title, Field::Activity, Field::Description].into_iter().any(|f| self.find(f).is_some()) {
            let wordiest = self
                .columns
                .iter_mut()
                .zip(samples)
                .filter(|(column, sample)| column.why == Grounds::Nothing && sample.is_prose())
                .filter(|(column, _)| !Header::read(&column.name).speaks_of_places())
                .max_by_key(|(_, sample)| sample.mean_length());
            if let Some((column, _)) = wordiest {
                (column.field, column.why) = (Field::Title, Grounds::Contents);
            }
        }
    }

    /// Whether the day or the month stands first, for each column of dates: by its own cells, else by its header,
    /// else by the other columns, else day first.
    fn orders(&mut self, layout: &Layout, samples: &[Sample], mapping: &Mapping) {
        let dated = |column: &Column| column.field.is_date();
        let sheet = self.columns.iter().zip(samples).filter(|(c, _)| dated(c)).find_map(|(_, s)| s.order());
        for (index, (column, sample)) in self.columns.iter_mut().zip(samples).enumerate() {
            if !dated(column) {
                continue;
            }
            let header = layout.headers.get(index).map(|h| h.to_lowercase()).unwrap_or_default();
            let hint = match () {
                () if header.contains("dd/mm") || header.contains("дд.мм") || header.contains("jj/mm") => {
                    Some(Order::DayFirst)
                }
                () if header.contains("mm/dd") => Some(Order::MonthFirst),
                () => None,
            };
            let decided = mapping.order.or_else(|| sample.order()).or(hint).or(sheet);
            column.order = decided.unwrap_or(Order::DayFirst);
            column.order_open = decided.is_none() && sample.ambiguous > 0;
        }
    }
}

/// How rows and problems name a column.
fn name_of(layout: &Layout, index: usize) -> String {
    let header = layout.headers.get(index).map_or("", String::as_str);
    match (header, layout.tags.get(index).and_then(Option::as_ref)) {
        ("", Some(tag)) => tag.to_string(),
        ("", None) => format!("column {}", letter(index)),
        (text, _) => text.to_owned(),
    }
}

/// What the reader takes a column for.
fn meaning(header: &Header, tag: Option<&Tag>, sample: &Sample) -> (Field, Grounds) {
    if sample.is_contact() {
        return (Field::Contact, Grounds::Contents);
    }
    let by_tag = tag.map(|tag| tag.fields(header)).unwrap_or_default();
    if let Some(field) = by_tag.iter().find(|field| sample.accepts(**field)) {
        return (*field, Grounds::Tag);
    }
    let by_header = header.fields();
    if header.is_own_id() && sample.is_nearly_id() && !by_tag.contains(&Field::Kept) {
        return (Field::Id, Grounds::Header);
    }
    match by_header.iter().find(|field| sample.accepts(**field)) {
        Some(field) if by_tag.is_empty() || !by_tag.contains(&Field::Kept) => (*field, Grounds::Header),
        _ => (Field::Kept, Grounds::Nothing),
    }
}

/// The currency that a header names: `USD COSTO ESTIMADO`, `Budget ($)`.
fn currency_in(header: &str) -> Option<Currency> {
    const CODES: [&str; 24] = [
        "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RUB", "AFN", "KZT", "KGS", "TJS", "UZS", "TMT", "XOF",
        "XAF", "COP", "HNL", "MZN", "ETB", "IQD", "CDF", "AUD", "CAD", "SEK",
    ];
    let word = header.split(|c: char| !c.is_ascii_alphabetic()).find(|word| CODES.contains(word));
    word.map(Currency::parse).or_else(|| currency_sign(header))
}

/// The currency of a sign in a header or a cell.
pub(crate) fn currency_sign(text: &str) -> Option<Currency> {
    let signs = [("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("₽", "RUB")];
    signs.into_iter().find(|(sign, _)| text.contains(sign)).map(|(_, code)| Currency::parse(code))
}

/// What the figures of a column are to be multiplied with: `ADB Financing ($ thousand)`.
fn scale_in(header: &str) -> Decimal {
    let folded = fold(header);
    let has = |stems: &[&str]| stems.iter().any(|stem| folded.contains(stem));
    match () {
        () if has(&["thousand", "milliers", "miles de", "milhares", "тыс"]) => Decimal::ONE_THOUSAND,
        () if has(&["million", "millon", "milhoes", "млн"]) => Decimal::from(1_000_000),
        () => Decimal::ONE,
    }
}
