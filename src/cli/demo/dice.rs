//! Chance that is the same every time: it depends on the seed, on whom it is about, and on what for, and on nothing else.

/// Throws dice for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dice([u8; 32]);

impl Dice {
    /// For `whom`, by something about them that is the same in every demonstration of the seed.
    pub(super) fn new(seed: u64, whom: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("casefinder 2026 demonstration");
        hasher.update(&seed.to_le_bytes()).update(whom.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }

    /// A number below `sides`, for `what`.
    pub(super) fn throw(self, what: &str, sides: usize) -> usize {
        let hash = blake3::keyed_hash(&self.0, what.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        (u64::from_le_bytes(first) % sides.max(1) as u64) as usize
    }

    /// True so many times in a hundred, for `what`.
    pub(super) fn chance(self, what: &str, percent: usize) -> bool {
        self.throw(what, 100) < percent
    }

    /// One of these, for `what`.
    pub(super) fn pick<'o, T: ?Sized>(self, what: &str, of: &[&'o T]) -> &'o T {
        of[self.throw(what, of.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_the_same_again_and_otherwise_for_others() {
        let dice = Dice::new(1, "somebody");
        assert_eq!(dice.throw("plan", 1000), Dice::new(1, "somebody").throw("plan", 1000));
        let thrown = |dice: Dice| (0..40).map(|at| dice.throw(&at.to_string(), 1000)).collect::<Vec<_>>();
        assert_ne!(thrown(dice), thrown(Dice::new(1, "somebody else")));
        assert_ne!(thrown(dice), thrown(Dice::new(2, "somebody")));
        let share = (0..2000).filter(|at| dice.chance(&format!("{at}"), 30)).count();
        assert!((480..720).contains(&share), "{share}");
    }
}
