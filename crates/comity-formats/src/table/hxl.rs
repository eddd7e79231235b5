//! HXL tag rows, tidy or not: `#adm1 +code`, `#ORG+Impl`, `#sector\t`, `adm2+name` without its sign, unknown
//! attributes, and rows with a few tags only.

use comity_core::Role;

use super::{
    field::{Field, Side},
    headers::Header,
    row::Row,
};

/// Rows at the top in which a tag row is looked for.
const WITHIN: usize = 10;

/// Hashtags of the HXL 1.1 core schema, and of the sheets that extend it.
const KNOWN: [&str; 50] = [
    "access",
    "activity",
    "adm1",
    "adm2",
    "adm3",
    "adm4",
    "adm5",
    "affected",
    "aid",
    "beneficiary",
    "capacity",
    "cause",
    "channel",
    "contact",
    "country",
    "crisis",
    "currency",
    "date",
    "delivery",
    "description",
    "event",
    "frequency",
    "geo",
    "group",
    "id",
    "impact",
    "indicator",
    "inneed",
    "item",
    "loc",
    "meta",
    "modality",
    "need",
    "operations",
    "org",
    "output",
    "population",
    "project",
    "reached",
    "respondee",
    "response",
    "sector",
    "service",
    "severity",
    "status",
    "subsector",
    "targeted",
    "value",
    "location",
    "adm0",
];

/// One hashtag with its attributes, lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    name: String,
    attributes: Vec<String>,
}

impl Tag {
    /// Reads a tag; the sign may be missing where the name is known.
    pub(crate) fn read(cell: &str) -> Option<Tag> {
        let text: String = cell.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        // `# people` is a count in words, not a tag
        let after = cell.trim().trim_start_matches('#');
        if after.starts_with(char::is_whitespace) {
            return None;
        }
        let signed = text.starts_with('#');
        let mut parts = text.trim_start_matches('#').split('+');
        let name = parts.next()?.to_owned();
        let letters = name.starts_with(|c: char| c.is_alphabetic());
        let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let attributes: Vec<String> = parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let known = KNOWN.contains(&name.as_str());
        // `Sector` alone is a header; with attributes or the sign it is a tag
        let said = signed || known && !attributes.is_empty();
        (letters && plain && said && cell.len() <= 120).then_some(Tag { name, attributes })
    }

    fn has(&self, attributes: &[&str]) -> bool {
        self.attributes.iter().any(|mine| attributes.contains(&mine.as_str()))
    }

    fn side(&self) -> Option<Side> {
        if self.has(&["type"]) {
            Some(Side::Type)
        } else if self.has(&["acronym", "abbr", "short"]) {
            Some(Side::Acronym)
        } else if self.has(&["code", "pcode", "id", "v_pcode"]) {
            Some(Side::Code)
        } else if self.has(&["name"]) {
            Some(Side::Name)
        } else {
            None
        }
    }

    fn role(&self) -> Option<Role> {
        let roles: [(&[&str], Role); 5] = [
            (&["funder", "donor", "funding"], Role::Funder),
            (&["prog", "programme", "lead", "leader"], Role::Lead),
            (&["impl", "implementing", "implementer"], Role::Implementer),
            (&["partner", "counterpart", "gov"], Role::Participant),
            (&["accountable"], Role::Accountable),
        ];
        roles.into_iter().find(|(words, _)| self.has(words)).map(|(_, role)| role)
    }

    /// What the column may mean, by its tag and, where the tag leaves it open, its header; the most likely first.
    /// Empty where neither the tag nor the header is understood.
    pub(crate) fn fields(&self, header: &Header) -> Vec<Field> {
        let side = self.side();
        let place_side = if matches!(side, Some(Side::Code)) { Side::Code } else { Side::Name };
        let level = self.name.strip_prefix("adm").and_then(|level| level.parse::<u8>().ok());
        if self.has(&["contact", "email", "phone"]) {
            return vec![Field::Contact];
        }
        if let Some(level) = level {
            return match level {
                0 => vec![Field::Country(place_side)],
                1..=4 => vec![Field::Admin(level, place_side)],
                _ => vec![Field::Place],
            };
        }
        match self.name.as_str() {
            "org" => {
                let role = self.role().or_else(|| header.role()).unwrap_or(Role::Unstated);
                vec![Field::Org(
                    role,
                    side.filter(|side| *side != Side::Name).unwrap_or_else(|| header.side()),
                )]
            }
            "sector" | "subsector" => {
                if matches!(side, Some(Side::Type)) {
                    Vec::new()
                } else {
                    vec![Field::Cluster]
                }
            }
            "country" => vec![Field::Country(place_side)],
            "loc" | "location" => match side {
                Some(Side::Type | Side::Code) => vec![Field::Kept],
                _ => vec![Field::Place],
            },
            "geo" if self.has(&["lat"]) => vec![Field::Lat],
            "geo" if self.has(&["lon"]) => vec![Field::Lon],
            "geo" if self.has(&["coord", "coords"]) => vec![Field::LatLon],
            "date" if self.has(&["start"]) => vec![Field::Start],
            "date" if self.has(&["end"]) => vec![Field::End],
            "date" => {
                let by_header: Vec<Field> =
                    header.fields().into_iter().filter(|field| field.is_date()).collect();
                if by_header.is_empty() || !self.attributes.is_empty() {
                    vec![Field::Reported]
                } else {
                    by_header
                }
            }
            "status" => vec![Field::Status],
            "activity" if self.has(&["status"]) => vec![Field::Status],
            "activity" if self.has(&["comments", "description"]) => vec![Field::Description],
            "activity" | "project" if matches!(side, Some(Side::Code)) => vec![Field::Id, Field::Code],
            "activity" if self.has(&["indicator", "subactivity"]) => vec![Field::Kept],
            "activity" if self.attributes.iter().any(|a| a.contains("area")) => vec![Field::Cluster],
            "activity" if matches!(side, Some(Side::Type)) => match header.fields().first() {
                Some(Field::Activity) if self.has(&["name"]) => vec![Field::Activity],
                _ => vec![Field::Kept],
            },
            "activity" => vec![Field::Activity],
            "project" if self.has(&["type"]) => vec![Field::Kept],
            "project" => vec![Field::Title],
            "id" => vec![Field::Id, Field::Code],
            "description" => vec![Field::Description],
            "contact" => vec![Field::Contact],
            "currency" => vec![Field::Currency],
            "value" => vec![Field::Amount],
            "targeted" | "reached" | "beneficiary" | "affected" | "inneed" | "population" | "output"
            | "indicator" => {
                vec![Field::Count]
            }
            _ if KNOWN.contains(&self.name.as_str()) => vec![Field::Kept],
            _ => header.fields(),
        }
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.name)?;
        self.attributes.iter().try_for_each(|attribute| write!(f, " +{attribute}"))
    }
}

/// Which of the first rows is the tag row: most of its cells are tags, at least two of them (or its only one) signed.
pub(crate) fn tag_row(rows: &[Row]) -> Option<usize> {
    rows.iter().take(WITHIN).position(|row| {
        let tags = row.cells().filter(|cell| Tag::read(cell).is_some()).count();
        let signed = row.cells().filter(|cell| cell.starts_with('#') && Tag::read(cell).is_some()).count();
        let filled = row.filled();
        tags > 0 && (signed >= 2 || filled == 1 && signed == 1 || tags >= 3) && tags * 2 >= filled
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        let mut row = Row::default();
        cells.iter().for_each(|cell| row.push(cell));
        row
    }

    #[test]
    fn untidy_tags_are_read() {
        for cell in ["#adm1+code", "#adm1 +code", " #ADM1 + Code\t", "adm1+code", "##adm1++code"] {
            assert_eq!(Tag::read(cell).map(|tag| tag.to_string()).as_deref(), Some("#adm1 +code"), "{cell}");
        }
        for cell in ["Sector", "# people", "#1", "", "a+b", "Comments"] {
            assert_eq!(Tag::read(cell), None, "{cell}");
        }
    }

    #[test]
    fn the_tag_row_may_stand_anywhere_in_the_first_ten() {
        let tags = row(&["", "#org +name", "#sector\t", "Column1", ""]);
        let mut rows = vec![row(&["Title"]); 7];
        rows.push(tags.clone());
        assert_eq!(tag_row(&rows), Some(7));
        assert_eq!(tag_row(&[tags]), Some(0));
        assert_eq!(tag_row(&[row(&["# people", "# households"])]), None);
        rows.splice(0..0, vec![row(&["x"]); 3]);
        assert_eq!(tag_row(&rows), None);
    }

    #[test]
    fn a_header_says_what_its_tag_leaves_open() {
        let fields = |tag: &str, header: &str| Tag::read(tag).expect(tag).fields(&Header::read(header));
        assert_eq!(fields("#org +impl", "Partner Category"), [Field::Org(Role::Implementer, Side::Type)]);
        assert_eq!(
            fields("#org +name", "ORGANIZACIÓN IMPLEMENTADORA"),
            [Field::Org(Role::Implementer, Side::Name)]
        );
        assert_eq!(fields("#org+impl", "Acronyme"), [Field::Org(Role::Implementer, Side::Acronym)]);
        assert_eq!(fields("#hrp+Project+Code", "Código do Projeto HRP"), [Field::Id, Field::Code]);
        assert_eq!(fields("#activity+project+status", "Etat du Projet"), [Field::Status]);
    }
}
