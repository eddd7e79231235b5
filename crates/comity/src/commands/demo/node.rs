//! A node on a temporary database, filled with the records of the demo, with one user per role.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use comity_core::reference::Reference;
use comity_core::{Day, Label, PartyId, Record, Seat, Snapshot, Terms, Tlp, UserHandle, UserRole, Viewer};
use comity_formats::reference::Library;
use comity_node::{NewUser, Node};
use comity_policy::{Circumstances, Policies};
use comity_store::import::Options as ImportOptions;
use comity_store::{Asker, Opener, Store, Time, Url};
use comity_web::Options;
use miette::{IntoDiagnostic, Report, Result, miette};

use crate::commands::serve::{listen, reached, until_interrupted};
use crate::database::{system_user, told};
use crate::node_key;

/// Who the users are: what each is for, and at which institution. Two desk officers, because a conflict has two sides.
const USERS: [(&str, UserRole, Option<&str>); 8] = [
    ("sco-desk", UserRole::DeskOfficer, Some("sco")),
    ("osce-desk", UserRole::DeskOfficer, Some("osce")),
    ("secretariat", UserRole::Secretariat, Some("osce")),
    ("legal", UserRole::LegalOfficer, Some("osce")),
    ("analyst", UserRole::Analyst, Some("osce")),
    ("guest", UserRole::Guest, Some("eu")),
    ("auditor", UserRole::Auditor, None),
    ("operator", UserRole::Operator, None),
];

/// Whose the parties, ties, instruments and needs are: all read them, so it matters little.
const COMMON: &str = "osce";

/// 15 June 2006, the day of the node's clock when it starts: the institutions' plans lie ahead then, and what clashes can still be changed.
pub const DAY: Day = Day(13_314);

/// When the program began.
static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The node's time: eight in the morning of that day, and what has passed since.
fn now() -> Time {
    let passed = i64::try_from(BEGUN.elapsed().as_micros()).unwrap_or(i64::MAX);
    Time(i64::from(DAY.0) * 86_400_000_000 + 8 * 3_600_000_000 + passed)
}

/// Fills a node, says who may come in and how, and serves it until someone ends it; then nothing of it is left.
pub fn open(address: SocketAddr, read: Snapshot, library: Library) -> Result<()> {
    let folder = tempfile::tempdir().into_diagnostic()?;
    let url = Url::Sqlite(folder.path().join("demo.db"));
    let key = node_key::made(&folder.path().join("demo.key"), false)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().into_diagnostic()?;
    runtime.block_on(async {
        let store = Store::open(&url, Opener::Server).await.map_err(told)?;
        let store = store.with_log(key).await.map_err(told)?;
        store.open_log(now()).await.map_err(told)?;
        let in_force = store.policies_in_force().await.map_err(told)?;
        fill(&store, &in_force.policies, read, &library.load()).await?;
        let listener = listen(address).await?;
        let address = listener.local_addr().into_diagnostic()?;
        let node = Arc::new(reached(Node::new(store, in_force, library, now), None, address)?);
        let password = people(&node).await?;
        node.look_for_findings().await.map_err(failed)?;
        while node.work_once().await.map_err(failed)? {}
        print!("{}", how_to_come_in(&address.to_string(), &password));
        until_interrupted(node, listener, Options::default()).await
    })
}

/// Each institution's records as its own import, for all who work here to read.
async fn fill(store: &Store, policies: &Policies, read: Snapshot, reference: &Reference) -> Result<()> {
    let label = Label::new(Terms::of(Tlp::Green)).into_diagnostic()?;
    for (party, records) in by_institution(read) {
        let viewer: Viewer = system_user(&party)?;
        let asker = Asker::new(policies, &viewer, Circumstances::on(DAY));
        let options =
            ImportOptions { label: &label, relabel: false, source: None, now: now(), progress: &|_, _| {} };
        store.import(&asker, records, reference, &options).await.map_err(told)?;
    }
    Ok(())
}

/// A snapshot for each institution that reports: an organ's records are its institution's.
fn by_institution(read: Snapshot) -> BTreeMap<String, Snapshot> {
    let wholes: BTreeMap<PartyId, PartyId> =
        read.parties.iter().filter_map(|party| Some((party.id.clone(), party.organ_of.clone()?))).collect();
    let Snapshot { sources, records, .. } = &read;
    let mut by: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for record in records {
        by.entry(institution(record, &wholes)).or_default().push(record.clone());
    }
    let mut out: BTreeMap<String, Snapshot> = by
        .into_iter()
        .map(|(party, records)| {
            (party, Snapshot { sources: sources.clone(), records, ..Snapshot::default() })
        })
        .collect();
    let records = out.remove(COMMON).map(|own| own.records).unwrap_or_default();
    out.insert(COMMON.to_owned(), Snapshot { records, ..read });
    out
}

fn institution(record: &Record, wholes: &BTreeMap<PartyId, PartyId>) -> String {
    let reporter = PartyId::from(record.reporter.reference.as_str());
    wholes.get(&reporter).unwrap_or(&reporter).to_string()
}

/// Makes the users, all with one password that is made for this run; gives the password.
async fn people(node: &Node) -> Result<String> {
    // 256 random bits, as good a password as they are a link
    let password =
        node.first_link().await.map_err(failed)?.ok_or_else(|| miette!("somebody is here already"))?;
    let [others @ .., operator] = USERS;
    let session = node.use_first_link(&password, &user(operator)?, password.clone()).await.map_err(failed)?;
    let session = node.session(&session.secret).await.map_err(failed)?;
    let desk =
        node.desk(session.ok_or_else(|| miette!("the session is over"))?.viewer).await.map_err(failed)?;
    for other in others {
        let (_, link) = desk.invite(&user(other)?).await.map_err(failed)?;
        node.use_link(&link, password.clone()).await.map_err(failed)?;
    }
    Ok(password)
}

fn user((handle, role, party): (&str, UserRole, Option<&str>)) -> Result<NewUser> {
    Ok(NewUser {
        handle: UserHandle::new(handle).into_diagnostic()?,
        name: String::new(),
        roles: [role].into(),
        seat: party.map(|party| Seat::of_party(party.into())),
        language: String::new(),
    })
}

fn failed(error: comity_node::Error) -> Report {
    miette!("{error}")
}

fn how_to_come_in(address: &str, password: &str) -> String {
    let mut text = format!(
        "\nA node with these records, on a temporary database, where it is {DAY}: http://{address}/\n\n  {:13}{:15}at\n",
        "user", "role"
    );
    for (handle, role, party) in USERS {
        text.push_str(&format!(
            "  {handle:13}{:15}{}\n",
            role.to_string(),
            party.unwrap_or("the node itself")
        ));
    }
    text.push_str(&format!(
        "\n  password of all of them, made for this run: {password}\n\nCtrl-C ends the node and removes its database.\n"
    ));
    text
}
