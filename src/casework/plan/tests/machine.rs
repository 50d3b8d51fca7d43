//! Any order of commands, on any days: nothing panics, what is refused changes nothing, agreed versions never change.

use super::*;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Save,
    OpenDraft,
    DiscardDraft,
    Agree { content: u8, who: u8, actions: u8 },
    Contribute(u8),
    Review { changed: bool },
    DeclineReview,
    Decline,
    Withdraw,
    End,
    Death,
    NoDeath,
    Supersede,
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Save),
        3 => Just(Step::OpenDraft),
        1 => Just(Step::DiscardDraft),
        6 => (0u8..3, 0u8..8, 0u8..3).prop_map(|(content, who, actions)| Step::Agree { content, who, actions }),
        1 => (0u8..8).prop_map(Step::Contribute),
        2 => any::<bool>().prop_map(|changed| Step::Review { changed }),
        1 => Just(Step::DeclineReview),
        1 => Just(Step::Decline),
        1 => Just(Step::Withdraw),
        1 => Just(Step::End),
        1 => Just(Step::Death),
        2 => Just(Step::NoDeath),
        1 => Just(Step::Supersede),
        1 => Just(Step::Restart),
    ]
}

fn organisation(number: u8) -> OrganisationKind {
    use OrganisationKind::{Acute, CarerOrFamily, CommunityHealth, GpPractice, MentalHealth, Person, SocialCare, Voluntary};
    [GpPractice, CommunityHealth, MentalHealth, Acute, SocialCare, Voluntary, CarerOrFamily, Person][usize::from(number)]
}

fn decide(kept: &Kept, step: &Step, day: Option<Day>, register: &OnRegister, at: &Moment) -> Decided<PlanEvent> {
    let plan = &kept.plan;
    let reason = Note::from("Why");
    match *step {
        Step::Save | Step::Restart => plan.save_draft().map(|()| vec![]),
        Step::OpenDraft => plan.open_new_draft(at),
        Step::DiscardDraft => plan.discard_draft(at),
        Step::Agree { content: words, who, actions } => {
            let mut draft_content = plan.next_draft(Some(register));
            draft_content.what_matters = (words > 0).then(|| Note(format!("{words}")));
            let action = PlanAction { id: None, what: Line::from("Call"), owner: StaffId::default(), due: at.today };
            draft_content.actions.extend(std::iter::repeat_n(action, usize::from(actions)));
            let wanted = Agree { on: day, contributions: vec![by(organisation(who), day)], ..agree() };
            plan.agree(draft(draft_content), wanted, Some(register), &Rules::default(), &mut ActionId::new, at)
        }
        Step::Contribute(who) => plan.contribute(Contribute { contributor: by(organisation(who), day) }, at),
        Step::Review { changed } => {
            let outcome = if changed { ReviewOutcome::Changed } else { ReviewOutcome::StillRight };
            plan.review(ReviewPlan { on: day, outcome, note: None }, at)
        }
        Step::DeclineReview => plan.decline_review(DeclineReview { on: day, reason }, at),
        Step::Decline => plan.decline(DeclinePlan { on: day, reason }, Some(register), at),
        Step::Withdraw => plan.withdraw(WithdrawPlan { on: day, reason }, at),
        Step::End => plan.end(EndPlan { on: day, reason: EndPlanReason::Other, words: Line::from("Why") }, at),
        Step::Death => plan.end_by_death(register.case, day.unwrap_or(at.today), at),
        Step::NoDeath => Ok(plan.withdraw_end_by_death(register.case, at)),
        Step::Supersede => plan.supersede(PlanId::new(), Some(register), at),
    }
}

/// What of a version never changes: all but who agreed later.
fn fixed(plan: &CarePlan) -> Vec<PlanVersion> {
    plan.versions.iter().map(|version| PlanVersion { later: vec![], ..version.clone() }).collect()
}

fn check(plan: &CarePlan, today: Day) {
    let rules = Rules::default();
    assert!(plan.versions.iter().zip(1u32..).all(|(version, number)| version.agreement.number == number));
    assert!(plan.versions.is_sorted_by_key(|version| version.agreed_on));
    assert!(plan.drafts.iter().rev().skip(1).all(|draft| draft.until.is_some()), "one draft is open at most");
    assert!(plan.drafts.iter().all(|draft| draft.until.is_none_or(|until| until >= draft.opened_on)));
    assert!(plan.happened.iter().all(|happened| happened.on <= today));
    for version in &plan.versions {
        assert!(version.agreement.content.actions.iter().all(|action| action.id.is_some()));
        assert!(version.contributions().all(|by| by.agreed_on.is_some_and(|on| on <= today)));
    }
    if let Some(closed) = &plan.closed {
        assert!(plan.open_draft().is_none());
        assert!(plan.versions.iter().all(|version| version.agreed_on <= closed.on));
        assert!(plan.reviews.iter().all(|review| review.on <= closed.on));
        assert!(!plan.in_force(closed.on, &rules) && !plan.joint(closed.on, &rules));
    }
    for ago in 0..80 {
        let day = today.plus_days(-ago);
        assert!(!plan.joint(day, &rules) || plan.in_force(day, &rules));
        let status = plan.status(day);
        assert!(!plan.in_force(day, &rules) || matches!(status, Some(PlanStatus::Agreed | PlanStatus::UnderReview)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn agreed_versions_never_change(steps in prop::collection::vec((step(), 0i32..6, -10i32..2), 1..40)) {
        let mut kept = Kept::begun(TODAY);
        let mut today = TODAY;
        let mut register = register(TODAY.plus_days(-5));
        let mut alive = None;
        for (step, later, day) in steps {
            today = today.plus_days(later);
            let at = on(today);
            if matches!(step, Step::Restart) {
                register = OnRegister { case: CaseId::new(), start: today };
            }
            // Days 1 ahead stand for "left out".
            let day = (day < 1).then(|| today.plus_days(day));
            let before = kept.clone();
            let decided = decide(&kept, &step, day, &register, &at);
            if kept.take(decided, &at).is_err() {
                prop_assert_eq!(&before.plan, &kept.plan);
            }
            prop_assert_eq!(&fixed(&kept.plan)[..before.plan.versions.len()], &fixed(&before.plan)[..]);
            match step {
                Step::Death if before.plan.closed.is_none() => alive = Some(before.plan.clone()),
                Step::NoDeath if before.plan.closed.as_ref().is_some_and(|closed| closed.case == Some(register.case)) => {
                    let as_it_is = kept.plan.clone();
                    prop_assert_eq!(Some(as_it_is), alive.take(), "the plan goes on as it was");
                }
                _ => prop_assert!(before.plan.closed.is_none() || before.plan == kept.plan, "a closed plan stays as it is"),
            }
            check(&kept.plan, today);
            // As it was known then is the fold of what was recorded by then, which later steps do not touch.
            prop_assert_eq!(fold::<CarePlan>(&kept.events[..before.events.len()]), before.plan);
        }
    }
}
