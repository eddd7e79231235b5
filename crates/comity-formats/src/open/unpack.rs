//! Takes gzip and zstd off, frame after frame, and stops what swells beyond its limits.

use std::{
    cell::Cell,
    io::{self, Cursor, Read},
    rc::Rc,
};

use comity_core::At;

use crate::{Error, Limits, error::Refusal};

/// Packed inside packed, at most so often.
const LAYERS: usize = 4;

/// Small files may swell as they like.
const FREE: u64 = 64 << 20;

/// Reads as many as `bytes` bytes ahead, and gives them back before the rest.
pub(super) fn peek<'a>(
    mut input: Box<dyn Read + 'a>,
    bytes: u64,
) -> io::Result<(Vec<u8>, Box<dyn Read + 'a>)> {
    let mut head = Vec::new();
    let read = input.by_ref().take(bytes).read_to_end(&mut head);
    match read {
        Ok(_) => Ok((head.clone(), Box::new(Cursor::new(head).chain(input)))),
        // what came before the damage is still read; the damage is met again after it
        Err(error) if !head.is_empty() => {
            Ok((head.clone(), Box::new(Cursor::new(head).chain(Broken(Some(error))))))
        }
        Err(error) => Err(error),
    }
}

/// The bytes below all layers of gzip and zstd.
pub(super) fn unpack<'a>(input: Box<dyn Read + 'a>, limits: &Limits) -> io::Result<Box<dyn Read + 'a>> {
    let packed = Rc::new(Cell::new(0));
    let mut input: Box<dyn Read + 'a> = Box::new(Counted { inner: input, bytes: packed.clone() });
    for _ in 0..LAYERS {
        let (head, whole) = peek(input, 4)?;
        let guard = |inner: Box<dyn Read + 'a>, method| -> Box<dyn Read + 'a> {
            Box::new(Guard { inner, method, packed: packed.clone(), unpacked: 0, limits: *limits })
        };
        input = match head.as_slice() {
            [0x1f, 0x8b, ..] => guard(Box::new(flate2::read::MultiGzDecoder::new(whole)), "gzip"),
            // a zstd frame, or a skippable frame before one
            [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
                guard(Box::new(zstd::stream::read::Decoder::new(whole)?), "zstd")
            }
            _ => return Ok(whole),
        };
    }
    let (head, whole) = peek(input, 4)?;
    if matches!(head.as_slice(), [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd]) {
        let reason = format!("packed more than {LAYERS} times over");
        return Err(Refusal::Limit(At::default(), reason).into());
    }
    Ok(whole)
}

struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

struct Counted<R> {
    inner: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}

struct Guard<R> {
    inner: R,
    method: &'static str,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    limits: Limits,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match self.inner.read(into) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) if error.get_ref().is_some_and(|inner| inner.is::<Refusal>()) => return Err(error),
            Err(error) => {
                let reason = format!(
                    "the {} data is cut off or corrupt after {} bytes: {error}",
                    self.method, self.unpacked
                );
                return Err(Refusal::Damaged(
                    At::default(),
                    reason,
                    "download or pack the file again".to_owned(),
                )
                .into());
            }
        };
        self.unpacked += read as u64;
        let reason = if self.unpacked > self.limits.unpacked {
            format!("it unpacks to more than {} MB", self.limits.unpacked >> 20)
        } else if self.unpacked > FREE && self.unpacked / self.limits.ratio.max(1) > self.packed.get() {
            format!("it unpacks to more than {} times its size, as a bomb does", self.limits.ratio)
        } else {
            return Ok(read);
        };
        Err(Refusal::Limit(At::default(), reason).into())
    }
}

/// Refuses what is longer than `left` bytes.
pub(super) struct Limited<R> {
    inner: R,
    limit: u64,
    read: u64,
}

impl<R: Read> Limited<R> {
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Limited { inner, limit, read: 0 }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.read += read as u64;
        if self.read > self.limit {
            let reason = format!("a file of this format may have {} MB at most", self.limit >> 20);
            return Err(Refusal::Limit(At::default(), reason).into());
        }
        Ok(read)
    }
}

/// A member of an archive; says so when it is shorter than its header declares.
pub(super) struct Declared<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Declared<R> {
    pub(super) fn new(inner: R, bytes: u64) -> Self {
        Declared { inner, left: bytes }
    }
}

impl<R: Read> Read for Declared<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        if read == 0 && self.left > 0 && !into.is_empty() {
            let reason = format!("the archive ends {} bytes before the member does", self.left);
            self.left = 0;
            return Err(Refusal::Damaged(
                At::default(),
                reason,
                "download or pack the file again".to_owned(),
            )
            .into());
        }
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

/// Adds up what the members of a zip file say they unpack to, before any of them is unpacked.
///
/// Source: APPNOTE.TXT 4.3.12, central directory headers.
pub(super) fn check_zip(file: &str, bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let mut unpacked = 0u64;
    for at in memchr::memmem::find_iter(bytes, b"PK\x01\x02") {
        let size = bytes.get(at + 24..at + 28).and_then(|size| <[u8; 4]>::try_from(size).ok());
        unpacked += size.map_or(0, |size| u64::from(u32::from_le_bytes(size)));
    }
    let ratio = unpacked / (bytes.len() as u64).max(1);
    if unpacked > limits.unpacked || (unpacked > FREE && ratio > limits.ratio) {
        let reason = format!("its parts unpack to {} MB, {ratio} times its size", unpacked >> 20);
        return Err(Error::Limit { file: file.to_owned(), at: Default::default(), reason });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).expect("memory");
        packer.finish().expect("memory")
    }

    fn all(packed: &[u8], limits: &Limits) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        unpack(Box::new(packed), limits)
            .and_then(|mut input| input.read_to_end(&mut bytes))
            .map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    #[test]
    fn layers_and_frames_come_off() {
        let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 1).expect("memory");
        let limits = Limits::default();
        assert_eq!(all(&[gzip(b"one "), gzip(b"two")].concat(), &limits).as_deref(), Ok(&b"one two"[..]));
        assert_eq!(all(&[zstd(b"one "), zstd(b"two")].concat(), &limits).as_deref(), Ok(&b"one two"[..]));
        assert_eq!(all(&gzip(&zstd(b"both")), &limits).as_deref(), Ok(&b"both"[..]));
        let five = (0..5).fold(b"deep".to_vec(), |bytes, _| gzip(&bytes));
        assert_eq!(all(&five, &limits), Err("packed more than 4 times over".to_owned()));
    }

    #[test]
    fn a_bomb_is_stopped() {
        let bomb = zstd::encode_all(std::io::repeat(0).take(200 << 20), 1).expect("memory");
        let error = all(&bomb, &Limits::default()).expect_err("a bomb");
        assert_eq!(error, "it unpacks to more than 400 times its size, as a bomb does");
    }

    #[test]
    fn a_cut_frame_is_damage() {
        let packed = gzip(&[b'x'; 10_000]);
        let error = all(packed.get(..packed.len() - 12).expect("long"), &Limits::default()).expect_err("cut");
        assert!(error.starts_with("the gzip data is cut off or corrupt after"), "{error}");
    }
}
