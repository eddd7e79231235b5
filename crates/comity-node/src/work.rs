//! Work that runs beside the desks: looking for findings after an import, as a job of the database, so that it outlives a crash; and keeping up with
//! the reference files that other processes put in force.

use std::sync::Arc;

use comity_formats::reference::Library;
use comity_overlap::{Engine, Options, Step};
use comity_store::{Job, NewJob, RESOLVING};

use crate::error::Error;
use crate::node::Node;
use crate::wait::done;

/// How far the work is. No numbers: how many records there are isn't for every desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is being done now.
    pub stage: Stage,
    /// How often the work was done since the start.
    pub done: u64,
}

/// What is being done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing.
    #[default]
    Idle,
    /// Work waits to be begun.
    Waiting,
    /// What records' places and themes are is found out anew, by other reference files.
    Resolving,
    /// Records are read.
    Reading,
    /// A step of the engine.
    Step(u8),
    /// What was found is kept.
    Keeping,
}

impl Stage {
    /// The word of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Idle => "idle",
            Stage::Waiting => "waiting",
            Stage::Resolving => "resolving",
            Stage::Reading => "reading",
            Stage::Step(0) => "columns",
            Stage::Step(1) => "candidates",
            Stage::Step(2) => "comparing",
            Stage::Step(_) => "deciding",
            Stage::Keeping => "keeping",
        }
    }
}

/// What is done one after the other.
#[derive(Clone, Copy)]
enum Line {
    Imports,
    Findings,
    Sweeping,
    /// Only looks whether other files are in force.
    Reference,
    /// Lets silences of councils lapse.
    Silences,
}

/// Work of which all that waits is done at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Errand {
    Resolve,
    Find,
}

impl Errand {
    fn queue(self) -> &'static str {
        match self {
            Errand::Resolve => RESOLVING,
            Errand::Find => QUEUE,
        }
    }
}

const QUEUE: &str = "findings";
/// Seconds for which a job is held; prolonged while the work runs.
const LEASE: i64 = 60;
/// Seconds until work that failed is tried again.
const AGAIN: i64 = 30;
const TRIES: i64 = 5;
/// Seconds after which files that nobody decides on are forgotten.
const FORGOTTEN: i64 = 2 * 86_400;

impl Node {
    /// Asks for a run over all records. Several questions before it begins are one run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look_for_findings(&self) -> Result<(), Error> {
        let now = self.now();
        let job = NewJob { queue: QUEUE.to_owned(), payload: "{}".to_owned(), due_at: now };
        done(self.store.run_tx("job: findings", async |tx| tx.enqueue(&job, now).await))?;
        self.tell(Stage::Waiting);
        self.wake.notify_one();
        Ok(())
    }

    /// Follows the work.
    pub fn progress(&self) -> tokio::sync::watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    pub(crate) fn tell(&self, stage: Stage) {
        self.progress.send_modify(|progress| {
            if stage == Stage::Idle && progress.stage != Stage::Idle {
                progress.done += 1;
            }
            progress.stage = stage;
        });
    }

    /// Does the work that there is, and waits for more; ends when `stop` does. What was begun and not ended is taken up by the next start.
    /// Imports and the search for findings don't wait for each other.
    pub async fn work(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let warming = self.clone();
        tokio::spawn(async move {
            // the first list would wait for it
            if let Err(error) = warming.store.warm_up().await {
                tracing::warn!(%error, "lists weren't prepared");
            }
        });
        let (end, ended) = tokio::sync::watch::channel(false);
        let lines =
            [Line::Imports, Line::Findings, Line::Reference, Line::Silences, Line::Sweeping].map(|line| {
                let (node, mut ended) = (self.clone(), ended.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        _ = ended.wait_for(|ended| *ended) => {}
                        () = node.keep_at(line) => {}
                    }
                })
            });
        stop.await;
        end.send_replace(true);
        for line in lines {
            if let Err(error) = line.await {
                tracing::error!(%error, "work that runs beside the desks broke off");
            }
        }
    }

    async fn keep_at(&self, line: Line) {
        let (wake, rest) = match line {
            Line::Imports => (Some(&self.wake_imports), 15),
            Line::Findings => (Some(&self.wake), 15),
            Line::Reference => (None, 5),
            Line::Silences => (None, 60),
            Line::Sweeping => (None, 3600),
        };
        let rest = std::time::Duration::from_secs(rest);
        loop {
            let once = match line {
                Line::Imports => self.deliver_once().await,
                Line::Findings => self.resolve_or_find_once().await,
                Line::Reference => self.take_up_reference().await.map(|()| false),
                Line::Silences => self.lapse_silences().await.map(|()| false),
                Line::Sweeping => self.sweep().await.map(|()| false),
            };
            match (once, wake) {
                (Ok(true), _) => {}
                (Ok(false), Some(wake)) => {
                    let _ = tokio::time::timeout(rest, wake.notified()).await;
                }
                (Ok(false), None) => tokio::time::sleep(rest).await,
                (Err(error), _) => {
                    tracing::error!(%error, "work that runs beside the desks failed");
                    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
                }
            }
        }
    }

    /// Forgets what is past its end: sessions, links, tokens, files that nobody decided on.
    async fn sweep(&self) -> Result<(), Error> {
        let now = self.now();
        done(self.store.sweep(now))?;
        done(self.store.sweep_deliveries(now.plus_seconds(-FORGOTTEN), now))?;
        Ok(())
    }

    /// Does one piece of work, an import's before a search; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn work_once(&self) -> Result<bool, Error> {
        Ok(self.deliver_once().await? || self.resolve_or_find_once().await?)
    }

    async fn resolve_or_find_once(&self) -> Result<bool, Error> {
        Ok(self.do_all_of(Errand::Resolve).await? || self.do_all_of(Errand::Find).await?)
    }

    /// Does what the jobs that wait in a queue ask for, as one piece of work: each looks at all records, so one answers them all. `false` when none waits.
    async fn do_all_of(&self, errand: Errand) -> Result<bool, Error> {
        let queue = errand.queue();
        let mut jobs = Vec::new();
        while let Some(job) = done(self.store.take_job(queue, LEASE, self.now()))? {
            jobs.push(job);
        }
        let Some(first) = jobs.first() else { return Ok(false) };
        let ended = {
            let run = self.run(errand, first);
            tokio::pin!(run);
            loop {
                tokio::select! {
                    ended = &mut run => break ended,
                    () = tokio::time::sleep(std::time::Duration::from_secs(20)) => self.hold(&jobs).await?,
                }
            }
        };
        // findings are looked for next
        if errand == Errand::Find || ended.is_err() {
            self.tell(Stage::Idle);
        }
        for job in &jobs {
            match &ended {
                Ok(()) => {
                    done(self.store.finish_job(job))?;
                }
                Err(error) => {
                    tracing::error!(%error, queue, attempts = job.attempts, "work beside the desks failed");
                    let again = (job.attempts < TRIES).then(|| self.now().plus_seconds(AGAIN));
                    done(self.store.fail_job(job, &error.to_string(), again))?;
                }
            }
        }
        Ok(true)
    }

    async fn hold(&self, jobs: &[Job]) -> Result<(), Error> {
        for job in jobs {
            done(self.store.hold_job(job, LEASE, self.now()))?;
        }
        Ok(())
    }

    async fn run(&self, errand: Errand, first: &Job) -> Result<(), Error> {
        match errand {
            Errand::Find => self.find().await,
            Errand::Resolve => self.resolve(first).await,
        }
    }

    async fn find(&self) -> Result<(), Error> {
        self.tell(Stage::Reading);
        let (in_force, progress) = (self.up_to_date().await?, self.progress.clone());
        let known = self.store.search_basis().await?;
        if known.is_some() && known == search_basis(self.store.generation().await?, &in_force.library) {
            tracing::info!("nothing changed since findings were looked for");
            return Ok(done(self.store.renew_clocks(self.now()))?);
        }
        let everything = self.store.visible_to_engine().await?;
        let seen = self.store.snapshot(&everything).await?;
        let (generation, basis) = (seen.generation, search_basis(seen.generation, &in_force.library));
        let reference = in_force.clone();
        let found = tokio::task::spawn_blocking(move || {
            let heard = |step: Step, _: usize, _: usize| {
                let stage = Stage::Step(match step {
                    Step::Columns => 0,
                    Step::Candidates => 1,
                    Step::Compare => 2,
                    Step::Decide => 3,
                });
                progress.send_if_modified(|progress| std::mem::replace(&mut progress.stage, stage) != stage);
            };
            let options = Options::default();
            let engine = Engine::prepare(&seen.snapshot, &reference.reference, &options, &heard);
            (engine.find().findings, seen.handles)
        });
        let (findings, handles) = found
            .await
            .map_err(|error| Error::BrokeOff { doing: "looking for findings", reason: error.to_string() })?;
        self.tell(Stage::Keeping);
        done(self.store.keep_findings(&findings, &handles, self.now()))?;
        if let Some(basis) = basis {
            done(self.store.set_search_basis(&basis))?;
        }
        // who checks plans and weighs ties all day doesn't wait for it at the next question
        tokio::spawn(self.checkers.clone().renew(self.store.clone(), in_force, self.today(), generation));
        Ok(())
    }
}

/// What findings are found from: the records as of a generation, the reference data and the program, as [`comity_store::Store::search_basis`] keeps it.
/// Nothing where it can't be told which program this is: then they are always looked for.
pub fn search_basis(generation: i64, library: &Library) -> Option<String> {
    // of one version there are several builds while it is worked on
    let program = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    let built = program.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos();
    let (version, reference) = (env!("CARGO_PKG_VERSION"), library.fingerprint());
    Some(format!("{version} {} {built} {generation} {reference}", program.len()))
}
