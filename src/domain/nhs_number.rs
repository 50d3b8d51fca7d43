//! The NHS number, checked on the way in and hidden on the way out.

use std::fmt;

/// A valid NHS number: ten digits whose last is the modulus-11 check digit.
///
/// `Debug` never shows it and there is no `Display`: printing one takes a call to [`NhsNumber::reveal`],
/// which is easy to find in a review. Source: NHS Data Model and Dictionary, "NHS NUMBER".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(u64);

/// Why a text is not an NHS number; says nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnNhsNumber {
    /// Empty.
    #[error("NHS number missing")]
    Missing,
    /// Not ten ASCII digits (blanks and hyphens between groups aside).
    #[error("NHS number is not ten digits")]
    NotTenDigits,
    /// Ten zeros, which passes the check digit but is nobody's.
    #[error("NHS number is a placeholder")]
    Placeholder,
    /// Ten digits, but the check digit does not fit.
    #[error("NHS number fails its check digit")]
    CheckDigit,
}

impl NhsNumber {
    /// Reads ten digits, with blanks or hyphens between them allowed (`943 476 5919`).
    ///
    /// # Errors
    /// [`NotAnNhsNumber`] says which rule failed.
    pub fn parse(text: &[u8]) -> Result<Self, NotAnNhsNumber> {
        let mut digits = [0i8; 10];
        let mut count = 0;
        for &byte in text {
            match byte {
                b'0'..=b'9' if count < 10 => {
                    digits[count] = (byte - b'0').cast_signed();
                    count += 1;
                }
                b' ' | b'-' => {}
                _ => return Err(NotAnNhsNumber::NotTenDigits),
            }
        }
        match count {
            0 => Err(NotAnNhsNumber::Missing),
            10 if digits == [0; 10] => Err(NotAnNhsNumber::Placeholder),
            10 => {
                if nhs_number::validate_check_digit(digits) {
                    Ok(Self(digits.iter().fold(0, |sum, &digit| sum * 10 + u64::from(digit.unsigned_abs()))))
                } else {
                    Err(NotAnNhsNumber::CheckDigit)
                }
            }
            _ => Err(NotAnNhsNumber::NotTenDigits),
        }
    }

    /// The number `serial` of the range 999 000 000 0 to 999 999 999 9, which is never issued to people:
    /// for synthetic and test data. `None` when `serial` is not below 1,000,000 or has no valid check digit.
    #[must_use]
    pub fn synthetic(serial: u32) -> Option<Self> {
        if serial >= 1_000_000 {
            return None;
        }
        let nine = 999_000_000 + u64::from(serial);
        let weighted: u64 = (0..9u32).map(|place| nine / 10u64.pow(place) % 10 * (u64::from(place) + 2)).sum();
        match 11 - weighted % 11 {
            10 => None,
            11 => Some(Self(nine * 10)),
            check => Some(Self(nine * 10 + check)),
        }
    }

    /// Whether it is issued to nobody: those that begin with 9 are for synthetic and test data.
    #[must_use]
    pub const fn is_nobodys(self) -> bool {
        self.0 >= 9_000_000_000
    }

    /// As a plain number, for hashing and joining inside the import.
    #[must_use]
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// From a plain number that this type gave out.
    ///
    /// # Errors
    /// As [`NhsNumber::parse`].
    pub fn from_u64(number: u64) -> Result<Self, NotAnNhsNumber> {
        Self::parse(format!("{number:010}").as_bytes())
    }

    /// The ten digits, for those who may see them.
    #[must_use]
    pub fn reveal(self) -> String {
        format!("{:010}", self.0)
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_valid_numbers_as_people_write_them() {
        // 943 476 5919 is the worked example of the NHS Data Dictionary.
        for text in ["9434765919", "943 476 5919", "943-476-5919"] {
            assert_eq!(NhsNumber::parse(text.as_bytes()).unwrap().reveal(), "9434765919");
        }
    }

    #[test]
    fn refuses_the_rest_and_says_why() {
        use NotAnNhsNumber::*;
        for (text, why) in [
            ("", Missing),
            ("943476591", NotTenDigits),
            ("94347659190", NotTenDigits),
            ("943476591X", NotTenDigits),
            ("９４３４７６５９１９", NotTenDigits),
            ("9434765918", CheckDigit),
            ("0000000000", Placeholder),
        ] {
            assert_eq!(NhsNumber::parse(text.as_bytes()), Err(why), "{text}");
        }
    }

    #[test]
    fn synthetic_numbers_are_valid_and_hidden() {
        let numbers: Vec<_> = (0..1000).filter_map(NhsNumber::synthetic).collect();
        assert!(numbers.len() > 900);
        for number in numbers {
            assert!(number.reveal().starts_with("999"));
            assert_eq!(NhsNumber::parse(number.reveal().as_bytes()), Ok(number));
            assert_eq!(format!("{number:?}"), "NhsNumber(hidden)");
        }
        assert_eq!(NhsNumber::synthetic(1_000_000), None);
    }
}
