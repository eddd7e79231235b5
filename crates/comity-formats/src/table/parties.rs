//! The organisations that a row names, put together from the columns of their name, short name, code and type.

use comity_core::{At, CompactString, PartyRef, Text};

use super::{cells, field::Side, plan::OrgColumns, row::Row};
use crate::contact::has_address;

/// The members of a list in one cell, `;` or `|` between them.
pub(crate) fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|']).map(str::trim).filter(|member| !member.is_empty())
}

/// The organisations of one group of columns: several where the name is a list.
pub(crate) fn parties(group: &OrgColumns, row: &Row) -> Vec<PartyRef> {
    let cell = |side: Side| {
        let index = group.sides.get(side as usize).copied().flatten()?;
        let text = row.get(index);
        let at = At::new(row.number, u32::try_from(index + 1).unwrap_or(u32::MAX));
        (!text.is_empty() && !cells::is_nothing(text) && !has_address(text)).then_some((text, at))
    };
    let kind = cell(Side::Type).map(|(text, _)| CompactString::from(text)).unwrap_or_default();
    let (name, acronym, code) = (cell(Side::Name), cell(Side::Acronym), cell(Side::Code));
    let names: Vec<(&str, At)> =
        name.map(|(text, at)| listed(text).map(|one| (one, at)).collect()).unwrap_or_default();
    if names.len() > 1 {
        let one = |(name, at)| PartyRef {
            names: vec![Text::plain(name, at)],
            kind: kind.clone(),
            at,
            ..PartyRef::default()
        };
        return names.into_iter().map(one).collect();
    }
    let mut party = PartyRef { kind, ..PartyRef::default() };
    for (text, at) in names.into_iter().chain(acronym) {
        if !party.names.iter().any(|known| known.value == text) {
            party.names.push(Text::plain(text, at));
        }
        if party.at == At::default() {
            party.at = at;
        }
    }
    if let Some((text, at)) = code {
        party.reference = text.into();
        if party.at == At::default() {
            party.at = at;
        }
    }
    if party.label().is_empty() { Vec::new() } else { vec![party] }
}
