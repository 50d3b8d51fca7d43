//! Quoted cells, and quotes that should have been none.
//!
//! A quote at a cell's start opens it, two inside stand for one, and the closing one ends the cell. Anything else there is an accident: a
//! stray quote. Taken at its word, a stray quote swallows the rows up to the next one, so it is not: the line it stands on is a bad row,
//! and reading goes on with the line after it.

/// Line breaks that a cell may hold. An address has a few; more are rows swallowed by a stray quote.
const MOST_BREAKS: usize = 20;

/// What follows an opening quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoted {
    /// A cell; its closing quote stands here. The flag says that quotes in it are doubled.
    Closed(usize, bool),
    /// No cell: the quote is stray.
    Stray,
    /// The text ends before this can be told.
    Open,
}

/// Follows the cell whose opening quote stands at `start`.
pub(super) fn follow(text: &[u8], start: usize) -> Quoted {
    let (mut at, mut breaks, mut doubled) = (start + 1, 0, false);
    loop {
        let Some(found) = memchr::memchr2(b'"', b'\n', &text[at..]) else { return Quoted::Open };
        at += found;
        if text[at] == b'\n' {
            breaks += 1;
            if breaks > MOST_BREAKS {
                return Quoted::Stray;
            }
            at += 1;
            continue;
        }
        match text.get(at + 1) {
            Some(b'"') => {
                doubled = true;
                at += 2;
            }
            None | Some(b',' | b'\n' | b'\r') => return Quoted::Closed(at, doubled),
            Some(_) => return Quoted::Stray,
        }
    }
}

/// Where the line that holds `at` ends: just after its line feed, or at the end of the text.
pub(super) fn line_end(text: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(b'\n', &text[at..]).map(|end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_cells_from_stray_quotes() {
        assert_eq!(follow(b"\"ab\",c", 0), Quoted::Closed(3, false));
        assert_eq!(follow(b"\"a\"\"b\"\n", 0), Quoted::Closed(5, true));
        assert_eq!(follow(b"\"a\nb\"", 0), Quoted::Closed(4, false));
        assert_eq!(follow(b"\"CAN\"ARY\"", 0), Quoted::Stray);
        assert_eq!(follow(b"\"a,b\nc", 0), Quoted::Open);
        assert_eq!(follow(format!("\"a{}", "\nb,c".repeat(21)).as_bytes(), 0), Quoted::Stray);
    }
}
