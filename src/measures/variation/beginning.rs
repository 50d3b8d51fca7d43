//! When there began to be anything to count. Months before a service, or before the scores it goes by, are not months of nought.

use crate::domain::Day;
use crate::measures::definition::Definition;
use crate::measures::published::{PublishedMeasure, Shown};
use crate::measures::{Place, Published, Test};
use std::collections::BTreeSet;

/// Where the answers to a test come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Feed {
    /// Lists of practices and what came with them.
    Lists,
    /// Scores of a predictive model.
    Scores,
    /// What teams record.
    Casework,
}

/// The first of `days` on which everything that the numerator of `definition` goes by had begun at `place`; `None` when it had on none.
///
/// A feed has begun when any measure that goes by it counts somebody, or withholds whether it does. So a measure that is truly 0 while
/// the service runs keeps its noughts, and one of 0 people from before there was a service has none.
pub fn began(days: &[&Published], definition: &Definition, place: &Place) -> Option<Day> {
    let first = |feed: Feed| {
        let begun = |day: &&&Published| day.measures.iter().any(|measure| tells_of(measure, feed, place));
        days.iter().find(begun).map(|day| day.basis.as_of)
    };
    let feeds = feeds(definition);
    let starts: Option<Vec<Day>> = feeds.into_iter().map(first).collect();
    starts?.into_iter().max()
}

/// Whether a measure shows, or withholds, that a feed has begun.
fn tells_of(measure: &PublishedMeasure, feed: Feed, place: &Place) -> bool {
    let Some(tally) = measure.places.get(place) else { return false };
    let some = |count: Shown| count != Shown::Number(0);
    match feed {
        Feed::Lists => some(tally.numerator) || tally.denominator.is_some_and(some),
        Feed::Scores | Feed::Casework => some(tally.numerator) && feeds(&measure.definition).contains(&feed),
    }
}

/// What the numerator goes by.
fn feeds(definition: &Definition) -> BTreeSet<Feed> {
    let tests = definition.numerator.iter().map(|test| feed(*test));
    // A numerator without tests counts what there is.
    std::iter::once(Feed::Lists).chain(tests).collect()
}

const fn feed(test: Test) -> Feed {
    match test {
        Test::Registered | Test::Aged { .. } | Test::LongTermCondition | Test::Objects => Feed::Lists,
        Test::HighRisk | Test::HighRiskOrOnRegister | Test::DaysAtHighRiskOffRegister => Feed::Scores,
        Test::OnRegister
        | Test::OnRegisterOrLeft
        | Test::CountsForPayment
        | Test::PlanInForce { .. }
        | Test::JointPlanInForce { .. }
        | Test::AccountableProfessional
        | Test::OneCoordinator
        | Test::NamedGpTold
        | Test::ReferredTo { .. }
        | Test::OnAgenda
        | Test::CarriedOver { .. }
        | Test::ThereUntilDue
        | Test::NotCancelled
        | Test::DoneByDue
        | Test::Discussed
        | Test::Came
        | Test::AliveUntilDue
        | Test::NotReadmitted
        | Test::WindowClosed
        | Test::ContactedByDue
        | Test::PlanMadeByDue
        | Test::WasOnRegister
        | Test::DiedInHospital
        | Test::PreferenceRecorded
        | Test::DiedWherePreferred
        | Test::DaysOnRegister => Feed::Casework,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Definitions;
    use crate::measures::published::{Basis, PolicyId, ShownTally};
    use chrono::DateTime;
    use std::collections::BTreeMap;

    const HERE: Place = Place::Everywhere;

    /// A month in which the measures count so many, `None` withheld, of 200.
    fn month(number: u32, counts: &[(&str, Option<u64>)]) -> Published {
        let as_of = Day::of(2025, number, 28);
        let measure = |&(id, count): &(&str, Option<u64>)| {
            let tally = ShownTally {
                numerator: count.map_or(Shown::Withheld, Shown::Number),
                denominator: Some(Shown::Number(200)),
                share: None,
                pending: Shown::Number(0),
                removed: Shown::Number(0),
                beside: BTreeMap::new(),
                parts: BTreeMap::new(),
            };
            let definition = Definitions::built_in().find(id, as_of).unwrap().clone();
            let (days, warning) = (definition.period.days(as_of), String::new());
            PublishedMeasure { definition, days, places: BTreeMap::from([(HERE, tally)]), warning }
        };
        let (known_at, made_at) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH);
        let basis = Basis {
            as_of,
            known_at,
            made_at,
            list_size_source: String::new(),
            run: None,
            synthetic: true,
            policy: PolicyId::Hes2018,
        };
        Published { basis, measures: counts.iter().map(measure).collect(), names: BTreeMap::new() }
    }

    fn began_at(days: &[Published], id: &str, place: &Place) -> Option<Day> {
        let definition = Definitions::built_in().find(id, Day::of(2025, 12, 31)).unwrap().clone();
        began(&days.iter().collect::<Vec<_>>(), &definition, place)
    }

    #[test]
    fn a_service_begins_with_the_first_person_it_counts_and_true_noughts_after_that_stay() {
        let ids = ["plans_all_ages", "carried_three_times", "bcf_high_risk", "bcf_joint_plan", "objections"];
        let months: Vec<Published> = [
            [Some(0), Some(0), Some(0), Some(0), Some(0)],
            [Some(0), Some(0), Some(40), Some(0), Some(0)],
            [None, Some(0), Some(40), Some(0), Some(0)],
            [Some(10), Some(0), Some(40), None, Some(0)],
        ]
        .into_iter()
        .zip(1..)
        .map(|(counts, number)| month(number, &ids.into_iter().zip(counts).collect::<Vec<_>>()))
        .collect();
        let of = |id| began_at(&months, id, &HERE);
        let [january, february, march] = [1, 2, 3].map(|number| Some(Day::of(2025, number, 28)));
        assert_eq!(of("plans_all_ages"), march, "a withheld count is one");
        assert_eq!(of("carried_three_times"), march, "nobody was carried over, while others were seen");
        assert_eq!((of("bcf_high_risk"), of("bcf_joint_plan")), (february, march));
        assert_eq!(of("objections"), january, "there were people, none of whom objected");
        assert_eq!(began_at(&months, "plans_all_ages", &Place::Locality("North".into())), None);
        assert_eq!(began_at(&months[..2], "plans_all_ages", &HERE), None);
    }
}
