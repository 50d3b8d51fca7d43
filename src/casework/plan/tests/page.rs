//! The summary on one page.

use super::*;
use crate::casework::plan::one_page::fit;
use crate::casework::plan::summary::{Around, EmergencySummary, SummaryPerson};

pub(super) fn summary(content: PlanContent) -> EmergencySummary {
    let mut kept = Kept::begun(TODAY);
    kept.agree(TODAY, content, None, &on(TODAY)).unwrap();
    let person = SummaryPerson {
        id: PersonId::default(),
        name: Some("PEEL, Ada".into()),
        nhs_number: Some("999 000 0018".into()),
        born_on: Day::of(1940, 5, 1),
        practice: "A81001".parse().unwrap(),
    };
    let around = Around { person, coordinator: None, accountable_gp: None, start: None };
    EmergencySummary::of(PlanId::default(), &kept.plan, around, TODAY, &Rules::default()).unwrap()
}

#[test]
fn what_was_not_recorded_is_said_to_be_so() {
    let sections = fit(&summary(content()));
    let said: Vec<_> =
        sections.iter().flat_map(|section| &section.items).map(|item| format!("{} {}", item.head, item.words)).collect();
    assert!(said.contains(&"Resuscitation: no decision is recorded here.".to_owned()), "{said:?}");
    assert!(said.contains(&" Not recorded: ask.".to_owned()), "never taken for no allergies");
    assert!(sections.iter().all(|section| section.cut.is_none()));
    let none = fit(&summary(PlanContent { no_known_allergies: true, ..content() }));
    assert!(none.iter().flat_map(|section| &section.items).any(|item| item.words == "No known allergies."));
}

#[test]
fn what_is_cut_is_counted_and_says_where_the_rest_is() {
    let trigger = |n: usize| Contingency {
        sign: Line(format!("Sign {n} {}", "of many words ".repeat(13))),
        what_to_do: Note("Do this and then that. ".repeat(60)),
        call: Line(format!("0125300000{n}")),
    };
    let contingency: Vec<_> = (0..12).map(trigger).collect();
    let sections = fit(&summary(PlanContent { contingency, ..content() }));
    let section = sections.iter().find(|section| section.title == "When things get worse").unwrap();
    let cut = section.cut.as_ref().unwrap();
    assert_eq!(cut, "CUT TO FIT ONE PAGE: 12 shortened. All is in the plan, version 1.");
    assert_eq!(section.items.len(), 12, "one long item does not push the others out");
    for (item, n) in section.items.iter().zip(0..) {
        assert!(item.head.contains(&format!("call 0125300000{n}")), "whom to call is not cut");
        assert!(item.words.ends_with("… [shortened]"));
    }

    let allergies = vec![Allergy { substance: Line("of many words ".repeat(14)), reaction: None }; 30];
    let sections = fit(&summary(PlanContent { allergies, ..content() }));
    let section = sections.iter().find(|section| section.title.starts_with("Allergies")).unwrap();
    let left_out = 30 - section.items.len();
    assert!((1..30).contains(&left_out));
    assert!(section.cut.as_ref().unwrap().contains(&format!("{left_out} of 30 are not shown")), "{section:?}");
}
