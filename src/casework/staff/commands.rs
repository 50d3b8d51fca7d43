//! What an administrator can want of a member of staff: the bodies of requests.

use crate::domain::{Day, Line, OdsCode, Role};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// Make a member of staff known.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddStaff {
    /// Name, as shown; no two are the same.
    #[validate(nested)]
    pub name: Line,
}

/// Show somebody under another name.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameStaff {
    /// Name, as shown; no two are the same.
    #[validate(nested)]
    pub name: Line,
}

/// Give a role. To change a GP's sessions, end the role and give it again from the same day.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveRole {
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub organisation: OdsCode,
    /// First day; today when left out.
    pub from: Option<Day>,
    /// For a GP: sessions a week at this practice, in tenths (45 is four and a half).
    #[validate(range(min = 1, max = 140))]
    #[schema(minimum = 1, maximum = 140)]
    pub session_tenths: Option<u16>,
}

/// End a role.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRole {
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub organisation: OdsCode,
    /// The first day on which it is no longer held, which may lie ahead; today when left out.
    pub on: Option<Day>,
}

/// Somebody leaves: every role and every team membership of theirs ends.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// The first day on which they are gone; today when left out.
    pub on: Option<Day>,
    /// Why, in words.
    #[validate(nested)]
    pub reason: Line,
}
