//! The rule: the usual GP if current at the practice on the day, else the practice's current GP with the lightest accountable list for
//! their sessions.

use crate::casework::accountable_gp::ChosenBy;
use crate::domain::{PersonId, StaffId};

/// A GP who is at the practice on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpOnDay {
    /// Who.
    pub gp: StaffId,
    /// Sessions a week at this practice, in tenths; `None` when nobody said, which counts as [`GpOnDay::USUAL_SESSION_TENTHS`].
    pub session_tenths: Option<u32>,
    /// People for whom they are accountable now.
    pub people: u32,
}

impl GpOnDay {
    /// Six sessions: what a GP of whom nothing is said is taken to work.
    pub const USUAL_SESSION_TENTHS: u32 = 60;

    fn tenths(&self) -> u64 {
        u64::from(self.session_tenths.unwrap_or(Self::USUAL_SESSION_TENTHS).max(1))
    }

    /// Whether this list is lighter than that one: people for each session, compared as fractions, ties by id.
    fn lighter(&self, other: &Self) -> std::cmp::Ordering {
        let left = u64::from(self.people) * other.tenths();
        let right = u64::from(other.people) * self.tenths();
        left.cmp(&right).then(self.gp.cmp(&other.gp))
    }
}

/// A person who needs a GP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patient {
    /// Who.
    pub person: PersonId,
    /// The GP they usually see, when known.
    pub usual_gp: Option<StaffId>,
}

/// A GP for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocated {
    /// For whom.
    pub person: PersonId,
    /// The GP.
    pub gp: StaffId,
    /// By which half of the rule.
    pub chosen: ChosenBy,
    /// Why, in words.
    pub reason: String,
}

/// A GP for everybody, in the order of people; `None` when the practice has no GP on the day. Those with a usual GP come first, so that
/// the lists against which the others are balanced are whole. The order of what comes in does not matter.
#[must_use]
pub fn allocate(patients: &[Patient], gps: &[GpOnDay]) -> Option<Vec<Allocated>> {
    let mut lists = gps.to_vec();
    lists.sort_by_key(|list| list.gp);
    lists.dedup_by_key(|list| list.gp);
    if lists.is_empty() {
        return None;
    }
    let mut patients = patients.to_vec();
    patients.sort_by_key(|patient| patient.person);
    patients.dedup_by_key(|patient| patient.person);
    let mut allocated = Vec::with_capacity(patients.len());
    let mut others = vec![];
    for patient in patients {
        let usual = patient.usual_gp.and_then(|gp| lists.binary_search_by_key(&gp, |list| list.gp).ok());
        let Some(at) = usual else {
            others.push((patient.person, patient.usual_gp.is_some()));
            continue;
        };
        lists[at].people += 1;
        let reason = "the usual GP, current at the practice".to_owned();
        allocated.push(Allocated { person: patient.person, gp: lists[at].gp, chosen: ChosenBy::UsualGp, reason });
    }
    for (person, usual_elsewhere) in others {
        let list = lists.iter_mut().min_by(|a, b| a.lighter(b))?;
        let why = if usual_elsewhere { "the usual GP is not at the practice" } else { "no usual GP is recorded" };
        let tenths = list.tenths();
        let reason = format!("{why}; the lightest list: {} people for {}.{} sessions", list.people, tenths / 10, tenths % 10);
        list.people += 1;
        allocated.push(Allocated { person, gp: list.gp, chosen: ChosenBy::LightestList, reason });
    }
    allocated.sort_by_key(|allocated| allocated.person);
    Some(allocated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn gp(serial: u128, session_tenths: Option<u32>, people: u32) -> GpOnDay {
        GpOnDay { gp: Uuid::from_u128(serial).into(), session_tenths, people }
    }

    fn patient(serial: u128, usual: Option<u128>) -> Patient {
        Patient { person: Uuid::from_u128(serial).into(), usual_gp: usual.map(|gp| Uuid::from_u128(gp).into()) }
    }

    #[test]
    fn the_usual_gp_if_current_else_the_lightest_for_their_sessions() {
        let gps = [gp(1, Some(80), 100), gp(2, Some(20), 30)];
        let allocated = allocate(&[patient(10, Some(2)), patient(11, Some(9)), patient(12, None)], &gps).unwrap();
        let told: Vec<_> = allocated.iter().map(|one| (one.gp.uuid().as_u128(), one.chosen)).collect();
        assert_eq!(told, [(2, ChosenBy::UsualGp), (1, ChosenBy::LightestList), (1, ChosenBy::LightestList)]);
        assert_eq!(allocated[1].reason, "the usual GP is not at the practice; the lightest list: 100 people for 8.0 sessions");
        assert_eq!(allocate(&[patient(10, None)], &[]), None);
        assert_eq!(
            allocate(&[patient(10, None)], &[gp(2, None, 5), gp(1, None, 5)]).unwrap()[0].gp,
            gp(1, None, 5).gp,
            "ties by id"
        );
    }

    proptest! {
        #[test]
        fn balanced_and_the_same_in_any_order(
            gps in proptest::collection::btree_map(1u128..9, (1u32..100, 0u32..3), 1..8),
            people in proptest::collection::btree_map(100u128..400, proptest::option::of(1u128..12), 0..200),
        ) {
            let mut gps: Vec<_> = gps.into_iter().map(|(serial, (tenths, people))| gp(serial, Some(tenths), people)).collect();
            let mut people: Vec<_> = people.into_iter().map(|(serial, usual)| patient(serial, usual)).collect();
            let allocated = allocate(&people, &gps).unwrap();
            prop_assert_eq!(allocated.len(), people.len());
            // Nobody given by balance would be better off with another list: moving one person never makes the heaviest lighter.
            let held = |list: &GpOnDay| list.people + allocated.iter().filter(|one| one.gp == list.gp).count() as u32;
            for from in gps.iter().filter(|list| allocated.iter().any(|one| one.gp == list.gp && one.chosen == ChosenBy::LightestList)) {
                for to in &gps {
                    prop_assert!(u64::from(held(from) - 1) * to.tenths() <= u64::from(held(to)) * from.tenths());
                }
            }
            gps.reverse();
            people.reverse();
            prop_assert_eq!(allocate(&people, &gps).unwrap(), allocated);
        }
    }
}
