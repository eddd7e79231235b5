//! The table's file, read in place: header, steps, bucket starts, keys, gains, vectors; all little-endian.
//!
//! | offset | what |
//! |---|---|
//! | 0 | `CMTYWRD2` |
//! | 8 | dimensions (u32), always [`DIMS`] |
//! | 12 | words, `n` (u32) |
//! | 16 | bucket bits, `b` (u32), 1 to 20 |
//! | 20 | longest Han word in characters (u32) |
//! | 24 | 25 pairs of f32: mean and standard deviation of the cosine of random texts, script by script |
//! | 224 | [`DIMS`] steps (f32): half of what a level is worth on that axis |
//! | 992 | `2^b + 1` bucket starts (u32), ascending, the last is `n` |
//! | then | `n` keys (u32), ascending inside a bucket |
//! | then | `n` gains (f32): the word's weight over the length of its vector |
//! | then | `n` vectors of [`DIMS`] levels of 4 bits, the even axis in the low half of a byte |
//!
//! A level `q`, 0 to 15, is worth `(2q - 15)` steps: sixteen levels an axis leave a word's direction within a cosine of 0.994, and a
//! text's nearer, for the errors of its words are independent.
//!
//! A word's hash is 64 bits (see [`super::lookup`]): the top `b` bits choose the bucket, the low 32 are the key.

use crate::script::Script;
use crate::words::embedding::Similarity;

/// Numbers in a vector.
pub const DIMS: usize = 192;

const MAGIC: &[u8; 8] = b"CMTYWRD2";
const BACKGROUND: usize = 24;
const STEPS: usize = BACKGROUND + Script::COUNT * Script::COUNT * 8;
const HEADER: usize = STEPS + DIMS * 4;
/// Bytes of a vector.
const PACKED: usize = DIMS / 2;

/// Why bytes are no word table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WordTableError {
    /// The first eight bytes are others.
    #[error("not a word table: it doesn't start with `CMTYWRD2`; make one with scripts/distill")]
    Magic,
    /// The file is shorter or longer than its header says.
    #[error("word table of {got} bytes, but its header asks for {want}; copy it again, whole")]
    Length {
        /// Bytes that there are.
        got: usize,
        /// Bytes that the header asks for.
        want: usize,
    },
    /// A number in the header is outside what this version reads.
    #[error("word table says {field} {got} at byte {at}; this version reads {want}")]
    Field {
        /// Which number.
        field: &'static str,
        /// What it says.
        got: u32,
        /// Where it stands.
        at: usize,
        /// What it may be.
        want: &'static str,
    },
    /// A mean or deviation of the background is no usable number.
    #[error("word table gives no usable background cosine at byte {at}; rebuild it with scripts/distill")]
    Background {
        /// Where it stands.
        at: usize,
    },
    /// A step is no usable number.
    #[error("axis {axis} of the word table has no usable step; rebuild it with scripts/distill")]
    Step {
        /// The axis, from 0.
        axis: usize,
    },
    /// A word's gain is no usable number.
    #[error("word {word} of the word table has no usable gain; rebuild it with scripts/distill")]
    Gain {
        /// The word, from 0.
        word: usize,
    },
    /// Bucket starts descend, or don't end at the number of words.
    #[error("bucket {bucket} of the word table starts at the wrong word; rebuild it with scripts/distill")]
    Buckets {
        /// The bucket, from 0.
        bucket: usize,
    },
}

/// A word table over borrowed bytes: nothing is copied, and a page that no text touches is never read after the check.
#[derive(Clone, Debug)]
pub struct WordTable<'b> {
    bits: u32,
    longest_han: usize,
    starts: &'b [[u8; 4]],
    keys: &'b [[u8; 4]],
    gains: &'b [[u8; 4]],
    vectors: &'b [[u8; PACKED]],
    steps: [f32; DIMS],
    background: [Similarity; Script::COUNT * Script::COUNT],
}

impl<'b> WordTable<'b> {
    /// Reads a table in place, checking its header, buckets and gains.
    ///
    /// # Errors
    /// [`WordTableError`] names what is wrong and where; no bytes make it panic, then or later.
    pub fn from_bytes(bytes: &'b [u8]) -> Result<Self, WordTableError> {
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(WordTableError::Magic);
        }
        let short = |want| WordTableError::Length { got: bytes.len(), want };
        let header = bytes.get(..HEADER).ok_or(short(HEADER))?;
        let field = |at: usize| u32_at(header, at).ok_or(short(HEADER));
        let (dims, words, bits, longest_han) = (field(8)?, field(12)?, field(16)?, field(20)?);
        let check = |ok: bool, field, got, at, want| {
            if ok { Ok(()) } else { Err(WordTableError::Field { field, got, at, want }) }
        };
        check(dims as usize == DIMS, "dimensions", dims, 8, "192")?;
        check((1..=20).contains(&bits), "bucket bits", bits, 16, "1 to 20")?;
        check((1..=16).contains(&longest_han), "longest Han word", longest_han, 20, "1 to 16 characters")?;

        let count = words as usize;
        let buckets = (1_usize << bits) + 1;
        // at most 2^32 * 108: no overflow in 64 bits
        let want = HEADER as u64 + buckets as u64 * 4 + count as u64 * (8 + PACKED as u64);
        let want = usize::try_from(want).map_err(|_| short(usize::MAX))?;
        if bytes.len() != want {
            return Err(short(want));
        }
        let rest = bytes.get(HEADER..).unwrap_or_default();
        let (starts, rest) = rest.split_at_checked(buckets * 4).ok_or(short(want))?;
        let (keys, rest) = rest.split_at_checked(count * 4).ok_or(short(want))?;
        let (gains, vectors) = rest.split_at_checked(count * 4).ok_or(short(want))?;
        let table = WordTable {
            bits,
            longest_han: longest_han as usize,
            starts: starts.as_chunks().0,
            keys: keys.as_chunks().0,
            gains: gains.as_chunks().0,
            vectors: vectors.as_chunks().0,
            steps: steps(header)?,
            background: background(header)?,
        };
        table.check_words()?;
        Ok(table)
    }

    fn check_words(&self) -> Result<(), WordTableError> {
        let mut before = 0;
        for (bucket, start) in self.starts.iter().enumerate() {
            let start = u32::from_le_bytes(*start);
            let ends = bucket + 1 == self.starts.len();
            if start < before || start as usize > self.keys.len() || ends && start as usize != self.keys.len()
            {
                return Err(WordTableError::Buckets { bucket });
            }
            before = start;
        }
        // a gain is a weight of at most 1 over the length of a unit vector as it was packed
        let usable = |gain: &[u8; 4]| (0.0..=2.0).contains(&f32::from_le_bytes(*gain));
        match self.gains.iter().position(|gain| !usable(gain)) {
            Some(word) => Err(WordTableError::Gain { word }),
            None => Ok(()),
        }
    }

    /// How many words the table knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether the table knows no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How cosines of unrelated texts in these two scripts are spread, to tell a telling cosine from a usual one.
    #[must_use]
    pub fn similarity(&self, a: Script, b: Script) -> Similarity {
        self.background.get(a as usize * Script::COUNT + b as usize).copied().unwrap_or_default()
    }

    /// Characters of the longest Han word.
    pub(super) fn longest_han(&self) -> usize {
        self.longest_han
    }

    /// The row of a word by its hash.
    pub(super) fn row(&self, hash: u64) -> Option<usize> {
        let bucket = (hash >> (64 - self.bits)) as usize;
        let from = u32::from_le_bytes(*self.starts.get(bucket)?) as usize;
        let to = u32::from_le_bytes(*self.starts.get(bucket + 1)?) as usize;
        let key = (hash as u32).to_le_bytes();
        self.keys.get(from..to)?.iter().position(|k| *k == key).map(|at| from + at)
    }

    /// What half a level is worth, axis by axis.
    pub(super) fn steps(&self) -> &[f32; DIMS] {
        &self.steps
    }

    /// Gain and packed levels of a row.
    pub(super) fn vector(&self, row: usize) -> Option<(f32, &'b [u8; PACKED])> {
        Some((f32::from_le_bytes(*self.gains.get(row)?), self.vectors.get(row)?))
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn steps(header: &[u8]) -> Result<[f32; DIMS], WordTableError> {
    let mut out = [0.0; DIMS];
    for (axis, to) in out.iter_mut().enumerate() {
        *to = u32_at(header, STEPS + axis * 4).map(f32::from_bits).unwrap_or_default();
        // vectors were of unit length before they were packed
        if !(1e-6..=1.0).contains(to) {
            return Err(WordTableError::Step { axis });
        }
    }
    Ok(out)
}

fn background(header: &[u8]) -> Result<[Similarity; Script::COUNT * Script::COUNT], WordTableError> {
    let mut out = [Similarity::default(); Script::COUNT * Script::COUNT];
    for (pair, to) in out.iter_mut().enumerate() {
        let at = BACKGROUND + pair * 8;
        let number = |at| u32_at(header, at).map(f32::from_bits).ok_or(WordTableError::Background { at });
        let (mean, deviation) = (number(at)?, number(at + 4)?);
        if !(mean.is_finite() && (1e-4..=2.0).contains(&deviation)) {
            return Err(WordTableError::Background { at });
        }
        *to = Similarity { mean, deviation };
    }
    Ok(out)
}
