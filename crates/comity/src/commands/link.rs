//! `comity link`: which records of a table are about one thing, without labels, with reasons.

mod ids;
mod read;
mod write;

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use comity_link::link::{Linkage, Options, Scorer};
use comity_link::model::{self, Model};
use comity_link::table::Table;
use comity_link::{charts, cluster, em};
use miette::{IntoDiagnostic, Result, WrapErr, miette};

use ids::Ids;

/// Arguments of `comity link`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    /// The records, CSV or Parquet. `unique_id` holds ids; `source_dataset`, where it stands, says which table a
    /// record is from, and pairs are made across tables only; `cluster` is left out
    #[arg(long, value_name = "FILE")]
    records: PathBuf,
    /// What is compared how, TOML; without it the columns are judged by their values
    #[arg(long, value_name = "FILE.toml")]
    model: Option<PathBuf>,
    /// Least probability of a pair
    #[arg(long, default_value_t = 0.9, value_parser = probability)]
    threshold: f64,
    /// Where the pairs go: id_l, id_r, match_weight, match_probability; CSV or Parquet by the ending
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Where the groups go: unique_id, cluster_id; CSV or Parquet by the ending
    #[arg(long, value_name = "FILE")]
    clusters: Option<PathBuf>,
    /// Where the charts go: weights, distribution, records that can't be linked, waterfalls
    #[arg(long, value_name = "FILE.html")]
    charts: Option<PathBuf>,
    /// Print why two records have their weight
    #[arg(long, num_args = 2, value_names = ["ID", "ID"])]
    explain: Option<Vec<String>>,
    /// One JSON object about what was done, instead of text
    #[arg(long)]
    json: bool,
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if p > 0.0 && p < 1.0 => Ok(p),
        _ => Err("a probability between 0 and 1, such as 0.9".to_owned()),
    }
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    let read = read::table(&args.records)?;
    for line in &read.problems {
        anstream::eprintln!("{line}");
    }
    let table = read.table;
    let model = match &args.model {
        None => model::infer(&table),
        Some(path) => {
            let text = std::fs::read_to_string(path).into_diagnostic().wrap_err_with(|| unreadable(path))?;
            model::read_model(&text, &table).map_err(|e| miette!("{}: {e}", path.display()))?
        }
    };
    let options = Options { threshold: args.threshold, ..Options::default() };
    let linkage = comity_link::link::link(&table, &model, &options)
        .map_err(|e| miette!("{}: {e}", args.records.display()))?;
    let ids = ids_of(&table, &model);
    write::pairs(&args.out, &linkage.pairs, ids)?;
    if let Some(path) = &args.clusters {
        write::clusters(path, &linkage.clusters.of, ids)?;
    }
    if let Some(path) = &args.charts {
        let page = charts::page(&linkage, &args.records.display().to_string(), &|record| {
            ids.text(record).into_owned()
        });
        std::fs::write(path, page)
            .into_diagnostic()
            .wrap_err_with(|| format!("can't write {}", path.display()))?;
    }
    if let Some([a, b]) = args.explain.as_deref() {
        explain(&table, &model, &linkage, a, b)?;
    }
    if args.json {
        println!("{}", serde_json::to_string(&summary(&table, &model, &linkage)).into_diagnostic()?);
    } else {
        anstream::eprint!("{}", in_words(&table, &model, &linkage));
    }
    Ok(())
}

fn unreadable(path: &Path) -> String {
    format!("can't read {}; check the path", path.display())
}

/// The ids by which the records of a table are named.
fn ids_of<'t>(table: &'t Table, model: &Model) -> Ids<'t> {
    Ids(model.id.and_then(|at| table.columns.get(at)))
}

fn explain(table: &Table, model: &Model, linkage: &Linkage, a: &str, b: &str) -> Result<()> {
    let find = |id: &str| {
        (0..u32::try_from(table.records).unwrap_or(u32::MAX))
            .find(|record| ids_of(table, model).text(*record) == id)
            .ok_or_else(|| miette!("no record has the id `{id}`; ids stand in the column `unique_id`"))
    };
    let (a, b) = (find(a)?, find(b)?);
    let waterfall =
        Scorer { comparison: &linkage.comparison, weights: &linkage.trained.weights }.explain(a, b);
    anstream::println!(
        "{:>8.2}  before anything was compared (one pair in {:.0})",
        waterfall.prior,
        1.0 / linkage.trained.weights.prior
    );
    for step in &waterfall.steps {
        anstream::println!(
            "{:>+8.2}  {}: {}{}",
            step.weight + step.rarity,
            step.field,
            step.level,
            rarity(step.rarity)
        );
    }
    if waterfall.kin < -0.005 {
        anstream::println!(
            "{:>+8.2}  it may be another of the same family (phase, edition, sister place)",
            waterfall.kin
        );
    }
    if waterfall.sole > 0.005 {
        anstream::println!("{:>+8.2}  a record has one match at most, and few have none", waterfall.sole);
    }
    anstream::println!("{:>8.2}  in all: probability {:.4}", waterfall.weight(), waterfall.probability());
    Ok(())
}

fn rarity(bits: f64) -> String {
    if bits.abs() < 0.005 {
        String::new()
    } else {
        format!(" ({bits:+.2} because the value is {})", if bits > 0.0 { "rare" } else { "frequent" })
    }
}

fn summary(table: &Table, model: &Model, linkage: &Linkage) -> serde_json::Value {
    let weights = &linkage.trained.weights;
    let fields: Vec<_> = weights
        .fields
        .iter()
        .enumerate()
        .map(|(at, f)| {
            let levels: Vec<_> = f
                .levels
                .iter()
                .enumerate()
                .filter(|(level, says)| *level > 0 && !says.is_empty())
                .map(|(level, says)| {
                    serde_json::json!({"says": says, "m": weights.m[at][level], "u": weights.u[at][level], "weight": weights.bits(at, level)})
                })
                .collect();
            serde_json::json!({"field": f.name, "levels": levels})
        })
        .collect();
    let rules: Vec<_> = linkage
        .rules
        .iter()
        .map(|r| serde_json::json!({"rule": r.rule, "pairs": r.pairs, "left_out": r.left_out, "expected_gain": r.gain}))
        .collect();
    let left_out: Vec<_> =
        model.left_out.iter().map(|(c, why)| serde_json::json!({"column": c, "why": why})).collect();
    serde_json::json!({
        "records": table.records,
        "candidates": linkage.rules.iter().map(|r| r.pairs).sum::<u64>(),
        "pairs": linkage.pairs.len(),
        "clusters": cluster::members(&linkage.clusters.of).len(),
        "bridges_refused": linkage.clusters.bridges_refused,
        "prior": weights.prior,
        "expected_matches": linkage.trained.matches,
        "expected_recall_of_candidates": linkage.trained.recall,
        "columns_left_out": left_out,
        "columns_unread": table.unread,
        "rules": rules,
        "fields": fields,
    })
}

fn in_words(table: &Table, model: &Model, linkage: &Linkage) -> String {
    let compared: Vec<&str> = model.fields.iter().map(|f| f.name.as_str()).collect();
    let mut text = format!("{} records, compared by {}\n", table.records, compared.join(", "));
    for (column, why) in &model.left_out {
        text.push_str(&format!("  `{column}` is left out: {why}\n"));
    }
    let candidates: u64 = linkage.rules.iter().map(|r| r.pairs).sum();
    let over: u64 = linkage.rules.iter().map(|r| r.left_out).sum();
    text.push_str(&format!("{candidates} candidate pairs from {} rules", linkage.rules.len()));
    if over > 0 {
        text.push_str(&format!(", {over} more were over the budget of their block"));
    }
    text.push_str(&format!(
        "\n{} pairs in {} groups; before anything is compared one pair in {:.0} matches; {} weak bridges refused\n",
        linkage.pairs.len(),
        cluster::members(&linkage.clusters.of).len(),
        1.0 / linkage.trained.weights.prior,
        linkage.clusters.bridges_refused
    ));
    text
}

/// The probability of a weight, as it is written out.
fn probability_of(weight: f32) -> f64 {
    em::probability(f64::from(weight))
}

#[cfg(test)]
mod tests {
    use comity_core::names;
    use comity_link::text;

    /// Records and linkage may not know each other, and fold for different ends: a name into a key, a text for its words.
    /// Letters they fold alike, or one name would be two things.
    #[test]
    fn records_and_linkage_fold_letters_alike() {
        for word in [
            "Émile",
            "Łódź",
            "STRASSE",
            "Straße",
            "Ёлка",
            "Ærø",
            "Đurđevac",
            "ΟΔΟΣ",
            "Iğdır",
            "Œuvre",
            "ﬁn",
            "Ош",
        ] {
            assert_eq!(names::fold(word), text::fold(word), "{word}");
        }
    }
}
