//! The cohort rules, by example and by chance.

use super::*;
use crate::domain::{Line, NominationId, OdsCode, PersonId};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn practice() -> OdsCode {
    "A81001".parse().unwrap()
}

fn ground(select: Vec<Select>) -> Ground {
    let tier = |place, name: &str| Tier { place, name: name.into() };
    Ground {
        rules: ListRules { select, ..ListRules::default() },
        tiers: vec![tier(0, "very high"), tier(1, "high"), tier(2, "low")],
        practices: BTreeMap::from([(practice(), Some(100))]),
        room: 3,
        care_homes: false,
    }
}

fn ranked(rank: i64) -> Candidate {
    let tier = i64::from(rank > 1) + i64::from(rank > 5);
    Candidate {
        person: PersonId::from(Uuid::from_u128(rank as u128)),
        practice: practice(),
        score: Some(Scored { risk: 1.0 / rank as f64, percentile: 50.0, tier, rank, practice_rank: rank }),
        scored_at: Some(practice()),
        nomination: None,
        died: false,
        left: false,
        care_home: false,
        on_register: false,
        declined: false,
        objects: false,
        not_suitable: false,
    }
}

fn places(proposal: &Proposal) -> Vec<i64> {
    proposal.entries.iter().map(|entry| entry.score.map_or(0, |score| score.rank)).collect()
}

#[test]
fn each_rule_selects_its_own() {
    let tier = Select::TierAtLeast { tier: Line::from("high") };
    for (select, expected) in [
        (vec![tier.clone()], vec![1, 2, 3, 4, 5]),
        (vec![Select::TopOfPracticeAdults { permille: 15 }], vec![1, 2]),
        (vec![Select::TopByCapacity {}], vec![1, 2, 3]),
        (vec![Select::TopCount { count: 4 }], vec![1, 2, 3, 4]),
        (vec![], vec![]),
    ] {
        let proposal = propose(&ground(select), (1..=20).map(ranked).collect()).unwrap();
        assert_eq!(places(&proposal), expected);
    }
    let both = propose(&ground(vec![tier, Select::TopByCapacity {}]), (1..=20).map(ranked).collect()).unwrap();
    assert_eq!(both.entries[0].why.len(), 2);
    assert_eq!(both.entries[4].why, [Why::Tier { tier: "high".into() }]);
    let unknown = ground(vec![Select::TierAtLeast { tier: Line::from("sky high") }]);
    assert_eq!(propose(&unknown, vec![]).unwrap_err().rule, "no_such_tier");
}

#[test]
fn who_is_left_out_makes_room_for_the_next() {
    let mut people: Vec<_> = (1..=6).map(ranked).collect();
    people[0].on_register = true;
    people[1].objects = true;
    let proposal = propose(&ground(vec![Select::TopByCapacity {}]), people.clone()).unwrap();
    assert_eq!(places(&proposal), [3, 4, 5]);
    let proposal = propose(&ground(vec![Select::TopOfPracticeAdults { permille: 20 }]), people).unwrap();
    assert_eq!(places(&proposal), [0i64; 0], "but not in a share of the practice");
    assert_eq!(proposal.left_out, BTreeMap::from([(LeftOut::Objects, 1), (LeftOut::OnRegister, 1)]));
}

#[test]
fn a_nomination_needs_no_score_and_outweighs_a_refusal_of_the_past() {
    let mut nominee = ranked(50);
    nominee.nomination = Some(NominationId::new());
    nominee.score = None;
    nominee.declined = true;
    nominee.practice = "B81001".parse().unwrap();
    let on = |nominee: Candidate| propose(&ground(vec![]), vec![nominee]).unwrap().entries.len();
    assert_eq!(on(nominee.clone()), 1);
    for change in [
        (|c| c.objects = true) as fn(&mut Candidate),
        |c| c.died = true,
        |c| c.left = true,
        |c| c.not_suitable = true,
        |c| c.on_register = true,
        |c| c.nomination = None,
    ] {
        let mut changed = nominee.clone();
        change(&mut changed);
        assert_eq!(on(changed), 0);
    }
}

#[test]
fn tells_who_came_went_rose_and_fell() {
    let ground = ground(vec![Select::TierAtLeast { tier: Line::from("high") }]);
    let entries = propose(&ground, (1..=4).map(ranked).collect()).unwrap().entries;
    let was = |rank, tier: i64| Before {
        now: ranked(rank),
        why: vec![Why::Tier { tier: String::new() }],
        tier: Some((tier, ground.tiers[tier as usize].name.clone())),
    };
    let mut registered = was(7, 1);
    registered.now.on_register = true;
    let mut closed = was(9, 2);
    closed.why = vec![Why::Nominated { nomination: NominationId::new() }];
    let mut unscored = was(10, 2);
    unscored.now.score = None;
    let before = [was(1, 1), was(2, 0), was(3, 1), registered, was(8, 1), closed, unscored];
    let found = changes(&ground, &before, &entries);
    let told: Vec<_> = found.iter().map(|change| (change.kind, change.went)).collect();
    assert_eq!(
        told,
        [
            (ChangeKind::Came, None),
            (ChangeKind::Rose, None),
            (ChangeKind::Fell, None),
            (ChangeKind::Went, Some(Gone::OnRegister)),
            (ChangeKind::Went, Some(Gone::BelowTheRules)),
            (ChangeKind::Went, Some(Gone::NominationClosed)),
            (ChangeKind::Went, Some(Gone::NotScored)),
        ]
    );
}

fn anybody() -> impl Strategy<Value = Candidate> {
    (1i64..60, proptest::array::uniform7(proptest::bool::weighted(0.15)), any::<bool>()).prop_map(|(rank, facts, scored)| {
        let [died, left, on_register, declined, objects, not_suitable, nominated] = facts;
        let nomination = nominated.then(|| NominationId::from(Uuid::from_u128(rank as u128)));
        let base = ranked(rank);
        let score = base.score.filter(|_| scored);
        Candidate { score, nomination, died, left, on_register, declined, objects, not_suitable, ..base }
    })
}

fn any_select() -> impl Strategy<Value = Select> {
    prop_oneof![
        Just(Select::TierAtLeast { tier: Line::from("high") }),
        (1u32..=1000).prop_map(|permille| Select::TopOfPracticeAdults { permille }),
        Just(Select::TopByCapacity {}),
        (1u32..50).prop_map(|count| Select::TopCount { count }),
    ]
}

proptest! {
    #[test]
    fn a_list_never_shows_whom_it_must_not_and_depends_on_no_order(
        mut people in proptest::collection::vec(anybody(), 0..60),
        select in proptest::collection::vec(any_select(), 0..4),
        at_most in proptest::option::of(1u32..20),
        room in 0u32..20,
    ) {
        people.sort_by_key(|candidate| candidate.person);
        people.dedup_by_key(|candidate| candidate.person);
        let mut ground = ground(select);
        ground.rules.at_most = at_most;
        ground.room = room;
        let proposal = propose(&ground, people.clone()).unwrap();
        let nominated = |entry: &&Entry| entry.nomination.is_some();
        let most = at_most.map_or(usize::MAX, |most| most as usize);
        prop_assert!(proposal.entries.len() <= most.max(proposal.entries.iter().filter(nominated).count()));
        for entry in &proposal.entries {
            let person = people.iter().find(|candidate| candidate.person == entry.person).unwrap();
            prop_assert_eq!(ground.left_out(person), None);
            prop_assert!(!entry.why.is_empty());
        }
        prop_assert!(proposal.entries.is_sorted_by_key(|entry| entry.score.map_or(i64::MAX, |score| score.rank)));
        people.reverse();
        prop_assert_eq!(&propose(&ground, people.clone()).unwrap(), &proposal);
        // The same list again changes nothing.
        let tier = |place: i64| ground.tiers.iter().find(|tier| tier.place == place).map(|tier| (place, tier.name.clone()));
        let before: Vec<_> = proposal.entries.iter().map(|entry| Before {
            now: people.iter().find(|candidate| candidate.person == entry.person).unwrap().clone(),
            why: entry.why.clone(),
            tier: entry.score.and_then(|score| tier(score.tier)),
        }).collect();
        prop_assert_eq!(changes(&ground, &before, &proposal.entries), vec![]);
    }
}
