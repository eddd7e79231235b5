//! `comity serve` or `comity demo` as a child process, on a free port of this machine.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// Everything it said until it was there.
    pub said: Vec<String>,
}

/// The program.
pub fn comity() -> Command {
    Command::new(env!("CARGO_BIN_EXE_comity"))
}

impl Server {
    /// Starts one; it is there when it has said a line that holds `last`.
    pub fn start(words: &[&str], last: &str) -> Server {
        let mut command = comity();
        command.args(words);
        Server::spawn(command, last)
    }

    fn spawn(mut command: Command, last: &str) -> Server {
        // clients are built without a library for TLS of their own; a second call changes nothing
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut child = command
            .env("COMITY_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut said: Vec<String> = Vec::new();
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        while !said.last().is_some_and(|line| line.contains(last)) {
            let Some(line) = lines.next() else { panic!("it ended after {said:?}") };
            said.push(line.expect("text"));
        }
        // what it says later has somewhere to go
        std::thread::spawn(move || lines.for_each(drop));
        let address = said.iter().find_map(|line| {
            let at = line.find("http://127.0.0.1:")?;
            let rest = &line[at..];
            let end = rest[7..].find('/').map_or(rest.len(), |end| end + 7);
            Some(rest[..end].to_owned())
        });
        Server { child, address: address.expect("it says where"), said }
    }

    /// Over a database, with the secret of the first operator's link.
    pub fn serve(url: &str, key: &Path) -> (Server, String) {
        Server::serve_by(comity(), url, key)
    }

    /// The same, where a file that may not grow is an error, as on a full disk, and not the end.
    pub fn serve_on_a_disk_that_may_fill(url: &str, key: &Path) -> (Server, String) {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_comity")]);
        Server::serve_by(shell, url, key)
    }

    fn serve_by(mut command: Command, url: &str, key: &Path) -> (Server, String) {
        command.args(["serve", "--listen", "127.0.0.1:0", "--rate", "0", "--db", url, "--key"]).arg(key);
        let server = Server::spawn(command, "/link/");
        let link =
            server.said.last().and_then(|line| line.rsplit_once("/link/")).expect("a link").1.to_owned();
        (server, link)
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kibibytes that it holds.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    /// Seconds of processor that it took so far.
    pub fn processor(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
        (ticks(11) + ticks(12)) / 100.0
    }

    /// Asks it to end, as a system does, and waits.
    pub fn stop(mut self) {
        self.ask_to_end();
        assert!(self.child.wait().expect("it ends").success(), "it ended well");
    }

    fn ask_to_end(&self) {
        let _ = kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGTERM);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
