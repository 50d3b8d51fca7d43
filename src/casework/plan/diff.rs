//! Differences of sequences and of words.

use serde::Serialize;
use utoipa::ToSchema;

/// Most comparisons made for one pair of sequences; beyond it the middle counts as replaced.
const MOST: usize = 1_000_000;

/// Pairs of places, rising in both, at which `was` and `is` hold the same: a longest common subsequence.
pub(super) fn common<T: PartialEq>(was: &[T], is: &[T]) -> Vec<(usize, usize)> {
    let head = was.iter().zip(is).take_while(|(a, b)| a == b).count();
    let (was_rest, is_rest) = (&was[head..], &is[head..]);
    let tail = was_rest.iter().rev().zip(is_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&was_rest[..was_rest.len() - tail], &is_rest[..is_rest.len() - tail]);
    let mut pairs: Vec<_> = (0..head).map(|at| (at, at)).collect();
    pairs.extend(middle(a, b).into_iter().map(|(i, j)| (i + head, j + head)));
    pairs.extend((0..tail).map(|at| (was.len() - tail + at, is.len() - tail + at)));
    pairs
}

fn middle<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    if a.len().saturating_mul(b.len()) > MOST {
        return vec![];
    }
    // longest[i][j]: length of the longest common subsequence of a[i..] and b[j..].
    let width = b.len() + 1;
    let mut longest = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, vec![]);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// A piece of a text that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Piece {
    /// In both, only now, or only before.
    pub kind: PieceKind,
    /// The words, with their blanks.
    pub text: String,
}

/// Where a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// In both.
    Same,
    /// Only in the earlier one.
    Removed,
    /// Only in the later one.
    Added,
}

/// What changed from `was` to `is`, word by word; line by line where they are long. The pieces that are not added make `was`, those
/// not removed make `is`.
pub(super) fn words(was: &str, is: &str) -> Vec<Piece> {
    let (a, b) = (tokens(was), tokens(is));
    if a.len().saturating_mul(b.len()) <= MOST {
        return pieces(&a, &b);
    }
    pieces(&was.split_inclusive('\n').collect::<Vec<_>>(), &is.split_inclusive('\n').collect::<Vec<_>>())
}

/// Words, and the blanks between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = vec![];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blank = first.is_whitespace();
        let end = rest.find(|c: char| c.is_whitespace() != blank).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        found.push(token);
        rest = after;
    }
    found
}

fn pieces(a: &[&str], b: &[&str]) -> Vec<Piece> {
    let mut pairs = common(a, b);
    // A blank alone between two changes joins them: "the red dog" to "a blue cat" is one change, not three.
    let changed_around = |at: usize| {
        let (i, j) = pairs[at];
        let before = at.checked_sub(1).map_or(i > 0 || j > 0, |at| pairs[at] != (i.wrapping_sub(1), j.wrapping_sub(1)));
        let after = pairs.get(at + 1).map_or(i + 1 < a.len() || j + 1 < b.len(), |&next| next != (i + 1, j + 1));
        before && after
    };
    let joining: Vec<bool> = (0..pairs.len()).map(|at| a[pairs[at].0].trim().is_empty() && changed_around(at)).collect();
    let mut joins = joining.iter();
    pairs.retain(|_| joins.next() != Some(&true));
    let (mut i, mut j, mut found) = (0, 0, vec![]);
    for (next_i, next_j) in pairs.into_iter().chain([(a.len(), b.len())]) {
        push(&mut found, PieceKind::Removed, &a[i..next_i]);
        push(&mut found, PieceKind::Added, &b[j..next_j]);
        push(&mut found, PieceKind::Same, a.get(next_i..=next_i).unwrap_or_default());
        (i, j) = (next_i + 1, next_j + 1);
    }
    found
}

fn push(found: &mut Vec<Piece>, kind: PieceKind, tokens: &[&str]) {
    if tokens.is_empty() {
        return;
    }
    match found.last_mut().filter(|last| last.kind == kind) {
        Some(last) => last.text.extend(tokens.iter().copied()),
        None => found.push(Piece { kind, text: tokens.concat() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(was: &str, is: &str) -> String {
        let mark = |piece: &Piece| match piece.kind {
            PieceKind::Same => piece.text.clone(),
            PieceKind::Removed => format!("[-{}-]", piece.text),
            PieceKind::Added => format!("[+{}+]", piece.text),
        };
        words(was, is).iter().map(mark).collect()
    }

    #[test]
    fn words_that_changed_are_told_as_people_would() {
        assert_eq!(told("Walk to the shop", "Walk to the shop and back"), "Walk to the shop[+ and back+]");
        assert_eq!(told("the red dog", "a blue cat"), "[-the red dog-][+a blue cat+]");
        assert_eq!(told("one two three", "one 2 three"), "one [-two-][+2+] three");
        assert_eq!(told("", "new"), "[+new+]");
    }

    fn side(pieces: &[Piece], without: PieceKind) -> String {
        pieces.iter().filter(|piece| piece.kind != without).map(|piece| piece.text.as_str()).collect()
    }

    proptest! {
        #[test]
        fn pieces_make_both_texts(was in "[ab \n]{0,40}", is in "[ab \n]{0,40}") {
            let found = words(&was, &is);
            prop_assert_eq!(side(&found, PieceKind::Added), was.as_str());
            prop_assert_eq!(side(&found, PieceKind::Removed), is.as_str());
            prop_assert_eq!(found.iter().all(|piece| piece.kind == PieceKind::Same), was == is);
            prop_assert!(found.iter().all(|piece| !piece.text.is_empty()));
        }

        #[test]
        fn common_places_rise_and_hold_the_same(was in prop::collection::vec(0u8..4, 0..20), is in prop::collection::vec(0u8..4, 0..20)) {
            let pairs = common(&was, &is);
            prop_assert!(pairs.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1));
            prop_assert!(pairs.iter().all(|&(i, j)| was[i] == is[j]));
        }
    }

    #[test]
    fn long_texts_are_compared_line_by_line() {
        let was = "word ".repeat(800) + "\nsecond line\n";
        let is = "other ".repeat(800) + "\nsecond line\n";
        let found = words(&was, &is);
        assert_eq!(found.last().map(|piece| (piece.kind, piece.text.as_str())), Some((PieceKind::Same, "second line\n")));
    }
}
