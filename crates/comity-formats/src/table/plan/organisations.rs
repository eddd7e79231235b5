//! Which columns tell of one organisation.

use comity_core::{Grounds, Role};

use super::{OrgColumns, Plan};
use crate::table::{
    field::{Field, Side},
    sample::Sample,
};

impl Plan {
    /// Puts the columns of one organisation together, and says who reports.
    pub(super) fn group_organisations(&mut self, samples: &[Sample]) {
        let stated: Vec<Role> = self
            .columns
            .iter()
            .filter_map(|c| match c.field {
                Field::Org(Role::Participant, _) if self.hxl && !c.why.is_said() => Some(Role::Implementer),
                Field::Org(role, _) if role != Role::Unstated => Some(role),
                _ => None,
            })
            .collect();
        // a column without a role belongs to the only organisation there is
        let only = stated.first().copied().filter(|first| stated.iter().all(|role| role == first));
        for index in 0..self.columns.len() {
            let Some(column) = self.columns.get_mut(index) else { continue };
            let (role, side) = match column.field {
                // "partner" in a 3W sheet is the one that does the work
                Field::Org(Role::Participant, side) if self.hxl && !column.why.is_said() => {
                    (Some(Role::Implementer), side)
                }
                Field::Org(Role::Unstated, side) if self.hxl => {
                    (Some(only.unwrap_or(Role::Implementer)), side)
                }
                Field::Org(Role::Unstated, side) => (only, side),
                Field::Org(role, side) => (Some(role), side),
                Field::Reporter(side) => (None, side),
                _ => continue,
            };
            column.field = role.map_or(Field::Reporter(side), |role| Field::Org(role, side));
            let is_said = column.why.is_said();
            let slot = side as usize;
            let latest = self.orgs.iter_mut().rev().find(|group| group.role == role);
            let taken = latest.as_ref().and_then(|group| group.sides.get(slot).copied().flatten());
            match (latest, taken) {
                (Some(group), None) => {
                    if let Some(place) = group.sides.get_mut(slot) {
                        *place = Some(index);
                    }
                }
                // the second type of one organisation: the first was something else (`Partner Category`)
                (Some(group), Some(before)) if side == Side::Type && !is_said => {
                    if let Some(place) = group.sides.get_mut(slot) {
                        *place = Some(index);
                    }
                    if let Some(before) = self.columns.get_mut(before) {
                        before.field = Field::Kept;
                    }
                }
                _ => {
                    let mut sides = [None; 4];
                    if let Some(place) = sides.get_mut(slot) {
                        *place = Some(index);
                    }
                    self.orgs.push(OrgColumns { role, sides });
                }
            }
        }
        // a group without a name says nothing; numbers without letters are local codes, not references, unless a person knows better
        for group in &mut self.orgs {
            if let Some(code) = group.sides[Side::Code as usize]
                && !self.columns.get(code).is_some_and(|column| column.why.is_said())
                && !samples.get(code).is_some_and(Sample::has_lettered_codes)
            {
                group.sides[Side::Code as usize] = None;
                if let Some(column) = self.columns.get_mut(code) {
                    column.field = Field::Kept;
                }
            }
        }
        let columns = &mut self.columns;
        self.orgs.retain(|group| {
            let named = group.sides.iter().take(3).any(Option::is_some);
            if !named {
                for index in group.sides.iter().flatten() {
                    if let Some(column) = columns.get_mut(*index) {
                        column.field = Field::Kept;
                        if column.why.is_said() {
                            column.why = Grounds::Nothing;
                        }
                    }
                }
            }
            named
        });
    }
}
