//! The program starts.

use std::process::Command;

#[test]
fn help_names_every_command() {
    let output = Command::new(env!("CARGO_BIN_EXE_casefinder")).arg("--help").output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for command in ["demo", "synth", "import", "train", "evaluate", "score", "fit", "apply", "features"] {
        assert!(text.contains(command), "{command}");
    }
}
