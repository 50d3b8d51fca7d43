//! Clinical codes, one type per coding system, so that comparing the wrong ones does not compile.

use std::fmt;

/// The text is not a code of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of its system")]
pub struct NotACode;

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $system:literal, $read:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Name of the coding system in stores and code lists.
            pub const SYSTEM: &'static str = $system;

            /// Reads a code as extracts carry it and brings it into one form.
            ///
            /// # Errors
            /// [`NotACode`].
            pub fn parse(text: &[u8]) -> Result<Self, NotACode> {
                let read: fn(&[u8]) -> Option<String> = $read;
                read(text.trim_ascii()).map(|code| Self(code.into())).ok_or(NotACode)
            }

            /// The code in its one form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn text_if(text: &[u8], fits: bool) -> Option<String> {
    if fits { String::from_utf8(text.to_vec()).ok() } else { None }
}

/// Upper case, without dots, blanks, daggers (D after the code is kept out by its position), asterisks and trailing fillers X and -.
fn icd10(text: &[u8]) -> Option<String> {
    let mut code = String::with_capacity(text.len());
    let text = std::str::from_utf8(text).ok()?;
    for character in text.chars() {
        match character {
            '.' | ' ' | '*' | '+' | '\u{2020}' => {}
            other if other.is_ascii_alphanumeric() || other == '-' => code.push(other.to_ascii_uppercase()),
            _ => return None,
        }
    }
    let kept = code.trim_end_matches(['X', '-']).len();
    code.truncate(kept);
    let bytes = code.as_bytes();
    let fits = (3..=7).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && bytes[1].is_ascii_digit()
        && bytes[2].is_ascii_alphanumeric()
        && bytes[3..].iter().all(u8::is_ascii_alphanumeric);
    fits.then_some(code)
}

code!(
    /// ICD-10: a letter and two to six characters, no dot, no filler X. Source: `R02X` is `R02`, `I50.0` is `I500`.
    Icd10, "icd10", icd10
);
code!(
    /// SNOMED CT concept id: 6 to 18 digits, the first not 0. (The check digit is the terminology server's business.)
    Snomed, "snomed", |text| text_if(
        text,
        (6..=18).contains(&text.len()) && text[0] != b'0' && text.iter().all(u8::is_ascii_digit)
    )
);
code!(
    /// Read v2: five characters, case and dots count.
    ReadV2, "readv2", |text| text_if(text, read_code(text))
);
code!(
    /// CTV3 (Read v3): five characters, case and dots count; not interchangeable with Read v2.
    Ctv3, "ctv3", |text| text_if(text, read_code(text))
);
code!(
    /// BNF code of a drug: 2 to 15 upper-case letters and digits; the first four are chapter and section.
    Bnf, "bnf", |text| text_if(text, (2..=15).contains(&text.len()) && text.iter().all(u8::is_ascii_alphanumeric))
        .map(|code| code.to_ascii_uppercase())
);

fn read_code(text: &[u8]) -> bool {
    text.len() == 5 && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
}

/// Admission method, two characters, as text: 2A to 2D are lost when the column is read as a number.
#[must_use]
pub fn is_new_emergency(admission_method: &str) -> bool {
    EMERGENCY_METHODS.contains(&admission_method)
}

/// Admission methods that start a new emergency admission: 2B continues one, 2C is a birth.
/// Source: HES data dictionary (ADMIMETH), UK Core `AdmissionMethodEngland`.
pub const EMERGENCY_METHODS: [&str; 8] = ["21", "22", "23", "24", "25", "28", "2A", "2D"];

/// Every admission method in use: elective, emergency, maternity, transfer and other; 98 and 99 say that it is not known.
/// Source: as [`EMERGENCY_METHODS`].
pub const ADMISSION_METHODS: [&str; 22] = [
    "11", "12", "13", "21", "22", "23", "24", "25", "28", "2A", "2B", "2C", "2D", "31", "32", "81", "82", "83", "84", "89", "98",
    "99",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admission_methods_are_those_of_the_code_list() {
        let list = include_str!("../../codelists/admission_methods.csv");
        let mut listed: Vec<&str> = list.lines().skip(1).filter_map(|row| row.split(',').nth(2)).collect();
        listed.sort_unstable();
        assert_eq!(listed, ADMISSION_METHODS);
        assert!(EMERGENCY_METHODS.iter().all(|method| ADMISSION_METHODS.contains(method)));
    }

    #[test]
    fn icd10_comes_into_one_form() {
        for (text, code) in
            [("I50.0", "I500"), ("r02x", "R02"), ("I10X", "I10"), ("E11.9 ", "E119"), ("A17.0†", "A170"), ("G63.2*", "G632")]
        {
            assert_eq!(Icd10::parse(text.as_bytes()).unwrap().as_str(), code, "{text}");
        }
        for bad in ["", "X", "150", "I5", "I50;E11"] {
            assert_eq!(Icd10::parse(bad.as_bytes()), Err(NotACode), "{bad}");
        }
    }

    #[test]
    fn other_systems_keep_their_shape() {
        assert!(Snomed::parse(b"73211009").is_ok());
        assert!(Snomed::parse(b"07321100").is_err());
        assert_eq!(ReadV2::parse(b"8CV4.").unwrap().as_str(), "8CV4.");
        assert!(ReadV2::parse(b"8CV4").is_err());
        assert_eq!(Ctv3::parse(b"XaYD1").unwrap().as_str(), "XaYD1");
        assert_eq!(Bnf::parse(b"0205051r0").unwrap().as_str(), "0205051R0");
    }

    #[test]
    fn transfers_and_births_start_no_emergency() {
        assert!(is_new_emergency("2A") && is_new_emergency("21"));
        assert!(!is_new_emergency("2B") && !is_new_emergency("2C") && !is_new_emergency("11"));
    }
}
