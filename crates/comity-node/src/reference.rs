//! Reference files of the node's own at a desk: sent as a draft, looked at with what they would change, put in force and removed; and what records
//! resolve to, found out anew afterwards.

mod effect;

use std::sync::Arc;

use comity_core::reference::Reference;
use comity_formats::reference::Listed;
use comity_policy::NodeAction;
use comity_store::{Draft, Job, ReferenceFile, ReferenceVersion, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::in_force::{ReferenceInForce, library};
use crate::node::Node;
use crate::wait::done;
use crate::work::Stage;
pub use effect::{Changes, Effect};

/// A reference file has no more bytes.
pub const MOST_REFERENCE: usize = 64 << 20;
/// What files can be about.
pub const PARTS: [&str; 3] = ["places", "themes", "boundaries"];
/// Versions of the history that are listed.
const HISTORY: u32 = 200;
/// Records that a preview looks at, the newest.
const LOOKED_AT: u32 = 20_000;

/// A file in force.
#[derive(Clone, Debug)]
pub struct FileInForce {
    /// Its version.
    pub version: ReferenceVersion,
    /// Rows, or outlines, that were read of it.
    pub entries: u64,
}

impl Desk<'_> {
    /// Whether the viewer may put reference files in force.
    pub fn may_load_reference(&self) -> bool {
        self.may(NodeAction::LoadReference)
    }

    /// The node's own files in force, and the history of all of them, the newest first. Everyone who works here may know them: they hold nothing
    /// that is anybody's.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reference_files(&self) -> Result<(Vec<FileInForce>, Vec<ReferenceVersion>), Error> {
        let in_force = self.node.up_to_date().await?;
        let versions = self.node.store.reference_versions(HISTORY).await?;
        let files = versions.iter().filter(|version| version.in_force).map(|version| {
            let outlines = in_force.outlines.iter().find(|known| known.version == version.id);
            let rows = || in_force.rows.get(&version.name).copied().unwrap_or(0);
            let entries = outlines.map_or_else(rows, |outlines| outlines.outlines);
            FileInForce { version: version.clone(), entries }
        });
        let mut files: Vec<FileInForce> = files.collect();
        files.sort_by(|one, other| one.version.name.cmp(&other.version.name));
        Ok((files, versions))
    }

    /// The files that lie under the node's own: what ships with the program, and what it was started with.
    pub fn reference_beneath(&self) -> &[Listed] {
        self.node.beneath.get_or_init(|| self.node.library.list())
    }

    /// A version with its bytes, in force or not.
    ///
    /// # Errors
    /// [`Error::Absent`] where there is none, or the file was removed by it.
    pub async fn reference_version(&self, version: Uuid) -> Result<ReferenceFile, Error> {
        let found = self.node.store.reference_version(version).await?;
        found.ok_or(Error::Absent { what: "version of a reference file" })
    }

    /// Takes a file as a draft, and looks at what it would change. Nothing is in force by it.
    ///
    /// # Errors
    /// By policies; where it is too large, isn't of the part that it is said to be, or has no name, source or licence.
    pub async fn send_reference(&self, sent: ReferenceFile) -> Result<Uuid, Error> {
        self.permit(NodeAction::LoadReference)?;
        let file = checked(sent)?;
        let in_force = self.node.up_to_date().await?;
        let effect = self.effect(&in_force, Some(file.clone()), &file).await?;
        let outcome = effect.written()?;
        let outcome = (outcome.as_slice(), in_force.count);
        Ok(done(self.node.store.draft_reference(&self.asker(), &file, outcome, self.node.now()))?)
    }

    /// Takes an earlier version as a draft.
    ///
    /// # Errors
    /// Those of [`Desk::send_reference`] and [`Desk::reference_version`].
    pub async fn send_version_again(&self, version: Uuid) -> Result<Uuid, Error> {
        self.permit(NodeAction::LoadReference)?;
        let file = self.reference_version(version).await?;
        self.send_reference(file).await
    }

    /// A draft, with what it would change as of now.
    ///
    /// # Errors
    /// By policies; where there is none of this id.
    pub async fn reference_draft(&self, id: Uuid) -> Result<(Draft, Effect), Error> {
        let draft = self.node.store.reference_draft(&self.asker(), id).await?;
        let in_force = self.node.up_to_date().await?;
        if draft.versions == in_force.count {
            let effect = Effect::read(&draft.outcome)?;
            return Ok((draft, effect));
        }
        let effect = self.effect(&in_force, Some(draft.file.clone()), &draft.file).await?;
        let written = effect.written()?;
        done(self.node.store.look_at_draft_again(&self.asker(), id, (&written, in_force.count)))?;
        Ok((draft, effect))
    }

    /// Puts a draft in force, at once.
    ///
    /// # Errors
    /// By policies; where nothing of it could be read, or other files were put in force since it was looked at.
    pub async fn keep_reference(&self, id: Uuid, reason: &str) -> Result<(), Error> {
        let draft = self.node.store.reference_draft(&self.asker(), id).await?;
        if Effect::read(&draft.outcome)?.read == 0 {
            let reason = "nothing of the file can be read: correct it and send it again".to_owned();
            return Err(Error::Input { field: "file", reason });
        }
        done(self.node.store.keep_draft(&self.asker(), id, reason, self.node.now()))?;
        self.reference_changed().await
    }

    /// Forgets a draft.
    ///
    /// # Errors
    /// By policies; where there is none of this id.
    pub async fn drop_reference(&self, id: Uuid) -> Result<(), Error> {
        let dropped = done(self.node.store.drop_draft(&self.asker(), id))?;
        if dropped { Ok(()) } else { Err(Error::Absent { what: "draft of a reference file" }) }
    }

    /// What would change if a file were not in force any more.
    ///
    /// # Errors
    /// By policies; where no such version is in force.
    pub async fn without_reference(&self, version: Uuid) -> Result<(ReferenceVersion, Effect), Error> {
        self.permit(NodeAction::LoadReference)?;
        let (_, versions) = self.reference_files().await?;
        let version = versions.into_iter().find(|one| one.id == version && one.in_force);
        let version = version.ok_or(Error::Absent { what: "reference file in force" })?;
        let file = self.reference_version(version.id).await?;
        let in_force = self.node.up_to_date().await?;
        Ok((version, self.effect(&in_force, None, &file).await?))
    }

    /// Takes a file out of force, at once.
    ///
    /// # Errors
    /// By policies; where no such version is in force; without a reason.
    pub async fn remove_reference(&self, version: Uuid, reason: &str) -> Result<(), Error> {
        self.permit(NodeAction::LoadReference)?;
        let versions = self.node.store.reference_versions(HISTORY).await?;
        let version = versions.into_iter().find(|one| one.id == version && one.in_force);
        let version = version.ok_or(Error::Absent { what: "reference file in force" })?;
        done(self.node.store.remove_reference(&self.asker(), &version.name, reason, self.node.now()))?;
        self.reference_changed().await
    }

    async fn reference_changed(&self) -> Result<(), Error> {
        self.node.take_up_reference().await?;
        self.node.wake.notify_one();
        Ok(())
    }

    /// What changes when `now` stands in place of what is in force under the name of `subject`; nothing stands there for `None`.
    async fn effect(
        &self,
        in_force: &Arc<ReferenceInForce>,
        now: Option<ReferenceFile>,
        subject: &ReferenceFile,
    ) -> Result<Effect, Error> {
        let store = &self.node.store;
        let files = store.references(in_force.versions.clone()).await?;
        let before = files.iter().find(|(_, file)| file.name == subject.name).map(|(_, file)| file.clone());
        let mut after: Vec<ReferenceFile> =
            files.into_iter().map(|(_, file)| file).filter(|file| file.name != subject.name).collect();
        after.extend(now.clone());
        after.sort_by(|one, other| one.name.cmp(&other.name));
        let (base, known) = (self.node.library.clone(), in_force.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let over = library(&base, after.iter());
            let reference = over.load();
            let effect = effect::of(&known, (&over, &reference), before.as_ref(), now.as_ref());
            (effect, reference)
        });
        let (mut effect, reference) = looked.await.map_err(|error| Error::BrokeOff {
            doing: "looking at a reference file",
            reason: error.to_string(),
        })?;
        if subject.part != "boundaries" {
            let everything = store.visible_to_engine().await?;
            let pair = (&in_force.reference, &reference);
            effect.resolution = Some(done(store.resolution(&everything, pair, LOOKED_AT))?);
        }
        Ok(effect)
    }
}

/// A file that may become a draft: of a size that can be looked at, and about what it is said to be about.
fn checked(sent: ReferenceFile) -> Result<ReferenceFile, Error> {
    let wrong = |field, reason: String| Err(Error::Input { field, reason });
    let name = sent.name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name: String = name.chars().take(200).collect();
    let ReferenceFile { part, source, licence, content, .. } = sent;
    if content.len() > MOST_REFERENCE {
        return wrong("file", format!("a reference file has at most {} MB", MOST_REFERENCE >> 20));
    }
    if content.is_empty() || name.is_empty() || name.chars().any(char::is_control) {
        return wrong("file", "the form holds no file: choose one".to_owned());
    }
    match part.as_str() {
        "places" | "themes" => {
            let told = comity_formats::reference::Library::part_of(&name, &content);
            let told = told.map_err(|problem| Error::Input {
                field: "file",
                reason: format!("{}: {}; {}", name, problem.reason, problem.way_out),
            })?;
            if told.as_str() != part {
                let reason =
                    format!("`{name}` is a file of {}, not of {part}, by its columns", told.as_str());
                return wrong("part", reason);
            }
        }
        "boundaries" => {}
        other => {
            let reason = format!("`{other}` is nothing that files can be about: {} are", PARTS.join(", "));
            return wrong("part", reason);
        }
    }
    Ok(ReferenceFile { name, part, source, licence, content })
}

impl Node {
    /// Computes anew what records are found by, after reference files have changed, and has findings looked for.
    pub(crate) async fn resolve(&self, first: &Job) -> Result<(), Error> {
        #[derive(serde::Deserialize)]
        struct Before {
            before: Vec<Uuid>,
        }
        self.tell(Stage::Resolving);
        let broke_off = |reason: String| Error::BrokeOff { doing: "finding out what records name", reason };
        let payload: Before =
            serde_json::from_str(&first.payload).map_err(|error| broke_off(error.to_string()))?;
        let after = self.up_to_date().await?;
        let files = self.store.references(payload.before).await?;
        let base = self.library.clone();
        let before =
            tokio::task::spawn_blocking(move || library(&base, files.iter().map(|(_, file)| file)).load());
        let before: Reference = before.await.map_err(|error| broke_off(error.to_string()))?;
        let mut from = Some(Uuid::nil());
        while let Some(next) = from {
            from = done(self.store.resolve_anew((&before, &after.reference), next))?;
        }
        self.look_for_findings().await
    }

    /// Has records looked at again where reference files changed while an import went on by the earlier ones.
    pub(crate) async fn resolve_what_was_overtaken(&self, by: &ReferenceInForce) -> Result<(), Error> {
        if self.store.reference_count().await? != by.count {
            done(self.store.resolve_later(&by.versions, self.now()))?;
            self.wake.notify_one();
        }
        Ok(())
    }
}
