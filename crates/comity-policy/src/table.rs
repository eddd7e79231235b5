//! The golden table: every kind of record x every role x every relation to the originator x every action. A change of
//! policy is read as a difference of two tables.

use comity_core::{UserRole, Viewer};

use crate::{
    action::{NodeAction, RecordAction},
    class::{Circumstances, ClassId},
    difference::{Difference, Named, change, gathered},
    kinds::{Kind, Relation, TODAY, TableError, kinds, recipient},
    policies::Policies,
};

/// A column of the table: an action, for disclosures with a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Asked {
    letter: char,
    deed: Named,
    action: RecordAction,
    to: Option<Relation>,
}

const fn asked(letter: char, word: &'static str, action: RecordAction) -> Asked {
    Asked { letter, deed: Named { key: word, english: word }, action, to: None }
}

const fn disclosed(letter: char, key: &'static str, english: &'static str, to: Relation) -> Asked {
    Asked { letter, deed: Named { key, english }, action: RecordAction::Disclose, to: Some(to) }
}

const COLUMNS: [Asked; 15] = [
    asked('s', "see", RecordAction::See),
    asked('c', "count", RecordAction::Count),
    asked('f', "search", RecordAction::Search),
    asked('p', "pointer", RecordAction::Pointer),
    asked('x', "export", RecordAction::Export),
    disclosed('a', "disclose-audience", "disclose to the audience", Relation::Audience),
    disclosed('g', "disclose-group", "disclose to the group", Relation::Group),
    disclosed('o', "disclose-others", "disclose to others", Relation::Other),
    asked('n', "create", RecordAction::Create),
    asked('e', "edit", RecordAction::Edit),
    asked('l', "label", RecordAction::Label),
    asked('v', "verdict", RecordAction::Verdict),
    asked('d', "decide", RecordAction::Decide),
    asked('w', "withdraw", RecordAction::Withdraw),
    asked('z', "erase", RecordAction::Erase),
];

/// One role and one relation to one kind of record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cell {
    kind: Named,
    role: UserRole,
    relation: Relation,
    /// For each of [`COLUMNS`], in order.
    allowed: Vec<bool>,
}

/// The table of one set of policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    version: String,
    cells: Vec<Cell>,
    node: Vec<(UserRole, Vec<bool>)>,
}

impl Table {
    /// Asks the policies about everything.
    ///
    /// # Errors
    /// When a name or label in this file is none.
    pub fn of(policies: &Policies) -> Result<Table, TableError> {
        let kinds = kinds()?;
        let mut cells = Vec::new();
        for (role, _) in UserRole::WORDS {
            for (relation, _) in Relation::WORDS {
                let viewer = relation.viewer(role)?;
                let columns = COLUMNS
                    .into_iter()
                    .map(|asked| allowed(policies, &viewer, asked, &kinds))
                    .collect::<Result<Vec<Vec<bool>>, TableError>>()?;
                cells.extend(
                    kinds.iter().enumerate().map(|(number, kind)| Cell {
                        kind: Named { key: kind.key, english: kind.name },
                        role,
                        relation,
                        allowed: columns
                            .iter()
                            .map(|column| column.get(number).copied().unwrap_or_default())
                            .collect(),
                    }),
                );
            }
        }
        let place = |cell: &Cell| kinds.iter().position(|kind| kind.key == cell.kind.key);
        // stable: roles and relations stay in their order
        cells.sort_by_key(place);
        let mut node = Vec::new();
        for (role, _) in UserRole::WORDS {
            let viewer = Relation::OwnDesk.viewer(role)?;
            let may = |action| policies.may_at_node(&viewer, action, TODAY).is_ok();
            node.push((role, NodeAction::all().map(may).collect()));
        }
        Ok(Table { version: policies.version().to_owned(), cells, node })
    }

    /// Version of the policies that it shows.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What another set of policies would change, in as few sentences as say it exactly.
    pub fn differences_to(&self, other: &Table) -> Vec<Difference> {
        let mut changes = Vec::new();
        for (before, after) in self.cells.iter().zip(&other.cells) {
            let place = Some((before.relation, before.kind));
            let deeds = COLUMNS.map(|asked| asked.deed);
            changes.extend(change(before.role, place, (&before.allowed, &after.allowed), &deeds));
        }
        let deeds: Vec<Named> = NodeAction::all()
            .map(|action| Named { key: action.as_str(), english: action.phrase() })
            .collect();
        for ((role, before), (_, after)) in self.node.iter().zip(&other.node) {
            changes.extend(change(*role, None, (before, after), &deeds));
        }
        gathered(changes)
    }
}

/// For each kind whether the policies allow what a column asks.
fn allowed(
    policies: &Policies,
    viewer: &Viewer,
    asked: Asked,
    kinds: &[Kind],
) -> Result<Vec<bool>, TableError> {
    let recipient = asked.to.map(recipient).transpose()?;
    let mut allowed = vec![false; kinds.len()];
    let mut rest: Vec<(usize, &Kind)> = kinds.iter().enumerate().collect();
    // what is asked under the same circumstances is asked at once
    while let Some((_, first)) = rest.first().copied() {
        let (now, later) = rest.into_iter().partition(|(_, kind)| kind.circumstances == first.circumstances);
        rest = later;
        let now: Vec<(usize, &Kind)> = now;
        let circumstances = Circumstances { recipient: recipient.clone(), ..first.circumstances.clone() };
        let classes = (0..).map(ClassId).zip(now.iter().map(|(_, kind)| &kind.class));
        let permitted = policies.permitted_classes(viewer, asked.action, &circumstances, classes);
        for id in permitted.ids() {
            let place = usize::try_from(id.0).ok().and_then(|place| now.get(place));
            if let Some(cell) = place.and_then(|(number, _)| allowed.get_mut(*number)) {
                *cell = true;
            }
        }
    }
    Ok(allowed)
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "What each role may do, by how the user stands to the record's originator. A dot is a no.\n"
        )?;
        for row in COLUMNS.chunks(5) {
            let words: Vec<String> =
                row.iter().map(|asked| format!("{} {:<26}", asked.letter, asked.deed.english)).collect();
            writeln!(f, "  {}", words.concat().trim_end())?;
        }
        let mut last = "";
        let mut rows = self.cells.chunks(Relation::WORDS.len());
        for row in rows.by_ref() {
            let Some(first) = row.first() else { continue };
            if first.kind.english != last {
                last = first.kind.english;
                let head: Vec<String> =
                    Relation::WORDS.iter().map(|(_, words)| format!("{words:<COLUMNS_WIDE$}")).collect();
                writeln!(f, "\n{last}\n{:15}{}", "", head.concat().trim_end())?;
            }
            let marks: Vec<String> =
                row.iter().map(|cell| format!("{:<COLUMNS_WIDE$}", cell.marks())).collect();
            writeln!(f, "{:<15}{}", first.role.as_str(), marks.concat().trim_end())?;
        }
        writeln!(f, "\nat the node")?;
        for (role, allowed) in &self.node {
            let words: Vec<&str> = NodeAction::all()
                .zip(allowed)
                .filter(|(_, allowed)| **allowed)
                .map(|(action, _)| action.as_str())
                .collect();
            let words = if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
            writeln!(f, "{:<15}{words}", role.as_str())?;
        }
        Ok(())
    }
}

const COLUMNS_WIDE: usize = COLUMNS.len() + 2;

impl Cell {
    fn marks(&self) -> String {
        self.allowed
            .iter()
            .zip(COLUMNS)
            .map(|(allowed, asked)| if *allowed { asked.letter } else { '.' })
            .collect()
    }
}
