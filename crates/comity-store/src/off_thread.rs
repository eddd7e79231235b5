//! Files are read and written by threads that may wait for them: the threads that serve others never do.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::error::Error;

/// Does something that may wait for a disk.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    Begun::new(work).ended().await
}

/// Work on a thread of its own, that has begun.
pub(crate) struct Begun<T>(JoinHandle<Result<T, Error>>);

impl<T: Send + 'static> Begun<T> {
    /// Begins it.
    pub fn new(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Begun<T> {
        Begun(tokio::task::spawn_blocking(work))
    }

    /// Waits until it is done.
    pub async fn ended(self) -> Result<T, Error> {
        match self.0.await {
            Ok(done) => done,
            Err(stopped) => Err(failed(std::io::Error::other(stopped))),
        }
    }
}

/// Pieces of bytes on their way to a file. Dropped before its end it leaves the file half-written.
pub(crate) struct Sink<W> {
    pieces: mpsc::Sender<Vec<u8>>,
    writing: JoinHandle<std::io::Result<W>>,
}

/// Pieces that wait, at most: a slow disk slows its writer down instead of filling the memory.
const WAITING: usize = 64;

impl<W: Write + Send + 'static> Sink<W> {
    /// Writes the pieces as they are.
    pub fn plain(mut out: W) -> Sink<W> {
        let (pieces, come) = mpsc::channel(WAITING);
        let writing = tokio::task::spawn_blocking(move || {
            pour(come, &mut out)?;
            out.flush()?;
            Ok(out)
        });
        Sink { pieces, writing }
    }

    /// Packs them with zstd.
    pub fn packed(out: W) -> Sink<W> {
        let (pieces, come) = mpsc::channel(WAITING);
        let writing = tokio::task::spawn_blocking(move || {
            let mut packed = zstd::Encoder::new(out, 3)?;
            pour(come, &mut packed)?;
            let mut out = packed.finish()?;
            out.flush()?;
            Ok(out)
        });
        Sink { pieces, writing }
    }

    /// Hands over the next bytes.
    pub async fn write(&mut self, piece: Vec<u8>) -> Result<(), Error> {
        if self.pieces.send(piece).await.is_ok() {
            return Ok(());
        }
        // it takes no more only when it failed
        match (&mut self.writing).await {
            Ok(Err(source)) => Err(failed(source)),
            _ => Err(failed(std::io::Error::other("its writer stopped"))),
        }
    }

    /// Waits until everything is written.
    pub async fn finish(self) -> Result<W, Error> {
        drop(self.pieces);
        match self.writing.await {
            Ok(done) => done.map_err(failed),
            Err(stopped) => Err(failed(std::io::Error::other(stopped))),
        }
    }
}

fn pour(mut come: mpsc::Receiver<Vec<u8>>, out: &mut impl Write) -> std::io::Result<()> {
    while let Some(piece) = come.blocking_recv() {
        out.write_all(&piece)?;
    }
    Ok(())
}

/// Lines on their way out of a file packed with zstd, each with its line break.
pub(crate) struct PackedLines {
    come: mpsc::Receiver<std::io::Result<Vec<String>>>,
    lines: std::vec::IntoIter<String>,
}

/// Lines handed over at once.
const AT_ONCE: usize = 500;

impl PackedLines {
    /// Opens a file.
    pub fn open(path: &Path) -> PackedLines {
        let (pieces, come) = mpsc::channel(4);
        let path = path.to_owned();
        tokio::task::spawn_blocking(move || {
            let read = || -> std::io::Result<()> {
                let file = BufReader::new(std::fs::File::open(&path)?);
                let mut file = BufReader::new(zstd::Decoder::with_buffer(file)?);
                loop {
                    let mut lines = Vec::new();
                    while lines.len() < AT_ONCE {
                        let mut line = String::new();
                        if file.read_line(&mut line)? == 0 {
                            break;
                        }
                        lines.push(line);
                    }
                    let ended = lines.len() < AT_ONCE;
                    // nobody reads on: that is no failure of the file
                    if pieces.blocking_send(Ok(lines)).is_err() || ended {
                        return Ok(());
                    }
                }
            };
            if let Err(source) = read() {
                let _ = pieces.blocking_send(Err(source));
            }
        });
        PackedLines { come, lines: Vec::new().into_iter() }
    }

    /// The next line; none at the end.
    pub async fn next(&mut self) -> std::io::Result<Option<String>> {
        loop {
            if let Some(line) = self.lines.next() {
                return Ok(Some(line));
            }
            match self.come.recv().await {
                Some(lines) => self.lines = lines?.into_iter(),
                None => return Ok(None),
            }
        }
    }
}

fn failed(source: std::io::Error) -> Error {
    Error::File { path: "the file".to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_handed_over_is_written_and_a_full_disk_is_told() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut sink = Sink::plain(Vec::new());
            for piece in [b"a".to_vec(), b"bc".to_vec()] {
                sink.write(piece).await.unwrap();
            }
            assert_eq!(sink.finish().await.unwrap(), b"abc");
            let mut sink = Sink::plain(Full(1000));
            let mut told = Ok(());
            for _ in 0..1000 {
                told = sink.write(vec![0; 100]).await;
                if told.is_err() {
                    break;
                }
            }
            assert!(matches!(told, Err(Error::File { .. })));
        });
    }
}
