//! A PostgreSQL cluster in a temporary folder, one for the whole test run.
//!
//! A small shell looks after it: when the test run ends, however it ends, the shell's standard input closes, and it stops the server
//! and removes the folder.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

struct Cluster {
    port: u16,
    /// Kept, so that its standard input stays open until this process ends.
    _keeper: Child,
}

static CLUSTER: LazyLock<Cluster> = LazyLock::new(start);
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
$as "$2" -D "$folder/data" -p "$3" -k "$folder" -c listen_addresses=127.0.0.1 -c max_connections=400 \
    -c fsync=off -c full_page_writes=off >"$folder/log" 2>&1 &
server=$!
trap 'kill -INT $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$folder"' EXIT
for try in $(seq 100); do
    "$4" -q -h 127.0.0.1 -p "$3" && break
    kill -0 $server 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.1
done
echo ready
cat >/dev/null
"#;

fn start() -> Cluster {
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
        let mut line = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if line.trim() == "ready" {
            return Cluster { port, _keeper: keeper };
        }
        // Somebody took the port in between: once more.
        let _ = keeper.wait();
    }
    panic!("PostgreSQL does not start; its words are above");
}

/// A new, empty database; gives its address.
pub(super) fn new_database() -> String {
    let port = CLUSTER.port;
    let name = format!("test_{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(program("createdb"))
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "casefinder", &name])
        .status()
        .unwrap();
    assert!(made.success(), "the test database cannot be made");
    format!("postgres://casefinder@127.0.0.1:{port}/{name}")
}
