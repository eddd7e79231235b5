//! Scenarios that are kept under a name: their list, from which up to three are opened beside each other, and the forms that keep, rename and remove.

use axum::extract::{Path, State};
use axum::response::Redirect;
use comity_node::{KeptScenario, Uuid};
use serde::Deserialize;

use super::what_if::{Ask, changes};
use crate::failure::{Code, Failure};
use crate::page::{back, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, escaped};

/// A kept scenario in the list.
pub struct Row {
    /// It.
    pub kept: KeptScenario,
    /// When it was last changed.
    pub changed: String,
    /// Where it is opened: the name of the field, the address.
    pub open: Vec<(&'static str, String)>,
}

/// The list, with where each is opened beside what is open.
pub fn rows(t: &Tongue, kept: Vec<KeptScenario>, ask: &Ask) -> Vec<Row> {
    let row = |kept: KeptScenario| Row {
        changed: t.time(&kept.changed_at),
        open: ask.texts().map(|(field, _)| (field, beside(ask, field, &kept.content))).into(),
        kept,
    };
    kept.into_iter().map(row).collect()
}

/// The address of the page with one text in a field, and the others as they are.
fn beside(ask: &Ask, field: &str, text: &str) -> String {
    let on = (!ask.on.is_empty()).then_some(("on", ask.on.as_str()));
    let texts = ask.texts().into_iter().map(|(name, own)| (name, if name == field { text } else { own }));
    let told = on.into_iter().chain(texts).filter(|(_, text)| !text.is_empty());
    let told: Vec<String> = told.map(|(name, text)| format!("{name}={}", escaped(text))).collect();
    format!("/ties?{}", told.join("&"))
}

/// A scenario to keep, or its new name.
#[derive(Deserialize)]
pub struct Kept {
    name: String,
    #[serde(default)]
    changes: String,
    #[serde(default)]
    back: String,
}

/// Where one was, and nothing else.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// Keeps a scenario under a name; one's own of that name is replaced.
pub async fn keep(State(app): State<App>, Ours(seated, form): Ours<Kept>) -> Result<Redirect, Failure> {
    let desk = seated.desk(&app).await?;
    let text = form.changes.replace("\r\n", "\n");
    // nothing is kept that can't be weighed
    let read = changes(seated.frame(&desk, "/parties").t, &text);
    read.map_err(|wrong| Failure::new(Code::Input, wrong))?;
    desk.keep_scenario(&form.name, text.trim()).await?;
    Ok(back(&place(&form.back), "scenario-kept"))
}

/// Gives a scenario another name.
pub async fn rename(
    State(app): State<App>,
    Path(scenario): Path<String>,
    Ours(seated, form): Ours<Kept>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.rename_scenario(known(&scenario)?, &form.name).await?;
    Ok(back(&place(&form.back), "changed"))
}

/// Removes a scenario.
pub async fn remove(
    State(app): State<App>,
    Path(scenario): Path<String>,
    Ours(seated, form): Ours<Back>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.remove_scenario(known(&scenario)?).await?;
    Ok(back(&place(&form.back), "scenario-removed"))
}

fn known(scenario: &str) -> Result<Uuid, Failure> {
    id(scenario)
}

/// The page of ties as it stood, without what it was told the last time.
fn place(back: &str) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    if path != "/ties" {
        return "/ties".to_owned();
    }
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.starts_with("done=") && !pair.is_empty()).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_what_was_open() {
        assert_eq!(
            place("/ties?on=2006-06-15&a=admit+tm+sco&done=changed"),
            "/ties?on=2006-06-15&a=admit+tm+sco"
        );
        assert_eq!(place("/ties?done=changed"), "/ties");
        assert_eq!(place("https://evil.example/ties"), "/ties");
        let ask = Ask { on: "2006-06-15".to_owned(), b: "sign kz x".to_owned(), ..Ask::default() };
        assert_eq!(
            beside(&ask, "a", "admit tm sco"),
            "/ties?on=2006-06-15&a=admit%20tm%20sco&b=sign%20kz%20x"
        );
    }
}
