//! `comity token`: by which programs work in a user's name, with a scope and an end.

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Subcommand};
use comfy_table::{ContentArrangement, Table, presets::UTF8_HORIZONTAL_ONLY};
use comity_node::{ApiToken, SCOPES, Uuid};
use miette::Result;

use crate::database::now;
use crate::node::{Where, at_desk, told, user};

/// What to do with tokens.
#[derive(Subcommand, Debug)]
pub enum What {
    /// Make a token and print it, once: only its hash is kept
    Make(Make),
    /// The tokens of a user
    List(List),
    /// End a token before its time
    End(End),
}

/// Arguments of `comity token make`.
#[derive(ClapArgs, Debug)]
pub struct Make {
    /// In whose name it works: it sees and does what they may
    #[arg(value_name = "HANDLE")]
    user: String,
    /// What it is for, in words
    #[arg(long)]
    name: String,
    /// What it is good for; may stand several times
    #[arg(long, value_name = "SCOPE", required = true, value_delimiter = ',', value_parser = scopes())]
    scope: Vec<String>,
    /// Days until it ends
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=366))]
    days: i64,
    #[command(flatten)]
    place: Where,
}

/// Arguments of `comity token list`.
#[derive(ClapArgs, Debug)]
pub struct List {
    /// Whose
    #[arg(value_name = "HANDLE")]
    user: String,
    #[command(flatten)]
    place: Where,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Arguments of `comity token end`.
#[derive(ClapArgs, Debug)]
pub struct End {
    /// The token's id, as `comity token list` shows it
    id: Uuid,
    #[command(flatten)]
    place: Where,
}

fn scopes() -> PossibleValuesParser {
    PossibleValuesParser::new(SCOPES)
}

/// Runs the command.
pub fn run(what: &What) -> Result<()> {
    match what {
        What::Make(args) => make(args),
        What::List(args) => list(args),
        What::End(args) => end(args),
    }
}

fn make(args: &Make) -> Result<()> {
    let secret = at_desk(&args.place, async |desk| {
        let user = user(desk, &args.user).await?;
        let scope: Vec<&str> = args.scope.iter().map(String::as_str).collect();
        desk.make_token(Some(user.id), args.name.trim(), &scope, args.days).await.map_err(told)
    })?;
    eprintln!(
        "a token of {} for {}, for {} days; it is shown once:",
        args.user,
        args.scope.join(" "),
        args.days
    );
    println!("{secret}");
    Ok(())
}

fn list(args: &List) -> Result<()> {
    let tokens = at_desk(&args.place, async |desk| {
        let user = user(desk, &args.user).await?;
        desk.tokens(Some(user.id)).await.map_err(told)
    })?;
    if args.json {
        for token in &tokens {
            println!("{}", json(token));
        }
        return Ok(());
    }
    println!("{}", table(&tokens));
    Ok(())
}

fn end(args: &End) -> Result<()> {
    at_desk(&args.place, async |desk| desk.end_token(args.id).await.map_err(told))?;
    println!("token {} is ended", args.id);
    Ok(())
}

fn state(token: &ApiToken) -> &'static str {
    match token.ended_at {
        Some(_) => "ended",
        None if token.expires_at <= now() => "over",
        None => "good",
    }
}

fn table(tokens: &[ApiToken]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_header([
        "id",
        "name",
        "scope",
        "state",
        "ends",
        "last used",
    ]);
    for token in tokens {
        table.add_row([
            token.id.to_string(),
            token.name.clone(),
            token.scope.clone(),
            state(token).to_owned(),
            format!("{:.0}", token.expires_at),
            token.seen_at.map_or_else(|| "never".to_owned(), |at| format!("{at:.0}")),
        ]);
    }
    table
}

fn json(token: &ApiToken) -> serde_json::Value {
    serde_json::json!({
        "id": token.id,
        "name": token.name,
        "scope": token.scope,
        "state": state(token),
        "made_at": token.made_at.to_string(),
        "expires_at": token.expires_at.to_string(),
        "seen_at": token.seen_at.map(|at| at.to_string()),
        "ended_at": token.ended_at.map(|at| at.to_string()),
    })
}
