//! The Merkle tree of RFC 9162, section 2.1, grown at its right edge.
//!
//! A [`Frontier`] is all that appending needs: one hash for each complete subtree at the edge, at most 64. Each append
//! names the subtrees that it completed; they never change again, so a store only ever inserts them, and from them
//! [`crate::proof`] makes every proof.

use crate::hash::Hash;

/// A complete subtree: `level` 0 is a leaf, `index` counts the subtrees of its level from the left. It covers the
/// leaves from `index << level` to `(index + 1) << level`, the last excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    /// Height above the leaves.
    pub level: u8,
    /// Number in the level, from 0.
    pub index: u64,
}

/// A complete subtree and its hash, as an append made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub id: NodeId,
    /// Its hash.
    pub hash: Hash,
}

/// The right edge of a tree: enough to append and to know the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Hashes of the complete subtrees that make up the tree, the largest first: one for each bit of `size`.
    edge: Vec<Hash>,
}

/// A tree holds at most so many leaves: the largest number that JSON keeps exact.
pub const MOST: u64 = (1 << 53) - 1;

/// Bytes that are no frontier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the kept edge of the ledger's tree has {got} bytes where {wanted} are wanted: restore the ledger from a backup, or verify its export"
)]
pub struct FrontierError {
    got: usize,
    wanted: usize,
}

impl Frontier {
    /// The edge of a tree without leaves.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash and names the subtrees that it completed, the leaf first.
    pub fn append(&mut self, leaf: Hash) -> Vec<Node> {
        let mut node = Node { id: NodeId { level: 0, index: self.size }, hash: leaf };
        let mut made = vec![node];
        while node.id.index & 1 == 1
            && let Some(left) = self.edge.pop()
        {
            node = Node {
                id: NodeId { level: node.id.level + 1, index: node.id.index >> 1 },
                hash: Hash::node(&left, &node.hash),
            };
            made.push(node);
        }
        self.edge.push(node.hash);
        self.size += 1;
        made
    }

    /// The tree's root.
    pub fn root(&self) -> Hash {
        let mut edge = self.edge.iter().rev();
        let Some(last) = edge.next() else { return Hash::empty() };
        edge.fold(*last, |right, left| Hash::node(left, &right))
    }

    /// The edge as bytes: the size, big-endian, then the hashes, the largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.edge.iter().flat_map(|hash| hash.0));
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the length doesn't fit the size.
    pub fn from_bytes(bytes: &[u8]) -> Result<Frontier, FrontierError> {
        let (size, hashes) =
            bytes.split_first_chunk::<8>().ok_or(FrontierError { got: bytes.len(), wanted: 8 })?;
        let size = u64::from_be_bytes(*size);
        let (edge, rest) = hashes.as_chunks::<32>();
        let wanted = size.count_ones() as usize;
        if !rest.is_empty() || edge.len() != wanted {
            return Err(FrontierError { got: bytes.len(), wanted: 8 + 32 * wanted });
        }
        Ok(Frontier { size, edge: edge.iter().map(|hash| Hash(*hash)).collect() })
    }
}

/// The definition of RFC 9162, section 2.1.1, word for word: the oracle of the tests.
#[cfg(test)]
pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::empty(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::node(&naive_root(left), &naive_root(right))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hex(hash: Hash) -> String {
        hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn unhex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    /// The vectors that every implementation of Certificate Transparency is tested with.
    #[test]
    fn roots_are_those_of_the_published_vectors() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut frontier = Frontier::new();
        assert_eq!(hex(frontier.root()), roots[0]);
        for (leaf, root) in leaves.iter().zip(&roots[1..]) {
            frontier.append(Hash::leaf(&unhex(leaf)));
            assert_eq!(hex(frontier.root()), *root);
        }
    }

    #[test]
    fn bytes_that_are_no_edge_are_refused() {
        assert!(Frontier::from_bytes(&[0; 7]).is_err());
        assert!(Frontier::from_bytes(&1u64.to_be_bytes()).is_err());
        assert!(Frontier::from_bytes(&[0; 8 + 32]).is_err());
        assert_eq!(Frontier::from_bytes(&[0; 8]), Ok(Frontier::new()));
    }

    proptest! {
        #[test]
        fn the_edge_knows_the_root_and_names_every_complete_subtree(count in 0usize..200) {
            let leaves: Vec<Hash> = (0..count).map(|n| Hash::leaf(&n.to_be_bytes())).collect();
            let mut frontier = Frontier::new();
            for (size, leaf) in leaves.iter().enumerate() {
                for node in frontier.append(*leaf) {
                    let from = (node.id.index as usize) << node.id.level;
                    let to = from + (1 << node.id.level);
                    prop_assert_eq!(node.hash, naive_root(&leaves[from..to]));
                }
                prop_assert_eq!(frontier.root(), naive_root(&leaves[..=size]));
                prop_assert_eq!(&Frontier::from_bytes(&frontier.to_bytes()).unwrap(), &frontier);
            }
        }
    }
}
