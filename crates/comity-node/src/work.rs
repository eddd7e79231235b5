//! Work that runs beside the desks: looking for findings after an import, as a job of the database, so that it outlives a crash.

use std::sync::Arc;

use comity_overlap::{Engine, Options, Step};
use comity_store::{Job, NewJob};

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
            Stage::Reading => "reading",
            Stage::Step(0) => "columns",
            Stage::Step(1) => "candidates",
            Stage::Step(2) => "comparing",
            Stage::Step(_) => "deciding",
            Stage::Keeping => "keeping",
        }
    }
}

const QUEUE: &str = "findings";
/// Seconds for which a job is held; prolonged while the work runs.
const LEASE: i64 = 60;
/// Seconds until work that failed is tried again.
const AGAIN: i64 = 30;
const TRIES: i64 = 5;

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

    fn tell(&self, stage: Stage) {
        self.progress.send_modify(|progress| {
            if stage == Stage::Idle && progress.stage != Stage::Idle {
                progress.done += 1;
            }
            progress.stage = stage;
        });
    }

    /// Does the work that there is, and waits for more; ends when `stop` does. What was begun and not ended is taken up by the next start.
    pub async fn work(self: Arc<Self>, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let waited = async {
                match self.work_once().await {
                    Ok(true) => {}
                    Ok(false) => {
                        let _ =
                            tokio::time::timeout(std::time::Duration::from_secs(15), self.wake.notified())
                                .await;
                    }
                    Err(error) => {
                        tracing::error!(%error, "work that runs beside the desks failed");
                        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
                    }
                }
            };
            tokio::select! {
                () = &mut stop => return,
                () = waited => {}
            }
        }
    }

    /// Does one piece of work; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn work_once(&self) -> Result<bool, Error> {
        let Some(first) = done(self.store.take_job(QUEUE, LEASE, self.now()))? else { return Ok(false) };
        // a run looks at everything: what else waits is answered by it, too
        let mut jobs = vec![first];
        while let Some(job) = done(self.store.take_job(QUEUE, LEASE, self.now()))? {
            jobs.push(job);
        }
        let ended = {
            let run = self.run();
            tokio::pin!(run);
            loop {
                tokio::select! {
                    ended = &mut run => break ended,
                    () = tokio::time::sleep(std::time::Duration::from_secs(20)) => self.hold(&jobs).await?,
                }
            }
        };
        self.tell(Stage::Idle);
        for job in &jobs {
            match &ended {
                Ok(()) => {
                    done(self.store.finish_job(job))?;
                }
                Err(error) => {
                    tracing::error!(%error, attempts = job.attempts, "looking for findings failed");
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

    async fn run(&self) -> Result<(), Error> {
        self.tell(Stage::Reading);
        let everything = self.store.visible_to_engine().await?;
        let seen = self.store.snapshot(&everything).await?;
        let (reference, progress) = (self.reference.clone(), self.progress.clone());
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
            let engine = Engine::prepare(&seen.snapshot, reference.as_ref(), &options, &heard);
            (engine.find().findings, seen.handles)
        });
        let (findings, handles) = found
            .await
            .map_err(|error| Error::BrokeOff { doing: "looking for findings", reason: error.to_string() })?;
        self.tell(Stage::Keeping);
        done(self.store.keep_findings(&findings, &handles, self.now()))?;
        Ok(())
    }
}
