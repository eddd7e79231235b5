//! A desk: one viewer at the node, with the policies' answers about what they may see. Everything that a person does goes through one.

use std::sync::Arc;

use comity_core::Viewer;
use comity_policy::{Circumstances, NodeAction};
use comity_store::{Asker, InForce, Visible};

use crate::error::Error;
use crate::node::Node;

/// A viewer at the node, for one request.
pub struct Desk<'n> {
    pub(crate) node: &'n Node,
    pub(crate) in_force: Arc<InForce>,
    pub(crate) viewer: Viewer,
    pub(crate) visible: Visible,
}

impl Desk<'_> {
    /// Who sits here.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Whether policies let the viewer do something at the node itself: for what a page offers.
    pub fn may(&self, action: NodeAction) -> bool {
        self.asker().may_at_node(action).is_ok()
    }

    /// The day at the node.
    pub fn today(&self) -> comity_core::Day {
        self.node.today()
    }

    pub(crate) fn asker(&self) -> Asker<'_> {
        Asker::new(&self.in_force.policies, &self.viewer, Circumstances::on(self.node.today()))
    }

    pub(crate) fn permit(&self, action: NodeAction) -> Result<(), Error> {
        let _permit = self.asker().may_at_node(action)?;
        Ok(())
    }
}
