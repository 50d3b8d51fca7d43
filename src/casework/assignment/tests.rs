//! The proposal against two oracles: Kuhn-Munkres on person × place, and every possibility on tiny instances.

use super::flow::{Instance, cheapest, seat_prices};
use super::*;
use crate::casework::team::Skill;
use crate::domain::{CaseId, OdsCode, PersonId, Role, StaffId};
use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;
use proptest::prelude::*;
use uuid::Uuid;

/// What an answer is judged by: how many are left, how heavy they are, and what the others cost. Smaller is better, in that order.
type Merit = (usize, i64, i64);

fn merit(instance: &Instance, placed: &[Option<usize>]) -> Merit {
    let left = || (0..placed.len()).filter(|&person| placed[person].is_none());
    let base = |(person, with): (usize, &Option<usize>)| with.map_or(0, |with| instance.base[person][with].unwrap());
    let costs = placed.iter().enumerate().map(base).sum::<i64>() + seat_prices(instance, placed).iter().sum::<i64>();
    (left().count(), left().map(|person| instance.weight[person]).sum(), costs)
}

fn within_capacity(instance: &Instance, placed: &[Option<usize>]) -> bool {
    let held = |coordinator| placed.iter().filter(|with| **with == Some(coordinator)).count();
    (0..instance.prices.len()).all(|coordinator| held(coordinator) <= instance.prices[coordinator].len())
}

/// Kuhn-Munkres over every place and, for each person, a place with nobody.
fn kuhn_munkres(instance: &Instance) -> Vec<Option<usize>> {
    let places: Vec<(usize, i64)> =
        instance.prices.iter().enumerate().flat_map(|(at, prices)| prices.iter().map(move |&price| (at, price))).collect();
    let people = instance.weight.len();
    let nobody = |person: usize| 1_000_000_000_000 + 1_000_000 * instance.weight[person];
    let never = 1_000_000_000_000_000;
    let costs = Matrix::from_fn(people, places.len() + people, |(person, at)| match places.get(at) {
        Some(&(with, price)) => instance.base[person][with].map_or(never, |base| base + price * instance.weight[person]),
        None => nobody(person),
    });
    let (_, chosen) = kuhn_munkres_min(&costs);
    chosen.into_iter().map(|at| places.get(at).map(|&(with, _)| with)).collect()
}

fn every_possibility(instance: &Instance) -> Merit {
    fn extend(instance: &Instance, so_far: &mut Vec<Option<usize>>, best: &mut Option<Merit>) {
        if so_far.len() == instance.weight.len() {
            if within_capacity(instance, so_far) {
                let this = merit(instance, so_far);
                *best = Some(best.map_or(this, |best| best.min(this)));
            }
            return;
        }
        let person = so_far.len();
        let with = (0..instance.prices.len()).filter(|&with| instance.base[person][with].is_some());
        for with in with.map(Some).chain([None]) {
            so_far.push(with);
            extend(instance, so_far, best);
            so_far.pop();
        }
    }
    let mut best = None;
    extend(instance, &mut vec![], &mut best);
    best.unwrap()
}

fn instances(people: usize, coordinators: usize, places: usize) -> impl Strategy<Value = Instance> {
    (0..=people, 0..=coordinators).prop_flat_map(move |(people, coordinators)| {
        let base = proptest::collection::vec(proptest::option::weighted(0.8, 0i64..40), coordinators);
        let prices = proptest::collection::vec(0i64..15, 0..=places).prop_map(|mut prices| {
            prices.sort_unstable();
            prices
        });
        (
            proptest::collection::vec(base, people),
            proptest::collection::vec(1i64..=5, people),
            proptest::collection::vec(prices, coordinators),
        )
            .prop_map(|(base, weight, prices)| Instance { base, weight, prices })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn as_good_as_kuhn_munkres(instance in instances(24, 6, 6)) {
        let placed = cheapest(&instance);
        prop_assert!(within_capacity(&instance, &placed));
        prop_assert_eq!(merit(&instance, &placed), merit(&instance, &kuhn_munkres(&instance)));
    }

    #[test]
    fn as_good_as_every_possibility(instance in instances(5, 3, 3)) {
        prop_assert_eq!(merit(&instance, &cheapest(&instance)), every_possibility(&instance));
    }
}

fn staff(serial: u128) -> StaffId {
    Uuid::from_u128(serial).into()
}

fn practice(serial: usize) -> OdsCode {
    format!("A8100{serial}").parse().unwrap()
}

fn waiting(serial: u128) -> Waiting {
    Waiting {
        case: CaseId::from(Uuid::from_u128(serial)),
        person: PersonId::from(Uuid::from_u128(1000 + serial)),
        practice: practice(1),
        network: None,
        primary_need: None,
        skill_required: false,
        complexity: Some(3),
        known: vec![],
        not_by: vec![],
    }
}

fn coordinator(serial: u128, capacity: u32) -> Coordinator {
    Coordinator {
        staff: staff(serial),
        role: Role::CommunityMatron,
        organisation: "RX101".parse().unwrap(),
        capacity,
        held: 0,
        load: 0,
        skills: std::collections::BTreeSet::new(),
        base_network: None,
        practices: [practice(1)].into(),
        networks: std::collections::BTreeSet::new(),
    }
}

fn arb_waiting() -> impl Strategy<Value = Waiting> {
    let need = proptest::option::of(proptest::sample::select(Skill::ALL.to_vec()));
    let known = proptest::option::of((1u128..6, proptest::sample::select(vec![Knows::Coordinator, Knows::Contact])));
    (1u128..40, 1usize..4, need, any::<bool>(), proptest::option::of(1u8..=5), known).prop_map(
        |(serial, at, primary_need, skill_required, complexity, known)| Waiting {
            practice: practice(at),
            primary_need,
            skill_required,
            complexity,
            known: known.map(|(by, how)| Known { by: staff(by), how }).into_iter().collect(),
            ..waiting(serial)
        },
    )
}

fn arb_coordinator() -> impl Strategy<Value = Coordinator> {
    let skills = proptest::collection::btree_set(proptest::sample::select(Skill::ALL.to_vec()), 0..3);
    let practices = proptest::collection::btree_set((1usize..4).prop_map(practice), 0..3);
    (1u128..6, 0u32..8, 0u32..4, skills, practices).prop_map(|(serial, capacity, held, skills, practices)| Coordinator {
        held,
        load: held * 3,
        skills,
        practices,
        ..coordinator(serial, capacity)
    })
}

proptest! {
    #[test]
    fn everybody_is_told_of_once_in_any_order(
        people in proptest::collection::btree_map(0..40u8, arb_waiting(), 0..25),
        team in proptest::collection::btree_map(0..6u8, arb_coordinator(), 0..5),
        seed in any::<u64>(),
    ) {
        // Distinct ids: the key of each.
        let people: Vec<_> = people.into_iter()
            .map(|(serial, person)| Waiting { case: waiting(u128::from(serial)).case, ..person }).collect();
        let team: Vec<_> = team.into_iter().map(|(serial, member)| Coordinator { staff: staff(u128::from(serial)), ..member }).collect();
        let proposed = propose(&people, &team, &Weights::default());
        let mut told: Vec<_> = proposed.placed.iter().map(|placed| placed.case).chain(proposed.left.iter().map(|left| left.case)).collect();
        told.sort_unstable();
        prop_assert_eq!(told, people.iter().map(|waiting| waiting.case).collect::<Vec<_>>());
        for member in &team {
            let given = proposed.placed.iter().filter(|placed| placed.coordinator == member.staff).count() as u32;
            prop_assert!(given == 0 || member.held + given <= member.capacity);
        }
        prop_assert_eq!(proposed.total_cost, proposed.placed.iter().map(|placed| placed.costs.total()).sum::<i64>());
        prop_assert!(proposed.placed.iter().all(|placed| placed.reasons.len() >= 4));

        let (mut people, mut team) = (people, team);
        people.sort_by_key(|waiting| blake3::hash(&[waiting.case.uuid().as_bytes().as_slice(), &seed.to_le_bytes()].concat()).to_hex());
        team.sort_by_key(|member| blake3::hash(&[member.staff.uuid().as_bytes().as_slice(), &seed.to_le_bytes()].concat()).to_hex());
        prop_assert_eq!(propose(&people, &team, &Weights::default()), proposed);
    }
}

#[test]
fn the_whole_counts_more_than_the_first() {
    // Taken in turn, 1 would take the skilled coordinator's one place, and 2, whom only she serves, would be left.
    let first = Waiting { known: vec![Known { by: staff(1), how: Knows::Coordinator }], ..waiting(1) };
    let second = Waiting { practice: practice(2), ..waiting(2) };
    let both = Coordinator { practices: [practice(1), practice(2)].into(), ..coordinator(1, 1) };
    let proposed = propose(&[first, second], &[both, coordinator(2, 1)], &Weights::default());
    let pairs: Vec<_> = proposed.placed.iter().map(|placed| (placed.case, placed.coordinator)).collect();
    assert_eq!(pairs, [(waiting(1).case, staff(2)), (waiting(2).case, staff(1))]);
    assert_eq!(proposed.placed[0].reasons.last().unwrap().about, "shared");
}

#[test]
fn load_spreads_and_the_heavy_go_first() {
    let people: Vec<_> = (1..=6).map(waiting).collect();
    let proposed = propose(&people, &[coordinator(1, 10), coordinator(2, 10)], &Weights::default());
    assert_eq!(proposed.placed.iter().filter(|placed| placed.coordinator == staff(1)).count(), 3);
    let people: Vec<_> = (1..=3).map(|serial| Waiting { complexity: Some(serial as u8), ..waiting(serial) }).collect();
    let proposed = propose(&people, &[coordinator(1, 2)], &Weights::default());
    assert_eq!(proposed.left.iter().map(|left| left.case).collect::<Vec<_>>(), [waiting(1).case], "the lightest waits");
    assert_eq!(proposed.left[0].because, LeftBecause::NoCapacity);
}

#[test]
fn tells_why_somebody_is_left() {
    let because = |waiting: Waiting, team: &[Coordinator]| propose(&[waiting], team, &Weights::default()).left[0].because;
    let need = |skill_required| Waiting { primary_need: Some(Skill::SocialCare), skill_required, ..waiting(1) };
    let team = [coordinator(1, 1)];
    assert_eq!(because(waiting(1), &[]), LeftBecause::NoCoordinators);
    assert_eq!(because(Waiting { practice: practice(2), ..waiting(1) }, &team), LeftBecause::NobodyServesThePractice);
    assert_eq!(because(need(true), &team), LeftBecause::NobodyHasTheSkill);
    assert_eq!(propose(&[need(false)], &team, &Weights::default()).placed[0].costs.skill, 3000);
    assert_eq!(because(Waiting { not_by: vec![staff(1)], ..waiting(1) }, &team), LeftBecause::RuledOut);
    assert_eq!(because(waiting(1), &[Coordinator { held: 1, ..coordinator(1, 1) }]), LeftBecause::NoCapacity);
}

#[test]
fn skill_continuity_and_locality_weigh() {
    let with = |waiting: Waiting, team: &[Coordinator]| propose(&[waiting], team, &Weights::default()).placed[0].coordinator;
    let plain = coordinator(1, 5);
    let skilled = Coordinator { skills: [Skill::Dementia].into(), ..coordinator(2, 5) };
    let dementia = Waiting { primary_need: Some(Skill::Dementia), ..waiting(1) };
    assert_eq!(with(dementia, &[plain.clone(), skilled]), staff(2));
    let known = Waiting { known: vec![Known { by: staff(2), how: Knows::Contact }], ..waiting(1) };
    assert_eq!(with(known, &[plain.clone(), coordinator(2, 5)]), staff(2));
    let network: OdsCode = "U12345".parse().unwrap();
    let at = |practice: OdsCode| Waiting { practice, network: Some(network.clone()), ..waiting(1) };
    let based = Coordinator { base_network: Some(network.clone()), ..coordinator(2, 5) };
    assert_eq!(with(at(practice(1)), &[plain.clone(), based]), staff(2), "based in the network before serving it");
    let serving = Coordinator { networks: [network.clone()].into(), ..coordinator(2, 5) };
    assert_eq!(with(at(practice(9)), &[plain.clone(), serving]), staff(2), "serving the network before serving elsewhere");
    let wide = Coordinator { practices: std::collections::BTreeSet::new(), ..plain };
    assert_eq!(with(waiting(1), &[wide, coordinator(2, 5)]), staff(2));
}
