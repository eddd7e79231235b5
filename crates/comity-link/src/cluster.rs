//! Clusters that a weak bridge does not fuse: pairs are taken strongest first, and two groups join only if the
//! evidence over all their pairs speaks for it.
//!
//! Plain connected components fuse at one wrong pair. Here a joining pair has to carry the other pairs between the
//! two groups too, those that no candidate rule found included; a pair that can't be (a contradiction) keeps its
//! groups apart for good. This is greedy correlation clustering with the match weight as the vote.

/// A pair of records with its match weight in bits (log2 odds, prior included).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// One record.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Log2 odds that they are one thing.
    pub weight: f32,
}

/// How groups join.
#[derive(Debug, Clone, Copy)]
pub struct Joining {
    /// Edges below this weight join nothing.
    pub least: f32,
    /// No single pair counts for more than so many bits, in either direction.
    pub vote: f32,
    /// Of two large groups at most so many pairs are asked.
    pub asked: usize,
    /// No group grows beyond so many records; what would is left apart and counted.
    pub largest: u32,
}

impl Default for Joining {
    fn default() -> Self {
        Self { least: 0.0, vote: 12.0, asked: 64, largest: 10_000 }
    }
}

/// The groups, and what kept others apart.
#[derive(Debug, Clone)]
pub struct Clusters {
    /// For each record the smallest record of its group (itself when it is alone).
    pub of: Vec<u32>,
    /// Edges that joined nothing because the other pairs between the groups spoke against it.
    pub bridges_refused: u64,
    /// Edges that joined nothing because the group would have grown too large.
    pub too_large: u64,
}

struct Groups {
    root: Vec<u32>,
    next: Vec<u32>, // a ring through the members
    size: Vec<u32>,
}

impl Groups {
    fn find(&mut self, mut x: u32) -> u32 {
        while self.root[x as usize] != x {
            let up = self.root[self.root[x as usize] as usize];
            self.root[x as usize] = up;
            x = up;
        }
        x
    }

    fn members(&self, of: u32, into: &mut Vec<u32>) {
        into.clear();
        let mut x = of;
        loop {
            into.push(x);
            x = self.next[x as usize];
            if x == of {
                break;
            }
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        let (keep, give) = if a < b { (a, b) } else { (b, a) };
        self.root[give as usize] = keep;
        self.size[keep as usize] += self.size[give as usize];
        self.next.swap(keep as usize, give as usize);
    }
}

/// Groups records by their edges. `weigh` gives the weight of any pair, candidate or not; negative infinity is a
/// contradiction that no other evidence outweighs. Edges may come in any order: ties are broken by record number,
/// so the groups are the same on any number of threads. Edges that name records beyond `records` are ignored.
pub fn cluster(
    records: u32,
    edges: &[Edge],
    joining: &Joining,
    mut weigh: impl FnMut(u32, u32) -> f32,
) -> Clusters {
    let mut order: Vec<&Edge> = edges
        .iter()
        .filter(|e| e.weight >= joining.least && e.left.max(e.right) < records && e.left != e.right)
        .collect();
    order.sort_unstable_by(|a, b| {
        b.weight.total_cmp(&a.weight).then_with(|| (a.left, a.right).cmp(&(b.left, b.right)))
    });
    let mut groups = Groups {
        root: (0..records).collect(),
        next: (0..records).collect(),
        size: vec![1; records as usize],
    };
    let (mut bridges_refused, mut too_large) = (0, 0);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for edge in order {
        let (a, b) = (groups.find(edge.left), groups.find(edge.right));
        if a == b {
            continue;
        }
        let (na, nb) = (groups.size[a as usize], groups.size[b as usize]);
        if na.saturating_add(nb) > joining.largest {
            too_large += 1;
            continue;
        }
        if na > 1 || nb > 1 {
            groups.members(a, &mut left);
            groups.members(b, &mut right);
            if support(&left, &right, joining, &mut weigh) <= 0.0 {
                bridges_refused += 1;
                continue;
            }
        }
        groups.join(a, b);
    }
    let of = (0..records).map(|r| groups.find(r)).collect();
    Clusters { of, bridges_refused, too_large }
}

/// The summed votes over the pairs between two groups, evenly spread when there are too many to ask.
fn support(left: &[u32], right: &[u32], joining: &Joining, weigh: &mut impl FnMut(u32, u32) -> f32) -> f32 {
    let all = left.len() * right.len();
    let step = all.div_ceil(joining.asked.max(1)).max(1);
    let mut sum = 0.0;
    for at in (0..all).step_by(step) {
        let weight = weigh(left[at / right.len()], right[at % right.len()]);
        if weight == f32::NEG_INFINITY {
            return f32::NEG_INFINITY;
        }
        sum += weight.clamp(-joining.vote, joining.vote);
    }
    sum
}

/// The pairs that the groups mean: every pair inside a group of at most `largest` records, found by a rule or
/// implied by the others; larger groups keep the pairs that were found. An implied pair weighs as much as the
/// weaker of its two records' holds on the group: its strongest pair inside.
pub fn coherent_pairs(
    of: &[u32],
    found: &[Edge],
    largest: usize,
    mut weigh: impl FnMut(u32, u32) -> f32,
) -> Vec<Edge> {
    let inside =
        |e: &&Edge| of.get(e.left as usize).is_some() && of.get(e.left as usize) == of.get(e.right as usize);
    let mut hold = vec![f32::NEG_INFINITY; of.len()];
    for e in found.iter().filter(inside) {
        for end in [e.left, e.right] {
            hold[end as usize] = hold[end as usize].max(e.weight);
        }
    }
    let mut out = Vec::with_capacity(found.len());
    let mut large = vec![false; of.len()];
    for group in members(of).iter() {
        if group.len() > largest {
            large[group[0] as usize] = true;
            continue;
        }
        for (i, a) in group.iter().enumerate() {
            for b in &group[i + 1..] {
                let weight = weigh(*a, *b).max(hold[*a as usize].min(hold[*b as usize]));
                out.push(Edge { left: *a, right: *b, weight });
            }
        }
    }
    out.extend(found.iter().filter(inside).filter(|e| large[of[e.left as usize] as usize]));
    out.sort_unstable_by_key(|e| (e.left, e.right));
    out
}

/// The groups of two or more records, by their smallest record; members in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    records: Vec<u32>,
    starts: Vec<u32>,
}

impl Members {
    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// True when every record is alone.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The members of each group.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|w| &self.records[w[0] as usize..w[1] as usize])
    }
}

/// Members of every group, from the smallest record of each record's group.
pub fn members(of: &[u32]) -> Members {
    let mut size = vec![0_u32; of.len()];
    for root in of {
        size[*root as usize] += 1;
    }
    // the smallest record of a group is the first that is met
    let mut place = vec![u32::MAX; of.len()];
    let (mut starts, mut end) = (vec![0_u32], 0);
    for (record, root) in (0_u32..).zip(of) {
        if record == *root && size[*root as usize] > 1 {
            place[*root as usize] = end;
            end += size[*root as usize];
            starts.push(end);
        }
    }
    let mut records = vec![0_u32; end as usize];
    for (record, root) in (0_u32..).zip(of) {
        let place = &mut place[*root as usize];
        if let Some(slot) = records.get_mut(*place as usize) {
            *slot = record;
            *place += 1;
        }
    }
    Members { records, starts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn edges(of: &[(u32, u32, f32)]) -> Vec<Edge> {
        of.iter().map(|(left, right, weight)| Edge { left: *left, right: *right, weight: *weight }).collect()
    }

    fn run(records: u32, of: &[(u32, u32, f32)], otherwise: f32) -> Clusters {
        let known: BTreeMap<(u32, u32), f32> =
            of.iter().map(|(a, b, w)| ((*a.min(b), *a.max(b)), *w)).collect();
        cluster(records, &edges(of), &Joining::default(), |a, b| {
            known.get(&(a.min(b), a.max(b))).copied().unwrap_or(otherwise)
        })
    }

    #[test]
    fn a_weak_bridge_does_not_fuse_two_groups() {
        let got = run(
            6,
            &[(0, 1, 9.0), (1, 2, 9.0), (0, 2, 8.0), (3, 4, 9.0), (4, 5, 9.0), (3, 5, 8.0), (2, 3, 3.0)],
            -6.0,
        );
        assert_eq!(got.of, [0, 0, 0, 3, 3, 3]);
        assert_eq!(got.bridges_refused, 1);
    }

    #[test]
    fn a_pair_that_no_rule_found_is_implied() {
        let got = run(3, &[(0, 1, 9.0), (1, 2, 9.0)], -2.0);
        assert_eq!(members(&got.of).iter().collect::<Vec<_>>(), [[0, 1, 2]]);
    }

    #[test]
    fn a_contradiction_outweighs_everything() {
        let got = run(3, &[(0, 1, 90.0), (1, 2, 80.0), (0, 2, f32::NEG_INFINITY)], 0.0);
        assert_eq!(got.of, [0, 0, 2]);
    }

    proptest! {
        #[test]
        fn the_order_of_edges_does_not_matter(mut of in prop::collection::vec((0u32..12, 0u32..12, -5.0f32..10.0), 0..40), turn in 0usize..40) {
            of.retain(|(a, b, _)| a != b);
            of.sort_by_key(|(a, b, _)| (*a.min(b), *a.max(b)));
            of.dedup_by_key(|(a, b, _)| (*a.min(b), *a.max(b)));
            let first = run(12, &of, -3.0);
            let at = turn % of.len().max(1);
            of.rotate_left(at);
            prop_assert_eq!(first.of, run(12, &of, -3.0).of);
        }

        #[test]
        fn groups_lie_inside_connected_components(of in prop::collection::vec((0u32..12, 0u32..12, -5.0f32..10.0), 0..40)) {
            let got = run(12, &of, -3.0);
            let mut component: Vec<u32> = (0..12).collect();
            for _ in 0..12 {
                for (a, b, w) in &of {
                    if *w >= 0.0 {
                        let least = component[*a as usize].min(component[*b as usize]);
                        component[*a as usize] = least;
                        component[*b as usize] = least;
                    }
                }
            }
            for r in 0..12usize {
                prop_assert_eq!(component[r], component[got.of[r] as usize]);
                prop_assert!(got.of[r] as usize <= r);
            }
        }
    }
}
