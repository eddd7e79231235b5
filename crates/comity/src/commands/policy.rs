//! `comity policy`: the rules of access as files that a lawyer reads, the table of what they allow, and those that are in force at a node.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};
use comity_policy::{
    Circumstances, Policies, PolicyFile, Table, TextDifference, load::SCHEMA, shipped, text_differences,
};
use comity_store::{Asker, Error, InForce, PolicySet};
use miette::{Context, IntoDiagnostic, Result, bail, miette};

use crate::database::{Database, now, system_user, today, told, wait};
use crate::node::Where;

/// What to do with policies.
#[derive(Subcommand, Debug)]
pub enum What {
    /// Check policies and show who may do what: every kind of record, role, relation to the originator and action
    Test(Test),
    /// Write the policies that ship with the program into a folder, to be read and changed
    Write(Write),
    /// Show the policies in force at a node, with who put them in force and why
    Show(Show),
    /// What differs between the texts in force at a node and those that ship with the program, or those of a folder
    Diff(Diff),
    /// Put the policies in force that ship with the program: the way back when nobody at the node may change them any more
    Reset(Reset),
}

/// Arguments of `comity policy test`.
#[derive(ClapArgs, Debug)]
pub struct Test {
    /// Folder of `.cedar` files; without it the policies that ship with the program
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// Take the policies in force at the node: to be tested, or with --policies to be compared with
    #[arg(long)]
    in_force: bool,
    /// Compare the table with this file and fail when they differ
    #[arg(long, value_name = "FILE")]
    golden: Option<PathBuf>,
    /// Only say whose access changes, against the policies that ship with the program; with --policies --in-force against those in force
    #[arg(long)]
    changes: bool,
    #[command(flatten)]
    database: Database,
}

/// Arguments of `comity policy write`.
#[derive(ClapArgs, Debug)]
pub struct Write {
    /// Where to
    #[arg(value_name = "DIR")]
    to: PathBuf,
}

/// Arguments of `comity policy show`.
#[derive(ClapArgs, Debug)]
pub struct Show {
    /// Write them into this folder, to be read and changed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

/// Arguments of `comity policy diff`.
#[derive(ClapArgs, Debug)]
pub struct Diff {
    /// Folder of `.cedar` files to compare with those in force; without it those that ship with the program come first
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

/// Arguments of `comity policy reset`.
#[derive(ClapArgs, Debug)]
pub struct Reset {
    /// Why; it stands in the history and, as a commitment, in the log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    place: Where,
}

/// Runs the command.
pub fn run(what: &What) -> Result<()> {
    match what {
        What::Test(args) => test(args),
        What::Write(args) => write(&args.to, &shipped()),
        What::Show(args) => show(args),
        What::Diff(args) => diff(args),
        What::Reset(args) => reset(args),
    }
}

fn test(args: &Test) -> Result<()> {
    let in_force = if args.in_force { Some(in_force(&args.database)?.1) } else { None };
    let (before, files) = match (args.policies.as_deref(), in_force) {
        (Some(folder), Some(in_force)) => (in_force, read(folder)?),
        (Some(folder), None) => (shipped(), read(folder)?),
        (None, Some(in_force)) => (shipped(), in_force),
        (None, None) => (shipped(), shipped()),
    };
    let table = |files| Table::of(&Policies::load(files).into_diagnostic()?).into_diagnostic();
    let tested = table(files)?;
    if args.changes {
        let differences = table(before)?.differences_to(&tested);
        for difference in &differences {
            anstream::println!("{difference}");
        }
        if differences.is_empty() {
            anstream::println!("nobody's access changes");
        }
    } else {
        anstream::print!("{tested}");
    }
    let Some(golden) = &args.golden else { return Ok(()) };
    let kept = std::fs::read_to_string(golden)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't read `{}`", golden.display()))?;
    let now = tested.to_string();
    if kept == now {
        return Ok(());
    }
    let line = kept.lines().zip(now.lines()).position(|(kept, now)| kept != now);
    let line = line.unwrap_or_else(|| kept.lines().count().min(now.lines().count())) + 1;
    Err(miette!(
        help = "read the difference (`comity policy test > new.txt`, `diff`), and keep the new table where it is meant",
        "access isn't that of `{}`: the tables differ from line {line}",
        golden.display()
    ))
}

/// The newest policies that were put in force, and the files that hold: also where this program can't use them.
fn in_force(database: &Database) -> Result<(Option<PolicySet>, Vec<PolicyFile>)> {
    wait(async {
        let store = database.open().await?;
        let newest = store.policy_sets(None, 1).await.map_err(told)?.into_iter().next();
        store.close().await;
        let files = newest.as_ref().map_or_else(shipped, |set| set.files.clone());
        Ok((newest, files))
    })
}

fn show(args: &Show) -> Result<()> {
    let (set, files) = in_force(&args.database)?;
    match &set {
        None => eprintln!("nobody put policies in force here: the shipped ones hold"),
        Some(set) => eprintln!(
            "version {}, put in force by {} on {}: {}",
            set.version, set.person, set.made_at, set.reason
        ),
    }
    if let Some(folder) = &args.out {
        return write(folder, &files);
    }
    for file in &files {
        anstream::println!("// {}\n{}", file.name, file.text);
    }
    Ok(())
}

fn diff(args: &Diff) -> Result<()> {
    let (_, files) = in_force(&args.database)?;
    let found: Vec<TextDifference> = match &args.policies {
        Some(folder) => text_differences(&files, &read(folder)?),
        None => text_differences(&shipped(), &files),
    };
    for difference in &found {
        anstream::print!("{difference}");
    }
    if found.is_empty() {
        anstream::println!("the texts are the same");
    }
    Ok(())
}

/// Whoever may write the database and read the node's key puts the shipped policies back by their own word: it has to be possible whatever those in
/// force say, and whether or not they can be used.
fn reset(args: &Reset) -> Result<()> {
    let ours = Policies::shipped().into_diagnostic()?;
    let viewer = system_user("self")?;
    let reason = args.reason.trim();
    if reason.is_empty() {
        bail!(help = "--reason \"nobody could change the policies any more\"", "say why");
    }
    wait(async {
        let store = args.place.open().await?;
        let (before, hold) = match store.policies_in_force().await {
            Ok(in_force) => {
                let hold = in_force.policies.files() == ours.files();
                (in_force, hold)
            }
            Err(Error::Policies { .. }) => {
                let set = store.newest_policies().await.map_err(told)?;
                (InForce { set, policies: Policies::shipped().into_diagnostic()? }, false)
            }
            Err(error) => return Err(told(error)),
        };
        let asker = Asker::new(&ours, &viewer, Circumstances::on(today()?));
        if hold {
            anstream::println!("the shipped policies hold already");
        } else {
            store.change_policies(&asker, &before, &ours, reason, now()).await.map_err(told)?;
            anstream::println!("the shipped policies are in force, version {}", ours.version());
        }
        store.close().await;
        Ok(())
    })
}

/// The policies of a folder, in the order of their names.
fn read(folder: &Path) -> Result<Vec<PolicyFile>> {
    let cant = || format!("can't read the folder `{}`", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_diagnostic().wrap_err_with(cant)? {
        let path = entry.into_diagnostic().wrap_err_with(cant)?.path();
        if path.extension().is_none_or(|extension| extension != "cedar") {
            continue;
        }
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let text = std::fs::read_to_string(&path)
            .into_diagnostic()
            .wrap_err_with(|| format!("can't read `{}`", path.display()))?;
        files.push(PolicyFile { name, text });
    }
    if files.is_empty() {
        bail!(
            help = "`comity policy write DIR` writes the shipped policies there",
            "no `.cedar` file is in `{}`",
            folder.display()
        );
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn write(folder: &Path, files: &[PolicyFile]) -> Result<()> {
    std::fs::create_dir_all(folder)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't make the folder `{}`", folder.display()))?;
    let schema = PolicyFile { name: "comity.cedarschema".to_owned(), text: SCHEMA.to_owned() };
    let files: Vec<&PolicyFile> = files.iter().chain([&schema]).collect();
    let taken = files.iter().map(|file| folder.join(&file.name)).find(|path| path.exists());
    if let Some(path) = taken {
        bail!(help = "choose an empty folder", "`{}` is there already and stays as it is", path.display());
    }
    for file in files {
        let path = folder.join(&file.name);
        std::fs::write(&path, &file.text)
            .into_diagnostic()
            .wrap_err_with(|| format!("can't write `{}`", path.display()))?;
        anstream::println!("{}", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested(policies: Option<&Path>, golden: Option<&Path>) -> Result<()> {
        let args = Test {
            policies: policies.map(Path::to_path_buf),
            golden: golden.map(Path::to_path_buf),
            changes: policies.is_some(),
            in_force: false,
            database: Database::default(),
        };
        run(&What::Test(args))
    }

    #[test]
    fn what_was_written_is_what_is_tested() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &shipped()).unwrap();
        let read = read(folder.path()).unwrap();
        assert_eq!(read, shipped());
        assert!(write(folder.path(), &shipped()).is_err(), "nothing is overwritten");
        let golden = folder.path().join("table.txt");
        std::fs::write(&golden, Table::of(&Policies::shipped().unwrap()).unwrap().to_string()).unwrap();
        tested(Some(folder.path()), Some(&golden)).unwrap();

        let share = folder.path().join("3-share.cedar");
        let text = std::fs::read_to_string(&share).unwrap();
        std::fs::write(&share, text.replace("Role::\"analyst\"", "Role::\"guest\"")).unwrap();
        let error = tested(Some(folder.path()), Some(&golden)).unwrap_err().to_string();
        assert!(error.contains("the tables differ from line"), "{error}");

        std::fs::write(&share, "permit (principal, action, resource)").unwrap();
        let error = tested(Some(folder.path()), None).unwrap_err().to_string();
        assert!(error.contains("3-share.cedar:1"), "{error}");
    }

    #[test]
    fn a_folder_without_policies_says_how_to_get_some() {
        let folder = tempfile::tempdir().unwrap();
        let error = tested(Some(folder.path()), None).unwrap_err();
        assert!(error.help().unwrap().to_string().contains("comity policy write"));
    }
}
