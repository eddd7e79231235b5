//! A paper as PDF: A4, its fonts embedded as far as they are used, text that can be searched and copied, tagged for readers who can't see it
//! (PDF/UA-1 where krilla finds all that it asks for).
//!
//! Blocks become strips, one a line of text; strips are put on pages; pages are drawn.

mod draw;
mod fonts;
mod pages;
mod setting;
mod strips;

pub use fonts::Fonts;
pub(in crate::write) use fonts::Lacking;

use super::Paper;
use crate::write::WriteError;

/// The file.
pub(super) fn file(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, WriteError> {
    let mut setter = setting::Setter::new(fonts.choose(paper)?, paper);
    let strips = strips::of(paper, &mut setter)?;
    let pages = pages::fill(strips);
    draw::document(paper, &pages, &mut setter)
}

/// Measures of the page in points, and its type.
mod page {
    /// A4.
    pub const WIDTH: f32 = 595.28;
    pub const HEIGHT: f32 = 841.89;
    /// Left and right of the text.
    pub const SIDE: f32 = 76.0;
    /// Where the text begins and ends.
    pub const TOP: f32 = 88.0;
    pub const BOTTOM: f32 = HEIGHT - 78.0;
    /// Width of the text.
    pub const TEXT: f32 = WIDTH - 2.0 * SIDE;
    /// Baselines of what stands over and under the text.
    pub const HEAD: f32 = 56.0;
    pub const FOOT: f32 = HEIGHT - 44.0;
}

#[cfg(test)]
mod tests;
