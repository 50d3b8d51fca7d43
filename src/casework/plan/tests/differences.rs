//! Differences of any two contents.

use super::*;
use crate::casework::plan::difference::{ChangeKind, PieceKind, difference};
use crate::casework::plan::entries::sections;
use proptest::prelude::*;

fn line() -> impl Strategy<Value = Line> {
    "[a-d]{1,2}( [a-d]{1,2}){0,3}".prop_map(Line)
}

prop_compose! {
    fn contents()(
        what_matters in prop::option::of(line().prop_map(|line| Note(line.0))),
        goals in prop::collection::vec((line(), prop::option::of(line())).prop_map(|(words, measure)| Goal { words, measure }), 0..5),
        allergies in prop::collection::vec(line().prop_map(|substance| Allergy { substance, reaction: None }), 0..3),
        no_known_allergies in any::<bool>(),
        capacity in prop::option::of(line().prop_map(|by| {
            Capacity { state: CapacityState::Fluctuates, decision: None, assessed_on: TODAY, by }
        })),
        review_months in prop::option::of(1u32..13),
        actions in prop::collection::vec((line(), 0i32..3).prop_map(|(what, days)| {
            PlanAction { id: None, what, owner: StaffId::default(), due: TODAY.plus_days(days) }
        }), 0..4),
    ) -> PlanContent {
        let legal = Legal { capacity, ..Legal::default() };
        PlanContent { what_matters, goals, actions, allergies, no_known_allergies, legal, review_months, ..PlanContent::default() }
    }
}

fn name(_: StaffId) -> String {
    "Bea Lodge".into()
}

/// Every field's words on one side of the changes, sorted: what was taken away, or what came.
fn side(was: &PlanContent, is: &PlanContent, without: PieceKind) -> Vec<String> {
    let told = difference(was, is, &name).into_iter();
    let skip = if without == PieceKind::Added { ChangeKind::Added } else { ChangeKind::Removed };
    let mut found: Vec<String> = told
        .filter(|change| change.kind != skip && change.kind != ChangeKind::Moved)
        .flat_map(|change| {
            change.fields.into_iter().filter_map(move |field| {
                let text: String =
                    field.pieces.iter().filter(|piece| piece.kind != without).map(|piece| piece.text.as_str()).collect();
                (!text.is_empty()).then(|| format!("{:?} {} {} {text}", change.section, change.what, field.field))
            })
        })
        .collect();
    found.sort();
    found
}

/// Every field's words of a content, sorted.
fn all(content: &PlanContent) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    for (section, entries) in sections(content, &name) {
        for entry in entries {
            found.extend(entry.fields.iter().map(|(field, text)| format!("{section:?} {} {field} {text}", entry.what)));
        }
    }
    found.sort();
    found
}

/// `from` less `taken`, both sorted; `None` unless all of `taken` was there.
fn less(from: &[String], taken: &[String]) -> Option<Vec<String>> {
    let mut left = from.to_vec();
    for text in taken {
        let at = left.iter().position(|other| other == text)?;
        left.remove(at);
    }
    Some(left)
}

proptest! {
    #[test]
    fn empty_exactly_when_equal(was in contents(), is in contents()) {
        prop_assert_eq!(difference(&was, &was, &name), vec![]);
        prop_assert_eq!(difference(&was, &is, &name).is_empty(), was == is);
    }

    #[test]
    fn taking_away_what_went_and_adding_what_came_makes_the_later_one(was in contents(), is in contents()) {
        let stayed = less(&all(&was), &side(&was, &is, PieceKind::Added)).expect("what went was there");
        let also = less(&all(&is), &side(&was, &is, PieceKind::Removed)).expect("what came is there");
        prop_assert_eq!(stayed, also);
    }
}

#[test]
fn changes_read_as_people_would_tell_them() {
    let goal = |words: &str| Goal { words: Line::from(words), measure: None };
    let goals = |words: &[&str]| PlanContent { goals: words.iter().copied().map(goal).collect(), ..content() };
    let was = goals(&["Read", "Paint", "See the sea", "Walk to the shop", "Sleep well"]);
    let is = goals(&["See the sea", "Read", "Paint", "Walk to the shop and back", "Eat fish"]);
    let told: Vec<_> = difference(&was, &is, &name)
        .into_iter()
        .map(|change| (change.kind, change.fields[0].pieces.iter().map(|piece| piece.text.clone()).collect::<String>()))
        .collect();
    let expected = [
        (ChangeKind::Moved, "See the sea".to_owned()),
        (ChangeKind::Changed, "Walk to the shop and back".to_owned()),
        (ChangeKind::Added, "Eat fish".to_owned()),
        (ChangeKind::Removed, "Sleep well".to_owned()),
    ];
    assert_eq!(told, expected);
}
