//! Opaque ids: what addresses and tables use in place of anything that tells who somebody is.

use crate::domain::{OdsCode, PersonKey};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id: random, and later than those made before it, so that tables grow at their end.
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The id as the database keeps it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl Default for $name {
            /// The nil id: nobody's.
            fn default() -> Self {
                Self(Uuid::nil())
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                id_schema()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

fn id_schema() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).into()
}

ids! {
    /// A person, at the door: see [`PersonId::of`].
    PersonId
    /// Somebody who works with the system: a clinician, a coordinator, an administrator.
    StaffId
    /// A multidisciplinary team.
    TeamId
    /// One person's time under case management.
    CaseId
    /// An action of a case.
    ActionId
    /// A contact of a case.
    ContactId
    /// A joint care plan.
    PlanId
    /// An MDT meeting.
    MeetingId
    /// A nomination.
    NominationId
    /// A published scoring run.
    RunId
    /// An MDT list.
    ListId
    /// A hospital stay.
    StayId
    /// A hospital event set aside for a human.
    SetAsideId
    /// A proposal of care coordinators.
    ProposalId
    /// An organisation in the log of events: see [`OrganisationId::of`].
    OrganisationId
}

impl PersonId {
    /// The person's id at the door: derived from the pseudonym one way, so that publishing needs no look-up, the same person has
    /// the same id in every run, and an address in a log does not give the key of the analysis files.
    #[must_use]
    pub fn of(key: PersonKey) -> Self {
        let mut bytes = [0; 16];
        blake3::Hasher::new_derive_key("casefinder 2026 person id").update(key.as_bytes()).finalize_xof().fill(&mut bytes);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

impl OrganisationId {
    /// The id under which the organisation with this code is kept: codes are never reused, so it needs no look-up.
    #[must_use]
    pub fn of(code: &OdsCode) -> Self {
        let mut bytes = [0; 16];
        let mut hasher = blake3::Hasher::new_derive_key("casefinder 2026 organisation id");
        hasher.update(code.as_str().as_bytes()).finalize_xof().fill(&mut bytes);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_id_is_stable_and_is_not_the_key() {
        let key = PersonKey::from_bytes([7; 16]);
        assert_eq!(PersonId::of(key), PersonId::of(key));
        assert_ne!(PersonId::of(key), PersonId::of(PersonKey::from_bytes([8; 16])));
        assert_ne!(PersonId::of(key).uuid().as_bytes(), key.as_bytes());
    }
}
