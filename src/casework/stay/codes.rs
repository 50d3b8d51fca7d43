//! Codes of the NHS Data Dictionary that a stay keeps: lists that are closed, so that a code that means nothing is refused at the door.

use crate::domain::clinical_code::{ADMISSION_METHODS, is_new_emergency};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident: $list:expr, $wrong:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name(&'static str);

        impl $name {
            /// The code.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                self.0
            }

            /// Reads a code; `None` when it is not of the list.
            #[must_use]
            pub fn read(code: &str) -> Option<Self> {
                let list: &[&'static str] = &$list;
                list.iter().find(|known| **known == code).map(|known| Self(known))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let code = String::deserialize(from)?;
                Self::read(&code).ok_or_else(|| D::Error::custom($wrong))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let list: &[&'static str] = &$list;
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(list.iter().copied())).into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

codes! {
    /// How somebody came into hospital. Source: HES data dictionary (ADMIMETH), UK Core `AdmissionMethodEngland`.
    AdmissionMethod: ADMISSION_METHODS, "not an admission method";
    /// Where somebody went; a death is not a destination here. Source: HES data dictionary (DISDEST), UK Core.
    DischargeDestination: [
        "19", "29", "30", "37", "38", "39", "48", "49", "50", "51", "52", "53", "54", "65", "66", "84", "85", "87", "88", "99"
    ], "not a discharge destination";
    /// How a stay ended other than by death. Source: HES data dictionary (DISMETH), UK Core.
    DischargeMethod: ["1", "2", "3", "6", "7", "9"], "not a discharge method";
}

impl AdmissionMethod {
    /// Whether it starts a new emergency admission: not a transfer, not a birth.
    #[must_use]
    pub fn is_emergency(self) -> bool {
        is_new_emergency(self.0)
    }
}

impl DischargeMethod {
    /// Not known.
    pub const UNKNOWN: Self = Self("9");
}

impl DischargeDestination {
    /// Not known.
    pub const UNKNOWN: Self = Self("99");

    /// Whether it is a care home, of whichever kind: the day on which the home's plan starts to be due.
    #[must_use]
    pub fn is_care_home(self) -> bool {
        matches!(self.0, "54" | "65" | "85")
    }

    /// Whether it may be one without saying so: the usual or a temporary place of residence, or not known.
    #[must_use]
    pub fn may_be_care_home(self) -> bool {
        matches!(self.0, "19" | "29" | "99")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_of_the_lists_alone() {
        assert!(AdmissionMethod::read("2A").unwrap().is_emergency());
        assert!(!AdmissionMethod::read("81").unwrap().is_emergency(), "a transfer");
        assert!(DischargeDestination::read("54").unwrap().is_care_home());
        assert!(!DischargeDestination::read("19").unwrap().is_care_home());
        for (read, code) in [(AdmissionMethod::read("2a").is_none(), "2a"), (AdmissionMethod::read("").is_none(), "")] {
            assert!(read, "{code}");
        }
        assert!(DischargeDestination::read("79").is_none(), "a death is told as a death");
        assert!(DischargeMethod::read("4").is_none(), "a death is told as a death");
        assert_eq!(serde_json::from_str::<DischargeMethod>("\"1\"").unwrap().as_str(), "1");
    }
}
