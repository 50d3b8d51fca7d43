//! What makes a list of definitions one that can be worked out.

use crate::domain::TomlPlace;
use crate::measures::definition::{Beside, Definition, Definitions, Edge, Shape, Unit};

/// What is wrong with a list of definitions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDefinitions {
    /// Not TOML, or not what a definition is made of.
    #[error("{}{wrong}", at(place.as_ref()))]
    Text {
        /// Where.
        place: Option<TomlPlace>,
        /// In words.
        wrong: String,
    },
    /// There is nothing, or no tier is called high.
    #[error("{0}")]
    Whole(&'static str),
    /// A definition that cannot be worked out.
    #[error("{}measure {id} version {version}: {wrong}", at(place.as_ref()))]
    Measure {
        /// Where it begins.
        place: Option<TomlPlace>,
        /// Its id.
        id: String,
        /// Its version.
        version: u32,
        /// In words.
        wrong: String,
    },
}

fn at(place: Option<&TomlPlace>) -> String {
    place.map_or_else(String::new, |place| format!("{place}: "))
}

impl Definitions {
    /// See [`Definitions::parse`]; `text` is what they were read from.
    pub(super) fn check(&self, text: &str) -> Result<(), BadDefinitions> {
        if self.measure.is_empty() {
            return Err(BadDefinitions::Whole("there are none"));
        }
        if self.high_tiers.is_empty() || self.high_tiers.iter().any(|tier| tier.trim().is_empty()) {
            return Err(BadDefinitions::Whole("high_tiers names no tier, or one without a name"));
        }
        for (number, definition) in self.measure.iter().enumerate() {
            let earlier = &self.measure[..number];
            let wrong = definition.wrong().or_else(|| {
                let clash = earlier.iter().find(|other| other.id == definition.id && overlap(other, definition));
                clash.map(|other| format!("is used on days on which version {} is", other.version))
            });
            let wrong = wrong.or_else(|| {
                let same =
                    |other: &&std::sync::Arc<Definition>| (&other.id, other.version) == (&definition.id, definition.version);
                earlier.iter().find(same).map(|_| "is there twice".to_owned())
            });
            if let Some(wrong) = wrong {
                let place = TomlPlace::of_table(text, "measure", number);
                return Err(BadDefinitions::Measure { place, id: definition.id.clone(), version: definition.version, wrong });
            }
        }
        Ok(())
    }
}

/// Whether a day is in the time of both.
fn overlap(one: &Definition, other: &Definition) -> bool {
    let before = |a: &Definition, b: &Definition| matches!((a.used_until, b.used_from), (Some(end), Some(start)) if end <= start);
    !before(one, other) && !before(other, one)
}

impl Definition {
    /// What is wrong with it by itself.
    fn wrong(&self) -> Option<String> {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if self.id.is_empty() || !plain(&self.id) {
            return Some("its id is not lower-case letters, digits and underscores".into());
        }
        if [&self.title, &self.numerator_words, &self.source].iter().any(|words| words.trim().is_empty()) {
            return Some("title, numerator_words and source say what it is; one of them is blank".into());
        }
        let counted = self.shape == Shape::Count;
        if counted != self.denominator_words.trim().is_empty() {
            return Some("denominator_words belong to every measure but a count".into());
        }
        if counted && !self.denominator.is_empty() {
            return Some("a count has no denominator".into());
        }
        if self.numerator.is_empty() {
            return Some("the numerator has no tests: it would be the denominator".into());
        }
        if let Some(test) = self.denominator.iter().chain(&self.numerator).find(|test| !test.fits(self.unit)) {
            return Some(format!("{test:?} cannot be asked of this unit"));
        }
        if (self.shape == Shape::Rate) != (self.unit == Unit::EmergencySpell) {
            return Some("a rate is of emergency spells, and they have no other shape".into());
        }
        if self.shape == Shape::Rate && (self.numerator.len() != 1 || self.numerator != self.denominator) {
            return Some("a rate asks one test, the same of spells and of days".into());
        }
        if self.shape == Shape::Ratio && self.unit != Unit::Person {
            return Some("a ratio is of people".into());
        }
        if self.denominator_on == Edge::First && self.shape != Shape::Ratio {
            return Some("the denominator of a ratio alone can be of another day".into());
        }
        let told_of = |beside| if beside == Beside::Overdue { Unit::Review } else { Unit::Person };
        let fits = self.beside.is_none_or(|beside| {
            self.unit == told_of(beside)
                && (beside != Beside::Objections || counted)
                && (beside != Beside::Overdue || self.shape == Shape::Share)
        });
        if !fits {
            return Some("nothing of this kind can be told beside it".into());
        }
        if self.target.iter().any(|target| !(1..=10_000).contains(&target.per_10_000) || target.name.trim().is_empty()) {
            return Some("a target has a name and is between 1 and 10,000 ten-thousandths".into());
        }
        matches!((self.used_from, self.used_until), (Some(from), Some(until)) if until <= from)
            .then(|| "it ends before it begins".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
high_tiers = ["high"]

[[measure]]
id = "adults"
version = 1
title = "Adults with a plan"
unit = "person"
shape = "share"
period = "day"
numerator_words = "with a plan"
denominator_words = "adults"
source = "a test"
denominator = ["registered", { aged = { from = 18 } }]
numerator = [{ plan_in_force = {} }]
"#;

    fn fault(text: &str) -> String {
        Definitions::parse(text).map(drop).unwrap_err().to_string()
    }

    #[test]
    fn what_comes_with_the_program_is_sound() {
        Definitions::parse(super::super::BUILT_IN).unwrap();
        assert!(!Definitions::built_in().measure.is_empty());
    }

    #[test]
    fn says_which_definition_is_wrong_and_how() {
        Definitions::parse(GOOD).unwrap();
        let again = GOOD.split_once("[[measure]]").unwrap().1;
        for (text, words) in [
            (GOOD.replace("\"registered\"", "\"registred\""), "line 14, denominator: unknown variant `registred`"),
            (GOOD.replace("shape", "shap"), "line 9, shap: unknown field `shap`"),
            (GOOD.replace("\"high\"", ""), "high_tiers names no tier"),
            (GOOD.replace("id = \"adults\"", "id = \"Adults!\""), "measure Adults! version 1: its id is not lower-case"),
            (GOOD.replace("\"person\"", "\"death\""), "Registered cannot be asked of this unit"),
            (GOOD.replace("\"share\"", "\"count\""), "denominator_words belong to every measure but a count"),
            (GOOD.replace("\"share\"", "\"rate\""), "a rate is of emergency spells"),
            (GOOD.replace("numerator = [{ plan_in_force = {} }]", ""), "the numerator has no tests"),
            (format!("{GOOD}denominator_on = \"first\""), "the denominator of a ratio alone"),
            (format!("{GOOD}used_from = \"2020-01-01\"\nused_until = \"2020-01-01\""), "it ends before it begins"),
            (format!("{GOOD}[[measure]]{again}"), "is used on days on which version 1 is"),
            (
                format!("{GOOD}used_until = \"2020-01-01\"\n[[measure]]{again}used_from = \"2020-01-01\""),
                "line 17: measure adults version 1: is there twice",
            ),
            ("high_tiers = [\"x\"]\nmeasure = []".into(), "there are none"),
        ] {
            assert!(fault(&text).contains(words), "{words}: {}", fault(&text));
        }
    }

    #[test]
    fn the_version_used_is_that_of_the_day() {
        let definitions = Definitions::built_in();
        let version = |day: &str| definitions.find("register_size", day.parse().unwrap()).map(|found| found.version);
        assert_eq!([version("2015-03-31"), version("2015-04-01"), version("2026-03-31")], [Some(1), Some(2), Some(2)]);
    }
}
