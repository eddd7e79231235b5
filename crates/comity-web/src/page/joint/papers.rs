//! What a joint activity gives out: its calendar, and the joint report of a period with each figure counted once.

use axum::extract::{Path, State};
use axum::response::Response;
use comity_core::{Period, Tlp};
use comity_node::joint_work::work::{Counted, Sight};
use comity_node::{
    GivenPaper, Invitation, Paper, PaperBlock, PaperColumn, PaperFormat, PaperLevel, PaperTable, PaperWhen,
    WorkSeen,
};

use super::figure;
use crate::failure::{Code, Failure};
use crate::page::councils::Names;
use crate::page::form::Fields;
use crate::page::id;
use crate::page::papers::{attached, paragraphs};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Ours;

/// Gives out a paper.
pub async fn give(
    State(app): State<App>,
    Path(work): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let seen = desk.work(id(&work)?).await?;
    let t = Tongue::of(seated.manners.language);
    let names = Names::of(&app, &desk, t).await?;
    let fields = Fields::new(fields);
    let (name, given) = match fields.get("paper") {
        "calendar" => ("calendar".to_owned(), calendar(&seen, desk.today())),
        "report" => {
            let word = fields.get("format");
            let format = PaperFormat::WORDS.into_iter().find(|(_, known)| *known == word);
            let format = format.ok_or_else(|| Failure::new(Code::Input, "choose pdf, docx or html"))?.0;
            let period = fields.get("period");
            let paper = report(t, &names, &seen, period).ok_or_else(Failure::absent)?;
            (format!("report-{}", seen.id.simple()), GivenPaper::Paper(Box::new(paper), format))
        }
        other => return Err(Failure::new(Code::Input, format!("there is no paper `{other}`"))),
    };
    attached(&desk, ("joint", seen.id), &name, given).await
}

fn calendar(seen: &WorkSeen, today: comity_core::Day) -> GivenPaper {
    let view = &seen.view;
    let date = |(number, date): &(usize, comity_node::joint_work::work::Date)| Invitation {
        id: format!("{}-{number}", seen.id),
        sequence: date.moved,
        changed: today,
        when: PaperWhen::Days(Period::inclusive(date.start, date.end)),
        title: format!("{} – {}", view.title, date.what),
        place: date.place.clone(),
        agenda: String::new(),
        tlp: view.label,
        called_off: date.off.is_some(),
    };
    GivenPaper::Calendar(view.title.clone(), view.label, view.dates.iter().map(date).collect())
}

/// The report of a period as it stands: as it was given, else as far as it is reported.
fn report(t: &Tongue, names: &Names<'_>, seen: &WorkSeen, period: &str) -> Option<Paper> {
    let view = &seen.view;
    let given = view.published.iter().rfind(|one| one.period == period && one.reopened.is_none());
    let (figures, words, on) = match given {
        Some(one) => (&one.figures, one.words.as_str(), Some(one.on)),
        None => (view.reporting.get(period)?, "", None),
    };
    let mut about = vec![
        (t.say("joint-one"), view.title.clone()),
        (t.say("joint-period"), period.to_owned()),
        (t.say("joint-partners"), names.list(t, view.together())),
    ];
    about.push((
        t.say("f-status"),
        on.map_or_else(|| t.say("joint-not-given"), |on| t.w("joint-given", &t.day(&on))),
    ));
    let mut blocks: Vec<PaperBlock> = paragraphs(words).map(PaperBlock::Paragraph).collect();
    let totals = figures.iter().map(|one| [one.figure.to_string(), figure(t, one.total)]);
    let columns =
        [PaperColumn::words(t.say("joint-figure"), 5), PaperColumn::numbers(t.say("joint-counted-once"), 2)];
    blocks.push(PaperBlock::Table(PaperTable::new("", columns, totals)));
    blocks.push(PaperBlock::Note(t.say("joint-once-note")));
    if view.sight >= Sight::Past {
        blocks.push(PaperBlock::Heading(PaperLevel::Part, t.say("joint-who-said")));
        blocks.extend(figures.iter().map(|one| rows(t, names, one)));
    }
    Some(Paper {
        title: t.say("joint-report"),
        lang: t.language.tag().to_owned(),
        label: view.label.max(Tlp::Green),
        about,
        blocks,
    })
}

fn rows(t: &Tongue, names: &Names<'_>, counted: &Counted) -> PaperBlock {
    let rows = counted.rows.iter().map(|(one, counts)| {
        let within = match &one.within {
            Some(within) if !counts => t.w("joint-within", &names.name(within)),
            _ => String::new(),
        };
        [names.name(&one.party), figure(t, one.value), within]
    });
    let columns = [
        PaperColumn::words(t.say("party"), 4),
        PaperColumn::numbers(t.say("joint-value"), 2),
        PaperColumn::words("", 4),
    ];
    PaperBlock::Table(PaperTable::new(counted.figure.to_string(), columns, rows))
}
