//! Deliveries: files that were sent in, kept here in packed pieces until they are imported, stopped or forgotten. What is done with one
//! is a job, enqueued in the transaction that asks for it, so that an end of the server in between loses nothing.

use comity_core::Label;
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::{AccessClass, Asker, State};
use crate::account::{pack, unpack};
use crate::error::Error;
use crate::ids::Ids;
use crate::job::NewJob;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

mod course;

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Its files are coming in.
    Coming,
    /// It waits to be read.
    Waiting,
    /// It is being read.
    Reading,
    /// It was read; a person decides.
    Read,
    /// A person said yes; it waits to be applied.
    Decided,
    /// It is being applied.
    Applying,
    /// It became an import.
    Applied,
    /// A person stopped it, or nobody decided for two days.
    Stopped,
    /// It could not be read or applied.
    Failed,
}

impl DeliveryState {
    /// Every state with its word.
    pub const WORDS: [(DeliveryState, &'static str); 9] = [
        (DeliveryState::Coming, "coming"),
        (DeliveryState::Waiting, "waiting"),
        (DeliveryState::Reading, "reading"),
        (DeliveryState::Read, "read"),
        (DeliveryState::Decided, "decided"),
        (DeliveryState::Applying, "applying"),
        (DeliveryState::Applied, "applied"),
        (DeliveryState::Stopped, "stopped"),
        (DeliveryState::Failed, "failed"),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("failed", |(_, word)| word)
    }

    /// Whether the node has something to do with it.
    pub fn at_work(self) -> bool {
        use DeliveryState::{Applying, Coming, Decided, Reading, Waiting};
        matches!(self, Coming | Waiting | Reading | Decided | Applying)
    }
}

/// A delivery as its person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its id.
    pub id: Uuid,
    /// The person who sent it.
    pub person: String,
    /// How far it is.
    pub state: DeliveryState,
    /// What is being done now.
    pub stage: String,
    /// How much of it is done.
    pub done: u64,
    /// Of how much; 0 while that isn't known.
    pub of_all: u64,
    /// The label to apply; none where the records' own hold.
    pub label: Option<Label>,
    /// Whether it is applied as soon as it is read.
    pub straight: bool,
    /// What came of reading it, as the node writes it: JSON.
    pub outcome: Option<Vec<u8>>,
    /// Why it failed.
    pub error: String,
    /// The import that it became, or is becoming.
    pub import: Option<Uuid>,
    /// When it was sent.
    pub made_at: Time,
    /// Its files: name and bytes.
    pub files: Vec<(String, u64)>,
}

/// What is sent.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Names and bytes of the files.
    pub files: Vec<(String, u64)>,
    /// The label to apply.
    pub label: Option<Label>,
    /// Whether to apply it as soon as it is read.
    pub straight: bool,
}

/// The queue of jobs about deliveries; a job's payload is the delivery's id.
pub const QUEUE: &str = "imports";
/// Bytes of a piece before it is packed.
pub const PIECE: usize = 4 << 20;

impl Store {
    /// Begins a delivery: its pieces follow, then [`Store::deliver`].
    ///
    /// # Errors
    /// [`Error::Denied`] to whom policies let put in no records.
    pub async fn begin_delivery(&self, asker: &Asker<'_>, sent: &Sent, now: Time) -> Result<Uuid, Error> {
        let label = sent.label.clone().unwrap_or_else(Label::own);
        let class = AccessClass { owner: asker.seat()?.clone(), label, state: State::Current };
        let id = Ids::at(now).next();
        let label = sent.label.as_ref().map(label_text).transpose()?.unwrap_or_default();
        self.run_tx("delivery: begin", async |tx| {
            let _permit = asker.may(RecordAction::Create, &class)?;
            let row = vec![
                id.into(),
                asker.party()?.into(),
                asker.person().into(),
                DeliveryState::Coming.as_str().into(),
                "".into(),
                0i64.into(),
                0i64.into(),
                label.as_str().into(),
                i64::from(sent.straight).into(),
                None::<Vec<u8>>.into(),
                "".into(),
                None::<Uuid>.into(),
                now.into(),
                now.into(),
            ];
            tx.insert(table::delivery, vec![row]).await?;
            let files = (0i64..)
                .zip(&sent.files)
                .map(|(n, (name, size))| vec![id.into(), n.into(), name.into(), (*size).into()]);
            tx.insert(table::delivery_file, files.collect()).await
        })
        .await?;
        Ok(id)
    }

    /// Adds a piece of a file; pieces count from 0.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_piece(&self, id: Uuid, n: usize, part: usize, bytes: &[u8]) -> Result<(), Error> {
        // packed before the transaction, so that others wait for writing only
        let packed = pack(bytes)?;
        self.run_tx("delivery: piece", async |tx| {
            let row = vec![id.into(), n.into(), part.into(), packed.as_slice().into()];
            tx.insert(table::delivery_piece, vec![row]).await
        })
        .await
    }

    /// All of it is here: it waits to be read from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliver(&self, asker: &Asker<'_>, id: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("delivery: deliver", async |tx| {
            tx.turn(asker, id, &["coming"], DeliveryState::Waiting, now).await?;
            tx.enqueue(&job_of(id, now), now).await?;
            Ok(())
        })
        .await
    }

    /// A delivery of the asker.
    ///
    /// # Errors
    /// [`Error::Missing`] where the asker made none of this id.
    pub async fn delivery(&self, asker: &Asker<'_>, id: Uuid) -> Result<Delivery, Error> {
        let mut tx = self.read().await?;
        let row = tx
            .row(
                sql!(
                    "select id, person, state, stage, done, of_all, label, straight, outcome, error, import_id, made_at \
                     from delivery where id = $1 and person = $2 and owner = $3"
                ),
                args![id, asker.person(), asker.party()?],
            )
            .await?
            .ok_or(Error::Missing { what: "delivery", id })?;
        let mut delivery = delivery_of(&row)?;
        delivery.files = tx.delivery_files(id).await?;
        Ok(delivery)
    }

    /// The asker's deliveries that wait for the node or for them, the newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn deliveries(&self, asker: &Asker<'_>, size: u32) -> Result<Vec<Delivery>, Error> {
        let mut tx = self.read().await?;
        let rows = tx
            .rows(
                sql!(
                    "select id, person, state, stage, done, of_all, label, straight, null, error, import_id, made_at from delivery \
                     where person = $1 and owner = $2 and state in ('waiting', 'reading', 'read', 'decided', 'applying', 'failed') \
                     order by id desc limit $3"
                ),
                args![asker.person(), asker.party()?, size],
            )
            .await?;
        let mut deliveries = rows.iter().map(delivery_of).collect::<Result<Vec<Delivery>, Error>>()?;
        for delivery in &mut deliveries {
            delivery.files = tx.delivery_files(delivery.id).await?;
        }
        Ok(deliveries)
    }

    /// Who sent a delivery, for the work beside the desks, which does it in their name and with their rights of that moment.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn sender(&self, id: Uuid) -> Result<Option<String>, Error> {
        let row =
            self.read().await?.row(sql!("select person from delivery where id = $1"), args![id]).await?;
        row.map(|row| row.get(0)).transpose()
    }
}

fn job_of(id: Uuid, now: Time) -> NewJob {
    NewJob { queue: QUEUE.to_owned(), payload: id.to_string(), due_at: now }
}

fn label_text(label: &Label) -> Result<String, Error> {
    serde_json::to_string(label).map_err(|error| Error::Refused { reason: error.to_string() })
}

fn damaged(reason: &str) -> Error {
    Error::Damaged { what: "a delivery".to_owned(), reason: reason.to_owned() }
}

fn delivery_of(row: &Row) -> Result<Delivery, Error> {
    let word: String = row.get(2)?;
    let known = DeliveryState::WORDS.iter().find(|(_, known)| *known == word);
    let label: String = row.get(6)?;
    let label = (!label.is_empty()).then(|| serde_json::from_str(&label)).transpose();
    Ok(Delivery {
        id: row.get(0)?,
        person: row.get(1)?,
        state: known.map(|(state, _)| *state).ok_or_else(|| damaged("it is in no state"))?,
        stage: row.get(3)?,
        done: row.get::<i64>(4)?.unsigned_abs(),
        of_all: row.get::<i64>(5)?.unsigned_abs(),
        label: label.map_err(|error| damaged(&error.to_string()))?,
        straight: row.get::<i64>(7)? == 1,
        outcome: row.get::<Option<Vec<u8>>>(8)?.map(|packed| unpack(&packed)).transpose()?,
        error: row.get(9)?,
        import: row.get(10)?,
        made_at: row.get(11)?,
        files: Vec::new(),
    })
}

impl Tx {
    async fn delivery_files(&mut self, id: Uuid) -> Result<Vec<(String, u64)>, Error> {
        let rows = self
            .rows(sql!("select name, size from delivery_file where delivery_id = $1 order by n"), args![id])
            .await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs()))).collect()
    }
}
