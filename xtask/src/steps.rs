//! Running a program as a named step, and finding the programs that steps need.

use std::process::Command;
use std::time::Instant;

use miette::{IntoDiagnostic, Result, WrapErr, bail};

/// Runs a program in `dir` with its output shown; fails with the command line when it does.
pub fn step(name: &str, dir: &str, program: &str, args: &[&str]) -> Result<()> {
    step_with(name, dir, program, args, &[])
}

/// The same, with variables added to the environment.
pub fn step_with(
    name: &str,
    dir: &str,
    program: &str,
    args: &[&str],
    variables: &[(&str, &str)],
) -> Result<()> {
    let line = format!("{program} {}", args.join(" "));
    println!("\n== {name}: {line}");
    let begun = Instant::now();
    let status = Command::new(program)
        .args(args)
        .current_dir(dir)
        .envs(variables.iter().copied())
        .status()
        .into_diagnostic()
        .wrap_err_with(|| format!("can't start `{program}`"))?;
    println!("== {name}: {:.0} s", begun.elapsed().as_secs_f64());
    if !status.success() {
        bail!("step `{name}` failed: in {dir}, {line}");
    }
    Ok(())
}

/// Whether `program args` runs and succeeds; its output is thrown away.
pub fn works(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).output().is_ok_and(|output| output.status.success())
}

/// The standard output of a program that must succeed.
pub fn output(program: &str, args: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(args)
        .output()
        .into_diagnostic()
        .wrap_err_with(|| format!("can't start `{program}`"))?;
    if !output.status.success() {
        bail!("`{program} {}` failed:\n{}", args.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).into_diagnostic()
}

/// Makes sure that `probe` works: tries `install` where it doesn't, and says the command where that fails too.
pub fn ensure(what: &str, probe: (&str, &[&str]), install: &[(&str, &[&str])]) -> Result<()> {
    if works(probe.0, probe.1) {
        return Ok(());
    }
    let lines: Vec<String> =
        install.iter().map(|(program, args)| format!("{program} {}", args.join(" "))).collect();
    println!("\n== {what} is missing; installing it: {}", lines.join(" && "));
    for (program, args) in install {
        if step(&format!("install {what}"), ".", program, args).is_err() {
            break;
        }
    }
    if !works(probe.0, probe.1) {
        bail!(
            help = format!("run this by hand, then try again:\n  {}", lines.join(" && ")),
            "{what} is missing and could not be installed"
        );
    }
    Ok(())
}
