//! What the first cells of a column look like: whether they can mean what the header says.

use comity_core::{ActivityKind, Currency};
use rustc_hash::FxHashSet;

use super::{
    cells::{degrees, is_code, is_nothing, lat_lon, number, status},
    dates::{Order, date},
    field::{Field, Side},
};
use crate::contact::{has_address, is_telephone};

/// Cells looked at in a column.
const CELLS: usize = 600;

/// Counts over the filled cells of a column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    rows: usize,
    pub(crate) filled: usize,
    distinct: usize,
    numbers: usize,
    days: usize,
    dates: usize,
    years: usize,
    states: usize,
    kinds: usize,
    codes: usize,
    lettered: usize,
    short_codes: usize,
    sector_codes: usize,
    languages: usize,
    currencies: usize,
    degrees: usize,
    pairs: usize,
    beyond: usize,
    contacts: usize,
    length: usize,
    spaced: usize,
    months: usize,
    day_first: usize,
    month_first: usize,
    pub(crate) ambiguous: usize,
}

/// Whether a cell is three groups of digits as a day is written, though no calendar may have it.
fn written_as_day(cell: &str) -> bool {
    let groups: Vec<&str> = cell.split(['-', '/', '.']).collect();
    let digits = |group: &&str| (1..=4).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_digit());
    groups.len() == 3 && groups.iter().all(digits) && groups.iter().any(|group| group.len() == 4)
}

impl Sample {
    /// Looks at the cells of a column.
    pub(crate) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Sample {
        let mut sample = Sample::default();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for cell in cells {
            sample.rows += 1;
            if sample.filled < CELLS && !cell.is_empty() && !is_nothing(cell) {
                sample.look(cell);
                seen.insert(cell);
            }
        }
        sample.distinct = seen.len();
        sample
    }

    fn look(&mut self, cell: &str) {
        self.filled += 1;
        self.length += cell.chars().count().min(500);
        self.spaced += usize::from(cell.contains(char::is_whitespace));
        self.contacts += usize::from(has_address(cell) || is_telephone(cell));
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        self.lettered += usize::from(letters > 0);
        let is_number = number(cell).is_some();
        self.numbers += usize::from(is_number);
        self.codes += usize::from(is_code(cell));
        let digits = cell.bytes().all(|b| b.is_ascii_digit());
        self.sector_codes += usize::from(digits && matches!(cell.len(), 3 | 5));
        self.years +=
            usize::from(digits && cell.len() == 4 && matches!(cell.as_bytes().first(), Some(b'1' | b'2')));
        let short = matches!(cell.len(), 2 | 3) && cell.bytes().all(|b| b.is_ascii_alphabetic());
        self.short_codes += usize::from(short);
        self.languages += usize::from(
            short && cell.bytes().all(|b| b.is_ascii_lowercase())
                || cell.len() == 5 && cell.get(2..3) == Some("-"),
        );
        self.currencies += usize::from(short && Currency::parse(cell) != Currency::NONE);
        self.states += usize::from(status(cell).is_some());
        self.kinds += usize::from(ActivityKind::parse(cell) != ActivityKind::Unknown);
        if let Some(found) = degrees(cell) {
            self.degrees += usize::from(found.abs() <= 180.0);
            self.beyond += usize::from(found.abs() > 90.0 && found.abs() <= 180.0);
        }
        self.pairs +=
            usize::from(lat_lon(cell).is_some_and(|(lat, lon)| lat.abs() <= 180.0 && lon.abs() <= 180.0));
        if let Some(found) = date(cell, Order::DayFirst, Some(2000)) {
            self.dates += 1;
            self.days += usize::from(!is_number);
            self.months += usize::from(found.stands_for_month());
            self.ambiguous += usize::from(found.ambiguous);
            self.day_first += usize::from(found.proves == Some(Order::DayFirst));
            self.month_first += usize::from(found.proves == Some(Order::MonthFirst));
        } else if written_as_day(cell) {
            // 2021-02-30 is meant as a day: it belongs to a column of dates, and is told when its row is read
            self.dates += 1;
        }
    }

    /// Whether at least `percent` of the filled cells are so.
    fn mostly(&self, count: usize, percent: usize) -> bool {
        count * 100 >= self.filled * percent
    }

    /// Whether the cells can mean this. A column without cells can mean anything.
    pub(crate) fn accepts(&self, field: Field) -> bool {
        if self.filled == 0 {
            return field != Field::Id;
        }
        let words =
            self.mostly(self.filled - self.numbers.min(self.filled), 50) && self.mostly(self.lettered, 50);
        match field {
            Field::Id => self.is_nearly_id() && self.distinct * 100 >= self.filled * 98,
            Field::Code => self.mostly(self.codes, 50),
            Field::Start | Field::End | Field::PlannedStart | Field::PlannedEnd | Field::Reported => {
                self.mostly(self.dates, 50)
            }
            Field::Year => self.mostly(self.years, 80),
            // integers are no names of clusters: such a column numbers groups
            Field::Cluster | Field::Title | Field::Activity | Field::Description | Field::Participants => {
                words
            }
            Field::Org(_, Side::Code) | Field::Reporter(Side::Code) => true,
            Field::Org(..) | Field::Reporter(_) | Field::Asset => words,
            Field::Sector => words || self.mostly(self.sector_codes, 90),
            Field::Country(Side::Code) => self.mostly(self.short_codes + self.numbers, 80),
            Field::Country(_) | Field::Place => words,
            Field::Admin(_, Side::Code) => true,
            Field::Admin(..) => words,
            Field::Lat | Field::Lon => self.mostly(self.degrees, 80),
            Field::LatLon => self.mostly(self.pairs, 80),
            Field::Status => self.mostly(self.states, 40),
            Field::Kind => self.mostly(self.kinds, 30),
            Field::Amount => self.mostly(self.numbers, 70),
            Field::Currency => self.mostly(self.currencies, 80),
            Field::Language => self.mostly(self.languages, 80),
            Field::Count | Field::Contact | Field::Skip | Field::Kept => true,
        }
    }

    /// Addresses or telephones.
    pub(crate) fn is_contact(&self) -> bool {
        self.contacts > 0 && self.mostly(self.contacts, 30)
    }

    /// Days, months or years that are no plain numbers.
    pub(crate) fn is_days(&self) -> bool {
        self.filled > 0 && self.mostly(self.days, 80)
    }

    /// Whether the cells can be identifiers of rows, some of them used twice by mistake.
    pub(crate) fn is_nearly_id(&self) -> bool {
        let every_row = self.filled >= CELLS || self.filled * 10 >= self.rows * 9;
        every_row
            && self.filled > 0
            && self.distinct * 3 >= self.filled * 2
            && self.mean_length() <= 64
            && !self.is_days()
    }

    /// Months, or the first days that stand for months.
    pub(crate) fn is_months(&self) -> bool {
        self.months > 0 && self.mostly(self.months, 90)
    }

    /// Texts of several words, seldom repeated.
    pub(crate) fn is_prose(&self) -> bool {
        self.filled > 0
            && self.mostly(self.spaced, 60)
            && self.mean_length() >= 15
            && self.distinct * 4 >= self.filled
    }

    /// Mean length of a cell in characters.
    pub(crate) fn mean_length(&self) -> usize {
        self.length / self.filled.max(1)
    }

    /// Whether codes of organisations have letters: without them they are numbers of one sheet.
    pub(crate) fn has_lettered_codes(&self) -> bool {
        self.mostly(self.lettered, 50)
    }

    /// Whether the cells go beyond the poles: longitudes in the column of latitudes.
    pub(crate) fn beyond_latitudes(&self) -> bool {
        self.beyond > 0 && self.beyond * 2 > self.filled
    }

    /// The order of day and month that the cells prove; where they prove both, that of the majority.
    pub(crate) fn order(&self) -> Option<Order> {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Some(Order::DayFirst),
            std::cmp::Ordering::Less => Some(Order::MonthFirst),
            std::cmp::Ordering::Equal => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str]) -> Sample {
        Sample::of(cells.iter().copied())
    }

    #[test]
    fn integers_are_no_clusters_and_repeated_codes_no_ids() {
        assert!(!of(&["17", "4021", "4021"]).accepts(Field::Cluster));
        assert!(of(&["WASH", "Health"]).accepts(Field::Cluster));
        assert!(!of(&["100", "100", "366"]).accepts(Field::Id));
        assert!(of(&["0", "1", "2"]).accepts(Field::Id));
    }

    #[test]
    fn contents_decide_between_a_state_and_a_status() {
        assert!(of(&["Finalizada", "En ejecución", "Planeada"]).accepts(Field::Status));
        assert!(!of(&["Antioquia", "Nariño"]).accepts(Field::Status));
    }

    #[test]
    fn the_order_of_day_and_month_is_proved_by_one_cell() {
        assert_eq!(of(&["01/02/2021", "22/02/2021"]).order(), Some(Order::DayFirst));
        assert_eq!(of(&["01/02/2021", "2/22/2021"]).order(), Some(Order::MonthFirst));
        assert_eq!(of(&["01/02/2021"]).order(), None);
        assert_eq!(of(&["01/02/2021"]).ambiguous, 1);
    }

    #[test]
    fn contact_columns_are_told_by_contents() {
        assert!(of(&["a.b@example.org", "", "c@example.org"]).is_contact());
        assert!(!of(&["Kabul", "Herat"]).is_contact());
    }
}
