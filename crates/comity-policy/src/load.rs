//! Policies come in as text, are checked strictly against the schema, and are refused whole when one is wrong: each
//! problem with file, line and way out.

use std::collections::{BTreeMap, HashSet};

use cedar_policy::{PolicyId, PolicySet, Schema, ValidationMode, Validator};
use compact_str::CompactString;
use miette::Diagnostic;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::article::articles;

/// What policies may speak about.
pub const SCHEMA: &str = include_str!("../policies/comity.cedarschema");

/// A file of policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// Its name, for messages: `1-see.cedar`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The policies that ship with the program.
pub fn shipped() -> Vec<PolicyFile> {
    let file = |name: &str, text: &str| PolicyFile { name: name.to_owned(), text: text.to_owned() };
    vec![
        file("1-see.cedar", include_str!("../policies/1-see.cedar")),
        file("2-work.cedar", include_str!("../policies/2-work.cedar")),
        file("3-share.cedar", include_str!("../policies/3-share.cedar")),
        file("4-guard.cedar", include_str!("../policies/4-guard.cedar")),
        file("5-node.cedar", include_str!("../policies/5-node.cedar")),
    ]
}

/// The sentence that a policy of this id was shipped with.
pub fn shipped_reason(policy: &str) -> Option<String> {
    let id = format!("@id(\"{policy}\")");
    shipped().iter().find_map(|file| {
        let (_, rest) = file.text.split_once(&id)?;
        let (_, rest) = rest.split_once("@reason(\"")?;
        rest.split_once("\")").map(|(reason, _)| reason.to_owned())
    })
}

/// Something wrong in a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyProblem {
    /// The file.
    pub file: String,
    /// Line, from 1; 0 where no place is known.
    pub line: usize,
    /// Character in the line, from 1; 0 where no place is known.
    pub column: usize,
    /// The policy's id, where it has one.
    pub policy: CompactString,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub way_out: String,
}

impl std::fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        if !self.policy.is_empty() {
            write!(f, ": policy `{}`", self.policy)?;
        }
        write!(f, ": {}: {}", self.message, self.way_out)
    }
}

/// Why policies can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Each problem, in the order of the files.
    #[error("the policies are refused, none of them holds\n{}", lines(.0))]
    Problems(Vec<PolicyProblem>),
    /// The program's own schema is broken.
    #[error("the schema of the program can't be read: {0}: install the program anew")]
    Schema(String),
}

fn lines(problems: &[PolicyProblem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

/// Policies that passed every check.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub set: PolicySet,
    /// The sentence of each policy.
    pub reasons: BTreeMap<CompactString, String>,
    /// First 32 hex digits of SHA-256 over schema, names and texts.
    pub version: CompactString,
}

pub(crate) fn load(files: &[PolicyFile], schema: &Schema) -> Result<Loaded, PolicyError> {
    let mut problems = Vec::new();
    let mut set = PolicySet::new();
    let mut reasons = BTreeMap::new();
    let mut home: BTreeMap<CompactString, &PolicyFile> = BTreeMap::new();
    for (file, before) in files.iter().zip(0..) {
        problems.extend(misnamed(file, files.get(..before).unwrap_or_default()));
        read(file, &mut set, &mut reasons, &mut home, &mut problems);
    }
    if problems.is_empty() && reasons.is_empty() {
        problems.push(PolicyProblem {
            file: files.first().map_or_else(|| "policies".to_owned(), |file| file.name.clone()),
            line: 0,
            column: 0,
            policy: CompactString::default(),
            message: "there is no policy, so nobody may do anything".to_owned(),
            way_out: "begin with the shipped ones, `comity policy write DIR`".to_owned(),
        });
    }
    validate(&set, schema, &home, &mut problems);
    if !problems.is_empty() {
        return Err(PolicyError::Problems(problems));
    }
    let mut hash = Sha256::new().chain_update(SCHEMA);
    for file in files {
        for part in [&file.name, &file.text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    let version = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(Loaded { set, reasons, version })
}

/// What is wrong with the name of a file, where others come before it.
fn misnamed(file: &PolicyFile, before: &[PolicyFile]) -> Option<PolicyProblem> {
    let stem = file.name.strip_suffix(".cedar").unwrap_or_default();
    let fits = (1..=60).contains(&stem.len())
        && stem.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let (message, way_out) = match before.iter().any(|other| other.name == file.name) {
        true => ("there are two files of this name", "give each a name of its own"),
        false if !fits => (
            "this can't be the name of a file",
            "write letters, digits, `-`, `_` and `.`, and `.cedar` at the end",
        ),
        false => return None,
    };
    Some(PolicyProblem {
        file: file.name.clone(),
        line: 0,
        column: 0,
        policy: CompactString::default(),
        message: message.to_owned(),
        way_out: way_out.to_owned(),
    })
}

fn read<'f>(
    file: &'f PolicyFile,
    set: &mut PolicySet,
    reasons: &mut BTreeMap<CompactString, String>,
    home: &mut BTreeMap<CompactString, &'f PolicyFile>,
    problems: &mut Vec<PolicyProblem>,
) {
    let problem = |(line, column): Place, policy: &str, message: String, way_out: &str| PolicyProblem {
        file: file.name.clone(),
        line,
        column,
        policy: policy.into(),
        message,
        way_out: way_out.to_owned(),
    };
    let parsed: PolicySet = match file.text.parse() {
        Ok(parsed) => parsed,
        Err(errors) => {
            let errors: &cedar_policy::ParseErrors = &errors;
            problems.extend(errors.iter().map(|error| {
                let help = help(error, "see the grammar of Cedar policies");
                problem(place_of(error, &file.text), "", error.to_string(), &help)
            }));
            return;
        }
    };
    if parsed.templates().next().is_some() {
        let message = "templates are not used here".to_owned();
        problems.push(problem(NOWHERE, "", message, "write a policy without `?principal` and `?resource`"));
    }
    for policy in parsed.policies() {
        let number = policy.id().to_string();
        let number = number.strip_prefix("policy").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0) + 1;
        let id = policy.annotation("id").unwrap_or_default();
        let fits = (1..=60).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !fits {
            let message = format!("policy number {number} of the file has no usable id");
            problems.push(problem(
                articles(file).get(number - 1).map_or(NOWHERE, |article| (article.line, 1)),
                id,
                message,
                "write @id(\"see-own\") before it, in small letters, digits and `-`",
            ));
            continue;
        }
        let place = place_of_id(&file.text, id);
        if let Some(other) = home.get(id) {
            let message = format!("the id is taken by a policy of {}", other.name);
            problems.push(problem(place, id, message, "give it another id"));
            continue;
        }
        let Some(reason) = policy.annotation("reason").filter(|reason| !reason.trim().is_empty()) else {
            let message = "it gives no reason".to_owned();
            problems.push(problem(
                place,
                id,
                message,
                "write @reason(\"..\") before it: the sentence that people are told",
            ));
            continue;
        };
        home.insert(id.into(), file);
        reasons.insert(id.into(), reason.trim().to_owned());
        if let Err(error) = set.add(policy.new_id(PolicyId::new(id))) {
            problems.push(problem(place, id, error.to_string(), "give it another id"));
        }
    }
}

fn validate(
    set: &PolicySet,
    schema: &Schema,
    home: &BTreeMap<CompactString, &PolicyFile>,
    problems: &mut Vec<PolicyProblem>,
) {
    let result = Validator::new(schema.clone()).validate(set, ValidationMode::Strict);
    let mut say = |id: &PolicyId, what: &dyn Diagnostic| {
        let id: CompactString = AsRef::<str>::as_ref(id).into();
        let Some(file) = home.get(&id) else { return };
        let (line, column) = match place_of(what, &file.text) {
            NOWHERE => place_of_id(&file.text, &id),
            place => place,
        };
        let message = without_id(&what.to_string()).to_owned();
        let way_out = help(what, otherwise(&message));
        problems.push(PolicyProblem { file: file.name.clone(), line, column, policy: id, message, way_out });
    };
    let mut wrong = HashSet::new();
    for error in result.validation_errors() {
        wrong.insert(error.policy_id());
        say(error.policy_id(), error);
    }
    // a policy that can never hold, or a name that only looks like another, is a mistake as well
    for warning in result.validation_warnings().filter(|warning| !wrong.contains(warning.policy_id())) {
        say(warning.policy_id(), warning);
    }
    problems.sort_by(|a, b| {
        (&a.file, a.line, a.column, &a.message).cmp(&(&b.file, b.line, b.column, &b.message))
    });
    problems.dedup();
}

/// Cedar begins with "for policy `id`, ", and the problem names the policy itself.
fn without_id(message: &str) -> &str {
    let rest = message.strip_prefix("for policy `").and_then(|rest| rest.split_once('`'));
    rest.map_or(message, |(_, rest)| rest.trim_start_matches([',', ':', ' ']))
}

fn help(what: &dyn Diagnostic, otherwise: &str) -> String {
    what.help().map_or_else(|| otherwise.to_owned(), |help| help.to_string())
}

/// What to write instead, where Cedar itself doesn't say it.
fn otherwise(message: &str) -> &'static str {
    if message.starts_with("policy is impossible") {
        "write a condition that can hold, or take the policy out"
    } else if message.starts_with("unexpected type") {
        "compare with a value of the expected type: comity.cedarschema says which each attribute has"
    } else {
        "write what comity.cedarschema declares"
    }
}

/// Line and character, from 1; 0 where none is known.
type Place = (usize, usize);

const NOWHERE: Place = (0, 0);

/// The first place that a message points to.
fn place_of(what: &dyn Diagnostic, text: &str) -> Place {
    what.labels().and_then(|mut labels| labels.next()).map_or(NOWHERE, |label| place_at(text, label.offset()))
}

fn place_of_id(text: &str, id: &str) -> Place {
    text.find(&format!("@id(\"{id}\")")).map_or(NOWHERE, |at| place_at(text, at))
}

/// The place of a byte.
pub(crate) fn place_at(text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
    (line, column)
}
