//! Each refusal, by name.

use super::*;

const PAST: Day = Day::of(2026, 3, 2);

fn refused(kept: &Kept, wanted: Agree, content: PlanContent, register: Option<&OnRegister>) -> &'static str {
    let mut after = kept.clone();
    let decided = kept.plan.agree(draft(content), wanted, register, &Rules::default(), &mut ActionId::new, &on(TODAY));
    let rule = after.take(decided, &on(TODAY)).unwrap_err();
    assert_eq!(after.plan, kept.plan);
    rule
}

#[test]
fn agreeing_is_refused_by_name() {
    let kept = Kept::begun(PAST);
    let start = register(PAST);
    let case = |wanted, content| refused(&kept, wanted, content, Some(&start));
    assert_eq!(case(agree(), PlanContent::default()), "nothing_to_agree");
    assert_eq!(case(Agree { draft_version: 2, ..agree() }, content()), "draft_changed");
    assert_eq!(case(Agree { on: Some(TODAY.plus_days(1)), ..agree() }, content()), "in_the_future");
    assert_eq!(case(Agree { on: Some(PAST.plus_days(-1)), ..agree() }, content()), "agreed_before_start");
    assert_eq!(case(Agree { contributions: vec![], ..agree() }, content()), "needs_contributor");
    let family = vec![by(OrganisationKind::CarerOrFamily, None), by(OrganisationKind::Person, None)];
    assert_eq!(case(Agree { contributions: family, ..agree() }, content()), "needs_contributor");
    let later = vec![by(OrganisationKind::GpPractice, Some(TODAY.plus_days(1)))];
    assert_eq!(case(Agree { contributions: later, ..agree() }, content()), "in_the_future");
    for who in [AgreedBy::Representative, AgreedBy::BestInterests] {
        assert_eq!(case(Agree { with: AgreedWith { who, name: None }, ..agree() }, content()), "needs_name");
    }
}

#[test]
fn a_draft_that_contradicts_itself_is_not_agreed() {
    let kept = Kept::begun(PAST);
    let case = |content| refused(&kept, agree(), content, None);
    let allergy = Allergy { substance: Line::from("Penicillin"), reaction: None };
    assert_eq!(case(PlanContent { allergies: vec![allergy], no_known_allergies: true, ..content() }), "allergies_both_ways");
    let found = |assessed_on| Some(NoSocialCareNeed { assessed_on, by: Line::from("A") });
    let needs = vec![Need { kind: NeedKind::Social, words: Note::from("Shopping") }];
    assert_eq!(case(PlanContent { needs, no_social_care_need: found(PAST), ..content() }), "social_need_both_ways");
    assert_eq!(case(PlanContent { no_social_care_need: found(TODAY.plus_days(1)), ..content() }), "in_the_future");
    let decided_on = TODAY.plus_days(1);
    let resuscitation =
        Some(Resuscitation { decision: CprDecision::DoNotAttempt, decided_on, by: Line::from("A"), form_kept_at: None });
    let end_of_life = EndOfLife { resuscitation, ..EndOfLife::default() };
    assert_eq!(case(PlanContent { end_of_life, ..content() }), "in_the_future");
    let rules = Rules { plan_review_months: 6, ..Rules::default() };
    let long = PlanContent { review_months: Some(7), ..content() };
    let refusal = kept.plan.agree(draft(long), agree(), None, &rules, &mut ActionId::new, &on(TODAY)).unwrap_err();
    assert_eq!(refusal.rule, "review_interval_too_long");
}

#[test]
fn actions_are_the_cases() {
    let mut kept = Kept::begun(PAST);
    let start = register(PAST);
    let action = |id| PlanAction { id, what: Line::from("Call"), owner: StaffId::default(), due: TODAY.plus_days(7) };
    let with = |actions| PlanContent { actions, ..content() };
    assert_eq!(refused(&kept, agree(), with(vec![action(None)]), None), "actions_need_a_case");
    assert_eq!(refused(&kept, agree(), with(vec![action(Some(ActionId::new()))]), Some(&start)), "unknown_action");
    kept.agree(TODAY, with(vec![action(None)]), Some(&start), &on(TODAY)).unwrap();
    let added: Vec<_> = kept.plan.added_actions().map(|(id, _)| id).collect();
    assert_eq!(added.len(), 1);

    let decided = kept.plan.open_new_draft(&on(TODAY));
    kept.take(decided, &on(TODAY)).unwrap();
    let known = kept.plan.next_draft(Some(&start)).actions;
    assert_eq!(known[0].id, Some(added[0]));
    let twice = vec![known[0].clone(), known[0].clone()];
    assert_eq!(refused(&kept, agree(), with(twice), Some(&start)), "unknown_action");
    let changed = PlanAction { what: Line::from("Visit"), ..known[0].clone() };
    assert_eq!(refused(&kept, agree(), with(vec![changed]), Some(&start)), "action_changed");
    let again = OnRegister { case: CaseId::new(), start: TODAY };
    assert_eq!(kept.plan.next_draft(Some(&again)).actions[0].id, None, "another case knows nothing of the action");
    assert_eq!(refused(&kept, agree(), with(known.clone()), Some(&again)), "unknown_action");
    kept.agree(TODAY, with(vec![known[0].clone(), action(None)]), Some(&start), &on(TODAY)).unwrap();
    assert_eq!(kept.plan.added_actions().count(), 1, "an action agreed before is not added again");
}

#[test]
fn what_needs_an_agreed_version_is_refused_without() {
    let kept = Kept::begun(PAST);
    let (plan, at) = (&kept.plan, on(TODAY));
    let review = |on| ReviewPlan { on, outcome: ReviewOutcome::StillRight, note: None };
    let decline = |on| DeclineReview { on, reason: Note::from("No") };
    let withdraw = |on| WithdrawPlan { on, reason: Note::from("No") };
    let contribute = |on| Contribute { contributor: by(OrganisationKind::SocialCare, on) };
    let name = |decided: Decided<PlanEvent>| decided.unwrap_err().rule;
    assert_eq!(name(plan.review(review(None), &at)), "nothing_agreed");
    assert_eq!(name(plan.decline_review(decline(None), &at)), "nothing_agreed");
    assert_eq!(name(plan.withdraw(withdraw(None), &at)), "nothing_agreed");
    assert_eq!(name(plan.contribute(contribute(None), &at)), "nothing_agreed");
    assert_eq!(name(plan.open_new_draft(&at)), "nothing_agreed");
    assert_eq!(name(plan.discard_draft(&at)), "nothing_agreed");
    assert_eq!(plan.copy_for(plan.person.unwrap(), PlanId::new()).unwrap_err().rule, "nothing_agreed");
    assert_eq!(plan.copy_for(PersonId::new(), PlanId::new()).unwrap_err().rule, "not_their_plan");

    let kept = Kept::agreed(PAST);
    let plan = &kept.plan;
    let (early, late) = (Some(PAST.plus_days(-1)), Some(TODAY.plus_days(1)));
    for (day, rule) in [(early, "before_agreement"), (late, "in_the_future")] {
        assert_eq!(name(plan.review(review(day), &at)), rule);
        assert_eq!(name(plan.decline_review(decline(day), &at)), rule);
        assert_eq!(name(plan.contribute(contribute(day), &at)), rule);
    }
    assert_eq!(name(plan.withdraw(withdraw(early), &at)), "before_last_event");
    assert_eq!(name(plan.discard_draft(&at)), "no_draft");
    assert_eq!(plan.save_draft().unwrap_err().rule, "agreed_version_unchangeable");
    assert_eq!(refused(&kept, agree(), content(), None), "nothing_to_agree");
    let wanted = DeclinePlan { on: None, reason: Note::from("No") };
    assert_eq!(name(plan.decline(wanted, None, &at)), "already_agreed");
    assert_eq!(name(plan.start(PersonId::new(), None, &at)), "already_started");
}

#[test]
fn a_closed_plan_stays_closed() {
    let mut kept = Kept::agreed(PAST);
    let end = EndPlan { on: None, reason: EndPlanReason::GoalsMet, words: Line::from("Well") };
    let decided = kept.plan.end(end.clone(), &on(TODAY));
    kept.take(decided, &on(TODAY)).unwrap();
    let (plan, at) = (&kept.plan, on(TODAY));
    assert_eq!(plan.end(end, &at).unwrap_err().rule, "plan_closed");
    assert_eq!(plan.save_draft().unwrap_err().rule, "plan_closed");
    assert_eq!(plan.open_new_draft(&at).unwrap_err().rule, "plan_closed");
    assert_eq!(plan.supersede(PlanId::new(), Some(&register(TODAY.plus_days(1))), &at).unwrap_err().rule, "plan_closed");
    assert_eq!(plan.status(TODAY), Some(PlanStatus::Ended));
    assert_eq!(plan.status(TODAY.plus_days(-1)), Some(PlanStatus::Agreed));
}

#[test]
fn only_a_later_start_supersedes() {
    let mut kept = Kept::agreed(PAST);
    let rule = |register: Option<&OnRegister>| kept.plan.supersede(PlanId::new(), register, &on(TODAY)).map_err(|no| no.rule);
    assert_eq!(rule(None).unwrap_err(), "one_current_plan");
    assert_eq!(rule(Some(&register(PAST))).unwrap_err(), "one_current_plan", "agreed on the day of the start");
    assert!(rule(Some(&register(PAST.plus_days(1)))).is_ok());
    let decided = kept.plan.supersede(PlanId::new(), Some(&register(PAST.plus_days(1))), &on(TODAY));
    kept.take(decided, &on(TODAY)).unwrap();
    assert_eq!(kept.plan.status(TODAY), Some(PlanStatus::Superseded));
    let late = DeclinePlan { on: Some(PAST.plus_days(-1)), reason: Note::from("No") };
    let begun = Kept::begun(TODAY);
    assert_eq!(begun.plan.decline(late, Some(&register(PAST)), &on(TODAY)).unwrap_err().rule, "declined_before_start");
}
