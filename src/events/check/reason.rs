//! Why a row cannot be used. Each is explained in `docs/data-dictionary.md`; none contains a value.

use crate::domain::nhs_number::NotAnNhsNumber;

macro_rules! reasons {
    ($($name:ident = $text:literal),* $(,)?) => {
        $(pub(crate) const $name: &str = $text;)*
        /// Every reason, for the test that the data dictionary explains them all.
        pub const ALL_REASONS: &[&str] = &[$($text),*];
    };
}

reasons! {
    NHS_MISSING = "NHS number missing",
    NHS_DIGITS = "NHS number is not ten digits",
    NHS_PLACEHOLDER = "NHS number is a placeholder",
    NHS_CHECK = "NHS number fails its check digit",
    UNKNOWN_PERSON = "person is not in the persons file",
    EMPTY = "required cell is empty",
    NOT_A_DATE = "not a date written YYYY-MM-DD",
    FUTURE = "date lies after the day taken as today",
    BORN_TOO_EARLY = "birth more than 130 years back",
    DIED_BEFORE_BIRTH = "death before birth",
    LEFT_BEFORE_JOINED = "deregistered before registered",
    OUT_BEFORE_IN = "discharged before admitted",
    END_BEFORE_START = "ended before started",
    BEFORE_BIRTH = "event before birth",
    UNKNOWN_CATEGORY = "not an accepted value of this column",
    NOT_ITS_CODE = "not a code of its system",
    NOT_A_NUMBER = "not a number",
    OUT_OF_RANGE = "number out of range",
    WRONG_COLUMNS = "wrong number of columns",
    NOT_UTF8 = "not UTF-8",
    TOO_LONG = "cell longer than 64 KiB",
    DUPLICATE = "duplicate of an earlier row",
    LATER_SPELL = "superseded by a later row of the same spell",
    LATER_REGISTRATION = "superseded by a later row of the same registration",
    LATER_PRACTICE = "superseded by a later row of the same practice",
}

pub(crate) const fn of_number(why: NotAnNhsNumber) -> &'static str {
    match why {
        NotAnNhsNumber::Missing => NHS_MISSING,
        NotAnNhsNumber::NotTenDigits => NHS_DIGITS,
        NotAnNhsNumber::Placeholder => NHS_PLACEHOLDER,
        NotAnNhsNumber::CheckDigit => NHS_CHECK,
    }
}
