//! Running the program as a user would.

use std::process::{Command, Output};

/// The program with these arguments.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casefinder"));
    command.args(arguments);
    command
}

/// A program that has run.
pub(crate) struct Ran(Output);

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        Self(command.output().unwrap())
    }
}

/// Runs the program.
pub(crate) fn casefinder(arguments: &[&str]) -> Ran {
    Ran::of(&mut command(arguments))
}

/// Its standard output, when all went well.
pub(crate) fn ok(ran: Ran) -> String {
    let errors = String::from_utf8_lossy(&ran.0.stderr);
    assert!(ran.0.status.success(), "{}: {errors}", ran.0.status);
    String::from_utf8(ran.0.stdout).unwrap()
}

/// Its message, when it ended with `code`: one line that says what to do, no panic.
pub(crate) fn failed(ran: Ran, code: i32) -> String {
    let errors = String::from_utf8(ran.0.stderr).unwrap();
    assert_eq!(ran.0.status.code(), Some(code), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}
