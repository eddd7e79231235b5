//! What the words of a header mean, in English, French, Spanish, Portuguese and Russian. A header is a set of words;
//! each word stands for concepts; rules over concepts give the fields it may mean, the most likely first. Contents
//! decide between them.

use std::sync::LazyLock;

use comity_core::Role;

use super::{
    cells::fold,
    field::{Field, Side},
};

/// Languages of the words, as their order in [`WORDS`].
const LANGUAGES: [&str; 5] = ["English", "French", "Spanish", "Portuguese", "Russian"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Concept {
    Acronym,
    Activity,
    Admin,
    Amount,
    Asset,
    Category,
    Cluster,
    Code,
    Contact,
    Counterpart,
    Country,
    Currency,
    Date,
    Department,
    Description,
    District,
    End,
    Estado,
    Funder,
    Implementer,
    Key,
    Kind,
    Language,
    Latitude,
    Lead,
    Longitude,
    Month,
    Name,
    Number,
    Organisation,
    Participant,
    Partner,
    People,
    Place,
    Planned,
    Point,
    Project,
    Region,
    Related,
    Reported,
    Reporter,
    Sector,
    Start,
    Status,
    Subdistrict,
    Title,
    Unit,
    Unlike,
    Village,
    Year,
}

/// Concept, and its words in the order of [`LANGUAGES`]: folded, `*` for any ending, `+` between words of one phrase.
#[rustfmt::skip]
const WORDS: &[(Concept, [&str; 5])] = {
    use Concept::*;
    &[
    (Acronym, ["acronym* abbreviation short", "acronyme* sigle", "acronimo* sigla", "acronimo* sigla", "сокращен* аббревиатур* акроним*"]),
    (Activity, ["activit* intervention* action*", "activite* intervention*", "actividad*", "atividade*", "деятельност* мероприят* активност*"]),
    (Admin, ["adm* admin*", "adm*", "adm*", "adm*", "адм*"]),
    (Amount, ["amount cost budget value funding commitment* disbursement* financing amt expenditure usd usde eur price", "montant cout budget", "monto costo* presupuesto importe", "montante custo* orcamento valor", "сумма бюджет стоимост* финансирование"]),
    (Asset, ["asset* venue* unit+name vessel* equipment", "actif*", "activo*", "ativo*", "актив* объект*"]),
    (Category, ["category class", "categorie", "categoria", "categoria", "категор*"]),
    (Cluster, ["cluster* responsibility", "cluster*", "cluster* cluster+group responsabilidad", "cluster* agrupamento", "кластер*"]),
    (Code, ["code* pcode* id ref reference number no identifier iso", "code* id identifiant numero", "codigo* id numero", "codigo* id numero", "код* идентификатор* номер"]),
    (Contact, ["contact* email* e+mail mail phone* telephone* mobile fax focal officer* skype whatsapp", "contact* courriel telephone* focal", "contacto* correo telefono* focal", "contato* telefone* focal", "контакт* телефон* почта ответственн* email"]),
    (Counterpart, ["counterpart* recipient+organisation", "contrepartie*", "contraparte*", "contraparte*", "контрагент* получател*"]),
    (Country, ["country countries nation adm0 admin0 recipients", "pays", "pais paises", "pais paises", "стран* государств*"]),
    (Currency, ["currency", "devise monnaie", "moneda divisa", "moeda", "валют*"]),
    (Date, ["date* day isodate", "date* jour", "fecha* dia", "data* dia", "дата даты день"]),
    (Department, ["", "departement*", "departamento*", "departamento*", "департамент*"]),
    (Description, ["description* objective* details summary narrative purpose", "description* objectif* resume", "descripcion* objetivo* resumen", "descricao* objetivo* descritivo resumo", "описание цель цели"]),
    (District, ["district* zone county adm2 admin2 municipality", "district* territoire* cercle zone", "municipio* canton", "distrito* municipio*", "район* уезд"]),
    (End, ["end* finish* until completion to closing", "fin final* cloture", "fin final* finalizacion termino", "fim final* termino", "конец окончан* заверш* по"]),
    (Estado, ["", "", "estado*", "estado*", ""]),
    (Funder, ["donor* funder* funded financ*", "bailleur* donateur* donneur*", "donante* financiador* donador*", "doador* financiador*", "донор* финансирующ*"]),
    (Implementer, ["implement* executing delivering delivery", "implementation oeuvre execution", "implementador* ejecutor* ejecutante*", "implementac* implementador* executor*", "исполнит* реализующ* исполняющ*"]),
    (Key, ["unique* record", "unique", "unico registro", "unico registro", "уникальн*"]),
    (Kind, ["kind", "genre", "clase", "especie", "вид"]),
    (Language, ["lang language", "langue", "idioma lengua", "lingua idioma", "язык*"]),
    (Latitude, ["lat latitude y", "lat latitude", "latitud lat", "latitude", "широта"]),
    (Lead, ["lead* programme+organization programme+organisation programme+agency", "chef pilote principale", "lider*", "lider*", "ведущ* головн*"]),
    (Longitude, ["lon lng long longitude x", "longitude", "longitud", "longitude", "долгота"]),
    (Month, ["month", "mois", "mes", "mes", "месяц"]),
    (Name, ["name names full", "nom noms", "nombre", "nome", "название наименование имя"]),
    (Number, ["number nb num no count total", "nombre nb", "numero cantidad", "numero quantidade", "количеств* числ* число"]),
    (Organisation, ["org orgs organi* agency agencies institution* ngo", "organisation* acteur* agence*", "organizacion* institucion* agencia* actor*", "organizac* instituic* agencia* ator", "организац* учрежден* агентств* ведомств*"]),
    (Participant, ["participant* participating parties members", "participant*", "participante*", "participante*", "участник*"]),
    (Partner, ["partner*", "partenaire*", "socio* aliado*", "parceir*", "партнер*"]),
    (People, ["beneficiar* people persons reached targeted target* households girls boys men women female male individuals idps families", "beneficiaire* cible* personnes menages femmes hommes filles garcons ciblees", "beneficiari* personas familias ninas ninos mujeres hombres alcanzad*", "beneficiari* pessoas familias meninas meninos mulheres homens", "бенефициар* люди люде* получателей человек женщин* мужчин* охват*"]),
    (Place, ["place* location* site* loc settlement camp city town", "lieu localite* site* ville", "lugar* sitio localidad* ciudad", "local localidade* lugar cidade", "место населенн* город пункт"]),
    (Planned, ["planned expected scheduled estimated", "prevu* prevision*", "previst* planificad* estimad*", "previst* planejad*", "планов* планируем* ожидаем*"]),
    (Point, ["coordinates gps geo latlon", "coordonnees gps", "coordenadas gps", "coordenadas gps", "координаты"]),
    (Project, ["project* programme program", "projet*", "proyecto*", "projeto*", "проект* программ*"]),
    (Region, ["region province governorate state oblast adm1 admin1", "region* province*", "provincia* region*", "provincia* regiao", "област* регион* провинц* край"]),
    (Related, ["related parent linked", "lie associe", "relacionad*", "relacionad*", "связан*"]),
    (Reported, ["reporting reported updated update approval report", "rapport*", "reporte actualizad* informe", "reportado relatorio atualiza*", "отчет* обновлен* отчетн*"]),
    (Reporter, ["reporter reporting+org reported+by", "declarant", "informante", "informante", "отчитывающ*"]),
    (Sector, ["sector* subsector* theme themes mjsector", "secteur* theme*", "sector* tema*", "setor* sector* tema*", "сектор* отрасл* тема"]),
    (Start, ["start* begin* from since commencement", "debut* commencement demarrage", "inicio comienzo", "inicio comeco", "начал* с"]),
    (Status, ["status progress state", "statut etat", "estatus situacion", "situacao", "статус состояние"]),
    (Subdistrict, ["subdistrict sub+district woreda township payam ward", "commune* zs aire", "parroquia* corregimiento", "posto bairro", "округ"]),
    (Title, ["title titles", "titre intitule", "titulo", "titulo", "заголовок"]),
    (Unit, ["type types unit units", "type types unite", "tipo tipos unidad", "tipo tipos unidade", "тип типы единиц*"]),
    (Unlike, ["indicator* output* comment* modality recurrent* level precision percent cum exactness plan", "indicateur* commentaire* modalite presence", "indicador* comentario* vulnerable etnico recurrentes covid covid19 desastres violencia recurso transferencia vinculada respuesta alcanzado", "indicador* comentario* materiais modalidade", "показател* примечан* комментар*"]),
    (Village, ["village kebele neighbourhood", "village quartier", "aldea barrio", "aldeia povoacao", "село деревня поселок"]),
    (Year, ["year", "annee", "ano", "ano", "год"]),
    ]
};

/// Words that look like one thing in one place and the contents settle: Spanish `Estado` is a state or a status.
struct Stem {
    word: String,
    open: bool,
    concept: Concept,
    language: usize,
}

static STEMS: LazyLock<Vec<Stem>> = LazyLock::new(|| {
    let mut stems = Vec::new();
    for (concept, languages) in WORDS {
        for (language, words) in languages.iter().enumerate() {
            for word in words.split_whitespace() {
                stems.push(Stem {
                    word: fold(word.trim_end_matches('*')),
                    open: word.ends_with('*'),
                    concept: *concept,
                    language,
                });
            }
        }
    }
    stems
});

/// A header taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    concepts: u64,
    /// Votes for each of the languages.
    pub(crate) languages: [u32; 5],
    /// A level that the header numbers: `ADM2_PCODE`, `Admin 1`.
    level: Option<u8>,
    words: usize,
}

impl Header {
    /// Takes a header apart.
    pub(crate) fn read(text: &str) -> Header {
        let words = words(text);
        let mut header = Header { words: words.len(), ..Header::default() };
        let phrase = words.join("+");
        for stem in STEMS.iter() {
            let hit = if stem.word.contains('+') {
                phrase.contains(&stem.word)
            } else {
                words.iter().any(|word| *word == stem.word || stem.open && word.starts_with(&stem.word))
            };
            if hit {
                header.concepts |= 1 << stem.concept as u8;
                if let Some(votes) = header.languages.get_mut(stem.language) {
                    *votes += 1;
                }
            }
        }
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

/// Folded words: cut at anything but letters and digits, between letters and digits, and before a capital after a
/// small letter (`Admin1CODE` is `admin 1 code`, `ProjectID` is `project id`).
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        let turn = before.is_lowercase() && c.is_uppercase()
            || before.is_alphabetic() && c.is_ascii_digit()
            || before.is_ascii_digit() && c.is_alphabetic();
        if turn {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    const LITTLE: [&str; 17] = [
        "de", "du", "des", "la", "le", "el", "los", "las", "do", "da", "of", "the", "a", "d", "l", "del",
        "en",
    ];
    fold(&spaced).split_whitespace().filter(|word| !LITTLE.contains(word)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(header: &str) -> Option<String> {
        Header::read(header).fields().first().map(|field| field.word())
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
            ("participants", "participants"),
            ("related_id", "code"),
            ("Reporting Month", "reported"),
            ("ADM3_PCODE", "admin3 code"),
        ] {
            assert_eq!(first(header).as_deref(), Some(want), "{header}");
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
