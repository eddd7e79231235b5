//! Proofs of RFC 9162: that a leaf is in a tree (2.1.3), and that a later tree only added to an earlier one (2.1.4).
//!
//! A proof is made in two steps, so that no storage is prescribed: a [`Plan`] names the complete subtrees whose hashes
//! it needs, the caller fetches them, and [`Plan::prove`] folds them into the path.

use crate::{
    hash::Hash,
    tree::{MOST, NodeId},
};

/// Why a proof can't be made or doesn't hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No such leaf or no such earlier tree.
    #[error("no proof for {asked} in a ledger of {size} entries: ask for something that it holds")]
    Outside {
        /// Index of the leaf, or size of the earlier tree.
        asked: u64,
        /// Size of the tree.
        size: u64,
    },
    /// The caller has no hash for a subtree.
    #[error("the hash of subtree {} of level {} is missing: the ledger's nodes are incomplete, restore them from a backup", .0.index, .0.level)]
    Missing(NodeId),
    /// The path doesn't lead to the root.
    #[error("the proof doesn't lead to the root: the entry or the ledger is not the one that was signed")]
    Wrong,
}

/// Which hashes a proof needs, in the order of its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// For each hash of the path the complete subtrees that make it up, from the left.
    path: Vec<Vec<NodeId>>,
}

impl Plan {
    /// That leaf `index` is in the tree of `size` leaves.
    ///
    /// # Errors
    /// When the tree has no such leaf.
    pub fn inclusion(index: u64, size: u64) -> Result<Plan, ProofError> {
        if index >= size || size > MOST {
            return Err(ProofError::Outside { asked: index, size });
        }
        let mut path = Vec::new();
        let (mut from, mut to) = (0, size);
        // from the root down to the leaf, each time keeping the half in which the leaf is not
        while to - from > 1 {
            let middle = from + largest_power_below(to - from);
            if index < middle {
                path.push(subtrees(middle, to));
                to = middle;
            } else {
                path.push(subtrees(from, middle));
                from = middle;
            }
        }
        path.reverse();
        Ok(Plan { path })
    }

    /// That the tree of `size` leaves begins with the tree of `earlier` leaves.
    ///
    /// # Errors
    /// When `earlier` is 0 or greater than `size`.
    pub fn consistency(earlier: u64, size: u64) -> Result<Plan, ProofError> {
        if earlier == 0 || earlier > size || size > MOST {
            return Err(ProofError::Outside { asked: earlier, size });
        }
        let mut path = Vec::new();
        let (mut from, mut to) = (0, size);
        while to != earlier {
            let middle = from + largest_power_below(to - from);
            if earlier <= middle {
                path.push(subtrees(middle, to));
                to = middle;
            } else {
                path.push(subtrees(from, middle));
                from = middle;
            }
        }
        // the earlier tree's own root is known to the verifier
        if from != 0 {
            path.push(subtrees(from, to));
        }
        path.reverse();
        Ok(Plan { path })
    }

    /// The complete subtrees whose hashes are needed.
    pub fn wanted(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.path.iter().flatten().copied()
    }

    /// The proof, out of the hashes of the wanted subtrees.
    ///
    /// # Errors
    /// [`ProofError::Missing`] for the first subtree without a hash.
    pub fn prove(&self, hash_of: impl Fn(NodeId) -> Option<Hash>) -> Result<Vec<Hash>, ProofError> {
        let hash = |id: &NodeId| hash_of(*id).ok_or(ProofError::Missing(*id));
        self.path
            .iter()
            .filter_map(|nodes| nodes.split_last())
            .map(|(last, rest)| {
                rest.iter().rev().try_fold(hash(last)?, |right, left| Ok(Hash::node(&hash(left)?, &right)))
            })
            .collect()
    }
}

/// The largest power of two below `n`, for `n` of 2 and more.
fn largest_power_below(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The complete subtrees that cover the leaves `from..to`, the largest first. `from` is a multiple of a power of two
/// not smaller than `to - from`, as all ranges of the RFC are.
fn subtrees(mut from: u64, to: u64) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    while from < to {
        let level = (to - from).ilog2();
        nodes.push(NodeId { level: level as u8, index: from >> level });
        from += 1 << level;
    }
    nodes
}

/// Checks that leaf `index` with this hash is in the tree of `size` leaves with this root: RFC 9162, 2.1.3.2.
///
/// # Errors
/// [`ProofError::Wrong`] when it is not proven.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Outside { asked: index, size });
    }
    let (mut here, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return Err(ProofError::Wrong);
        }
        if here & 1 == 1 || here == last {
            hash = Hash::node(sibling, &hash);
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(&hash, sibling);
        }
        here >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == root { Ok(()) } else { Err(ProofError::Wrong) }
}

/// A tree as a checkpoint names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// Leaves.
    pub size: u64,
    /// Root.
    pub root: Hash,
}

/// Checks that the later tree begins with the earlier one: RFC 9162, 2.1.4.2.
///
/// # Errors
/// [`ProofError::Wrong`] when it is not proven.
pub fn verify_consistency(earlier: TreeHead, later: TreeHead, path: &[Hash]) -> Result<(), ProofError> {
    if earlier.size > later.size {
        return Err(ProofError::Outside { asked: earlier.size, size: later.size });
    }
    let right = |holds: bool| if holds { Ok(()) } else { Err(ProofError::Wrong) };
    if earlier.size == 0 {
        return right(path.is_empty() && earlier.root == Hash::empty());
    }
    if earlier.size == later.size {
        return right(path.is_empty() && earlier.root == later.root);
    }
    // a whole earlier tree stands in the path by itself
    let mut path = path.iter();
    let first =
        if earlier.size.is_power_of_two() { earlier.root } else { *path.next().ok_or(ProofError::Wrong)? };
    let (mut here, mut last) = (earlier.size - 1, later.size - 1);
    while here & 1 == 1 {
        here >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (first, first);
    for sibling in path {
        if last == 0 {
            return Err(ProofError::Wrong);
        }
        if here & 1 == 1 || here == last {
            old = Hash::node(sibling, &old);
            new = Hash::node(sibling, &new);
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            new = Hash::node(&new, sibling);
        }
        here >>= 1;
        last >>= 1;
    }
    right(last == 0 && old == earlier.root && new == later.root)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use proptest::prelude::*;

    use super::*;
    use crate::tree::{Frontier, naive_root};

    struct Log {
        leaves: Vec<Hash>,
        nodes: BTreeMap<NodeId, Hash>,
    }

    impl Log {
        fn of(size: u64) -> Log {
            let leaves: Vec<Hash> = (0..size).map(|n| Hash::leaf(&n.to_be_bytes())).collect();
            let mut frontier = Frontier::new();
            let nodes = leaves
                .iter()
                .flat_map(|leaf| frontier.append(*leaf))
                .map(|node| (node.id, node.hash))
                .collect();
            Log { leaves, nodes }
        }

        fn head(&self, size: u64) -> TreeHead {
            TreeHead { size, root: naive_root(&self.leaves[..size as usize]) }
        }

        fn prove(&self, plan: &Plan) -> Vec<Hash> {
            plan.prove(|id| self.nodes.get(&id).copied()).unwrap()
        }
    }

    /// PATH of RFC 9162, 2.1.3.1, word for word.
    fn naive_inclusion(index: usize, leaves: &[Hash]) -> Vec<Hash> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let middle = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(middle);
        let (mut path, sibling) = if index < middle {
            (naive_inclusion(index, left), naive_root(right))
        } else {
            (naive_inclusion(index - middle, right), naive_root(left))
        };
        path.push(sibling);
        path
    }

    /// SUBPROOF of RFC 9162, 2.1.4.1, word for word.
    fn naive_consistency(earlier: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
        if earlier == leaves.len() {
            return if known { Vec::new() } else { vec![naive_root(leaves)] };
        }
        let middle = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(middle);
        let (mut path, sibling) = if earlier <= middle {
            (naive_consistency(earlier, left, known), naive_root(right))
        } else {
            (naive_consistency(earlier - middle, right, false), naive_root(left))
        };
        path.push(sibling);
        path
    }

    /// The tree of seven leaves and the proofs that RFC 9162, 2.1.5 walks through, by their letters.
    #[test]
    fn proofs_are_those_of_the_example_in_the_rfc() {
        let log = Log::of(7);
        let letters: BTreeMap<Hash, &str> = [
            ("a", 0, 0),
            ("b", 0, 1),
            ("c", 0, 2),
            ("d", 0, 3),
            ("e", 0, 4),
            ("f", 0, 5),
            ("j", 0, 6),
            ("g", 1, 0),
            ("h", 1, 1),
            ("i", 1, 2),
            ("k", 2, 0),
        ]
        .into_iter()
        .map(|(letter, level, index)| (log.nodes[&NodeId { level, index }], letter))
        .chain([(Hash::node(&log.nodes[&NodeId { level: 1, index: 2 }], &log.leaves[6]), "l")])
        .collect();
        let read = |plan: Plan| -> String { log.prove(&plan).iter().map(|hash| letters[hash]).collect() };
        assert_eq!(read(Plan::inclusion(0, 7).unwrap()), "bhl");
        assert_eq!(read(Plan::inclusion(3, 7).unwrap()), "cgl");
        assert_eq!(read(Plan::inclusion(4, 7).unwrap()), "fjk");
        assert_eq!(read(Plan::inclusion(6, 7).unwrap()), "ik");
        assert_eq!(read(Plan::consistency(3, 7).unwrap()), "cdgl");
        assert_eq!(read(Plan::consistency(4, 7).unwrap()), "l");
        assert_eq!(read(Plan::consistency(6, 7).unwrap()), "ijk");
    }

    #[test]
    fn what_the_tree_lacks_is_not_proven() {
        assert!(Plan::inclusion(3, 3).is_err() && Plan::inclusion(0, 0).is_err());
        assert!(Plan::consistency(0, 3).is_err() && Plan::consistency(4, 3).is_err());
        let plan = Plan::inclusion(0, 2).unwrap();
        assert_eq!(plan.prove(|_| None), Err(ProofError::Missing(NodeId { level: 0, index: 1 })));
        let log = Log::of(2);
        assert!(verify_inclusion(log.leaves[0], 5, 2, &[], log.head(2).root).is_err());
        assert!(verify_consistency(log.head(2), log.head(1), &[]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn proofs_agree_with_the_definition_with_a_peer_and_with_their_verifiers(
            size in 1u64..90, a in 0u64..90, b in 0u64..90, flip in 0usize..256,
        ) {
            let log = Log::of(size);
            let head = log.head(size);
            let (index, earlier) = (a % size, b % size + 1);
            let inclusion = log.prove(&Plan::inclusion(index, size).unwrap());
            let consistency = log.prove(&Plan::consistency(earlier, size).unwrap());
            prop_assert_eq!(&inclusion, &naive_inclusion(index as usize, &log.leaves));
            prop_assert_eq!(&consistency, &naive_consistency(earlier as usize, &log.leaves, true));

            let mut peer = MemoryBackedTree::<sha2::Sha256, [u8; 8]>::new();
            (0..size).for_each(|n| peer.push(n.to_be_bytes()));
            let flat = |path: &[Hash]| path.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>();
            let root = peer.root();
            prop_assert_eq!(root.as_bytes().as_slice(), &head.root.0[..]);
            let theirs = peer.prove_inclusion(index as usize);
            prop_assert_eq!(theirs.as_bytes(), &flat(&inclusion)[..]);
            if earlier < size {
                let theirs = peer.prove_consistency((size - earlier) as usize);
                prop_assert_eq!(theirs.as_bytes(), &flat(&consistency)[..]);
            }

            let leaf = log.leaves[index as usize];
            prop_assert_eq!(verify_inclusion(leaf, index, size, &inclusion, head.root), Ok(()));
            prop_assert_eq!(verify_consistency(log.head(earlier), head, &consistency), Ok(()));
            // one bit anywhere, one hash more or less, another place, another size
            let bent = |path: &[Hash]| {
                let mut path = path.to_vec();
                let at = flip % path.len().max(1);
                if let Some(hash) = path.get_mut(at) { hash.0[flip % 32] ^= 1 << (flip % 8) } else { path.push(leaf) }
                path
            };
            prop_assert!(verify_inclusion(leaf, index, size, &bent(&inclusion), head.root).is_err());
            prop_assert!(verify_consistency(log.head(earlier), head, &bent(&consistency)).is_err());
            let longer = |path: &[Hash]| [path, &[leaf]].concat();
            prop_assert!(verify_inclusion(leaf, index, size, &longer(&inclusion), head.root).is_err());
            prop_assert!(verify_consistency(log.head(earlier), head, &longer(&consistency)).is_err());
            if size > 1 {
                let other = (index + 1) % size;
                prop_assert!(verify_inclusion(leaf, other, size, &inclusion, head.root).is_err());
            }
        }
    }
}
