//! `comity user`: who works at this node, in which roles, at which desk.

use std::collections::BTreeSet;

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Subcommand};
use comfy_table::{ContentArrangement, Table, presets::UTF8_HORIZONTAL_ONLY};
use comity_core::{DeskId, Seat, UserRole};
use comity_node::{NewUser, User};
use miette::{Result, bail, miette};

use crate::node::{Where, at_desk, handle, told, user};

/// What to do with users.
#[derive(Subcommand, Debug)]
pub enum What {
    /// Make a user, and print the link by which they set their password or passkey
    Add(Add),
    /// All users with their roles and desks
    List(List),
    /// Give a user these roles in place of those they have, and another desk where one is named
    Role(Role),
    /// Let a user in no more: all their sessions end at once, their tokens are of no use
    Lock(One),
    /// Let a user in again
    Unlock(One),
    /// Print a link by which a user sets a new password or passkey: the way back for who lost theirs. Earlier links are void
    Link(Link),
    /// Erase a user for good: name, passwords, passkeys, tokens. What they did stays, under no name
    Erase(Erase),
}

/// At which desk.
#[derive(ClapArgs, Debug)]
struct At {
    /// The institution that they work for
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// Its organ
    #[arg(long, value_name = "PARTY", requires = "party")]
    organ: Option<String>,
    /// Its desk
    #[arg(long, value_name = "DESK", requires = "party")]
    desk: Option<String>,
}

/// Arguments of `comity user add`.
#[derive(ClapArgs, Debug)]
pub struct Add {
    /// The name to log in by
    handle: String,
    /// The name to show
    #[arg(long, default_value = "")]
    name: String,
    /// What for; may stand several times
    #[arg(long, value_name = "ROLE", required = true, value_parser = roles())]
    role: Vec<String>,
    #[command(flatten)]
    at: At,
    #[command(flatten)]
    base: Base,
    #[command(flatten)]
    place: Where,
}

/// How the node is reached.
#[derive(ClapArgs, Debug)]
struct Base {
    /// How users reach the node, for the link
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8787")]
    url: String,
}

/// Arguments of `comity user list`.
#[derive(ClapArgs, Debug)]
pub struct List {
    #[command(flatten)]
    place: Where,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Arguments of `comity user role`.
#[derive(ClapArgs, Debug)]
pub struct Role {
    /// Who
    handle: String,
    /// What for; may stand several times
    #[arg(long, value_name = "ROLE", required = true, value_parser = roles())]
    role: Vec<String>,
    #[command(flatten)]
    at: At,
    #[command(flatten)]
    place: Where,
}

/// Arguments of commands about one user.
#[derive(ClapArgs, Debug)]
pub struct One {
    /// Who
    handle: String,
    #[command(flatten)]
    place: Where,
}

/// Arguments of `comity user link`.
#[derive(ClapArgs, Debug)]
pub struct Link {
    /// Who
    handle: String,
    #[command(flatten)]
    base: Base,
    #[command(flatten)]
    place: Where,
}

/// Arguments of `comity user erase`.
#[derive(ClapArgs, Debug)]
pub struct Erase {
    /// Who
    handle: String,
    /// Say that it is meant: there is no way back
    #[arg(long)]
    for_good: bool,
    #[command(flatten)]
    place: Where,
}

fn roles() -> PossibleValuesParser {
    PossibleValuesParser::new(UserRole::WORDS.map(|(_, word)| word))
}

/// Runs the command.
pub fn run(what: &What) -> Result<()> {
    match what {
        What::Add(args) => add(args),
        What::List(args) => list(args),
        What::Role(args) => change(args),
        What::Lock(args) => enable(args, false),
        What::Unlock(args) => enable(args, true),
        What::Link(args) => link(args),
        What::Erase(args) => erase(args),
    }
}

fn add(args: &Add) -> Result<()> {
    let new = NewUser {
        handle: handle(&args.handle)?,
        name: args.name.trim().to_owned(),
        roles: parsed(&args.role),
        seat: args.at.seat()?,
        language: String::new(),
    };
    let (user, secret) = at_desk(&args.place, async |desk| desk.invite(&new).await.map_err(told))?;
    eprintln!("{} may come in within a day by this link, once:", user.handle);
    println!("{}", args.base.link(&secret));
    Ok(())
}

fn list(args: &List) -> Result<()> {
    let users = at_desk(&args.place, async |desk| desk.users().await.map_err(told))?;
    if args.json {
        for user in &users {
            println!("{}", json(user));
        }
        return Ok(());
    }
    println!("{}", table(&users));
    Ok(())
}

fn change(args: &Role) -> Result<()> {
    let seat = args.at.seat()?;
    let user = at_desk(&args.place, async |desk| {
        let old = user(desk, &args.handle).await?;
        let new = NewUser {
            handle: old.handle,
            name: old.name,
            roles: parsed(&args.role),
            seat: seat.or(old.seat),
            language: old.language,
        };
        desk.change_user(old.id, &new).await.map_err(told)?;
        Ok(new)
    })?;
    let seat = user.seat.map(|seat| format!(" at {seat}")).unwrap_or_default();
    println!("{} is {}{seat}", user.handle, words(&user.roles));
    Ok(())
}

fn enable(args: &One, enabled: bool) -> Result<()> {
    let user = at_desk(&args.place, async |desk| {
        let user = user(desk, &args.handle).await?;
        desk.enable_user(user.id, enabled).await.map_err(told)?;
        Ok(user)
    })?;
    match enabled {
        true => println!("{} may come in again", user.handle),
        false => println!("{} is kept out", user.handle),
    }
    Ok(())
}

fn link(args: &Link) -> Result<()> {
    let (user, secret) = at_desk(&args.place, async |desk| {
        let user = user(desk, &args.handle).await?;
        let secret = desk.link_for(user.id).await.map_err(told)?;
        Ok((user, secret))
    })?;
    eprintln!("{} may come in within a day by this link, once:", user.handle);
    println!("{}", args.base.link(&secret));
    Ok(())
}

fn erase(args: &Erase) -> Result<()> {
    if !args.for_good {
        bail!(help = "say that it is meant with --for-good", "`{}` would be erased for good", args.handle);
    }
    let (was, nobody) = at_desk(&args.place, async |desk| {
        let user = user(desk, &args.handle).await?;
        let nobody = desk.erase_user(user.id).await.map_err(told)?;
        Ok((user.handle, nobody))
    })?;
    println!("{was} is erased; what they did stands under {nobody}");
    println!("backups and exports made before still hold what they held");
    Ok(())
}

impl At {
    fn seat(&self) -> Result<Option<Seat>> {
        let Some(party) = &self.party else { return Ok(None) };
        let mut seat = Seat::of_party(party.as_str().into());
        seat.organ = self.organ.as_deref().map(Into::into);
        if let Some(desk) = &self.desk {
            seat.desk = Some(DeskId::new(desk).map_err(|error| miette!("--desk {desk}: {error}"))?);
        }
        Ok(Some(seat))
    }
}

impl Base {
    fn link(&self, secret: &str) -> String {
        format!("{}/link/{secret}", self.url.trim_end_matches('/'))
    }
}

fn parsed(roles: &[String]) -> BTreeSet<UserRole> {
    roles.iter().filter_map(|role| UserRole::parse(role)).collect()
}

fn words(roles: &BTreeSet<UserRole>) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

fn table(users: &[User]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_header([
        "handle",
        "name",
        "roles",
        "desk",
        "state",
        "last here",
    ]);
    for user in users {
        let last = user.logged_in_at.map_or_else(|| "never".to_owned(), |at| format!("{at:.0}"));
        table.add_row([
            user.handle.to_string(),
            user.name.clone(),
            words(&user.roles),
            user.seat.as_ref().map(Seat::to_string).unwrap_or_default(),
            user.state.as_str().to_owned(),
            last,
        ]);
    }
    table
}

fn json(user: &User) -> serde_json::Value {
    serde_json::json!({
        "id": user.id,
        "handle": user.handle.as_str(),
        "name": user.name,
        "roles": user.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>(),
        "seat": user.seat,
        "state": user.state.as_str(),
        "has_password": user.has_password,
        "made_at": user.made_at.to_string(),
        "logged_in_at": user.logged_in_at.map(|at| at.to_string()),
    })
}
