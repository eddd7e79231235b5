//! The words that stand in headers and the concepts they stand for, in five languages.

use std::sync::LazyLock;

use crate::table::cells::fold;

/// Languages of the words, as their order in [`WORDS`].
pub(super) const LANGUAGES: [&str; 5] = ["English", "French", "Spanish", "Portuguese", "Russian"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Concept {
    Acronym,
    Activity,
    Admin,
    Amount,
    Asset,
    Budget,
    Category,
    Cluster,
    Code,
    Committed,
    Contact,
    Counterpart,
    Country,
    Currency,
    Date,
    Department,
    Description,
    Disbursed,
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
    Spent,
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
    (Amount, ["amount cost budget value funding commitment* disbursement* disb financing amt expenditure usd usde eur price", "montant cout budget", "monto costo* presupuesto importe", "montante custo* orcamento valor", "сумма бюджет стоимост* финансирование"]),
    (Asset, ["asset* venue* unit+name vessel* equipment", "actif*", "activo*", "ativo*", "актив* объект*"]),
    (Budget, ["budget*", "budget*", "presupuest*", "orcament*", "бюджет*"]),
    (Category, ["category class", "categorie", "categoria", "categoria", "категор*"]),
    (Cluster, ["cluster* responsibility", "cluster*", "cluster* cluster+group responsabilidad", "cluster* agrupamento", "кластер*"]),
    (Code, ["code* pcode* id ref reference number no identifier iso", "code* id identifiant numero", "codigo* id numero", "codigo* id numero", "код* идентификатор* номер"]),
    (Committed, ["commit*", "engage*", "comprom*", "comprom*", "обязательств*"]),
    (Contact, ["contact* email* e+mail mail phone* telephone* mobile fax focal officer* skype whatsapp", "contact* courriel telephone* focal", "contacto* correo telefono* focal", "contato* telefone* focal", "контакт* телефон* почта ответственн* email"]),
    (Counterpart, ["counterpart* recipient+organisation", "contrepartie*", "contraparte*", "contraparte*", "контрагент* получател*"]),
    (Country, ["country countries nation adm0 admin0 recipients", "pays", "pais paises", "pais paises", "стран* государств*"]),
    (Currency, ["currency", "devise monnaie", "moneda divisa", "moeda", "валют*"]),
    (Date, ["date* day isodate", "date* jour", "fecha* dia", "data* dia", "дата даты день"]),
    (Department, ["", "departement*", "departamento*", "departamento*", "департамент*"]),
    (Description, ["description* objective* details summary narrative purpose", "description* objectif* resume", "descripcion* objetivo* resumen", "descricao* objetivo* descritivo resumo", "описание цель цели"]),
    (Disbursed, ["disb disburs*", "decaiss* debours*", "desembols*", "desembols*", "выплат* выплач*"]),
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
    (Spent, ["expend* spent", "depens*", "gasto* ejecutado", "despesa* gasto*", "расход* израсходован*"]),
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

/// One word or phrase, the beginning of a word where it is open.
pub(super) struct Stem {
    word: String,
    open: bool,
    pub(super) concept: Concept,
    pub(super) language: usize,
}

impl Stem {
    /// Whether a header of these words, and of their phrase joined by `+`, says it.
    pub(super) fn stands_in(&self, words: &[String], phrase: &str) -> bool {
        if self.word.contains('+') {
            return phrase.contains(&self.word);
        }
        words.iter().any(|word| *word == self.word || self.open && word.starts_with(&self.word))
    }
}

pub(super) static STEMS: LazyLock<Vec<Stem>> = LazyLock::new(|| {
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

/// Folded words: cut at anything but letters and digits, between letters and digits, and before a capital after a
/// small letter (`Admin1CODE` is `admin 1 code`, `ProjectID` is `project id`).
pub(super) fn words(text: &str) -> Vec<String> {
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
