//! What the words of a header mean, in English, French, Spanish, Portuguese and Russian. A header is a set of words;
//! each word stands for concepts; rules over concepts give the fields it may mean, the most likely first. Contents
//! decide between them.

mod words;

use comity_core::{AmountKind, Role};

use super::field::{Field, Side};
use words::{Concept, LANGUAGES, STEMS, words};

/// A header taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    concepts: u64,
    /// Votes for each of the languages.
    pub(crate) languages: [u32; 5],
    /// A level that the header numbers: `ADM2_PCODE`, `Admin 1`.
    level: Option<u8>,
    words: usize,
    own_id: bool,
}

impl Header {
    /// Takes a header apart.
    pub(crate) fn read(text: &str) -> Header {
        let words = words(text);
        let mut header = Header { words: words.len(), ..Header::default() };
        let phrase = words.join("+");
        for stem in STEMS.iter() {
            if stem.stands_in(&words, &phrase) {
                header.concepts |= 1 << stem.concept as u8;
                if let Some(votes) = header.languages.get_mut(stem.language) {
                    *votes += 1;
                }
            }
        }
        let phrase = phrase.as_str();
        header.own_id = header.has(Concept::Key)
            || matches!(
                phrase,
                "id" | "identifier" | "identifiant" | "identificador" | "идентификатор" | "uuid"
            );
        header.level = words.iter().find_map(|word| word.parse().ok()).filter(|level| *level <= 5);
        header
    }

    /// The language that most words are of; `None` where it is open.
    pub(crate) fn language(votes: &[u32; 5]) -> Option<&'static str> {
        let most = votes.iter().max().copied().filter(|most| *most > 0)?;
        // English words stand in everyone's sheets: a tie goes to the other language
        let last = votes.iter().rposition(|count| *count == most)?;
        LANGUAGES.get(last).copied()
    }

    /// How many concepts were recognised.
    pub(crate) fn known(&self) -> u32 {
        self.concepts.count_ones()
    }

    /// Whether the header numbers an administrative level: `ADM2_PCODE`, `Admin 1`.
    pub(crate) fn numbers_a_level(&self) -> bool {
        self.level.is_some()
    }

    /// Whether the header names the row's own identifier, and not that of a project whose rows may be many.
    pub(crate) fn is_own_id(&self) -> bool {
        self.own_id
    }

    /// Whether the header speaks of places, whatever it says about them.
    pub(crate) fn speaks_of_places(&self) -> bool {
        use Concept::*;
        [Admin, Country, Department, District, Place, Region, Subdistrict, Village]
            .into_iter()
            .any(|concept| self.has(concept))
    }

    /// The kind of money that the header names; the whole where it names none.
    pub(crate) fn money(&self) -> AmountKind {
        let kinds = [
            (Concept::Committed, AmountKind::OutgoingCommitment),
            (Concept::Disbursed, AmountKind::Disbursement),
            (Concept::Spent, AmountKind::Expenditure),
            (Concept::Budget, AmountKind::Budget),
        ];
        let named: Vec<AmountKind> =
            kinds.into_iter().filter(|(concept, _)| self.has(*concept)).map(|(_, kind)| kind).collect();
        match named.as_slice() {
            [one] => *one,
            _ => AmountKind::Total,
        }
    }

    fn has(&self, concept: Concept) -> bool {
        self.concepts & (1 << concept as u8) != 0
    }

    /// Which side of an organisation or place the header tells.
    pub(crate) fn side(&self) -> Side {
        if self.has(Concept::Unit) || self.has(Concept::Category) {
            Side::Type
        } else if self.has(Concept::Acronym) {
            Side::Acronym
        } else if self.has(Concept::Code) && !self.has(Concept::Name) {
            Side::Code
        } else {
            Side::Name
        }
    }

    /// The role that the header gives to an organisation.
    pub(crate) fn role(&self) -> Option<Role> {
        use Concept::*;
        let roles = [
            (Lead, Role::Lead),
            (Funder, Role::Funder),
            (Implementer, Role::Implementer),
            (Counterpart, Role::Counterpart),
            (Partner, Role::Participant),
        ];
        roles.into_iter().find(|(concept, _)| self.has(*concept)).map(|(_, role)| role)
    }

    /// What the column may mean, the most likely first; empty where the words say nothing.
    pub(crate) fn fields(&self) -> Vec<Field> {
        use Concept::*;
        let has = |concept| self.has(concept);
        let place_side = if has(Code) { Side::Code } else { Side::Name };
        if has(Contact) {
            return vec![Field::Contact];
        }
        if has(Latitude) && has(Longitude) || has(Point) {
            return vec![Field::LatLon];
        }
        if has(Latitude) {
            return vec![Field::Lat];
        }
        if has(Longitude) {
            return vec![Field::Lon];
        }
        if has(Currency) {
            return vec![Field::Currency];
        }
        if has(People) && !has(Counterpart) && (has(Number) || !has(Organisation)) && !has(Amount) {
            return vec![Field::Count];
        }
        if has(Status) || has(Estado) {
            let mut may = vec![Field::Status];
            if self.words <= 2 {
                may.push(Field::Admin(1, Side::Name));
            }
            return may;
        }
        // `Project Type`, `Tipo de recurso`: kinds of things that the record doesn't carry
        let org = has(Organisation) || has(Partner) || has(Funder) || has(Counterpart) || has(Implementer);
        if has(Reported) && !has(Organisation) && (has(Date) || has(Month) || self.words <= 2) {
            return vec![Field::Reported];
        }
        if has(Month) && self.words <= 2 {
            return vec![Field::Reported];
        }
        if (has(Start) || has(End)) && !has(Year) && !has(People) && (self.words <= 2 || has(Date)) {
            return vec![match (has(Start), has(Planned)) {
                (true, true) => Field::PlannedStart,
                (true, false) => Field::Start,
                (false, true) => Field::PlannedEnd,
                (false, false) => Field::End,
            }];
        }
        if has(Language) && self.words <= 2 {
            return vec![Field::Language];
        }
        if has(Related) && (has(Code) || self.words == 1) {
            return vec![Field::Code];
        }
        if has(Unlike) {
            return Vec::new();
        }
        if has(Amount) && !has(Sector) && !has(Unit) && !has(Name) && !has(Reporter) {
            let mut may = vec![Field::Amount];
            if org {
                may.push(Field::Org(Role::Funder, self.side()));
            }
            return may;
        }
        if has(Participant) && !has(Number) {
            return vec![Field::Participants];
        }
        if has(Description) {
            return if has(Unit) { Vec::new() } else { vec![Field::Description] };
        }
        if has(Reporter) {
            return vec![Field::Reporter(self.side())];
        }
        if let Some(field) = self.place(place_side) {
            return field;
        }
        if org || has(Lead) {
            return vec![match self.role() {
                Some(role) => Field::Org(role, self.side()),
                None => Field::Org(Role::Unstated, self.side()),
            }];
        }
        if has(Sector) || has(Cluster) {
            if has(Code) && has(Activity) || has(Unit) {
                return Vec::new();
            }
            let cluster = if has(Cluster) { Field::Cluster } else { Field::Sector };
            let mut may = vec![cluster];
            if has(Activity) {
                may.insert(0, Field::Activity);
            }
            return may;
        }
        if has(Title) {
            return vec![Field::Title];
        }
        if has(Project) || has(Activity) {
            if has(Unit) || has(Category) {
                return Vec::new();
            }
            return match (has(Code), has(Project)) {
                (true, _) => vec![Field::Id, Field::Code],
                (false, true) => vec![Field::Title, Field::Code],
                (false, false) => vec![Field::Activity],
            };
        }
        if has(Kind) || (has(Unit) || has(Category)) && self.words == 1 {
            return vec![Field::Kind];
        }
        if has(Asset) && !has(Number) {
            return vec![Field::Asset];
        }
        if has(Key) || has(Code) && self.words == 1 {
            return vec![Field::Id, Field::Code];
        }
        if has(Year) && self.words == 1 {
            return vec![Field::Year];
        }
        if has(Date) && self.words == 1 {
            return vec![Field::Start];
        }
        if has(Name) && self.words == 1 {
            return vec![Field::Title];
        }
        Vec::new()
    }

    fn place(&self, side: Side) -> Option<Vec<Field>> {
        use Concept::*;
        let has = |concept| self.has(concept);
        if has(Unit) {
            return (has(Place) || has(Village)).then(Vec::new);
        }
        let numbered = has(Admin) || has(Code) && self.words <= 2;
        if let (Some(level @ 1..=4), true) = (self.level, numbered) {
            return Some(vec![Field::Admin(level, side)]);
        }
        if self.level == Some(0) && has(Admin) || has(Country) {
            return Some(vec![Field::Country(side)]);
        }
        if has(Subdistrict) {
            return Some(vec![Field::Admin(3, side)]);
        }
        if has(District) {
            return Some(vec![Field::Admin(2, side)]);
        }
        if has(Department) && self.words <= 2 {
            return Some(vec![Field::Admin(2, side), Field::Admin(1, side)]);
        }
        if has(Region) && self.words <= 2 {
            return Some(vec![Field::Admin(1, side)]);
        }
        if has(Village) || has(Place) {
            return (side == Side::Name).then(|| vec![Field::Place]);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(header: &str) -> Option<String> {
        Header::read(header).fields().first().map(|field| field.told())
    }

    #[test]
    fn headers_of_five_languages() {
        for (header, want) in [
            ("Date de début*", "start date"),
            ("Date de fin*", "end date"),
            ("Nom du projet*", "title"),
            ("ProjectID", "id"),
            ("ID Province", "admin1 code"),
            ("Province", "admin1"),
            ("ID Territoire", "admin2 code"),
            ("Acronyme cluster", "cluster"),
            ("Nom acteur", "organisation"),
            ("Acronyme Acteur", "organisation acronym"),
            ("Nombre de bénéficiaires ciblés", "count, kept"),
            ("Código del proyecto", "id"),
            ("Organización líder", "lead"),
            ("Organización implementadora", "implementer"),
            ("Tipo de organización implementadora", "implementer type"),
            ("Fecha Prevista de Finalización de la actividad (dd/mm/aaaa)", "planned end date"),
            ("USD COSTO ESTIMADO", "amount"),
            ("Estatus de la actividad", "status"),
            ("País", "country"),
            ("Pcode 2", "admin2 code"),
            ("PCODE1", "admin1 code"),
            ("Municipio", "admin2"),
            ("Data de início", "start date"),
            ("Parceiro de Implementação", "implementer"),
            ("Setor", "sector"),
            ("Дата начала", "start date"),
            ("Дата окончания", "end date"),
            ("Название проекта", "title"),
            ("Организация-исполнитель", "implementer"),
            ("Донор", "funder"),
            ("Область", "admin1"),
            ("Район", "admin2"),
            ("Бюджет", "amount"),
            ("Статус", "status"),
            ("Широта", "latitude"),
            ("Контактное лицо", "contact, not read"),
            ("Focal point e-mail", "contact, not read"),
            ("Programme Organization", "lead"),
            ("Implementing agency Acronym", "implementer acronym"),
            ("unique_id", "id"),
            ("institution", "organisation"),
            ("total_disbursements", "amount"),
            ("participants", "participants"),
            ("related_id", "code"),
            ("Reporting Month", "reported"),
            ("ADM3_PCODE", "admin3 code"),
        ] {
            assert_eq!(first(header).as_deref(), Some(want), "{header}");
        }
    }

    #[test]
    fn money_is_of_the_kind_that_its_header_names() {
        use AmountKind::*;
        for (header, want) in [
            ("total_commitments", OutgoingCommitment),
            ("total_disbursements", Disbursement),
            ("Montant décaissé", Disbursement),
            ("Presupuesto", Budget),
            ("Total Amt", Total),
            ("Budget / expenditure", Total),
        ] {
            assert_eq!(Header::read(header).money(), want, "{header}");
        }
    }

    #[test]
    fn a_state_may_be_a_place_or_a_status() {
        assert_eq!(Header::read("Estado").fields(), [Field::Status, Field::Admin(1, Side::Name)]);
    }

    #[test]
    fn headers_without_meaning_say_nothing() {
        for header in ["", "Column1", "Sub activity type", "xyz", "Modalidade de entrega"] {
            assert!(Header::read(header).fields().is_empty(), "{header}");
        }
    }
}
