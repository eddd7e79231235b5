//! What a column of a table may mean, and the word for it in mapping lines and mapping files.

use comity_core::Role;

/// Which side of a thing a column tells: its name, its short name, its code, or its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Side {
    Name,
    Acronym,
    Code,
    Type,
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

    /// Whether its cells are days, months or years.
    pub(crate) fn is_date(self) -> bool {
        use Field::*;
        matches!(self, Start | End | PlannedStart | PlannedEnd | Reported)
    }

    /// The word for people: `start date`, `admin2 code`, `implementer acronym`.
    pub(crate) fn word(self) -> String {
        let sided = |thing: &str, side: Side| match side {
            Side::Name => thing.to_owned(),
            Side::Acronym => format!("{thing} acronym"),
            Side::Code => format!("{thing} code"),
            Side::Type => format!("{thing} type"),
        };
        match self {
            Field::Id => "id".into(),
            Field::Reporter(side) => sided("reporter", side),
            Field::Org(role, side) => sided(role_word(role), side),
            Field::Participants => "participants".into(),
            Field::Title => "title".into(),
            Field::Activity => "activity".into(),
            Field::Description => "description".into(),
            Field::Cluster => "cluster".into(),
            Field::Sector => "sector".into(),
            Field::Country(side) => sided("country", side),
            Field::Admin(level, side) => sided(&format!("admin{level}"), side),
            Field::Place => "place".into(),
            Field::Lat => "latitude".into(),
            Field::Lon => "longitude".into(),
            Field::LatLon => "coordinates".into(),
            Field::Start => "start date".into(),
            Field::End => "end date".into(),
            Field::PlannedStart => "planned start date".into(),
            Field::PlannedEnd => "planned end date".into(),
            Field::Reported => "reported".into(),
            Field::Year => "year".into(),
            Field::Status => "status".into(),
            Field::Kind => "kind".into(),
            Field::Amount => "amount".into(),
            Field::Currency => "currency".into(),
            Field::Asset => "asset".into(),
            Field::Code => "code".into(),
            Field::Language => "language".into(),
            Field::Count => "count, kept".into(),
            Field::Contact => "contact, not read".into(),
            Field::Kept => "kept".into(),
        }
    }

    /// The field of a word in a mapping file; see [`Field::words`].
    pub(crate) fn parse(word: &str) -> Option<Field> {
        let word = word.trim().to_lowercase().replace(['_', '-'], " ");
        match word.as_str() {
            "skip" | "ignore" => return Some(Field::Contact),
            "count" => return Some(Field::Count),
            "contact" => return Some(Field::Contact),
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

    /// Every word that a mapping file may use.
    pub(crate) fn words() -> Vec<String> {
        Self::all().into_iter().map(Field::word).filter(|word| !word.contains(',')).collect()
    }

    fn all() -> Vec<Field> {
        use Field::*;
        let sides = [Side::Name, Side::Acronym, Side::Code, Side::Type];
        let roles = [
            Role::Funder,
            Role::Accountable,
            Role::Extending,
            Role::Implementer,
            Role::Lead,
            Role::Participant,
            Role::Observer,
            Role::Counterpart,
        ];
        let mut all = vec![Id, Participants, Title, Activity, Description, Cluster, Sector, Place, Lat, Lon];
        all.extend([LatLon, Start, End, PlannedStart, PlannedEnd, Reported, Year, Status, Kind, Amount]);
        all.extend([Currency, Asset, Code, Language, Count, Contact, Kept]);
        all.extend(sides.map(Reporter));
        for role in roles {
            all.extend(sides.map(|side| Org(role, side)));
        }
        all.extend([Country(Side::Name), Country(Side::Code)]);
        for level in 1..=4 {
            all.extend([Admin(level, Side::Name), Admin(level, Side::Code)]);
        }
        all
    }
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
            if !field.word().contains(',') {
                assert_eq!(Field::parse(&field.word()), Some(field), "{}", field.word());
            }
        }
        assert_eq!(Field::parse("Admin1_Code"), Some(Field::Admin(1, Side::Code)));
        assert_eq!(Field::parse("colour"), None);
    }
}
