//! In force and joint, at the borders.

use super::*;

fn in_force(kept: &Kept, day: Day) -> bool {
    kept.plan.in_force(day, &Rules::default())
}

#[test]
fn in_force_for_twelve_months() {
    let kept = Kept::agreed(Day::of(2025, 3, 16));
    assert!(!in_force(&kept, Day::of(2025, 3, 15)));
    assert!(in_force(&kept, Day::of(2025, 3, 16)), "on the day itself");
    assert!(in_force(&kept, Day::of(2026, 3, 15)));
    assert!(!in_force(&kept, Day::of(2026, 3, 16)), "the same day a year later is outside");
    assert_eq!(kept.plan.review_due(), Some(Day::of(2026, 3, 16)));
}

#[test]
fn a_leap_day_ends_with_february() {
    let kept = Kept::agreed(Day::of(2024, 2, 29));
    assert!(in_force(&kept, Day::of(2025, 2, 28)));
    assert!(!in_force(&kept, Day::of(2025, 3, 1)));
    assert_eq!(kept.plan.review_due(), Some(Day::of(2025, 2, 28)));
    let before = Kept::agreed(Day::of(2023, 2, 28));
    assert!(in_force(&before, Day::of(2024, 2, 27)));
    assert!(!in_force(&before, Day::of(2024, 2, 29)));
}

#[test]
fn a_review_lengthens_it_and_a_declined_one_does_not() {
    let mut kept = Kept::agreed(Day::of(2025, 3, 16));
    let at = on(Day::of(2025, 9, 1));
    let decided = kept.plan.decline_review(DeclineReview { on: None, reason: Note::from("No") }, &at);
    kept.take(decided, &at).unwrap();
    assert!(!in_force(&kept, Day::of(2026, 3, 16)));
    let decided = kept.plan.review(ReviewPlan { on: None, outcome: ReviewOutcome::StillRight, note: None }, &at);
    kept.take(decided, &at).unwrap();
    assert!(in_force(&kept, Day::of(2026, 8, 31)));
    assert!(!in_force(&kept, Day::of(2026, 9, 1)));
    assert_eq!(kept.plan.reviews[0].was_due, Some(Day::of(2026, 3, 16)));
}

#[test]
fn agreed_and_withdrawn_on_one_day_is_never_in_force() {
    let mut kept = Kept::agreed(TODAY);
    let decided = kept.plan.withdraw(WithdrawPlan { on: Some(TODAY), reason: Note::from("No") }, &on(TODAY));
    kept.take(decided, &on(TODAY)).unwrap();
    for day in -1..2 {
        assert!(!in_force(&kept, TODAY.plus_days(day)));
    }
    let what: Vec<_> = kept.plan.happened.iter().map(|happened| happened.what).collect();
    assert_eq!(what, [Happening::Agreed, Happening::Withdrawn], "both stay on record");
}

#[test]
fn joint_from_the_day_on_which_the_second_half_agreed() {
    let joint = |kept: &Kept, day: Day| kept.plan.joint(day, &Rules::default());
    let mut kept = Kept::agreed(TODAY.plus_days(-9));
    let at = on(TODAY);
    assert!(!joint(&kept, TODAY));
    for (organisation, makes) in
        [(OrganisationKind::Acute, false), (OrganisationKind::CarerOrFamily, false), (OrganisationKind::SocialCare, true)]
    {
        let contributor = by(organisation, Some(TODAY.plus_days(-3)));
        let decided = kept.plan.contribute(Contribute { contributor }, &at);
        kept.take(decided, &at).unwrap();
        assert_eq!(joint(&kept, TODAY), makes, "{organisation:?}");
    }
    assert!(!joint(&kept, TODAY.plus_days(-4)));
    assert!(joint(&kept, TODAY.plus_days(-3)));
    assert!(!joint(&kept, TODAY.plus_days(400)), "a plan that is not in force is not joint");

    let mut voluntary = Kept::begun(TODAY);
    let both = vec![by(OrganisationKind::MentalHealth, None), by(OrganisationKind::Voluntary, None)];
    let wanted = Agree { contributions: both, ..agree() };
    let decided = voluntary.plan.agree(draft(content()), wanted, None, &Rules::default(), &mut ActionId::new, &at);
    voluntary.take(decided, &at).unwrap();
    assert!(joint(&voluntary, TODAY));

    let mut assessed = Kept::begun(TODAY);
    let found = Some(NoSocialCareNeed { assessed_on: TODAY, by: Line::from("A") });
    assessed.agree(TODAY, PlanContent { no_social_care_need: found, ..content() }, None, &at).unwrap();
    assert!(joint(&assessed, TODAY));
}

#[test]
fn any_past_day_can_be_asked_for() {
    let mut kept = Kept::begun(TODAY);
    assert_eq!(kept.plan.status(TODAY.plus_days(-1)), None);
    assert_eq!(kept.plan.status(TODAY), Some(PlanStatus::Draft));
    // Agreed on paper a week before it was typed.
    kept.agree(TODAY.plus_days(-7), content(), None, &on(TODAY)).unwrap();
    assert_eq!(kept.plan.status(TODAY.plus_days(-7)), Some(PlanStatus::Agreed));
    assert_eq!(kept.plan.status(TODAY.plus_days(-8)), None);
    let later = on(TODAY.plus_days(5));
    let changed = ReviewPlan { on: None, outcome: ReviewOutcome::Changed, note: None };
    let decided = kept.plan.review(changed, &later);
    kept.take(decided, &later).unwrap();
    assert_eq!(kept.plan.status(TODAY.plus_days(4)), Some(PlanStatus::Agreed));
    assert_eq!(kept.plan.status(TODAY.plus_days(5)), Some(PlanStatus::UnderReview));
    assert_eq!(kept.plan.version_on(TODAY.plus_days(5)).unwrap().agreement.number, 1, "the version stands while it is reviewed");
}
