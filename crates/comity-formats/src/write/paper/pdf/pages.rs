//! Strips onto pages: what belongs together stays together where it can, and a table that goes on has its head again.

use super::{
    page,
    strips::{Strip, Strips},
};

/// A strip at its place.
pub(super) struct Placed {
    /// Which strip.
    pub strip: usize,
    /// Its upper edge.
    pub y: f32,
    /// Whether it stands here a second time.
    pub again: bool,
}

/// The strips with their pages.
pub(super) struct Pages {
    pub strips: Strips,
    pub pages: Vec<Vec<Placed>>,
}

/// Fills pages from top to bottom.
pub(super) fn fill(strips: Strips) -> Pages {
    let mut pages = vec![Vec::new()];
    let mut y = page::TOP;
    let mut next = 0;
    while next < strips.strips.len() {
        // the strips up to the first that may be followed by a new page
        let group = strips.strips.get(next..).unwrap_or_default();
        let many = group.iter().position(|strip| !strip.keep).map_or(group.len(), |last| last + 1);
        let group = group.get(..many).unwrap_or_default();
        let high: f32 = group.iter().map(Strip::high).sum();
        // what is higher than half a page breaks where it must
        let whole = high <= (page::BOTTOM - page::TOP) / 2.0;
        if whole && y + high > page::BOTTOM {
            y = turn(&mut pages, &strips, group.first());
        }
        for (index, strip) in (next..).zip(group) {
            if y + strip.high() > page::BOTTOM {
                y = turn(&mut pages, &strips, Some(strip));
            }
            if let Some(page) = pages.last_mut() {
                // nothing is set off from the top of a page
                let above = if page.is_empty() { 0.0 } else { strip.above };
                page.push(Placed { strip: index, y: y + above, again: false });
                y += above + strip.height;
            }
        }
        next += many;
    }
    Pages { strips, pages }
}

/// A new page, with the head of the table that goes on. An empty page is new already.
fn turn(pages: &mut Vec<Vec<Placed>>, strips: &Strips, next: Option<&Strip>) -> f32 {
    let mut y = page::TOP;
    if pages.last().is_some_and(Vec::is_empty) {
        return y;
    }
    let mut page = Vec::new();
    let head = next.and_then(|strip| strip.head).and_then(|head| strips.heads.get(head));
    let head = head.map_or(&[][..], Vec::as_slice);
    let high: f32 = head.iter().filter_map(|index| strips.strips.get(*index)).map(|strip| strip.height).sum();
    // a head that would leave no room for rows is told once
    let told = if high > (page::BOTTOM - page::TOP) / 3.0 { &[] } else { head };
    for index in told.iter().copied() {
        if let Some(strip) = strips.strips.get(index) {
            page.push(Placed { strip: index, y, again: true });
            y += strip.height;
        }
    }
    pages.push(page);
    y
}
