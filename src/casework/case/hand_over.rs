//! Giving cases to others, one or many: who takes which.

use crate::casework::Refusal;
use crate::casework::refusal::require;
use crate::domain::{CaseId, Day, Line, StaffId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use validator::Validate;

/// Hand cases of one coordinator over to others, all or none of them.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Whose cases.
    pub from: StaffId,
    /// Who takes those for which `cases` names nobody.
    pub to: Option<StaffId>,
    /// The cases, if not all; or those of all that somebody other than `to` takes.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub cases: Vec<HandOverCase>,
    /// Every open case of theirs.
    #[serde(default)]
    pub everything: bool,
    /// Whether open actions that they own in these cases go along.
    #[serde(default)]
    pub actions_too: bool,
    /// From which day; today when left out.
    pub on: Option<Day>,
    /// Why: leave, sickness, a new post.
    #[validate(nested)]
    pub reason: Line,
}

/// A case to be handed over.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverCase {
    /// Which.
    pub case: CaseId,
    /// Who takes it; the hand-over's `to` when left out.
    pub to: Option<StaffId>,
    /// The version that was seen; when given and no longer the present one, nothing is handed over.
    #[validate(range(min = 1, max = 1_000_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub version: Option<i64>,
}

/// Who takes a case, and the version that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taker {
    /// Who.
    pub to: StaffId,
    /// The version that was seen, when one was named.
    pub seen: Option<i64>,
}

impl HandOver {
    /// Shares `theirs`, the open cases of the coordinator, out. In order of case, so that two hand-overs at once meet in the same
    /// order and neither waits for the other for ever.
    ///
    /// # Errors
    /// `named_twice`, `not_theirs`, `nobody_takes_over`, `same_coordinator`, `nothing_to_hand_over`.
    pub fn share_out(&self, theirs: &[CaseId]) -> Result<BTreeMap<CaseId, Taker>, Refusal> {
        let mut shares = BTreeMap::new();
        let taker = |named: Option<StaffId>, seen| {
            let to = named.or(self.to).ok_or_else(|| {
                Refusal::by("nobody_takes_over", "a case has nobody to take it; say who takes it, or who takes all").at("to")
            })?;
            require(to != self.from, || {
                Refusal::by("same_coordinator", "cases cannot be handed to the one who holds them; choose somebody else").at("to")
            })?;
            Ok::<_, Refusal>(Taker { to, seen })
        };
        for (number, named) in (1..).zip(&self.cases) {
            require(theirs.contains(&named.case), || {
                let words = format!("number {number} of the cases is no open case of that coordinator; leave it out");
                Refusal::by("not_theirs", words).at("cases")
            })?;
            let before = shares.insert(named.case, taker(named.to, named.version)?);
            require(before.is_none(), || {
                let words = format!("number {number} of the cases is named before; leave it out");
                Refusal::by("named_twice", words).at("cases")
            })?;
        }
        if self.everything {
            for case in theirs {
                if !shares.contains_key(case) {
                    shares.insert(*case, taker(None, None)?);
                }
            }
        }
        require(!shares.is_empty(), || {
            Refusal::by("nothing_to_hand_over", "name the cases, or hand over everything; that coordinator may have no open case")
                .at("cases")
        })?;
        Ok(shares)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id<T: From<Uuid>>(number: u128) -> T {
        Uuid::from_u128(number).into()
    }

    fn wanted(json: serde_json::Value) -> HandOver {
        let mut whole = serde_json::json!({"from": Uuid::from_u128(1), "reason": "Leave"});
        whole.as_object_mut().unwrap().extend(json.as_object().unwrap().clone());
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn everything_goes_to_one_but_for_those_named() {
        let (two, three) = (Uuid::from_u128(2), Uuid::from_u128(3));
        let case = Uuid::from_u128(11);
        let wanted =
            wanted(serde_json::json!({"to": two, "everything": true, "cases": [{"case": case, "to": three, "version": 4}]}));
        let shares = wanted.share_out(&[id(12), id(11), id(10)]).unwrap();
        let told: Vec<_> = shares.into_iter().map(|(case, taker)| (case, taker.to, taker.seen)).collect();
        assert_eq!(told, [(id(10), id(2), None), (id(11), id(3), Some(4)), (id(12), id(2), None)]);
    }

    #[test]
    fn refusals_name_their_rule() {
        let (one, two, case) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(11));
        for (body, rule) in [
            (serde_json::json!({"to": two, "cases": [{"case": case}, {"case": case}]}), "named_twice"),
            (serde_json::json!({"to": two, "cases": [{"case": two}]}), "not_theirs"),
            (serde_json::json!({"cases": [{"case": case}]}), "nobody_takes_over"),
            (serde_json::json!({"everything": true}), "nobody_takes_over"),
            (serde_json::json!({"to": one, "everything": true}), "same_coordinator"),
            (serde_json::json!({"to": two}), "nothing_to_hand_over"),
        ] {
            assert_eq!(wanted(body).share_out(&[id(11)]).unwrap_err().rule, rule);
        }
    }
}
