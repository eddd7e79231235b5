//! The table as shipped, and bytes that are none.

use proptest::prelude::*;

use super::lookup::each_key;
use super::*;
use crate::script::Script;

fn shipped() -> WordTable<'static> {
    WordTable::from_bytes(SHIPPED).unwrap()
}

fn keys(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each_key(text, |key| out.push(key.to_owned()));
    out
}

/// Titles that had no part in making the table: English, then the same in other languages.
const TITLES: [(&str, [&str; 5]); 16] = [
    (
        "Vaccination campaign against measles in Uzbekistan",
        [
            "Кампания вакцинации против кори в Узбекистане",
            "Campagne de vaccination contre la rougeole en Ouzbékistan",
            "Campaña de vacunación contra el sarampión en Uzbekistán",
            "乌兹别克斯坦麻疹疫苗接种运动",
            "Өзбекстандағы қызылшаға қарсы вакцинация науқаны",
        ],
    ),
    (
        "Irrigation canal repair in the Fergana valley",
        [
            "Ремонт оросительных каналов в Ферганской долине",
            "Réparation des canaux d'irrigation dans la vallée de Ferghana",
            "Reparación de canales de riego en el valle de Fergana",
            "费尔干纳盆地灌溉渠修复",
            "Ферғана алқабындағы суару каналдарын жөндеу",
        ],
    ),
    (
        "Military intelligence sharing agreement",
        [
            "Соглашение об обмене военной разведывательной информацией",
            "Accord sur l'échange de renseignements militaires",
            "Acuerdo de intercambio de inteligencia militar",
            "军事情报共享协议",
            "Әскери барлау ақпаратымен алмасу туралы келісім",
        ],
    ),
    (
        "Teacher training for primary schools",
        [
            "Подготовка учителей начальных школ",
            "Formation des enseignants du primaire",
            "Formación de maestros de escuelas primarias",
            "小学教师培训",
            "Бастауыш мектеп мұғалімдерін даярлау",
        ],
    ),
    (
        "Border guards exercise against smuggling of weapons",
        [
            "Учения пограничников по борьбе с контрабандой оружия",
            "Exercice des gardes-frontières contre la contrebande d'armes",
            "Ejercicio de guardias fronterizos contra el contrabando de armas",
            "边防部队打击武器走私演习",
            "Шекарашылардың қару контрабандасына қарсы жаттығуы",
        ],
    ),
    (
        "Solar energy for rural hospitals",
        [
            "Солнечная энергия для сельских больниц",
            "Énergie solaire pour les hôpitaux ruraux",
            "Energía solar para hospitales rurales",
            "农村医院太阳能",
            "Ауыл ауруханаларына күн энергиясы",
        ],
    ),
    (
        "Shelter and blankets for displaced families after the flood",
        [
            "Жильё и одеяла для перемещённых семей после наводнения",
            "Abris et couvertures pour les familles déplacées après les inondations",
            "Refugio y mantas para familias desplazadas tras la inundación",
            "洪灾后为流离失所家庭提供住所和毛毯",
            "Су тасқынынан кейін қоныс аударған отбасыларға баспана мен көрпе",
        ],
    ),
    (
        "Parliamentary election monitoring in Georgia",
        [
            "Наблюдение за парламентскими выборами в Грузии",
            "Observation des élections législatives en Géorgie",
            "Observación de las elecciones parlamentarias en Georgia",
            "格鲁吉亚议会选举监督",
            "Грузиядағы парламент сайлауын бақылау",
        ],
    ),
    (
        "Loan for modernisation of the railway",
        [
            "Заём на модернизацию железной дороги",
            "Prêt pour la modernisation du chemin de fer",
            "Préstamo para la modernización del ferrocarril",
            "铁路现代化贷款",
            "Теміржолды жаңғыртуға арналған қарыз",
        ],
    ),
    (
        "Legal aid for victims of domestic violence",
        [
            "Правовая помощь жертвам домашнего насилия",
            "Aide juridique aux victimes de violences domestiques",
            "Asistencia jurídica a víctimas de violencia doméstica",
            "为家庭暴力受害者提供法律援助",
            "Тұрмыстық зорлық-зомбылық құрбандарына құқықтық көмек",
        ],
    ),
    (
        "Forest fire fighting aircraft",
        [
            "Самолёты для тушения лесных пожаров",
            "Avions de lutte contre les incendies de forêt",
            "Aviones para combatir incendios forestales",
            "森林灭火飞机",
            "Орман өртін сөндіруге арналған ұшақтар",
        ],
    ),
    (
        "Destruction of old ammunition",
        [
            "Уничтожение старых боеприпасов",
            "Destruction de vieilles munitions",
            "Destrucción de municiones viejas",
            "销毁旧弹药",
            "Ескі оқ-дәрілерді жою",
        ],
    ),
    (
        "Drinking water wells in Somalia",
        [
            "Колодцы с питьевой водой в Сомали",
            "Puits d'eau potable en Somalie",
            "Pozos de agua potable en Somalia",
            "索马里饮用水井",
            "Сомалидегі ауыз су құдықтары",
        ],
    ),
    (
        "Cyber security conference in Tashkent",
        [
            "Конференция по кибербезопасности в Ташкенте",
            "Conférence sur la cybersécurité à Tachkent",
            "Conferencia sobre ciberseguridad en Taskent",
            "塔什干网络安全会议",
            "Ташкенттегі киберқауіпсіздік конференциясы",
        ],
    ),
    (
        "Support to small farmers and livestock",
        [
            "Поддержка мелких фермеров и животноводства",
            "Appui aux petits agriculteurs et à l'élevage",
            "Apoyo a pequeños agricultores y ganadería",
            "支持小农户和畜牧业",
            "Шағын фермерлер мен мал шаруашылығын қолдау",
        ],
    ),
    (
        "Return of prisoners and their families from camps",
        [
            "Возвращение заключённых и их семей из лагерей",
            "Retour des prisonniers et de leurs familles des camps",
            "Retorno de prisioneros y sus familias desde los campos",
            "囚犯及其家属从营地返回",
            "Тұтқындар мен олардың отбасыларын лагерьлерден қайтару",
        ],
    ),
];

#[test]
fn titles_find_their_translation_first() {
    let table = shipped();
    let english: Vec<Embedding> = TITLES.iter().map(|(title, _)| table.embed(title).unwrap()).collect();
    // Russian, French, Spanish, Chinese, Kazakh: how many of 16 must come first
    for (language, least) in [15, 15, 14, 14, 13].into_iter().enumerate() {
        let first = (0..TITLES.len()).filter(|at| {
            let query = table.embed(TITLES[*at].1[language]).unwrap();
            let best = |other: &Embedding| cosine(&query, other);
            let top = english.iter().max_by(|a, b| best(a).total_cmp(&best(b))).unwrap();
            *top == english[*at]
        });
        let found = first.count();
        assert!(found >= least, "language {language}: {found} of 16, at least {least} are expected");
    }
}

#[test]
fn a_translation_stands_far_above_unrelated_texts() {
    let table = shipped();
    for (language, least) in [(0, 4.0), (1, 1.5), (3, 4.0)] {
        let mut scores: Vec<f32> = TITLES
            .iter()
            .map(|(title, others)| {
                let (a, b) = (table.embed(title).unwrap(), table.embed(others[language]).unwrap());
                table.similarity(a.script(), b.script()).standardised(cosine(&a, &b))
            })
            .collect();
        scores.sort_by(f32::total_cmp);
        let middle = scores[scores.len() / 2];
        assert!(middle > least, "language {language}: the middle translation stands {middle} deviations out");
    }
}

#[test]
fn words_of_one_meaning_are_near() {
    let table = shipped();
    for (a, b, far) in [
        ("tuberculosis", "туберкулёз", "железная дорога"),
        ("school", "мектеп", "несие"),
        ("water", "水", "选举"),
        ("health", "صحة", "مدرسة"),
        ("женщины", "women", "pipeline"),
    ] {
        let [x, y, z] = [a, b, far].map(|word| table.embed(word));
        let (x, y) = (x.unwrap(), y.unwrap());
        let other = z.map_or(0.0, |z| cosine(&x, &z));
        assert!(cosine(&x, &y) > other + 0.1, "`{a}` and `{b}`: {}, `{far}`: {other}", cosine(&x, &y));
    }
}

#[test]
fn endings_come_off_unknown_words() {
    let table = shipped();
    let (stem, long) = (table.embed("мектеп").unwrap(), table.embed("мектептерінде").unwrap());
    assert!(cosine(&stem, &long) > 0.5, "{}", cosine(&stem, &long));
}

#[test]
fn texts_without_known_words_have_no_meaning() {
    let table = shipped();
    for text in ["", "2021-05/17", "---", "ⴰⴱⴳ"] {
        assert_eq!(table.embed(text), None, "`{text}`");
    }
}

#[test]
fn one_text_has_one_embedding() {
    let table = shipped();
    let again = shipped();
    assert_eq!(table.embed("Водоснабжение 供水 water"), again.embed("Водоснабжение 供水 water"));
    assert_eq!(table.embed("WATER supply!"), table.embed("water, supply"));
}

#[test]
fn keys_are_those_of_the_script_that_made_the_table() {
    // scripts/distill/tokens.py cuts texts in the same way
    assert_eq!(keys("L'eau à Saint-Étienne (2021)"), ["l", "eau", "a", "saint", "etienne"]);
    assert_eq!(keys("Oʻzbekiston O'zbek og‘ir o'clock"), ["ozbekiston", "ozbek", "ogir", "oclock"]);
    assert_eq!(keys("Щёлково, Йод"), ["щелково", "иод"]);
    assert_eq!(keys("التَّعليم می\u{200C}شود کرد"), ["التعليم", "ميشود", "كرد"]);
    assert_eq!(keys("WHO为妇女abc和2儿童"), ["who", "为妇女", "abc", "和", "儿童"]);
    assert_eq!(keys("Straße ǅ"), ["strasse", "dz"]);
}

#[test]
fn a_table_that_is_cut_says_so() {
    let cut = WordTable::from_bytes(&SHIPPED[..SHIPPED.len() - 1]).unwrap_err();
    assert_eq!(cut, WordTableError::Length { got: SHIPPED.len() - 1, want: SHIPPED.len() });
    assert_eq!(WordTable::from_bytes(b"PK").unwrap_err(), WordTableError::Magic);
    assert!(SHIPPED.len() <= 14_000_000);
}

/// A whole table of three words in few bytes.
fn small() -> Vec<u8> {
    let mut bytes = b"CMTYWRD2".to_vec();
    for number in [192_u32, 3, 1, 6] {
        bytes.extend(number.to_le_bytes());
    }
    for _ in 0..25 {
        bytes.extend(0.0_f32.to_le_bytes());
        bytes.extend(0.1_f32.to_le_bytes());
    }
    for _ in 0..192 {
        bytes.extend(0.01_f32.to_le_bytes());
    }
    for number in [0_u32, 1, 3, 5, 6, 7] {
        bytes.extend(number.to_le_bytes());
    }
    for _ in 0..3 {
        bytes.extend(0.001_f32.to_le_bytes());
    }
    bytes.extend((0..3 * 96).map(|at| at as u8));
    bytes
}

proptest! {
    #[test]
    fn corrupted_tables_are_read_or_refused_never_fatal(
        changes in prop::collection::vec((0_usize..1_100, any::<u8>()), 0..6),
        cut in 0_usize..1_400,
        text in "\\PC{0,30}",
    ) {
        let mut bytes = small();
        prop_assert!(WordTable::from_bytes(&bytes).is_ok());
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(cut);
        if let Ok(table) = WordTable::from_bytes(&bytes) {
            let _ = table.embed(&text);
            prop_assert!(table.similarity(Script::Latin, Script::Han).standardised(0.5).is_finite());
        }
    }

    #[test]
    fn any_text_has_an_embedding_of_finite_length_or_none(text in "\\PC{0,60}") {
        if let Some(embedding) = shipped().embed(&text) {
            let own = cosine(&embedding, &embedding);
            prop_assert!((own - 1.0).abs() < 1e-3, "{own}");
        }
    }
}
