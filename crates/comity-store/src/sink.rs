//! Files are written by a thread that may wait for them: the threads that serve others never do.

use std::io::Write;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::error::Error;

/// Pieces of bytes on their way to a file. Dropped before its end it leaves the file half-written.
pub(crate) struct Sink<W> {
    pieces: mpsc::Sender<Vec<u8>>,
    writing: JoinHandle<std::io::Result<W>>,
}

/// Pieces that wait, at most: a slow disk slows its writer down instead of filling the memory.
const WAITING: usize = 64;

impl<W: Write + Send + 'static> Sink<W> {
    pub fn new(mut out: W) -> Sink<W> {
        let (pieces, mut come) = mpsc::channel::<Vec<u8>>(WAITING);
        let writing = tokio::task::spawn_blocking(move || {
            while let Some(piece) = come.blocking_recv() {
                out.write_all(&piece)?;
            }
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
            let mut sink = Sink::new(Vec::new());
            for piece in [b"a".to_vec(), b"bc".to_vec()] {
                sink.write(piece).await.unwrap();
            }
            assert_eq!(sink.finish().await.unwrap(), b"abc");
            let mut sink = Sink::new(Full(1000));
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
