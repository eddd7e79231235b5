//! The reference data in force: what ships with the program or stands beside it, and the node's own files over it. It is exchanged as a whole, while the
//! node works, when a file is put in force or removed by whatever process.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use comity_core::reference::Reference;
use comity_formats::reference::{Library, OwnFile, boundaries};
use comity_store::{ReferenceFile, Uuid};

use crate::error::Error;
use crate::node::Node;
use crate::outlines::{Origin, Outlines};

/// What holds now.
pub(crate) struct ReferenceInForce {
    /// Places, themes, organisations and rates.
    pub reference: Reference,
    /// The files of places and themes that it was read from.
    pub library: Library,
    /// How many rows were read of each of the node's own files, by name.
    pub rows: BTreeMap<String, u64>,
    /// Boundaries, file by file.
    pub outlines: Vec<Arc<Outlines>>,
    /// The versions of the node's own files.
    pub versions: Vec<Uuid>,
    /// How many versions of files there were when this was read: none of the node's own were looked for yet where it is negative.
    pub count: i64,
}

impl ReferenceInForce {
    /// Reads files over a library; of boundaries those of `before` are taken where neither they nor the places have changed.
    pub fn read(
        base: &Library,
        files: &[(Uuid, ReferenceFile)],
        count: i64,
        before: Option<&ReferenceInForce>,
    ) -> ReferenceInForce {
        let library = library(base, files.iter().map(|(_, file)| file));
        let reference = library.load();
        let before = before.filter(|before| Arc::ptr_eq(&reference.gazetteer, &before.reference.gazetteer));
        let of_boundaries = files.iter().filter(|(_, file)| file.part == "boundaries");
        let outlines = of_boundaries.map(|(version, file)| {
            let known =
                before.iter().flat_map(|before| &before.outlines).find(|known| known.version == *version);
            known.cloned().unwrap_or_else(|| {
                let read = boundaries::read(&file.name, &file.content, &reference.gazetteer);
                let origin = Origin { source: file.source.clone(), licence: file.licence.clone() };
                Arc::new(Outlines::new(*version, origin, &read.outlines))
            })
        });
        let rows = files.iter().filter(|(_, file)| file.part != "boundaries");
        ReferenceInForce {
            outlines: outlines.collect(),
            rows: rows.map(|(_, file)| (file.name.clone(), library.rows(&file.name).len() as u64)).collect(),
            versions: files.iter().map(|(version, _)| *version).collect(),
            count,
            reference,
            library,
        }
    }
}

/// A library with files of places and themes over it. One that can't be read was refused when it was sent: it is left out, and said.
pub fn library<'f>(base: &Library, files: impl Iterator<Item = &'f ReferenceFile>) -> Library {
    let mut library = base.clone();
    for file in files.filter(|file| file.part != "boundaries") {
        let own = OwnFile {
            name: file.name.clone(),
            source: file.source.clone(),
            licence: file.licence.clone(),
            bytes: file.content.clone(),
        };
        match library.clone().add(own, false) {
            Ok(with) => library = with,
            Err(problem) => {
                tracing::error!(file = file.name, reason = problem.reason, "a reference file isn't read")
            }
        }
    }
    library
}

impl Node {
    /// Places, themes, organisations and rates as they hold now.
    pub fn reference(&self) -> Reference {
        self.in_force().reference.clone()
    }

    pub(crate) fn in_force(&self) -> Arc<ReferenceInForce> {
        let known = self.in_force.read().unwrap_or_else(PoisonError::into_inner).clone();
        known.unwrap_or_else(|| {
            let read = Arc::new(ReferenceInForce::read(&self.library, &[], -1, None));
            self.in_force.write().unwrap_or_else(PoisonError::into_inner).get_or_insert(read).clone()
        })
    }

    /// Takes up what was put in force or removed since it was last looked for, by whatever process, and gives what holds then. Costs a glance at the
    /// database where nothing was.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn take_up_reference(&self) -> Result<(), Error> {
        self.up_to_date().await.map(|_| ())
    }

    pub(crate) async fn up_to_date(&self) -> Result<Arc<ReferenceInForce>, Error> {
        let known = self.in_force.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known
            && known.count == self.store.reference_count().await?
        {
            return Ok(known);
        }
        // one at a time: to read places takes a moment
        let _alone = self.reading.lock().await;
        let (files, count) = self.store.reference_files().await?;
        let before = self.in_force.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = before.as_ref().filter(|known| known.count == count) {
            return Ok(known.clone());
        }
        let base = self.library.clone();
        let read = tokio::task::spawn_blocking(move || {
            ReferenceInForce::read(&base, &files, count, before.as_deref())
        });
        let read = read.await.map_err(|error| Error::BrokeOff {
            doing: "reading the reference files",
            reason: error.to_string(),
        })?;
        let read = Arc::new(read);
        tracing::info!(files = read.versions.len(), "reference data is in force");
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
        Ok(read)
    }
}
