//! Nothing that a paper says is lost between its words and its pages.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{fonts::is_drawn, page, pages, setting, strips};
use crate::write::paper::{
    Block,
    tests::{FONTS, counted, papers, readable, words},
};

/// How often each character that leaves ink is drawn.
fn drawn(strips: &strips::Strips) -> BTreeMap<char, usize> {
    let mut seen = BTreeSet::new();
    let mut all = BTreeMap::new();
    for draw in strips.strips.iter().flat_map(|strip| &strip.draws) {
        let strips::Draw::Line { line, .. } = draw else { continue };
        for run in &line.runs {
            for glyph in &run.glyphs {
                let words = run.text.get(glyph.text_range.clone()).expect("between characters");
                for (at, c) in words.char_indices().filter(|(_, c)| is_drawn(*c)) {
                    // several glyphs may draw one character
                    if seen.insert((run.text.as_ptr(), glyph.text_range.start + at)) {
                        *all.entry(c).or_insert(0) += 1;
                    }
                }
            }
        }
    }
    all
}

proptest! {
    #[test]
    fn every_character_is_drawn_once_and_every_strip_has_its_place(paper in papers(readable())) {
        let paper = paper.writable();
        let mut setter = setting::Setter::new(FONTS.choose(&paper).expect("fonts"), &paper);
        let strips = strips::of(&paper, &mut setter).expect("set");
        let points: usize =
            paper.blocks.iter().map(|block| if let Block::List(points) = block { points.len() } else { 0 }).sum();
        let mut wanted = counted(&(words(&paper) + &"•".repeat(points)));
        wanted.retain(|c, _| is_drawn(*c));
        let drawn = drawn(&strips);
        let off: Vec<_> = wanted.iter().filter(|(c, many)| drawn.get(c) != Some(many)).collect();
        prop_assert!(off.is_empty(), "wanted {off:?}, drawn {:?}", off.iter().map(|(c, _)| drawn.get(c)).collect::<Vec<_>>());

        let many = strips.strips.len();
        let filled = pages::fill(strips);
        let placed = || filled.pages.iter().flatten();
        let first: Vec<usize> = placed().filter(|at| !at.again).map(|at| at.strip).collect();
        prop_assert_eq!(first, (0..many).collect::<Vec<_>>(), "each once, in order");
        for at in placed() {
            let bottom = at.y + filled.strips.strips[at.strip].height;
            prop_assert!(at.y >= page::TOP && bottom <= page::BOTTOM + 0.01, "{} to {bottom}", at.y);
        }
    }
}
