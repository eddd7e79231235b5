//! Pages into a PDF: lines where they stand, head and foot with the label, tags and an outline.

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    error::KrillaError,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TagGroup, TagTree},
};

use super::{
    fonts::Face,
    page,
    pages::Pages,
    setting::{Line, Setter, Side, Style},
    strips::{Draw, Shade, Tagged},
};
use crate::write::{
    WriteError,
    paper::{Level, Paper, colour},
};

const LABEL: Style = Style { face: Face::Strong, size: 12.0, leading: 14.0, soft: false };
const RUNNING: Style = Style { face: Face::Text, size: 8.5, leading: 11.0, soft: true };

/// What stands over and under the text of every page.
struct Margins {
    label: Line,
    colour: rgb::Color,
    title: Option<Line>,
    numbers: Vec<Line>,
}

/// The whole document. PDF/UA-1 is claimed where krilla finds what it asks for; a paper of strange characters is still a paper.
pub(super) fn document(paper: &Paper, pages: &Pages, setter: &mut Setter) -> Result<Vec<u8>, WriteError> {
    let margins = Margins::of(paper, pages.pages.len(), setter)?;
    let write = |accessible: bool| {
        let configuration = ConfigurationBuilder::new();
        let configuration = match accessible {
            true => configuration.with_accessibility_validator(Accessibility::UA1),
            false => configuration,
        };
        let configuration = configuration.finish().map_err(|error| WriteError::Pdf(format!("{error:?}")))?;
        let settings =
            SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
        Ok::<_, WriteError>(drawn(paper, pages, &margins, settings))
    };
    let file = match write(true)? {
        Err(KrillaError::Validation(_)) => write(false)?,
        file => file,
    };
    file.map_err(|error| WriteError::Pdf(error.to_string()))
}

fn drawn(
    paper: &Paper,
    pages: &Pages,
    margins: &Margins,
    settings: SerializeSettings,
) -> Result<Vec<u8>, KrillaError> {
    let mut document = Document::new_with(settings);
    document.set_metadata(
        Metadata::new()
            .title(paper.title.clone())
            .language(paper.lang.clone())
            .creator("Comity".into())
            .keywords(vec![paper.label.as_str().to_owned()]),
    );
    let mut marked: Vec<Vec<Identifier>> = Vec::new();
    marked.resize_with(pages.strips.parts, Vec::new);
    let mut places = vec![None; pages.strips.strips.len()];
    for (index, placed) in pages.pages.iter().enumerate() {
        let size = PageSettings::from_wh(page::WIDTH, page::HEIGHT).unwrap_or_default();
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        margins.draw(&mut surface, index);
        for at in placed {
            let Some(strip) = pages.strips.strips.get(at.strip) else { continue };
            if let (Some(place), false) = (places.get_mut(at.strip), at.again) {
                *place = Some((index, at.y));
            }
            for draw in &strip.draws {
                match draw {
                    Draw::Rule { x, y, width, height, shade } => {
                        surface.start_tagged(artifact(ArtifactType::Layout));
                        rectangle(&mut surface, [page::SIDE + x, at.y + y, *width, *height], shade.colour());
                        surface.end_tagged();
                    }
                    Draw::Line { x, baseline, line: words, soft, part } => {
                        let tag = match at.again {
                            true => artifact(ArtifactType::PaginationOther),
                            false => ContentTag::Span(SpanTag::empty()),
                        };
                        let id = surface.start_tagged(tag);
                        let colour = if *soft { SOFT } else { INK };
                        line(&mut surface, page::SIDE + x, at.y + baseline, words, colour.into());
                        surface.end_tagged();
                        if let (Some(ids), false) = (marked.get_mut(*part), at.again) {
                            ids.push(id);
                        }
                    }
                }
            }
        }
        surface.finish();
        sheet.finish();
    }
    document.set_outline(outline(pages, &places));
    let mut tree = TagTree::new().with_lang(Some(paper.lang.clone()));
    for tagged in &pages.strips.tags {
        tree.push(group(tagged, &mut marked));
    }
    document.set_tag_tree(tree);
    document.finish()
}

impl Margins {
    fn of(paper: &Paper, pages: usize, setter: &mut Setter) -> Result<Margins, WriteError> {
        let mut one = |text: &str, style: Style, side: Side| {
            let lines = setter.set(text, style, page::TEXT, side, 0.0)?;
            Ok::<_, WriteError>(lines.into_iter().next())
        };
        let empty = || Line { runs: Vec::new(), width: 0.0 };
        let label = one(paper.label.as_str(), LABEL, Side::End)?.unwrap_or_else(empty);
        let numbers = (1..=pages)
            .map(
                |number| Ok(one(&format!("{number} / {pages}"), RUNNING, Side::Start)?.unwrap_or_else(empty)),
            )
            .collect::<Result<_, WriteError>>()?;
        let [red, green, blue] = colour(paper.label);
        let colour = rgb::Color::new(red, green, blue);
        // a long title is shortened to what stands left of the label
        let room = page::TEXT - label.width - 40.0;
        let mut words = paper.title.clone();
        let title = loop {
            let mut lines = setter.set(&words, RUNNING, room, Side::Start, 0.0)?;
            if lines.len() == 1 || words.chars().count() < 2 {
                break lines.pop();
            }
            let fewer = words.trim_end_matches('…').chars().count().saturating_sub(4);
            let shorter: String = paper.title.chars().take(fewer).collect();
            words = format!("{}…", shorter.trim_end());
        };
        Ok(Margins { label, colour, title, numbers })
    }

    fn draw(&self, surface: &mut Surface<'_>, index: usize) {
        for (kind, baseline) in [(ArtifactType::Header, page::HEAD), (ArtifactType::Footer, page::FOOT)] {
            surface.start_tagged(artifact(kind));
            let width = self.label.width + 12.0;
            let left = page::WIDTH - page::SIDE - width;
            rectangle(surface, [left, baseline - 14.0, width, 19.5], rgb::Color::black());
            // the line was set to the right of the text's width
            line(surface, page::SIDE - 6.0, baseline, &self.label, self.colour);
            let running = match kind {
                ArtifactType::Footer => self.numbers.get(index),
                _ if index > 0 => self.title.as_ref(),
                _ => None,
            };
            if let Some(running) = running {
                line(surface, page::SIDE, baseline, running, SOFT.into());
            }
            surface.end_tagged();
        }
    }
}

/// Red, green, blue.
#[derive(Clone, Copy)]
struct Colour(u8, u8, u8);

const INK: Colour = Colour(0x17, 0x19, 0x1c);
const SOFT: Colour = Colour(0x4a, 0x4f, 0x57);
const EDGE: Colour = Colour(0x8a, 0x8e, 0x94);
const FAINT: Colour = Colour(0xc9, 0xcb, 0xce);

impl From<Colour> for rgb::Color {
    fn from(Colour(red, green, blue): Colour) -> rgb::Color {
        rgb::Color::new(red, green, blue)
    }
}

impl Shade {
    fn colour(self) -> rgb::Color {
        match self {
            Shade::Ink => INK,
            Shade::Edge => EDGE,
            Shade::Faint => FAINT,
        }
        .into()
    }
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

fn fill(colour: rgb::Color) -> Option<Fill> {
    Some(Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: Default::default() })
}

/// A line whose left end of the width is at `x`.
fn line(surface: &mut Surface<'_>, x: f32, baseline: f32, line: &Line, colour: rgb::Color) {
    surface.set_fill(fill(colour));
    for run in line.runs.iter().filter(|run| !run.glyphs.is_empty()) {
        let start = Point::from_xy(x + run.x, baseline);
        surface.draw_glyphs(start, &run.glyphs, run.font.clone(), &run.text, run.size, false);
    }
}

/// A filled rectangle: left, top, width, height.
fn rectangle(surface: &mut Surface<'_>, [x, y, width, height]: [f32; 4], colour: rgb::Color) {
    let mut path = PathBuilder::new();
    if let Some(rect) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(fill(colour));
        surface.draw_path(&path);
    }
}

/// The tags of a group, with what was drawn for each.
fn group(tagged: &Tagged, marked: &mut Vec<Vec<Identifier>>) -> TagGroup {
    match tagged {
        Tagged::Group(kind, inner) => {
            let inner = inner.iter().map(|tagged| group(tagged, marked).into()).collect();
            TagGroup::with_children(kind.clone(), inner)
        }
        Tagged::Part(kind, part) => {
            let ids = marked.get_mut(*part).map(std::mem::take).unwrap_or_default();
            TagGroup::with_children(kind.clone(), ids.into_iter().map(Into::into).collect())
        }
    }
}

/// The headings with the pages where they stand: the title, then parts with their sections.
fn outline(pages: &Pages, places: &[Option<(usize, f32)>]) -> Outline {
    let mut outline = Outline::new();
    let mut part: Option<OutlineNode> = None;
    for (level, text, strip) in &pages.strips.headings {
        let Some(Some((index, y))) = places.get(*strip) else { continue };
        let node =
            OutlineNode::new(text.clone(), XyzDestination::new(*index, Point::from_xy(page::SIDE, *y)));
        match (level, &mut part) {
            (Some(Level::Section), Some(part)) => part.push_child(node),
            _ => {
                if let Some(done) = part.replace(node) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(last) = part {
        outline.push_child(last);
    }
    outline
}
