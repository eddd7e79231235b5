//! Deliveries on their way to an import, beside the desks: a job of the database reads the files, and once a person has decided applies
//! them, in that person's name and with their rights of the moment. An end of the server in between costs the step that was under way.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use comity_core::Label;
use comity_formats::open::Collected;
use comity_formats::table::Mapping;
use comity_store::delivery::QUEUE;
use comity_store::import::{Options, Report};
use comity_store::{ColumnChoice, Delivery, DeliveryState, Ids, Job, Store, Uuid};

use crate::desk::Desk;
use crate::error::{Error, Sort};
use crate::imports::Waits;
use crate::in_force::ReferenceInForce;
use crate::node::{Clock, Node};
use crate::reading;
use crate::wait::done;

/// Seconds for which a job is held; prolonged while the work runs.
const LEASE: i64 = 30;
/// Seconds until work that others were in the way of is tried again.
const AGAIN: i64 = 10;
const TRIES: i64 = 5;
/// First records of each kind that a preview names.
const SHOWN: usize = 12;

impl Node {
    /// Does the next step of one delivery; `false` when there is none to do.
    pub(crate) async fn deliver_once(&self) -> Result<bool, Error> {
        let now = self.now();
        let Some(job) = done(self.store.take_job(QUEUE, LEASE, now))? else { return Ok(false) };
        let id = Uuid::parse_str(&job.payload).unwrap_or_default();
        let watch = Watch::begin(self.store.clone(), self.clock, &job, id);
        let ended = self.step(id, &watch).await;
        drop(watch);
        match ended {
            Ok(()) => {
                done(self.store.finish_job(&job))?;
            }
            Err(error) if matches!(error.sort(), Sort::Busy | Sort::Away) && job.attempts < TRIES => {
                tracing::warn!(%error, attempts = job.attempts, "an import is tried again");
                let again = Some(self.now().plus_seconds(AGAIN));
                done(self.store.fail_job(&job, &error.to_string(), again))?;
            }
            Err(error) => {
                tracing::error!(%error, "an import failed");
                let said = format!("{error}: {}", error.way_out());
                done(self.store.end_delivery(id, Err(&said), self.now()))?;
                done(self.store.fail_job(&job, &said, None))?;
            }
        }
        Ok(true)
    }

    async fn step(&self, id: Uuid, watch: &Watch) -> Result<(), Error> {
        let Some(person) = self.store.sender(id).await? else { return Ok(()) };
        let viewer = self.store.viewer(&person).await?.ok_or(Error::Absent { what: "user any more" })?;
        let desk = self.desk(viewer).await?;
        let (delivery, shown) = desk.delivery(id).await?;
        match delivery.state {
            DeliveryState::Waiting | DeliveryState::Reading if !delivery.straight => {
                desk.look_through(&delivery, watch).await
            }
            state if state.at_work() => desk.take_in(&delivery, shown, watch).await,
            _ => Ok(()),
        }
    }
}

impl Desk<'_> {
    /// Reads a delivery and keeps what is in it and what it would change.
    async fn look_through(&self, delivery: &Delivery, watch: &Watch) -> Result<(), Error> {
        let (store, asker, node) = (&self.node.store, self.asker(), self.node);
        if !done(store.take_up(&asker, delivery.id, DeliveryState::Reading, None, node.now()))? {
            return Ok(());
        }
        let in_force = node.up_to_date().await?;
        let chosen = store.chosen_columns(&asker).await?;
        let collected = self.read(delivery, &in_force, &chosen, watch).await?;
        if watch.is_stopped() {
            return Ok(());
        }
        watch.at(Stage::Comparing, 0, 0);
        let waits = Waits::of(&collected, &chosen);
        let own = Label::own();
        let options =
            Options { label: &own, relabel: false, source: None, now: node.now(), progress: &|_, _| {} };
        let reference = &in_force.reference;
        let plan = store.preview_import(&asker, collected.snapshot, reference, &options, SHOWN).await?;
        match done(store.was_read(&asker, delivery.id, &written(&waits.with(plan))?, node.now())) {
            // a person stopped it meanwhile
            Err(comity_store::Error::Refused { .. }) => Ok(()),
            ended => Ok(ended?),
        }
    }

    /// Applies a delivery as it was shown, and has findings looked for.
    async fn take_in(&self, delivery: &Delivery, shown: Option<Waits>, watch: &Watch) -> Result<(), Error> {
        let (store, asker, node) = (&self.node.store, self.asker(), self.node);
        if let Some(import) = delivery.import
            && store.is_applied(import).await?
        {
            // an end of the server fell between the import and this line
            let outcome = shown.map(|waits| written(&waits)).transpose()?.unwrap_or_else(|| b"null".to_vec());
            done(store.end_delivery(delivery.id, Ok(&outcome), node.now()))?;
            return node.look_for_findings().await;
        }
        let import = Ids::at(node.now()).next();
        if !done(store.take_up(&asker, delivery.id, DeliveryState::Applying, Some(import), node.now()))? {
            return Ok(());
        }
        // what another desk said of columns meanwhile changes nothing of what was shown
        let chosen = match shown {
            Some(shown) => shown.tables.chosen,
            None => store.chosen_columns(&asker).await?,
        };
        let in_force = node.up_to_date().await?;
        let collected = self.read(delivery, &in_force, &chosen, watch).await?;
        if watch.is_stopped() {
            return Ok(());
        }
        watch.at(Stage::Comparing, 0, 0);
        let waits = Waits::of(&collected, &chosen);
        let problems = collected.snapshot.problems.clone();
        let own = Label::own();
        let heard = |done: usize, of: usize| watch.at(Stage::Storing, done as u64, of as u64);
        let options = Options {
            label: delivery.label.as_ref().unwrap_or(&own),
            relabel: delivery.label.is_some(),
            source: None,
            now: node.now(),
            progress: &heard,
        };
        let reference = &in_force.reference;
        let ended = done(store.import_as(import, &asker, collected.snapshot, reference, &options));
        let report: Report = match ended {
            Err(comity_store::Error::Refused { .. }) if watch.is_stopped() => return Ok(()),
            ended => ended?,
        };
        let mut plan = waits.plan.clone();
        (plan.report, plan.problems) = (report, problems);
        done(store.end_delivery(delivery.id, Ok(&written(&waits.with(plan))?), node.now()))?;
        node.resolve_what_was_overtaken(&in_force).await?;
        node.look_for_findings().await
    }

    /// The files of a delivery, read; tables as was said of their columns.
    async fn read(
        &self,
        delivery: &Delivery,
        in_force: &ReferenceInForce,
        chosen: &BTreeMap<String, ColumnChoice>,
        watch: &Watch,
    ) -> Result<Collected, Error> {
        let io = |source| Error::Spool { source };
        let mut files = Vec::new();
        for (n, (name, _)) in delivery.files.iter().enumerate() {
            let mut file = tempfile::tempfile().map_err(io)?;
            for part in 0.. {
                match self.node.store.piece(&self.asker(), delivery.id, n, part).await? {
                    Some(piece) => file.write_all(&piece).map_err(io)?,
                    None => break,
                }
            }
            file.rewind().map_err(io)?;
            files.push((name.clone(), Counted { file, told: watch.told.clone() }));
        }
        watch.at(Stage::Reading, 0, delivery.files.iter().map(|(_, size)| size).sum());
        let (reference, options) = (in_force.reference.clone(), reading::options(Mapping::default(), chosen));
        let read = tokio::task::spawn_blocking(move || reading::read(files, &options, &reference));
        read.await.map_err(|error| Error::BrokeOff { doing: "reading the files", reason: error.to_string() })
    }
}

fn written(waits: &Waits) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(waits)
        .map_err(|error| Error::BrokeOff { doing: "writing down what was read", reason: error.to_string() })
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Fetching,
    Reading,
    Comparing,
    Storing,
}

impl Stage {
    const WORDS: [(Stage, &'static str); 4] = [
        (Stage::Fetching, "fetching"),
        (Stage::Reading, "reading"),
        (Stage::Comparing, "comparing"),
        (Stage::Storing, "storing"),
    ];
}

/// How far the work is, told by who does it to who writes it down.
#[derive(Default)]
struct Told {
    stage: AtomicU8,
    done: AtomicU64,
    of_all: AtomicU64,
    stopped: AtomicBool,
}

/// Beside a step: holds its job, writes down how far it is, and hears when a person stops it.
struct Watch {
    told: Arc<Told>,
    task: tokio::task::JoinHandle<()>,
}

/// Between two looks. A page that follows is told as often.
const BEAT: Duration = Duration::from_millis(500);
/// Looks between two prolongations of the lease.
const BEATS: u32 = 20;

impl Watch {
    fn begin(store: Arc<Store>, clock: Clock, job: &Job, id: Uuid) -> Watch {
        let (told, job) = (Arc::new(Told::default()), job.clone());
        let shared = told.clone();
        let task = tokio::spawn(async move {
            for beat in 1u32.. {
                tokio::time::sleep(BEAT).await;
                let at = usize::from(shared.stage.load(Ordering::Relaxed));
                let stage = Stage::WORDS.get(at).map_or("", |(_, word)| *word);
                let far = (shared.done.load(Ordering::Relaxed), shared.of_all.load(Ordering::Relaxed));
                if let Ok(false) = done(store.note_progress(id, stage, far, clock())) {
                    shared.stopped.store(true, Ordering::Relaxed);
                }
                if beat % BEATS == 0
                    && let Err(error) = done(store.hold_job(&job, LEASE, clock()))
                {
                    tracing::warn!(%error, "the lease of an import can't be prolonged");
                }
            }
        });
        Watch { told, task }
    }

    fn at(&self, stage: Stage, done: u64, of_all: u64) {
        let place = Stage::WORDS.iter().position(|(known, _)| *known == stage).unwrap_or_default();
        self.told.stage.store(u8::try_from(place).unwrap_or_default(), Ordering::Relaxed);
        self.told.done.store(done, Ordering::Relaxed);
        self.told.of_all.store(of_all, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.told.stopped.load(Ordering::Relaxed)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // a reader that still runs on its thread ends at its next piece
        self.told.stopped.store(true, Ordering::Relaxed);
        self.task.abort();
    }
}

/// A file that says how much of it was read, and ends early when a person stops the work.
struct Counted {
    file: File,
    told: Arc<Told>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.told.stopped.load(Ordering::Relaxed) {
            return Err(std::io::Error::other("reading was stopped"));
        }
        let read = self.file.read(buffer)?;
        self.told.done.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
