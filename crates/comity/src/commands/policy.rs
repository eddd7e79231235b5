//! `comity policy`: the rules of access as files that a lawyer reads, and the table of what they allow.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};
use comity_policy::{Policies, PolicyFile, Table, load::SCHEMA, shipped};
use miette::{Context, IntoDiagnostic, Result, bail, miette};

/// What to do with policies.
#[derive(Subcommand, Debug)]
pub enum What {
    /// Check policies and show who may do what: every kind of record, role, relation to the originator and action
    Test(Test),
    /// Write the policies that ship with the program into a folder, to be read and changed
    Write(Write),
}

/// Arguments of `comity policy test`.
#[derive(ClapArgs, Debug)]
pub struct Test {
    /// Folder of `.cedar` files; without it the policies that ship with the program
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// Compare the table with this file and fail when they differ
    #[arg(long, value_name = "FILE")]
    golden: Option<PathBuf>,
    /// Only say whose access the folder changes, against the policies that ship with the program
    #[arg(long, requires = "policies")]
    changes: bool,
}

/// Arguments of `comity policy write`.
#[derive(ClapArgs, Debug)]
pub struct Write {
    /// Where to
    #[arg(value_name = "DIR")]
    to: PathBuf,
}

/// Runs the command.
pub fn run(what: &What) -> Result<()> {
    match what {
        What::Test(args) => test(args),
        What::Write(args) => write(&args.to),
    }
}

fn test(args: &Test) -> Result<()> {
    let files = args.policies.as_deref().map_or_else(|| Ok(shipped()), read)?;
    let policies = Policies::load(files).into_diagnostic()?;
    let table = Table::of(&policies).into_diagnostic()?;
    if args.changes {
        let shipped = Table::of(&Policies::shipped().into_diagnostic()?).into_diagnostic()?;
        let changes = shipped.changes_to(&table);
        for change in &changes {
            anstream::println!("{change}");
        }
        anstream::println!("{} changes of access against the shipped policies", changes.len());
    } else {
        anstream::print!("{table}");
    }
    let Some(golden) = &args.golden else { return Ok(()) };
    let kept = std::fs::read_to_string(golden)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't read `{}`", golden.display()))?;
    let now = table.to_string();
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

fn write(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't make the folder `{}`", folder.display()))?;
    let schema = PolicyFile { name: "comity.cedarschema".to_owned(), text: SCHEMA.to_owned() };
    let files: Vec<PolicyFile> = shipped().into_iter().chain([schema]).collect();
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
        };
        run(&What::Test(args))
    }

    #[test]
    fn what_was_written_is_what_is_tested() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path()).unwrap();
        let read = read(folder.path()).unwrap();
        assert_eq!(read, shipped());
        assert!(write(folder.path()).is_err(), "nothing is overwritten");
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
