//! Groups that records can be given to: who keeps them, who belongs to them, who may know it.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Redirect, Response};
use comity_core::{At, Group, GroupId, Lang, Membership, PartyId, Text};
use serde::Deserialize;

use super::{Done, Frame, IntoPage as _, back, house, notice};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Language;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/groups", get(show).merge(post(keep)))
}

#[derive(Template)]
#[template(path = "groups.html")]
struct Page {
    frame: Frame,
    tabs: Vec<house::Tab>,
    notice: Option<String>,
    groups: Vec<Row>,
    may_keep: bool,
}

struct Row {
    id: String,
    /// In the reader's language, else the first.
    name: String,
    keeper: String,
    hidden: bool,
    members: Vec<String>,
    /// Whether not all members are told.
    partly: bool,
    /// Whether the viewer may change it.
    own: bool,
    /// Tag, name of the language, the group's name in it.
    names: Vec<(&'static str, &'static str, String)>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    if desk.viewer().seat.is_none() {
        return Err(Failure::new(Code::Denied, "groups are for those who work at a party"));
    }
    let frame = seated.frame(&desk, "/house");
    let may_keep = desk.may_keep_groups();
    let party = desk.viewer().party().cloned();
    let groups = desk.groups().await?.into_iter().map(|group| {
        let keeps = party.as_ref() == Some(&group.keeper);
        let hidden = group.membership == Membership::Hidden;
        Row {
            name: name_in(&group, frame.t.language.tag()),
            keeper: group.keeper.to_string(),
            hidden,
            members: group.members.iter().map(ToString::to_string).collect(),
            partly: hidden && !keeps,
            own: keeps && may_keep,
            names: names(&group),
            id: group.id.to_string(),
        }
    });
    Ok(Page {
        tabs: house::tabs(&desk, "/groups"),
        notice: notice(frame.t, ask.done.as_deref()),
        groups: groups.collect(),
        may_keep,
        frame,
    }
    .into_page())
}

/// The name of a group in a language, else its first.
pub fn name_in(group: &Group, tag: &str) -> String {
    let named = group.names.iter().find(|name| name.lang.as_str() == tag).or(group.names.first());
    named.map(|name| name.value.to_string()).unwrap_or_default()
}

fn names(group: &Group) -> Vec<(&'static str, &'static str, String)> {
    let unstated = group.names.iter().find(|name| name.lang.is_unknown());
    Language::ALL
        .into_iter()
        .map(|language| {
            let named = group.names.iter().find(|name| name.lang.as_str() == language.tag());
            // a name without a language stands where its keeper can give it one
            let named = named.or(unstated.filter(|_| language == Language::English));
            let name = named.map(|name| name.value.to_string()).unwrap_or_default();
            (language.tag(), language.name(), name)
        })
        .collect()
}

/// A group, as its form sends it.
#[derive(Deserialize)]
pub struct Kept {
    id: String,
    #[serde(default)]
    en: String,
    #[serde(default)]
    ru: String,
    #[serde(default)]
    zh: String,
    #[serde(default)]
    members: String,
    hidden: Option<String>,
}

/// Makes a group, or changes it.
pub async fn keep(State(app): State<App>, Ours(seated, form): Ours<Kept>) -> Result<Redirect, Failure> {
    let desk = seated.desk(&app).await?;
    let keeper = desk.viewer().party().cloned();
    let keeper = keeper.ok_or_else(|| Failure::new(Code::Denied, "a group is kept by a party"))?;
    let names = [("en", &form.en), ("ru", &form.ru), ("zh", &form.zh)];
    let names = names.map(|(tag, name)| Text { lang: Lang::parse(tag), ..Text::plain(name, At::default()) });
    let group = Group {
        id: GroupId::new(form.id.trim()).map_err(|error| Failure::new(Code::Input, error.to_string()))?,
        names: names.into_iter().filter(|name| !name.value.is_empty()).collect(),
        keeper,
        members: members(form.members.split([',', '\n']))?,
        membership: if form.hidden.is_some() { Membership::Hidden } else { Membership::Open },
    };
    desk.keep_group(&group).await?;
    Ok(back("/groups", "kept"))
}

/// Members of a group have no more characters than names have, and no group has more of them than the world has institutions that meet.
const MOST: usize = 1000;

/// Parties by their ids, each once.
pub fn members<'m>(all: impl Iterator<Item = &'m str>) -> Result<BTreeSet<PartyId>, Failure> {
    let mut members = BTreeSet::new();
    for member in all.map(str::trim).filter(|member| !member.is_empty()) {
        if member.chars().count() > 200 || member.chars().any(char::is_control) {
            let start: String = member.chars().take(40).collect();
            return Err(Failure::new(
                Code::Input,
                format!("`{start}` can't be a party: write ids of 1 to 200 characters, parted by commas"),
            ));
        }
        members.insert(PartyId::from(member));
    }
    if members.len() > MOST {
        return Err(Failure::new(Code::Input, format!("a group has at most {MOST} members")));
    }
    Ok(members)
}
