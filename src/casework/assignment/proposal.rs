//! A stored proposal: what it rests on, what it proposes, and what the team made of it.

use crate::casework::Refusal;
use crate::casework::assignment::{Placement, Proposed};
use crate::casework::refusal::require;
use crate::casework::team::Skill;
use crate::domain::{CaseId, Day, Line, StaffId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// Ask for a proposal.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeCoordinators {
    /// What is known of some people; with `only_these`, those to be placed.
    #[serde(default)]
    #[validate(length(max = 2000))]
    #[schema(max_items = 2000)]
    pub cases: Vec<CaseWish>,
    /// Place only the cases named; else every open case of the team without a coordinator.
    #[serde(default)]
    pub only_these: bool,
    /// Place the cases named anew although they have a coordinator; else those are left alone.
    #[serde(default)]
    pub reconsider: bool,
}

/// What to heed for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseWish {
    /// The case.
    pub case: CaseId,
    /// What the person needs a coordinator for, most of all.
    #[serde(default)]
    pub primary_need: Option<Skill>,
    /// Only somebody with the skill for it will do.
    #[serde(default)]
    pub skill_required: bool,
    /// Staff who must not be proposed.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub not_by: Vec<StaffId>,
}

/// Where a case stood when the proposal was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Considered {
    /// The case.
    pub case: CaseId,
    /// Its version then: a case that changed since is not confirmed blindly.
    pub version: i64,
}

/// A proposal, never changed once made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// The team.
    pub team: TeamId,
    /// The day on whose members, cases and loads it rests.
    pub as_of: Day,
    /// The cases considered, as they were.
    pub considered: Vec<Considered>,
    /// Cases left alone because they have a coordinator.
    pub left_alone: Vec<CaseId>,
    /// What is proposed.
    pub proposed: Proposed,
}

/// What the team makes of one placement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "decide", rename_all = "snake_case", deny_unknown_fields)]
pub enum Verdict {
    /// As proposed.
    Confirm,
    /// Another member.
    Replace {
        /// Who.
        coordinator: StaffId,
        /// Why this one.
        reason: Line,
    },
    /// Nobody for now.
    Leave,
}

/// What the team makes of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseVerdict {
    /// The case.
    pub case: CaseId,
    /// What.
    pub verdict: Verdict,
}

impl Validate for CaseVerdict {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let Verdict::Replace { reason, .. } = &self.verdict else { return Ok(()) };
        reason.validate().map_err(|errors| {
            let mut at = ValidationErrors::new();
            at.errors_mut().insert("verdict/reason".into(), ValidationErrorsKind::Struct(Box::new(errors)));
            at
        })
    }
}

/// What the team makes of a proposal: all of it is done, or nothing. Cases not named are left.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmProposal {
    /// Case by case, each once.
    #[validate(length(min = 1, max = 2000), nested)]
    #[schema(min_items = 1, max_items = 2000)]
    pub cases: Vec<CaseVerdict>,
}

/// A coordinator to be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToName {
    /// For which case.
    pub case: CaseId,
    /// The version it must still have.
    pub version: i64,
    /// Who.
    pub coordinator: StaffId,
    /// Why.
    pub reason: Line,
}

impl Proposal {
    /// What `wanted` asks to be done, in its order.
    ///
    /// # Errors
    /// `case_twice`, `not_in_proposal`, `not_placed`.
    pub fn to_name(&self, wanted: &ConfirmProposal) -> Result<Vec<ToName>, Refusal> {
        let versions: BTreeMap<CaseId, i64> = self.considered.iter().map(|known| (known.case, known.version)).collect();
        let placed: BTreeMap<CaseId, &Placement> = self.proposed.placed.iter().map(|placed| (placed.case, placed)).collect();
        let mut seen = BTreeSet::new();
        let mut named = vec![];
        for (number, CaseVerdict { case, verdict }) in (1..).zip(&wanted.cases) {
            let case = *case;
            require(seen.insert(case), || {
                Refusal::by("case_twice", format!("number {number} of the cases is named before; leave it out")).at("cases")
            })?;
            let version = *versions.get(&case).ok_or_else(|| {
                Refusal::by("not_in_proposal", format!("number {number} of the cases is not part of this proposal; leave it out"))
                    .at("cases")
            })?;
            let (coordinator, reason) = match verdict {
                Verdict::Leave => continue,
                Verdict::Replace { coordinator, reason } => (*coordinator, reason.clone()),
                Verdict::Confirm => {
                    let placement = placed.get(&case).ok_or_else(|| {
                        let words = format!("nobody is proposed for number {number} of the cases; name a member, or leave it");
                        Refusal::by("not_placed", words).at("cases")
                    })?;
                    (placement.coordinator, in_short(placement))
                }
            };
            named.push(ToName { case, version, coordinator, reason });
        }
        Ok(named)
    }
}

/// The reasons in one line.
fn in_short(placement: &Placement) -> Line {
    let words: Vec<&str> = placement.reasons.iter().map(|reason| reason.words.as_str()).collect();
    Line(format!("As proposed: {}", words.join("; ")).chars().take(Line::LONGEST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::assignment::Costs;
    use uuid::Uuid;

    #[test]
    fn confirms_replaces_and_leaves_what_was_proposed() {
        let case = |serial: u128| CaseId::from(Uuid::from_u128(serial));
        let matron = StaffId::from(Uuid::from_u128(7));
        let placement = |serial| Placement {
            case: case(serial),
            person: Uuid::from_u128(100 + serial).into(),
            coordinator: matron,
            costs: Costs::default(),
            reasons: vec![],
        };
        let proposal = Proposal {
            team: TeamId::default(),
            as_of: Day::of(2026, 3, 16),
            considered: (1..=3).map(|serial| Considered { case: case(serial), version: 4 }).collect(),
            left_alone: vec![],
            proposed: Proposed { placed: vec![placement(1), placement(2)], ..Proposed::default() },
        };
        let asked = |wanted: &[(u128, Verdict)]| {
            let cases =
                wanted.iter().map(|(serial, verdict)| CaseVerdict { case: case(*serial), verdict: verdict.clone() }).collect();
            proposal.to_name(&ConfirmProposal { cases })
        };
        let other = Verdict::Replace { coordinator: StaffId::default(), reason: Line::from("Speaks Polish") };
        let named = asked(&[(1, Verdict::Confirm), (2, Verdict::Leave), (3, other)]).unwrap();
        let told: Vec<_> = named.iter().map(|one| (one.case, one.coordinator, one.version)).collect();
        assert_eq!(told, [(case(1), matron, 4), (case(3), StaffId::default(), 4)]);
        assert_eq!(asked(&[(1, Verdict::Leave), (1, Verdict::Confirm)]).unwrap_err().rule, "case_twice");
        assert_eq!(asked(&[(9, Verdict::Leave)]).unwrap_err().rule, "not_in_proposal");
        assert_eq!(asked(&[(3, Verdict::Confirm)]).unwrap_err().rule, "not_placed");
    }
}
