//! What a hospital sends, and whom it means.

use crate::casework::stay::Happening;
use crate::domain::{Day, Line, NhsNumber, OdsCode};
use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use utoipa::ToSchema;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use validator::Validate;

/// An NHS number as a hospital wrote it, without the blanks between its groups: ten digits, check digit and all not yet looked at.
/// Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NhsNumberText(String);

impl NhsNumberText {
    /// The number, when its check digit fits.
    #[must_use]
    pub fn number(&self) -> Option<NhsNumber> {
        NhsNumber::parse(self.0.as_bytes()).ok()
    }
}

impl TryFrom<String> for NhsNumberText {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, &'static str> {
        let groups: Vec<&str> = text.split(' ').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let digits = groups.concat();
        if digits.bytes().any(|byte| !byte.is_ascii_digit()) {
            return Err("not an NHS number: something in it is neither a digit nor a single blank between groups");
        }
        match (digits.len(), lengths.as_slice()) {
            (10, [10] | [3, 3, 4] | [6, 4] | [3, 7]) => Ok(Self(digits)),
            (10, _) => Err("not an NHS number: group its ten digits as 943 476 5919, or leave the blanks out"),
            (0..10, _) => Err("not an NHS number: it has fewer than ten digits"),
            _ => Err("not an NHS number: it has more than ten digits"),
        }
    }
}

impl From<NhsNumberText> for String {
    fn from(text: NhsNumberText) -> Self {
        text.0
    }
}

impl fmt::Debug for NhsNumberText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumberText(hidden)")
    }
}

impl utoipa::PartialSchema for NhsNumberText {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{3} ?[0-9]{3} ?[0-9]{4}$")).into()
    }
}

impl ToSchema for NhsNumberText {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("NhsNumberText")
    }
}

/// When the sender wrote a message: RFC 3339, in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct SentAt(DateTime<Utc>);

impl SentAt {
    /// The instant, moved into the time from 2000 until `now`: a sender's clock that runs ahead must not outrank every later message.
    #[must_use]
    pub fn until(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let first = DateTime::from_timestamp(946_684_800, 0).unwrap_or(now);
        self.0.max(first).min(now)
    }
}

impl From<DateTime<Utc>> for SentAt {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }
}

impl TryFrom<String> for SentAt {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, &'static str> {
        let t = text.as_bytes().get(10).is_some_and(|byte| matches!(byte, b'T' | b't'));
        let at = DateTime::parse_from_rfc3339(&text).ok().filter(|_| t);
        at.map(|at| Self(at.to_utc().trunc_subsecs(6))).ok_or("not an instant written 2026-03-16T09:30:00Z")
    }
}

impl utoipa::PartialSchema for SentAt {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).into()
    }
}

impl ToSchema for SentAt {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("SentAt")
    }
}

/// A hospital's message about one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HospitalEvent {
    /// The hospital's organisation: one at which the sender holds the role.
    pub provider: OdsCode,
    /// The sender's own number of the message: sent twice, it counts once.
    #[validate(nested)]
    pub event_id: Line,
    /// When the sender wrote it.
    pub sent_at: SentAt,
    /// Whom it is about: ten digits, in groups of 3, 3 and 4 or without blanks.
    pub nhs_number: NhsNumberText,
    /// Their date of birth, which must fit.
    pub born_on: Day,
    /// Their family name, which must fit when it is known on both sides.
    #[validate(nested)]
    pub family_name: Option<Line>,
    /// Their practice, as the hospital has it: who looks after the message when the person is not known here.
    pub practice: Option<OdsCode>,
    /// The provider's own number of the spell.
    #[validate(nested)]
    pub spell: Option<Line>,
    /// What happened.
    #[validate(nested)]
    pub event: Happening,
}

/// Why a message does not mean the person whose NHS number it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// Another date of birth.
    BirthDate,
    /// Another family name.
    FamilyName,
}

/// A name without what people write differently: case, blanks, hyphens, apostrophes, accents of the usual letters.
fn plain(name: &str) -> String {
    let letter = |c: char| match c {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        c => c,
    };
    name.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).map(letter).collect()
}

impl HospitalEvent {
    /// Whether it means somebody with its NHS number who was born on `born_on` and has `family_name`. A name that either side does not
    /// know says nothing.
    #[must_use]
    pub fn mismatch(&self, born_on: Day, family_name: &str) -> Option<Mismatch> {
        let (sent, known) = (self.family_name.as_ref().map(|name| plain(name.as_str())).unwrap_or_default(), plain(family_name));
        if self.born_on != born_on {
            Some(Mismatch::BirthDate)
        } else if !sent.is_empty() && !known.is_empty() && sent != known {
            Some(Mismatch::FamilyName)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(family_name: Option<&str>) -> HospitalEvent {
        serde_json::from_value(serde_json::json!({
            "provider": "RX1", "event_id": "1", "sent_at": "2026-03-16T09:30:00Z", "nhs_number": "9990000018",
            "born_on": "1940-05-01", "family_name": family_name, "event": {"type": "died", "on": "2026-03-15"},
        }))
        .unwrap()
    }

    #[test]
    fn means_somebody_by_birth_date_and_by_name_where_both_know_it() {
        let born = Day::of(1940, 5, 1);
        assert_eq!(message(Some("O'Brien-Núñez")).mismatch(born, "OBRIEN NUNEZ"), None);
        assert_eq!(message(None).mismatch(born, "Smith"), None);
        assert_eq!(message(Some("Smith")).mismatch(born, ""), None);
        assert_eq!(message(Some("Smith")).mismatch(born, "Smyth"), Some(Mismatch::FamilyName));
        assert_eq!(message(Some("Smith")).mismatch(Day::of(1940, 1, 5), "Smith"), Some(Mismatch::BirthDate));
    }

    #[test]
    fn never_shows_whom_it_means() {
        let text = format!("{:?}", message(Some("Smith")));
        assert!(!text.contains("9990000018") && !text.contains("Smith"), "{text}");
    }

    #[test]
    fn a_clock_that_runs_ahead_is_held_back() {
        let now = "2026-03-16T09:30:00Z".parse().unwrap();
        let at = |text: &str| SentAt::try_from(text.to_owned()).unwrap().until(now).to_rfc3339();
        assert_eq!(at("2099-01-01T00:00:00Z"), "2026-03-16T09:30:00+00:00");
        assert_eq!(at("0000-01-01T00:00:00+01:00"), "2000-01-01T00:00:00+00:00");
        assert!(SentAt::try_from("2026-03-16 09:30:00Z".to_owned()).is_err());
    }

    #[test]
    fn a_number_is_read_in_groups_and_what_is_wrong_is_said_without_it() {
        let read = |text: &str| NhsNumberText::try_from(text.to_owned());
        assert_eq!(read("943 476 5919"), read("9434765919"));
        assert_eq!(String::from(read("943 476 5919").unwrap()), "9434765919");
        for (text, says) in [
            ("943 476 591", "fewer than ten"),
            ("", "fewer than ten"),
            ("943 476 59191", "more than ten"),
            ("94 3476 5919", "group its ten digits"),
            (" 9434765919", "group its ten digits"),
            ("943-476-5919", "neither a digit nor"),
            ("943 476 591x", "neither a digit nor"),
            ("٩٤٣٤٧٦٥٩١٩", "neither a digit nor"),
        ] {
            let told = read(text).unwrap_err();
            assert!(told.starts_with("not a") && told.contains(says), "{text}: {told}");
        }
    }
}
