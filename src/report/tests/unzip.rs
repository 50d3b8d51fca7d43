//! Files of a zip archive, for looking into workbooks.

use flate2::read::DeflateDecoder;
use std::io::Read;

/// Names and texts, by the archive's directory.
pub(super) fn files(archive: &[u8]) -> Vec<(String, String)> {
    let number = |at: usize, bytes: usize| (0..bytes).rev().fold(0, |sum, byte| sum << 8 | usize::from(archive[at + byte]));
    let end = archive.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut found = vec![];
    for _ in 0..count {
        assert_eq!(&archive[at..at + 4], b"PK\x01\x02");
        let (method, size) = (number(at + 10, 2), number(at + 20, 4));
        let (name, extra, comment) = (number(at + 28, 2), number(at + 30, 2), number(at + 32, 2));
        let local = number(at + 42, 4);
        let start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        let packed = &archive[start..start + size];
        let mut text = String::new();
        match method {
            0 => text.push_str(std::str::from_utf8(packed).unwrap()),
            _ => drop(DeflateDecoder::new(packed).read_to_string(&mut text).unwrap()),
        }
        found.push((String::from_utf8(archive[at + 46..at + 46 + name].to_vec()).unwrap(), text));
        at += 46 + name + extra + comment;
    }
    found
}
