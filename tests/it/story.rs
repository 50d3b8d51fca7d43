//! `examples/story.py`: the whole of case management over HTTP, told by a caller that knows nothing but the API.

use crate::databases::{TestDatabase, postgres, sqlite};
use std::path::Path;
use std::process::Command;

/// The script checks what it tells, and says what is not so.
fn told_on(database: &TestDatabase) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/story.py");
    let done = Command::new("python3")
        .arg(script)
        .args(["--casefinder", env!("CARGO_BIN_EXE_casefinder"), "--database", &database.url])
        .output()
        .expect("the example needs python3: install it (Debian: apt-get install python3)");
    let (told, fault) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{told}\n{fault}");
    assert!(told.trim_end().ends_with("Everything was as told."), "{told}");
    // Written together, or in groups of 3, 3 and 4.
    let words: Vec<&str> = told.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let digits = |word: &str, count: usize| word.len() == count && word.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = words.windows(3).any(|group| group[0] == "999" && digits(group[1], 3) && digits(group[2], 4));
    assert!(!grouped && !words.iter().any(|word| digits(word, 10)), "an NHS number is shown: {told}");
}

#[test]
fn the_whole_story_on_sqlite() {
    told_on(&sqlite());
}

#[test]
fn the_whole_story_on_postgresql() {
    told_on(&postgres());
}
