//! Minutes of one meeting in three languages, with every kind of block and a table longer than a page.

use comity_core::Tlp;

use crate::write::paper::{Block, Column, Level, Paper, Table};

/// The words of a language, in the order in which the paper has them.
struct Words {
    title: &'static str,
    about: [(&'static str, &'static str); 4],
    opening: &'static str,
    long: &'static str,
    agenda: &'static str,
    items: [(&'static str, &'static str, &'static str); 3],
    present: &'static str,
    parties: [&'static str; 4],
    votes: &'static str,
    heads: [&'static str; 4],
    row: [&'static str; 2],
    note: &'static str,
}

/// The minutes in `en`, `ru` or `zh`.
pub fn minutes(lang: &str) -> Paper {
    let words = match lang {
        "ru" => RU,
        "zh" => ZH,
        _ => EN,
    };
    let mut blocks = vec![
        Block::Heading(Level::Part, words.opening.into()),
        Block::Paragraph(words.long.into()),
        Block::Heading(Level::Section, words.present.into()),
        Block::List(words.parties.map(String::from).to_vec()),
        Block::Heading(Level::Part, words.agenda.into()),
    ];
    blocks.extend((1..).zip(words.items).map(|(number, (text, first, second))| Block::Item {
        mark: format!("{number}."),
        text: text.into(),
        under: [first, second].into_iter().filter(|words| !words.is_empty()).map(String::from).collect(),
    }));
    blocks.push(Block::Note(words.note.into()));
    blocks.push(Block::Heading(Level::Part, words.votes.into()));
    let [number, party, vote, amount] = words.heads;
    let columns = [
        Column::numbers(number, 1),
        Column::words(party, 5),
        Column::words(vote, 3),
        Column::numbers(amount, 2),
    ];
    let rows = (1..=44).map(|number| {
        let party = words.parties[number % 4].to_owned();
        let vote = words.row[usize::from(number % 5 == 0)].to_owned();
        [number.to_string(), party, vote, format!("{}", number * 12_500)]
    });
    blocks.push(Block::Table(Table::new(words.about[2].1, columns, rows)));
    blocks.push(Block::Paragraph(words.long.into()));
    Paper {
        title: words.title.into(),
        lang: lang.into(),
        label: Tlp::Amber,
        about: words.about.map(|(word, is)| (word.into(), is.into())).to_vec(),
        blocks,
    }
}

const EN: Words = Words {
    title: "Minutes of the third meeting of the Border Coordination Council",
    about: [
        ("Council", "Border Coordination Council"),
        ("Meeting", "Third, formal; members decide"),
        ("Day", "12 March 2026"),
        ("Place", "Khorog, House of Culture, room 4"),
    ],
    opening: "Opening",
    long: "The chair opened the meeting at ten and found the quorum of five members. The council noted that two programmes train the same border \
        guards between Khorog and Ishkoshim from April to June, that neither had told the other, and that the instructors of one could serve \
        both. It asked the secretariat to bring the two desks together before the end of the month & to report \u{201c}in writing, with dates\u{201d}.",
    present: "Present",
    parties: [
        "Organization for Security and Co-operation in Europe",
        "Collective Security Treaty Organization",
        "Shanghai Cooperation Organisation, Regional Anti-Terrorist Structure",
        "United Nations Office on Drugs and Crime",
    ],
    agenda: "Agenda",
    items: [
        (
            "Joint training of border guards between Khorog and Ishkoshim",
            "Proposed by the OSCE. Rule: consensus.",
            "Adopted as decision 7. The CSTO explained that its agreement holds for this year alone.",
        ),
        (
            "Exchange of calendars of exercises",
            "Proposed by the secretariat. Silence until 31 March 2026.",
            "",
        ),
        ("Date and place of the next meeting", "", ""),
    ],
    votes: "Votes on decision 7",
    heads: ["No.", "Party", "Vote", "Share, EUR"],
    row: ["in favour", "abstains, until the budget of the coming year is known"],
    note: "Members vote; observers, partners and guests do not. Nothing passes that nobody supports.",
};

const RU: Words = Words {
    title: "Протокол третьего заседания Совета по координации на границе",
    about: [
        ("Совет", "Совет по координации на границе"),
        ("Заседание", "Третье, официальное; решения принимают члены"),
        ("Дата", "12 марта 2026 г."),
        ("Место", "Хорог, Дом культуры, комната 4"),
    ],
    opening: "Открытие заседания",
    long: "Председательствующий открыл заседание в десять часов и установил наличие кворума — пять членов. Совет принял к сведению, что две программы \
        с апреля по июнь обучают одних и тех же пограничников на участке Хорог — Ишкашим, что ни одна из них не известила другую и что инструкторы \
        одной программы могут работать в обеих. Секретариату поручено до конца месяца организовать встречу исполнителей и доложить «письменно, с указанием сроков».",
    present: "Присутствовали",
    parties: [
        "Организация по безопасности и сотрудничеству в Европе",
        "Организация Договора о коллективной безопасности",
        "Шанхайская организация сотрудничества, Региональная антитеррористическая структура",
        "Управление Организации Объединённых Наций по наркотикам и преступности",
    ],
    agenda: "Повестка дня",
    items: [
        (
            "Совместная подготовка пограничников на участке Хорог — Ишкашим",
            "Внесено ОБСЕ. Порядок принятия: консенсус.",
            "Принято как решение № 7. ОДКБ пояснила, что её согласие действует только в текущем году.",
        ),
        ("Обмен календарями учений", "Внесено секретариатом. Процедура молчания до 31 марта 2026 г.", ""),
        ("Дата и место следующего заседания", "", ""),
    ],
    votes: "Голосование по решению № 7",
    heads: ["№", "Сторона", "Голос", "Доля, евро"],
    row: ["за", "воздержалась до утверждения бюджета следующего года"],
    note: "Голосуют члены; наблюдатели, партнёры и гости не голосуют. Предложение, которое никто не поддержал, не принимается.",
};

const ZH: Words = Words {
    title: "边境协调理事会第三次会议纪要",
    about: [
        ("理事会", "边境协调理事会"),
        ("会议", "第三次会议（正式会议），由成员作出决定"),
        ("日期", "2026年3月12日"),
        ("地点", "霍罗格文化宫4号会议室"),
    ],
    opening: "会议开幕",
    long: "主席于上午十时宣布会议开幕，确认出席成员五个，达到法定人数。理事会注意到，两个培训项目在4月至6月期间对霍罗格至伊什科希姆一线的同一批边防人员进行培训，\
        双方事先均未通报对方；其中一个项目的教官可以同时承担两个项目的教学任务。理事会请秘书处在本月底之前安排双方承办部门会晤，并“以书面形式、注明日期”提出报告（见OSCE第7号文件）。",
    present: "出席情况",
    parties: [
        "欧洲安全与合作组织",
        "集体安全条约组织",
        "上海合作组织地区反恐怖机构",
        "联合国毒品和犯罪问题办公室",
    ],
    agenda: "议程",
    items: [
        (
            "霍罗格至伊什科希姆一线边防人员联合培训",
            "由欧安组织提出。表决规则：协商一致。",
            "作为第7号决定通过。集安组织说明，其同意仅在本年度内有效。",
        ),
        ("交换演习日程", "由秘书处提出。默认程序截至2026年3月31日。", ""),
        ("下次会议的日期和地点", "", ""),
    ],
    votes: "第7号决定表决情况",
    heads: ["序号", "成员", "表决", "分摊（欧元）"],
    row: ["赞成", "弃权，待下一年度预算确定后再行表态"],
    note: "成员享有表决权；观察员、伙伴和来宾不参加表决。无人支持的提案不予通过。",
};
