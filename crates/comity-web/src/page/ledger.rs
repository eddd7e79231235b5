//! The ledger: its entries by a filter that stands in the address, whether it holds, the whole of it for who checks it, and the filtered
//! entries as a table.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use comity_node::{Entry, LogLook};
use serde::Deserialize;

mod facts;

use self::facts::{Fact, facts};
use super::parties::day;
use super::{Bare, Frame, IntoPage as _};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated, escaped};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/ledger", get(show).merge(post(verify)))
        .route("/ledger/export", post(export))
        .route("/ledger/lines", post(lines))
}

/// Which entries: those to which all of this applies.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Ask {
    /// A kind: `disclosed`, `verdict`..; of several, with commas, any.
    pub kind: String,
    /// Done by this user, or about them.
    pub person: String,
    /// About the record, finding or import of this id.
    pub about: String,
    /// That something was disclosed to this party, or to an organ of it.
    pub to: String,
    /// Written on this day or later (UTC), YYYY-MM-DD.
    pub from: String,
    /// Written on this day or earlier.
    pub until: String,
    /// Before this entry, by its number: the `next` of a page.
    pub before: Option<u64>,
}

/// Kinds of entries, as they stand in the filter: what desks do, what is given out, what is done at the node.
pub const KINDS: [&str; 22] = [
    "disclosed",
    "exported",
    "imported",
    "record-changed",
    "label-changed",
    "verdict",
    "outcome",
    "finding-worked",
    "handed",
    "dossier-changed",
    "filed",
    "filing-withdrawn",
    "login",
    "user-changed",
    "household-changed",
    "policy-decided",
    "council-acted",
    "joint-acted",
    "decided",
    "policy-changed",
    "key-changed",
    "log-opened",
];
const PAGE: u32 = 100;

impl Ask {
    /// Out of a query in which a name may stand several times, as boxes send it. What it can't say is left out.
    pub fn of(query: &str) -> Ask {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let of = |name: &str| {
            let values = pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim());
            values.filter(|value| !value.is_empty()).collect::<Vec<_>>().join(",")
        };
        Ask {
            kind: of("kind"),
            person: of("person"),
            about: of("about"),
            to: of("to"),
            from: of("from"),
            until: of("until"),
            before: of("before").parse().ok(),
        }
    }

    fn kinds(&self) -> Vec<&str> {
        self.kind.split(',').filter(|kind| !kind.is_empty()).collect()
    }

    /// The filter of the log.
    ///
    /// # Errors
    /// For kinds, ids and days that are none.
    pub fn look(&self) -> Result<LogLook, Failure> {
        let input = |reason: String| Failure::new(Code::Input, reason);
        if let Some(wrong) = self.kinds().into_iter().find(|kind| !KINDS.contains(kind)) {
            return Err(input(format!("`{wrong}` is no kind of entry: use {}", KINDS.join(", "))));
        }
        let stated = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let about = stated(&self.about).map(|about| {
            let id = comity_node::Uuid::parse_str(&about);
            // entries have ids in the one form
            id.map(|id| id.to_string()).map_err(|_| {
                input(format!(
                    "`{about}` is no id: copy it from the address of the record, finding or import"
                ))
            })
        });
        Ok(LogLook {
            kinds: self.kinds().into_iter().map(str::to_owned).collect(),
            person: stated(&self.person),
            thing: about.transpose()?,
            to: stated(&self.to).map(|party| party.as_str().into()),
            first: day(&self.from)?,
            last: day(&self.until)?,
            before: self.before,
        })
    }

    /// The query of its first page, without the question mark.
    pub fn query(&self) -> String {
        let kinds = self.kinds().into_iter().map(|kind| ("kind", kind));
        let rest = [
            ("person", &self.person),
            ("about", &self.about),
            ("to", &self.to),
            ("from", &self.from),
            ("until", &self.until),
        ];
        let rest =
            rest.into_iter().map(|(name, value)| (name, value.trim())).filter(|(_, value)| !value.is_empty());
        kinds
            .chain(rest)
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect::<Vec<_>>()
            .join("&")
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        let query = self.query();
        if query.is_empty() { "/ledger".to_owned() } else { format!("/ledger?{query}") }
    }
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct Page {
    frame: Frame,
    ask: Ask,
    query: String,
    kinds: Vec<(&'static str, bool)>,
    lines: Vec<Line>,
    next: Option<String>,
    verified: Option<Result<Vec<String>, String>>,
}

struct Line {
    seq: u64,
    at: String,
    by: String,
    /// The same filter for what this person did, where one did it.
    of_person: Option<String>,
    kind: String,
    facts: Vec<Fact>,
}

/// The entries.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    page(&app, &seated, Ask::of(&query.unwrap_or_default()), None).await
}

/// Checks the whole log, and says what holds.
pub async fn verify(State(app): State<App>, Ours(seated, _): Ours<Bare>) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let t = Tongue::of(seated.manners.language);
    let verified = match desk.audit().await {
        Ok((report, openings, imports)) => Ok(vec![
            t.nw("log-holds", report.head.size, report.origin.as_str()),
            t.w("log-root", &report.head.root.to_string()),
            t.w("log-key", &report.key),
            t.n("log-openings", openings),
            t.n("log-imports", imports),
        ]),
        // what doesn't hold is the answer, not a failure of the page
        Err(error) if matches!(error.sort(), comity_node::ErrorSort::Fault) => Err(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    page(&app, &seated, Ask::default(), Some(verified)).await
}

async fn page(
    app: &App,
    seated: &Seated,
    ask: Ask,
    verified: Option<Result<Vec<String>, String>>,
) -> Result<Response, Failure> {
    let desk = seated.desk(app).await?;
    let frame = seated.frame(&desk, "/ledger");
    let t = frame.t;
    let lines = desk.log(&ask.look()?, PAGE).await?;
    let full = lines.len() == PAGE as usize;
    let next = lines.last().filter(|last| full && last.seq > 0).map(|last| {
        let address = ask.address();
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}before={}", last.seq)
    });
    let asked = ask.kinds();
    Ok(Page {
        kinds: KINDS.into_iter().map(|kind| (kind, asked.contains(&kind))).collect(),
        next,
        lines: lines.iter().map(|entry| Line::of(t, &ask, entry)).collect(),
        query: ask.query(),
        ask,
        verified,
        frame,
    }
    .into_page())
}

impl Line {
    fn of(t: &Tongue, ask: &Ask, entry: &Entry) -> Line {
        let of_person = |person: &String| {
            let narrowed = Ask { person: person.clone(), before: None, ..ask.clone() };
            narrowed.address()
        };
        Line {
            seq: entry.seq,
            at: t.time(&entry.at),
            by: match (&entry.person, entry.by_node) {
                (Some(person), _) => person.clone(),
                (None, true) => t.say("by-node"),
                (None, false) => t.say("by-erased"),
            },
            of_person: entry.person.as_ref().map(of_person),
            kind: t.word("entry", &entry.kind),
            facts: facts(t, entry),
        }
    }
}

/// The whole log as a file.
pub async fn export(State(app): State<App>, Ours(seated, _): Ours<Bare>) -> Result<Response, Failure> {
    let bytes = seated.desk(&app).await?.export_log().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"comity-ledger.jsonl\""),
    ];
    Ok((headers, bytes).into_response())
}

/// Which entries to take along.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    query: String,
}

/// The filtered entries as a table.
pub async fn lines(State(app): State<App>, Ours(seated, form): Ours<Wanted>) -> Result<Response, Failure> {
    let ask = Ask { before: None, ..Ask::of(&form.query) };
    let lines = seated.desk(&app).await?.log_lines(&ask.look()?, &ask.query()).await?;
    Ok(table(lines.csv))
}

/// A table of entries as an answer.
pub fn table(csv: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"comity-ledger-lines.csv\""),
    ];
    (headers, csv).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_comes_back_from_its_address_and_says_what_is_wrong() {
        let ask = Ask::of(
            "kind=disclosed&kind=verdict&person=%D0%B0%D0%BC%D0%B8%D1%80&to=&from=2026-03-01&before=7",
        );
        assert_eq!(
            ask.query(),
            "kind=disclosed&kind=verdict&person=%D0%B0%D0%BC%D0%B8%D1%80&from=2026-03-01"
        );
        let again = Ask::of(&ask.query()).look().expect("a filter");
        assert_eq!(again, LogLook { before: None, ..ask.look().expect("a filter") });
        assert_eq!((again.kinds.len(), again.person.as_deref(), again.to), (2, Some("амир"), None));
        for wrong in ["kind=picnic", "about=7", "until=2026-02-30"] {
            assert!(Ask::of(wrong).look().is_err(), "{wrong}");
        }
        assert_eq!(Ask::default().address(), "/ledger");
    }

    #[test]
    fn every_kind_of_entry_can_be_asked_for_and_has_a_word() {
        for kind in KINDS {
            let word = Tongue::of(crate::tongue::Language::Chinese).word("entry", kind);
            assert_ne!(word, kind.replace('-', " "), "{kind}");
        }
    }
}
