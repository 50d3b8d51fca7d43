//! PostgreSQL clusters in temporary folders: one for the whole test run, and others for tests that stop theirs.
//!
//! A small shell looks after each: when the test run ends, however it ends, the shell's standard input closes, and it stops the
//! server and removes the folder.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A running cluster.
pub struct Cluster {
    port: u16,
    /// Standard input stays open until this process ends, or the cluster is dropped.
    words: ChildStdin,
    answers: BufReader<ChildStdout>,
    keeper: Child,
}

static CLUSTER: LazyLock<u16> = LazyLock::new(|| {
    let cluster = Cluster::start();
    let port = cluster.port;
    // Kept for the whole run: the end of the process closes the keeper's standard input.
    std::mem::forget(cluster);
    port
});
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// PostgreSQL's server programs: on the path, or where Debian puts them.
fn program(name: &str) -> PathBuf {
    let mut folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    folders.splice(0..0, debian);
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("these tests need PostgreSQL, and {name} is not there: install it (Debian: apt-get install postgresql)")
    })
}

/// PostgreSQL refuses to run as root: there, another user of the machine runs it.
const KEEPER: &str = r#"
set -eu
folder=$(mktemp -d "${TMPDIR:-/tmp}/casefinder-postgres-XXXXXX")
as=""
if [ "$(id -u)" = 0 ]; then
    user=postgres; id -u postgres >/dev/null 2>&1 || user=nobody
    chown "$user" "$folder"
    as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
fi
cd "$folder"
$as "$1" -D "$folder/data" -U casefinder -A trust -E UTF8 --locale=C -N >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
programs=$2 port=$3 ready=$4
server=""
start() {
    $as "$programs" -D "$folder/data" -p "$port" -k "$folder" -c listen_addresses=127.0.0.1 -c max_connections=400 \
        -c fsync=off -c full_page_writes=off >"$folder/log" 2>&1 </dev/null &
    server=$!
    for try in $(seq 100); do
        "$ready" -q -h 127.0.0.1 -p "$port" && break
        kill -0 $server 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
        sleep 0.1
    done
    echo ready
}
stop() {
    [ -z "$server" ] || { kill -INT $server; wait $server || true; } 2>/dev/null
    server=""
}
trap 'stop; rm -rf "$folder"' EXIT
start
while read -r word; do
    case $word in
        stop) stop; echo stopped ;;
        start) start ;;
    esac
done
"#;

impl Cluster {
    /// A cluster of its own.
    pub fn start() -> Self {
        for _ in 0..5 {
            let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut keeper = Command::new("sh")
                .args(["-c", KEEPER, "keeper"])
                .args([program("initdb"), program("postgres")])
                .arg(port.to_string())
                .arg(program("pg_isready"))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let (words, answers) = (keeper.stdin.take().unwrap(), BufReader::new(keeper.stdout.take().unwrap()));
            let mut cluster = Self { port, words, answers, keeper };
            if cluster.answer() == "ready" {
                return cluster;
            }
            // Somebody took the port in between: once more.
            let _ = cluster.keeper.wait();
        }
        panic!("PostgreSQL does not start; its words are above");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// Stops the server: whoever is connected loses the connection.
    pub fn stop(&mut self) {
        self.words.write_all(b"stop\n").unwrap();
        assert_eq!(self.answer(), "stopped");
    }

    /// Starts it again.
    pub fn start_again(&mut self) {
        self.words.write_all(b"start\n").unwrap();
        assert_eq!(self.answer(), "ready");
    }

    /// A new, empty database in it; gives its address.
    pub fn new_database(&self) -> String {
        new_database_at(self.port)
    }
}

/// A new, empty database in the cluster of the test run; gives its address.
pub(super) fn new_database() -> String {
    new_database_at(*CLUSTER)
}

fn new_database_at(port: u16) -> String {
    let name = format!("test_{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(program("createdb"))
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "casefinder", &name])
        .status()
        .unwrap();
    assert!(made.success(), "the test database cannot be made");
    format!("postgres://casefinder@127.0.0.1:{port}/{name}")
}
