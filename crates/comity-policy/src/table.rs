//! The golden table: every kind of record x every role x every relation to the originator x every action. A change of
//! policy is read as a difference of two tables.

use std::collections::BTreeSet;

use comity_core::{
    Audience, DataProtection, Day, DeskId, GroupId, Label, NameError, Onward, PartyId, Purpose, Seat, Terms,
    Tlp, UserHandle, UserRole, Viewer,
};
use serde::Serialize;

use crate::{
    action::{NodeAction, RecordAction},
    class::{AccessClass, Circumstances, Recipient},
    policies::Policies,
};

/// Why a table can't be drawn: never, or a name in this file is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A label.
    #[error(transparent)]
    Label(#[from] comity_core::LabelError),
}

/// How a viewer stands to the originator of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// At the desk that the record belongs to.
    OwnDesk,
    /// At another desk of the same organ.
    OwnOrgan,
    /// In another organ of the same party.
    OwnParty,
    /// In the organ, or the party, that an audience names.
    Audience,
    /// In another organ of that party.
    AudienceParty,
    /// A party that belongs to the group that an audience names, and nothing else.
    Group,
    /// Anyone else at a party.
    Other,
}

impl Relation {
    /// Every relation with its words.
    pub const WORDS: [(Relation, &'static str); 7] = [
        (Relation::OwnDesk, "own desk"),
        (Relation::OwnOrgan, "own organ"),
        (Relation::OwnParty, "own party"),
        (Relation::Audience, "audience"),
        (Relation::AudienceParty, "its party"),
        (Relation::Group, "group"),
        (Relation::Other, "other"),
    ];

    fn seat(self) -> Result<Seat, NameError> {
        let at = |party: &str, organ: &str, desk: &str| -> Result<Seat, NameError> {
            Ok(Seat::of_party(party.into()).in_organ(organ.into()).at(DeskId::new(desk)?))
        };
        match self {
            Relation::OwnDesk => at("alpha", "alpha-north", "plans"),
            Relation::OwnOrgan => at("alpha", "alpha-north", "training"),
            Relation::OwnParty => at("alpha", "alpha-south", "plans"),
            Relation::Audience => at("beta", "beta-east", "plans"),
            Relation::AudienceParty => at("beta", "beta-west", "plans"),
            Relation::Group => at("gamma", "gamma-north", "plans"),
            Relation::Other => at("delta", "delta-north", "plans"),
        }
    }

    /// A viewer of one role who stands so.
    ///
    /// # Errors
    /// When a name in this file is no name.
    pub fn viewer(self, role: UserRole) -> Result<Viewer, NameError> {
        let groups = if self == Relation::Group { [GroupId::new("circle")?].into() } else { BTreeSet::new() };
        Ok(Viewer {
            user: UserHandle::new("someone")?,
            roles: [role].into(),
            seat: Some(self.seat()?),
            groups,
        })
    }
}

/// A kind of record, under circumstances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// In words.
    pub name: String,
    /// The class.
    pub class: AccessClass,
    /// The circumstances.
    pub circumstances: Circumstances,
}

/// The day on which the table is asked for: 2026-06-01.
pub const TODAY: Day = Day(20_605);

/// Every kind of record that policies treat in a way of its own.
///
/// # Errors
/// When a name or label in this file is none.
pub fn kinds() -> Result<Vec<Kind>, TableError> {
    let group = |id: &str| GroupId::new(id);
    let party = Audience { parties: ["beta".into()].into(), ..Audience::default() };
    let organ = Audience { organs: ["beta-east".into()].into(), ..Audience::default() };
    let circle = Audience { groups: [group("circle")?].into(), ..Audience::default() };
    let of = |tlp: Tlp, audience: &Audience| Terms {
        audience: audience.clone(),
        pointers: false,
        ..Terms::of(tlp)
    };
    let nobody = Audience::default();
    let amber = || of(Tlp::Amber, &party);
    let plain = Circumstances::on(TODAY);
    let given = Circumstances { consent: true, ..plain.clone() };
    let said = Circumstances { purpose: Some(Purpose::Deconfliction), ..plain.clone() };
    let agreed = Circumstances { reviewed: true, ..plain.clone() };
    let consent = Terms { onward: Onward::Consent, ..amber() };
    let purpose = Terms { purposes: [Purpose::Deconfliction].into(), ..amber() };
    let review = Terms { data_protection: DataProtection::Review, ..amber() };
    let pointers = |terms: Terms| Terms { pointers: true, ..terms };
    let red = |audience: &Audience| of(Tlp::Red, audience);
    let rows: Vec<(&str, Terms, &Circumstances)> = vec![
        ("TLP:CLEAR", of(Tlp::Clear, &nobody), &plain),
        ("TLP:GREEN for the community", of(Tlp::Green, &nobody), &plain),
        ("TLP:GREEN for a party", of(Tlp::Green, &party), &plain),
        ("TLP:AMBER for the owner alone", of(Tlp::Amber, &nobody), &plain),
        ("TLP:AMBER for the owner alone, pointers allowed", pointers(of(Tlp::Amber, &nobody)), &plain),
        ("TLP:AMBER for a party", amber(), &plain),
        ("TLP:AMBER for an organ", of(Tlp::Amber, &organ), &plain),
        ("TLP:AMBER for a group", of(Tlp::Amber, &circle), &plain),
        (
            "TLP:AMBER for a party, onward release to a group",
            Terms { onward: Onward::Group(group("outside")?), ..amber() },
            &plain,
        ),
        ("TLP:AMBER for a party, onward release by consent, none given", consent.clone(), &plain),
        ("TLP:AMBER for a party, onward release by consent, given", consent, &given),
        ("TLP:AMBER for a party, for deconfliction, purpose not said", purpose.clone(), &plain),
        ("TLP:AMBER for a party, for deconfliction, purpose said", purpose, &said),
        ("TLP:AMBER for a party, data protection review, not agreed", review.clone(), &plain),
        ("TLP:AMBER for a party, data protection review, agreed", review, &agreed),
        (
            "TLP:AMBER for a party, data protection in place",
            Terms { data_protection: DataProtection::InPlace, ..amber() },
            &plain,
        ),
        ("TLP:AMBER+STRICT for the owner alone", of(Tlp::AmberStrict, &nobody), &plain),
        ("TLP:AMBER+STRICT for a party", of(Tlp::AmberStrict, &party), &plain),
        ("TLP:RED for a party", red(&party), &plain),
        ("TLP:RED for an organ", red(&organ), &plain),
        ("TLP:RED for a group, pointers allowed", pointers(red(&circle)), &plain),
        (
            "expired today, else TLP:GREEN for the community, pointers allowed",
            Terms { expires: Some(TODAY), ..pointers(of(Tlp::Green, &nobody)) },
            &plain,
        ),
        (
            "expires tomorrow, else TLP:GREEN for the community, pointers allowed",
            Terms { expires: Some(TODAY.plus(1)), ..pointers(of(Tlp::Green, &nobody)) },
            &plain,
        ),
        (
            "withdrawn, else TLP:GREEN for the community, pointers allowed",
            pointers(of(Tlp::Green, &nobody)),
            &plain,
        ),
    ];
    rows.into_iter()
        .map(|(name, terms, circumstances)| {
            Ok(Kind {
                name: name.to_owned(),
                class: AccessClass {
                    owner: Relation::OwnDesk.seat()?,
                    label: Label::new(terms)?,
                    withdrawn: name.starts_with("withdrawn"),
                },
                circumstances: circumstances.clone(),
            })
        })
        .collect()
}

/// A column of the table: an action, for disclosures with a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Asked {
    letter: char,
    word: &'static str,
    action: RecordAction,
    to: Option<Relation>,
}

const fn asked(letter: char, word: &'static str, action: RecordAction) -> Asked {
    Asked { letter, word, action, to: None }
}

const COLUMNS: [Asked; 15] = [
    asked('s', "see", RecordAction::See),
    asked('c', "count", RecordAction::Count),
    asked('f', "search", RecordAction::Search),
    asked('p', "pointer", RecordAction::Pointer),
    asked('x', "export", RecordAction::Export),
    Asked {
        letter: 'a',
        word: "disclose to the audience",
        action: RecordAction::Disclose,
        to: Some(Relation::Audience),
    },
    Asked {
        letter: 'g',
        word: "disclose to the group",
        action: RecordAction::Disclose,
        to: Some(Relation::Group),
    },
    Asked {
        letter: 'o',
        word: "disclose to others",
        action: RecordAction::Disclose,
        to: Some(Relation::Other),
    },
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
    kind: String,
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
        let mut cells = Vec::new();
        for kind in kinds()? {
            for (role, _) in UserRole::WORDS {
                for (relation, _) in Relation::WORDS {
                    let viewer = relation.viewer(role)?;
                    let mut allowed = Vec::with_capacity(COLUMNS.len());
                    for asked in COLUMNS {
                        let circumstances = match asked.to {
                            Some(to) => Circumstances {
                                recipient: Some(recipient(to)?),
                                ..kind.circumstances.clone()
                            },
                            None => kind.circumstances.clone(),
                        };
                        allowed.push(policies.allows(&viewer, asked.action, &kind.class, &circumstances));
                    }
                    cells.push(Cell { kind: kind.name.clone(), role, relation, allowed });
                }
            }
        }
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

    /// What another set of policies would change: who gains and who loses what.
    pub fn changes_to(&self, other: &Table) -> Vec<Change> {
        let mut changes = Vec::new();
        for (before, after) in self.cells.iter().zip(&other.cells) {
            let differ = |now: bool| -> Vec<&'static str> {
                let both = before.allowed.iter().zip(&after.allowed).zip(COLUMNS);
                both.filter(|((before, after), _)| before != after && **after == now)
                    .map(|(_, asked)| asked.word)
                    .collect()
            };
            let relation = Some(before.relation);
            push(&mut changes, &before.kind, before.role, relation, differ(true), differ(false));
        }
        for ((role, before), (_, after)) in self.node.iter().zip(&other.node) {
            let differ = |now: bool| -> Vec<&'static str> {
                let both = before.iter().zip(after).zip(NodeAction::all());
                both.filter(|((before, after), _)| before != after && **after == now)
                    .map(|(_, action)| action.as_str())
                    .collect()
            };
            push(&mut changes, "at the node", *role, None, differ(true), differ(false));
        }
        changes
    }
}

fn push(
    changes: &mut Vec<Change>,
    kind: &str,
    role: UserRole,
    relation: Option<Relation>,
    gains: Vec<&'static str>,
    loses: Vec<&'static str>,
) {
    if !gains.is_empty() || !loses.is_empty() {
        changes.push(Change { kind: kind.to_owned(), role, relation, gains, loses });
    }
}

/// To whom a column discloses. The "others" are one party of the group `outside`, to which onward release may go.
fn recipient(to: Relation) -> Result<Recipient, NameError> {
    let groups = match to {
        Relation::Group => [GroupId::new("circle")?].into(),
        Relation::Other => [GroupId::new("outside")?].into(),
        _ => BTreeSet::new(),
    };
    let seat = match to {
        Relation::Other => Seat::of_party(PartyId::from("epsilon")),
        other => other.seat()?,
    };
    Ok(Recipient { seat, groups })
}

/// What one role in one relation gains and loses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Kind of record, or `at the node`.
    pub kind: String,
    /// Whose access changes.
    pub role: UserRole,
    /// How they stand to the record; none at the node.
    pub relation: Option<Relation>,
    /// What they may do from then on.
    pub gains: Vec<&'static str>,
    /// What they may do no more.
    pub loses: Vec<&'static str>,
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind, self.role)?;
        if let Some((_, words)) =
            Relation::WORDS.iter().find(|(relation, _)| Some(*relation) == self.relation)
        {
            write!(f, ", {words}")?;
        }
        if !self.gains.is_empty() {
            write!(f, ", gains {}", self.gains.join(", "))?;
        }
        if !self.loses.is_empty() {
            write!(f, ", loses {}", self.loses.join(", "))?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "What each role may do, by how the user stands to the record's originator. A dot is a no.\n"
        )?;
        for row in COLUMNS.chunks(5) {
            let words: Vec<String> =
                row.iter().map(|asked| format!("{} {:<26}", asked.letter, asked.word)).collect();
            writeln!(f, "  {}", words.concat().trim_end())?;
        }
        let mut last = "";
        let mut rows = self.cells.chunks(Relation::WORDS.len());
        for row in rows.by_ref() {
            let Some(first) = row.first() else { continue };
            if first.kind != last {
                last = &first.kind;
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
