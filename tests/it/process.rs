//! The program itself as a server: started, told to stop, killed.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// `casefinder serve`, in a process of its own.
pub struct Process {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    child: Child,
}

impl Process {
    /// Starts it on a free port, on the day of the tests, with `more` arguments.
    pub fn serve(url: &str, more: &[&str]) -> Self {
        Self::start(Command::new(env!("CARGO_BIN_EXE_casefinder")), url, more)
    }

    /// Starts it unable to write a file longer than `bytes`: as on a full disk, and without being root.
    pub fn serve_with_room_for(url: &str, bytes: u64) -> Self {
        let mut command = Command::new("prlimit");
        command.arg(format!("--fsize={bytes}:unlimited"));
        command.args(["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_casefinder")]);
        Self::start(command, url, &[])
    }

    fn start(mut command: Command, url: &str, more: &[&str]) -> Self {
        let today = crate::served::TODAY.to_string();
        command.args(["serve", "--database", url, "--bind", "127.0.0.1:0", "--today", &today]).args(more);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap_or_else(|| {
            let mut words = String::new();
            let _ = child.stderr.take().unwrap().read_to_string(&mut words);
            panic!("the server did not start: {line} {words}")
        });
        Self { address: address.to_owned(), child }
    }

    /// Takes the limit on files away.
    pub fn give_room(&self) {
        let done = Command::new("prlimit").arg("--fsize=unlimited:unlimited").arg(format!("--pid={}", self.child.id())).status();
        assert!(done.unwrap().success());
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Waits for the end; how it ended, and what it wrote to standard error.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let since = Instant::now();
        let mut words = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
        let status = self.child.wait().unwrap();
        assert!(since.elapsed() < Duration::from_secs(15), "it took long to stop");
        (status, words)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
