//! What a column of a table may mean, and the word for it in mapping lines, mapping files and choices.

use comity_core::Role;

/// Which side of a thing a column tells: its name, its short name, its code, or its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Side {
    Name,
    Acronym,
    Code,
    Type,
}

impl Side {
    fn word(self) -> &'static str {
        match self {
            Side::Name => "",
            Side::Acronym => "acronym",
            Side::Code => "code",
            Side::Type => "type",
        }
    }
}

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Field {
    Id,
    /// An organisation that reports, or whose role the column doesn't say.
    Reporter(Side),
    Org(Role, Side),
    /// Several organisations in one cell, `;` or `|` between them.
    Participants,
    Title,
    Activity,
    Description,
    Cluster,
    Sector,
    Country(Side),
    Admin(u8, Side),
    Place,
    Lat,
    Lon,
    /// Latitude and longitude in one cell.
    LatLon,
    Start,
    End,
    PlannedStart,
    PlannedEnd,
    /// When the row was written, or the month that it reports on.
    Reported,
    Year,
    Status,
    Kind,
    Amount,
    Currency,
    Asset,
    /// A code of the project or of a related record.
    Code,
    Language,
    /// Numbers of people or things: kept as they are, never read as money.
    Count,
    /// Persons, their addresses and telephones: counted, never read.
    Contact,
    /// Left out because a person said so: counted, not read.
    Skip,
    /// Not understood: kept as it is.
    Kept,
}

impl Field {
    /// Whether a record has at most one of it, so that two columns must not both mean it.
    pub(crate) fn is_single(self) -> bool {
        use Field::*;
        matches!(
            self,
            Id | Lat
                | Lon
                | LatLon
                | Start
                | End
                | PlannedStart
                | PlannedEnd
                | Status
                | Kind
                | Language
                | Currency
        ) || matches!(self, Year | Country(_) | Admin(..))
    }

    /// Whether its cells are texts, out of which addresses are taken one by one.
    pub(crate) fn is_prose(self) -> bool {
        matches!(self, Field::Title | Field::Activity | Field::Description | Field::Place | Field::Asset)
    }

    /// Whether its cells are days, months or years.
    pub(crate) fn is_date(self) -> bool {
        use Field::*;
        matches!(self, Start | End | PlannedStart | PlannedEnd | Reported)
    }

    /// The word for it in mapping files and choices: `start date`, `admin2 code`, `implementer acronym`.
    pub(crate) fn word(self) -> String {
        let (thing, side) = (self.thing(), self.side().map_or("", Side::word));
        if side.is_empty() { thing } else { format!("{thing} {side}") }
    }

    /// The same for people, with what becomes of cells that are not read into a field.
    pub(crate) fn told(self) -> String {
        match self {
            Field::Count => "count, kept".to_owned(),
            Field::Contact => "contact, not read".to_owned(),
            Field::Skip => "left out".to_owned(),
            field => field.word(),
        }
    }

    /// What it is about, whichever side of it a column tells.
    fn thing(self) -> String {
        let word = match self {
            Field::Admin(level, _) => return format!("admin{level}"),
            Field::Id => "id",
            Field::Reporter(_) => "reporter",
            Field::Org(role, _) => role_word(role),
            Field::Participants => "participants",
            Field::Title => "title",
            Field::Activity => "activity",
            Field::Description => "description",
            Field::Cluster => "cluster",
            Field::Sector => "sector",
            Field::Country(_) => "country",
            Field::Place => "place",
            Field::Lat => "latitude",
            Field::Lon => "longitude",
            Field::LatLon => "coordinates",
            Field::Start => "start date",
            Field::End => "end date",
            Field::PlannedStart => "planned start date",
            Field::PlannedEnd => "planned end date",
            Field::Reported => "reported",
            Field::Year => "year",
            Field::Status => "status",
            Field::Kind => "kind",
            Field::Amount => "amount",
            Field::Currency => "currency",
            Field::Asset => "asset",
            Field::Code => "code",
            Field::Language => "language",
            Field::Count => "count",
            Field::Contact => "contact",
            Field::Skip => "skip",
            Field::Kept => "kept",
        };
        word.to_owned()
    }

    fn side(self) -> Option<Side> {
        match self {
            Field::Reporter(side) | Field::Org(_, side) | Field::Country(side) | Field::Admin(_, side) => {
                Some(side)
            }
            _ => None,
        }
    }

    /// Under which heading people look for it.
    fn group(self) -> &'static str {
        use Field::*;
        match self {
            Id | Code | Title | Activity | Description | Kind | Status | Language => "identity",
            Cluster | Sector | Asset => "what",
            Reporter(_) | Org(..) | Participants => "who",
            Country(_) | Admin(..) | Place | Lat | Lon | LatLon => "where",
            Start | End | PlannedStart | PlannedEnd | Reported | Year => "when",
            Amount | Currency | Count => "money",
            Kept | Contact | Skip => "rest",
        }
    }

    /// The field of a word in a mapping file or a choice; see [`meanings`].
    pub(crate) fn parse(word: &str) -> Option<Field> {
        let word = word.trim().to_lowercase().replace(['_', '-'], " ");
        match word.as_str() {
            "ignore" => return Some(Field::Skip),
            "assets" => return Some(Field::Asset),
            "organisation" | "organization" | "institution" => return Some(Field::Reporter(Side::Name)),
            "programme" => return Some(Field::Org(Role::Lead, Side::Name)),
            "donor" => return Some(Field::Org(Role::Funder, Side::Name)),
            "lat" => return Some(Field::Lat),
            "lon" => return Some(Field::Lon),
            "start" => return Some(Field::Start),
            "end" => return Some(Field::End),
            _ => {}
        }
        Self::all().into_iter().find(|field| field.word() == word)
    }

    /// The same, or what is wrong with the word and which would do.
    pub(crate) fn named(word: &str) -> Result<Field, String> {
        Self::parse(word).ok_or_else(|| {
            let words: Vec<String> = Self::all().into_iter().map(Field::word).collect();
            format!("`{word}` is no field; write one of {}", words.join(", "))
        })
    }

    /// Every field that can be named, group by group.
    fn all() -> Vec<Field> {
        use Field::*;
        let sides = [Side::Name, Side::Acronym, Side::Code, Side::Type];
        let roles = [
            Role::Lead,
            Role::Implementer,
            Role::Funder,
            Role::Counterpart,
            Role::Participant,
            Role::Accountable,
            Role::Extending,
            Role::Observer,
        ];
        let mut all = vec![Title, Activity, Description, Id, Code, Kind, Status, Language];
        all.extend([Cluster, Sector, Asset]);
        all.extend(sides.map(Reporter));
        for role in roles {
            all.extend(sides.map(|side| Org(role, side)));
        }
        all.extend([Participants, Country(Side::Name), Country(Side::Code)]);
        for level in 1..=4 {
            all.extend([Admin(level, Side::Name), Admin(level, Side::Code)]);
        }
        all.extend([Place, Lat, Lon, LatLon, Start, End, PlannedStart, PlannedEnd, Reported, Year]);
        all.extend([Amount, Currency, Count, Kept, Contact, Skip]);
        all
    }
}

/// What a column may be said to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The word for it in mapping files and choices: `start date`, `implementer acronym`; `kept` leaves cells beside the record,
    /// `skip` and `contact` leave them out.
    pub word: String,
    /// What it is about: `start date`, `implementer`.
    pub thing: String,
    /// Which side of it the column tells: `acronym`, `code`, `type`; empty for the thing itself or its name.
    pub side: &'static str,
    /// Under which heading people look for it: `identity`, `what`, `who`, `where`, `when`, `money` or `rest`.
    pub group: &'static str,
    /// Whether a record has it once, so that two columns can't both mean it.
    pub once: bool,
}

/// Everything that a column may be said to mean, group by group.
pub fn meanings() -> Vec<Meaning> {
    let meaning = |field: Field| Meaning {
        word: field.word(),
        thing: field.thing(),
        side: field.side().map_or("", Side::word),
        group: field.group(),
        once: field.is_single(),
    };
    Field::all().into_iter().map(meaning).collect()
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Funder => "funder",
        Role::Accountable => "accountable",
        Role::Extending => "extending",
        Role::Implementer => "implementer",
        Role::Lead => "lead",
        Role::Participant => "participant",
        Role::Observer => "observer",
        Role::Counterpart => "counterpart",
        Role::Unstated => "organisation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for field in Field::all() {
            assert_eq!(Field::parse(&field.word()), Some(field), "{}", field.word());
        }
        assert_eq!(Field::parse("Admin1_Code"), Some(Field::Admin(1, Side::Code)));
        assert_eq!(Field::parse("colour"), None);
    }

    #[test]
    fn meanings_stand_group_by_group() {
        let mut groups: Vec<&str> = meanings().iter().map(|meaning| meaning.group).collect();
        groups.dedup();
        assert_eq!(groups, ["identity", "what", "who", "where", "when", "money", "rest"]);
    }
}
