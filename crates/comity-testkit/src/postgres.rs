//! A PostgreSQL server out of Debian's package, for as long as tests use it.

use std::fs::{self, File};
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty database of the shared server. It goes with the server.
#[derive(Debug)]
pub struct Database {
    /// `postgres://..`, for a user who owns the database.
    pub url: String,
    /// Held so that the server stays.
    _user: File,
}

static MADE: AtomicU32 = AtomicU32::new(0);

/// A new, empty database.
///
/// # Panics
/// When no server can be started: PostgreSQL is missing, or its log (named in the message) says why.
pub fn database() -> Database {
    let base = std::env::temp_dir().join(format!("comity-postgres-{}", owner_of_tests()));
    fs::create_dir_all(&base).unwrap_or_else(|error| panic!("can't make {}: {error}", base.display()));
    let lock = base.join("users.lock");
    // shared by all users of the server; the watcher takes it alone
    let user = File::options().create(true).truncate(false).write(true).open(&lock);
    let user = user.unwrap_or_else(|error| panic!("can't open {}: {error}", lock.display()));
    user.lock_shared().unwrap_or_else(|error| panic!("can't lock {}: {error}", lock.display()));
    let port = running(&base);
    let name = format!("t{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let created = Command::new(binary("createdb"))
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "comity", &name])
        .output()
        .unwrap_or_else(|error| panic!("can't start createdb: {error}"));
    assert!(created.status.success(), "createdb: {}", String::from_utf8_lossy(&created.stderr));
    Database { url: format!("postgres://comity@127.0.0.1:{port}/{name}"), _user: user }
}

/// The port of the server, which is started if it doesn't run.
fn running(base: &Path) -> u16 {
    let start = base.join("start.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&start);
    let file = file.unwrap_or_else(|error| panic!("can't open {}: {error}", start.display()));
    file.lock().unwrap_or_else(|error| panic!("can't lock {}: {error}", start.display()));
    let port_file = base.join("port");
    let known = fs::read_to_string(&port_file).ok().and_then(|port| port.trim().parse().ok());
    if let Some(port) = known
        && answers(port)
    {
        return port;
    }
    let port = start_server(base);
    fs::write(&port_file, port.to_string()).unwrap_or_else(|error| panic!("can't write the port: {error}"));
    watch(base);
    port
}

fn answers(port: u16) -> bool {
    Command::new(binary("pg_isready"))
        .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string(), "-t", "2"])
        .status()
        .is_ok_and(|status| status.success())
}

fn start_server(base: &Path) -> u16 {
    let data = base.join("data");
    let log = base.join("log");
    let _ = fs::remove_dir_all(&data);
    fs::create_dir_all(&data).unwrap_or_else(|error| panic!("can't make {}: {error}", data.display()));
    let _ = fs::set_permissions(base, fs::Permissions::from_mode(0o755));
    let user = ordinary_user();
    if let Some((uid, gid)) = user {
        for path in [&data, &base.to_path_buf()] {
            std::os::unix::fs::chown(path, Some(uid), Some(gid))
                .unwrap_or_else(|error| panic!("can't give {} away: {error}", path.display()));
        }
    }
    let as_user = |program: &str| {
        let mut command = Command::new(binary(program));
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid).env("HOME", base);
        }
        command.current_dir(base).stdin(Stdio::null());
        command
    };
    let made = as_user("initdb")
        .args(["-U", "comity", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "-D"])
        .arg(&data)
        .output()
        .unwrap_or_else(|error| panic!("can't start initdb: {error}"));
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let port = free_port();
    // tests need the answers, not what a power cut would leave
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB"
    );
    let started = as_user("pg_ctl")
        .args(["start", "-w", "-t", "60", "-s", "-o", &options, "-l"])
        .arg(&log)
        .arg("-D")
        .arg(&data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap_or_else(|error| panic!("can't start pg_ctl: {error}"));
    assert!(started.success(), "PostgreSQL didn't start: see {}", log.display());
    port
}

/// Stops the server when nobody has used it for ten seconds.
fn watch(base: &Path) {
    let script = r#"
        while :; do
            flock -x users.lock true
            sleep 10
            exec 9>>users.lock
            if flock -n -x 9; then break; fi
            exec 9>&-
        done
        "$PG_CTL" stop -s -m immediate -D data
        rm -rf data port log
    "#;
    let path = base.join("watch.sh");
    let written = File::create(&path).and_then(|mut file| file.write_all(script.as_bytes()));
    written.unwrap_or_else(|error| panic!("can't write {}: {error}", path.display()));
    let mut watcher = Command::new("setsid");
    // --fork: the watcher outlives this test, which waits for no child
    watcher.args(["--fork", "sh", "watch.sh"]).current_dir(base).env("PG_CTL", binary("pg_ctl"));
    if let Some((uid, gid)) = ordinary_user() {
        for name in ["users.lock", "start.lock"] {
            let _ = std::os::unix::fs::chown(base.join(name), Some(uid), Some(gid));
        }
        let _ = std::os::unix::fs::chown(base.join("port"), Some(uid), Some(gid));
        watcher.uid(uid).gid(gid);
    }
    let forked = watcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let forked = forked.unwrap_or_else(|error| panic!("can't start the watcher: {error}"));
    assert!(forked.success(), "the watcher didn't start: {forked}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.unwrap_or_else(|error| panic!("no free port: {error}")).port()
}

/// Who runs the tests, so that two users' servers don't meet in one folder.
fn owner_of_tests() -> u32 {
    fs::metadata("/proc/self").map_or(0, |me| me.uid())
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package made.
fn ordinary_user() -> Option<(u32, u32)> {
    if owner_of_tests() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("nobody"))
}

/// A program of the newest PostgreSQL that is installed.
fn binary(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").map(|folder| {
        let number = |path: &PathBuf| {
            path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<u32>().ok())
        };
        folder
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.join("bin").join(name).exists())
            .max_by_key(number)
    });
    match versions {
        Ok(Some(newest)) => newest.join("bin").join(name),
        _ => panic!("PostgreSQL is missing: `apt-get install -y postgresql` brings it"),
    }
}
