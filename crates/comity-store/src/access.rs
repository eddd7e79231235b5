//! Who may see and change what. Policies decide, on every access class; the store carries their answers in types, so that no function that
//! returns, counts or searches records can be called without a [`Visible`], and none that writes without an [`Asker`].

use std::collections::BTreeMap;

use comity_core::{Label, Seat, Viewer};
use comity_policy::{
    Circumstances, ClassFilter, ClassId, NodeAction, NodePermit, Permit, Policies, RecordAction,
};

use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;

/// What records of one class have in common: all that policies are asked about, and where the records stand in their life.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessClass {
    /// Whose account it is.
    pub owner: Seat,
    /// Who may see it and what they may do.
    pub label: Label,
    /// Whether its owner still says it.
    pub state: State,
}

impl AccessClass {
    /// The part that policies know.
    pub fn policy(&self) -> comity_policy::AccessClass {
        comity_policy::AccessClass {
            owner: self.owner.clone(),
            label: self.label.clone(),
            withdrawn: self.state == State::Withdrawn,
        }
    }

    /// The owning party.
    pub fn party(&self) -> &str {
        self.owner.party.as_str()
    }
}

/// Where a record stands in its life. Nothing is ever deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Its source says it.
    Current,
    /// Its source said it once and doesn't any more.
    Vanished,
    /// Its owner took it back.
    Withdrawn,
    /// The import that brought it was undone.
    Undone,
}

impl State {
    /// All states.
    pub const ALL: [State; 4] = [State::Current, State::Vanished, State::Withdrawn, State::Undone];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Current => "current",
            State::Vanished => "vanished",
            State::Withdrawn => "withdrawn",
            State::Undone => "undone",
        }
    }

    fn parse(word: &str) -> Result<State, Error> {
        State::ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| damaged(word, "no state"))
    }
}

/// Who asks, under which policies, and when: made once for a request, and handed to everything that changes records.
#[derive(Clone)]
pub struct Asker<'a> {
    policies: &'a Policies,
    viewer: &'a Viewer,
    circumstances: Circumstances,
}

impl<'a> Asker<'a> {
    /// A viewer under circumstances.
    pub fn new(policies: &'a Policies, viewer: &'a Viewer, circumstances: Circumstances) -> Asker<'a> {
        Asker { policies, viewer, circumstances }
    }

    /// Handle of the person.
    pub fn person(&self) -> &str {
        self.viewer.user.as_str()
    }

    /// Who asks.
    pub(crate) fn viewer(&self) -> &'a Viewer {
        self.viewer
    }

    /// What is asked for, to whom it would go, on which day.
    pub(crate) fn circumstances(&self) -> &Circumstances {
        &self.circumstances
    }

    /// Where the person sits.
    ///
    /// # Errors
    /// [`Error::Seatless`] for users of the node itself, who own no records.
    pub fn seat(&self) -> Result<&Seat, Error> {
        self.viewer.seat.as_ref().ok_or_else(|| Error::Seatless { person: self.person().to_owned() })
    }

    /// The party in whose name the person works.
    ///
    /// # Errors
    /// Those of [`Asker::seat`].
    pub fn party(&self) -> Result<&str, Error> {
        Ok(self.seat()?.party.as_str())
    }

    /// Leave to do something at the node itself.
    ///
    /// # Errors
    /// [`Error::Denied`] with the policies' reason.
    pub fn may_at_node(&self, action: NodeAction) -> Result<NodePermit, Error> {
        self.policies
            .may_at_node(self.viewer, action, self.circumstances.today)
            .map_err(|denial| Error::Denied { denial: Box::new(denial) })
    }

    /// Leave to do something to records of a class.
    ///
    /// # Errors
    /// [`Error::Denied`] with the policies' reason.
    pub fn may(&self, action: RecordAction, class: &AccessClass) -> Result<Permit, Error> {
        self.policies
            .may(self.viewer, action, &class.policy(), &self.circumstances)
            .map_err(|denial| Error::Denied { denial: Box::new(denial) })
    }
}

/// For what a filter of classes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    See,
    Count,
    Search,
    Pointer,
    Export,
}

/// The classes that one viewer may see, count, search and be pointed to: the policies' answers. A class that is made later isn't among them.
#[derive(Clone, Debug)]
pub struct Visible {
    classes: BTreeMap<i64, AccessClass>,
    may: BTreeMap<Use, Vec<i64>>,
}

impl Visible {
    /// The classes for a use that fit.
    pub(crate) fn classes(&self, of: Use, fits: impl Fn(&AccessClass) -> bool) -> Vec<i64> {
        let ids = self.may.get(&of).map(Vec::as_slice).unwrap_or_default();
        ids.iter().filter(|id| self.classes.get(id).is_some_and(&fits)).copied().collect()
    }

    /// The classes whose records a snapshot holds, ascending. Viewers with the same ones see the same.
    pub fn current(&self) -> Vec<i64> {
        self.classes(Use::See, |class| class.state == State::Current)
    }

    /// A class, if its records may be seen.
    pub(crate) fn seen(&self, class: i64) -> Option<&AccessClass> {
        self.for_use(Use::See, class)
    }

    /// A class, if a finding over its records may be pointed to.
    pub(crate) fn pointed(&self, class: i64) -> Option<&AccessClass> {
        self.for_use(Use::Pointer, class)
    }

    fn for_use(&self, of: Use, class: i64) -> Option<&AccessClass> {
        self.may.get(&of)?.binary_search(&class).ok().and_then(|_| self.classes.get(&class))
    }
}

impl Store {
    /// Asks the policies about every class that there is. There are as many classes as there are differing labels, not as many as records.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn visible(&self, asker: &Asker<'_>) -> Result<Visible, Error> {
        let classes = self.read().await?.classes().await?;
        let known: Vec<(ClassId, comity_policy::AccessClass)> =
            classes.iter().map(|(id, class)| (*id, class.policy())).collect();
        let ask = |action| -> ClassFilter {
            let classes = known.iter().map(|(id, class)| (*id, class));
            asker.policies.permitted_classes(asker.viewer, action, &asker.circumstances, classes)
        };
        let ids = |filter: ClassFilter| filter.ids().iter().map(|id| id.0).collect::<Vec<i64>>();
        let see = ids(ask(RecordAction::See));
        let mut pointer = ids(ask(RecordAction::Pointer));
        // what may be seen may be pointed to
        pointer.extend(&see);
        pointer.sort_unstable();
        pointer.dedup();
        let may = [
            (Use::Count, ids(ask(RecordAction::Count))),
            (Use::Search, ids(ask(RecordAction::Search))),
            (Use::Export, ids(ask(RecordAction::Export))),
            (Use::Pointer, pointer),
            (Use::See, see),
        ];
        Ok(Visible {
            classes: classes.into_iter().map(|(id, class)| (id.0, class)).collect(),
            may: may.into(),
        })
    }

    /// Everything, for a run of the engine over the whole node. Its findings go back into the store and are shown to each viewer as
    /// their own [`Visible`] allows. Nothing else may use it: what it returns is nobody's view.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn visible_to_engine(&self) -> Result<Visible, Error> {
        let classes: BTreeMap<i64, AccessClass> =
            self.read().await?.classes().await?.into_iter().map(|(id, class)| (id.0, class)).collect();
        let all: Vec<i64> = classes.keys().copied().collect();
        let may = [Use::See, Use::Count, Use::Search, Use::Pointer].map(|of| (of, all.clone()));
        Ok(Visible { classes, may: may.into() })
    }
}

impl Tx {
    /// All classes, ascending.
    pub(crate) async fn classes(&mut self) -> Result<Vec<(ClassId, AccessClass)>, Error> {
        let rows =
            self.rows(sql!("select id, seat, label, state from access_class order by id"), args![]).await?;
        rows.iter().map(|row| Ok((ClassId(row.get(0)?), class_of(row, 1)?))).collect()
    }

    /// The number of a class, which is made if there is none yet.
    pub(crate) async fn class(&mut self, class: &AccessClass) -> Result<ClassId, Error> {
        let (seat, label) = (written(&class.owner)?, written(&class.label)?);
        let found = self
            .row(
                sql!("select id from access_class where seat = $1 and label = $2 and state = $3"),
                args![&seat, &label, class.state.as_str()],
            )
            .await?;
        if let Some(row) = found {
            return Ok(ClassId(row.get(0)?));
        }
        let made = self
            .row(
                sql!(
                    "insert into access_class (id, owner, seat, label, state) \
                     select coalesce(max(id), 0) + 1, $1, $2, $3, $4 from access_class returning id"
                ),
                args![class.party(), seat, label, class.state.as_str()],
            )
            .await?;
        made.map_or_else(
            || Err(damaged("access_class", "it took no new row")),
            |row| Ok(ClassId(row.get(0)?)),
        )
    }
}

/// A class out of three columns: seat, label, state.
pub(crate) fn class_of(row: &crate::sql::Row, first: usize) -> Result<AccessClass, Error> {
    let (seat, label): (String, String) = (row.get(first)?, row.get(first + 1)?);
    Ok(AccessClass {
        owner: serde_json::from_str(&seat).map_err(|error| damaged(&seat, &error.to_string()))?,
        label: serde_json::from_str(&label).map_err(|error| damaged(&label, &error.to_string()))?,
        state: State::parse(&row.get::<String>(first + 2)?)?,
    })
}

fn written<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Refused { reason: error.to_string() })
}

fn damaged(what: &str, reason: &str) -> Error {
    Error::Damaged { what: format!("the access class `{what}`"), reason: reason.to_owned() }
}
