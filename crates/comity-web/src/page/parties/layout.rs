//! Where names stand in a network: drawn together by what joins them, never one over another, and for the same names always the same way.
//!
//! A simulation of springs and charges (Fruchterman and Reingold 1991) that begins on a spiral and ends after a fixed number of steps, so that
//! no chance has a part in it; then the boxes are stretched onto the drawing and pushed apart, always in one order.

/// A name's box: its size, and where its middle stands. Pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Box {
    pub wide: f64,
    pub high: f64,
    pub x: f64,
    pub y: f64,
}

const STEPS: usize = 240;
/// Steps of a drawing of very many names.
const LEAST_STEPS: usize = 80;
/// So many names are all held against each other; of more only those that stand near.
const FEW: usize = 80;
/// Free room around each name.
const ROOM: f64 = 8.0;
const EDGE: f64 = 6.0;
/// The angle between two seeds of a sunflower, radians.
const GOLDEN: f64 = 2.399_963_229_728_653;

/// Places names of these sizes; `links` are pairs of their places. Gives the boxes and the height that they need, at least `least`.
pub fn placed(sizes: &[(f64, f64)], links: &[(usize, usize)], width: f64, least: f64) -> (Vec<Box>, f64) {
    let mut spots = simulated(sizes.len(), links);
    let mut room = 2.4;
    if sizes.len() > FEW {
        // many crowd in the middle: by rank each has its part of the drawing, and it isn't high and empty
        spread(&mut spots, |spot| &mut spot.0);
        spread(&mut spots, |spot| &mut spot.1);
        room = 1.7;
    }
    let area: f64 = sizes.iter().map(|(wide, high)| (wide + 2.0 * ROOM) * (high + 2.0 * ROOM)).sum();
    let mut height = (area * room / width.max(1.0)).max(least);
    let mut boxes = Vec::new();
    for _ in 0..8 {
        boxes = stretched(&spots, sizes, width, height);
        if apart(&mut boxes, width, height) {
            return (boxes, height);
        }
        height *= 1.3;
    }
    let high = in_rows(&mut boxes, width);
    (boxes, high.max(least))
}

fn simulated(count: usize, links: &[(usize, usize)]) -> Vec<(f64, f64)> {
    let wide = (count.max(1) as f64).sqrt();
    let mut spots: Vec<(f64, f64)> = (0..count)
        .map(|at| {
            let (far, angle) = ((at as f64 + 0.5).sqrt(), at as f64 * GOLDEN);
            (far * angle.cos(), far * angle.sin())
        })
        .collect();
    let steps = (STEPS * FEW * FEW / (count * count).max(1)).clamp(LEAST_STEPS, STEPS);
    for step in 0..steps {
        let mut moves = vec![(0.0, 0.0); count];
        for (a, one) in spots.iter().enumerate() {
            for (b, other) in spots.iter().enumerate().skip(a + 1) {
                let (dx, dy) = (one.0 - other.0, one.1 - other.1);
                let near = (dx * dx + dy * dy).max(0.01);
                push(&mut moves, a, (dx / near, dy / near));
                push(&mut moves, b, (-dx / near, -dy / near));
            }
        }
        for (a, b) in links {
            let (Some(one), Some(other)) = (spots.get(*a), spots.get(*b)) else { continue };
            let (dx, dy) = (one.0 - other.0, one.1 - other.1);
            let pull = (dx * dx + dy * dy).sqrt() * 0.12;
            push(&mut moves, *a, (-dx * pull, -dy * pull));
            push(&mut moves, *b, (dx * pull, dy * pull));
        }
        // cooling: the last steps move little
        let most = 0.12 * wide * (1.0 - step as f64 / steps as f64);
        for (spot, (dx, dy)) in spots.iter_mut().zip(moves) {
            let (dx, dy) = (dx - spot.0 * 0.08, dy - spot.1 * 0.08);
            let far = (dx * dx + dy * dy).sqrt().max(1e-9);
            let step = far.min(most) / far;
            *spot = (spot.0 + dx * step, spot.1 + dy * step);
        }
    }
    spots
}

/// Puts ranks in the place of one coordinate; of equals the first comes first.
fn spread(spots: &mut [(f64, f64)], of: impl Fn(&mut (f64, f64)) -> &mut f64) {
    let mut ranks: Vec<(f64, usize)> = spots.iter_mut().map(|spot| *of(spot)).zip(0..).collect();
    ranks.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    for (rank, (_, at)) in ranks.into_iter().enumerate() {
        if let Some(spot) = spots.get_mut(at) {
            *of(spot) = rank as f64;
        }
    }
}

fn push(moves: &mut [(f64, f64)], at: usize, by: (f64, f64)) {
    if let Some(known) = moves.get_mut(at) {
        *known = (known.0 + by.0, known.1 + by.1);
    }
}

fn stretched(spots: &[(f64, f64)], sizes: &[(f64, f64)], width: f64, height: f64) -> Vec<Box> {
    let range = |values: &dyn Fn(&(f64, f64)) -> f64| {
        let all = spots.iter().map(values);
        all.fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)))
    };
    let (xs, ys) = (range(&|spot| spot.0), range(&|spot| spot.1));
    let onto = |value: f64, (least, most): (f64, f64), half: f64, size: f64| {
        let pad = half + EDGE;
        pad + (value - least) / (most - least).max(1e-9) * (size - 2.0 * pad).max(0.0)
    };
    spots
        .iter()
        .zip(sizes)
        .map(|((x, y), (wide, high))| Box {
            wide: *wide,
            high: *high,
            x: onto(*x, xs, wide / 2.0, width),
            y: onto(*y, ys, high / 2.0, height),
        })
        .collect()
}

/// Pushes boxes apart, a little at a time and always in the same order; says whether all are free.
fn apart(boxes: &mut [Box], width: f64, height: f64) -> bool {
    for _ in 0..300 {
        let mut moved = false;
        for (at, befores) in near(boxes) {
            let (before, from) = boxes.split_at_mut(at);
            let Some(b) = from.first_mut() else { continue };
            for a in befores {
                let Some(a) = before.get_mut(a) else { continue };
                let x = (a.wide + b.wide) / 2.0 + ROOM - (a.x - b.x).abs();
                let y = (a.high + b.high) / 2.0 + ROOM - (a.y - b.y).abs();
                if x <= 0.0 || y <= 0.0 {
                    continue;
                }
                moved = true;
                // along the shorter way out
                if x < y {
                    let push = (x / 2.0 + 0.5) * if a.x <= b.x { 1.0 } else { -1.0 };
                    (a.x, b.x) = (a.x - push, b.x + push);
                } else {
                    let push = (y / 2.0 + 0.5) * if a.y <= b.y { 1.0 } else { -1.0 };
                    (a.y, b.y) = (a.y - push, b.y + push);
                }
            }
        }
        for one in boxes.iter_mut() {
            let (half, high) = (one.wide / 2.0 + EDGE, one.high / 2.0 + EDGE);
            one.x = one.x.min(width - half).max(half);
            one.y = one.y.min(height - high).max(high);
        }
        if !moved {
            return true;
        }
    }
    false
}

/// For each box those before it that may touch it.
fn near(boxes: &[Box]) -> Vec<(usize, Vec<usize>)> {
    if boxes.len() <= FEW {
        return (1..boxes.len()).map(|at| (at, (0..at).collect())).collect();
    }
    let reach = boxes.iter().map(|one| one.high).fold(0.0, f64::max) + ROOM;
    let mut down: Vec<usize> = (0..boxes.len()).collect();
    let y = |at: &usize| boxes.get(*at).map_or(0.0, |one| one.y);
    down.sort_by(|one, other| y(one).total_cmp(&y(other)));
    let mut out: Vec<(usize, Vec<usize>)> = (0..boxes.len()).map(|at| (at, Vec::new())).collect();
    for (place, one) in down.iter().enumerate() {
        for other in down.iter().skip(place + 1).take_while(|other| y(other) - y(one) <= reach) {
            if let Some((_, befores)) = out.get_mut(*one.max(other)) {
                befores.push(*one.min(other));
            }
        }
    }
    out.iter_mut().for_each(|(_, befores)| befores.sort_unstable());
    out
}

/// The last resort: rows from the top, in the order of height. Gives how high they are.
fn in_rows(boxes: &mut [Box], width: f64) -> f64 {
    boxes.sort_by(|one, other| one.y.total_cmp(&other.y).then(one.x.total_cmp(&other.x)));
    let (mut x, mut y, mut high) = (EDGE, EDGE, 0.0f64);
    for one in boxes.iter_mut() {
        if x > EDGE && x + one.wide + EDGE > width {
            (x, y, high) = (EDGE, y + high + ROOM, 0.0);
        }
        (one.x, one.y) = (x + one.wide / 2.0, y + one.high / 2.0);
        x += one.wide + ROOM;
        high = high.max(one.high);
    }
    y + high + EDGE
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn no_name_stands_on_another_and_the_same_stand_the_same(count in prop_oneof![3 => 1usize..50, 1 => 90usize..160], links in prop::collection::vec((0usize..160, 0usize..160), 0..120)) {
            let sizes: Vec<(f64, f64)> = (0..count).map(|at| (60.0 + 17.0 * (at % 7) as f64, 24.0)).collect();
            let links: Vec<(usize, usize)> = links.into_iter().filter(|(a, b)| a != b && *a < count && *b < count).collect();
            let (boxes, height) = placed(&sizes, &links, 960.0, 380.0);
            for (at, a) in boxes.iter().enumerate() {
                prop_assert!(a.x - a.wide / 2.0 >= 0.0 && a.x + a.wide / 2.0 <= 960.0 && a.y + a.high / 2.0 <= height + 1.0);
                for b in &boxes[at + 1..] {
                    let free = (a.x - b.x).abs() >= (a.wide + b.wide) / 2.0 || (a.y - b.y).abs() >= (a.high + b.high) / 2.0;
                    prop_assert!(free, "{a:?} {b:?}");
                }
            }
            prop_assert_eq!(placed(&sizes, &links, 960.0, 380.0), (boxes, height));
        }
    }
}
