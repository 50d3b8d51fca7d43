//! What a review does to the case: the same decision, told to the register.

use crate::casework::case::{Case, CaseEvent, EndCase, EndReason, OpenCase, Route, SetCoordinator};
use crate::casework::decision::Decision;
use crate::casework::meeting::{AgendaItem, MeetingKind, RecordReview, Service, Why};
use crate::casework::nomination::{DecideNomination, Nomination, NominationEvent, NotAccepted, Verdict, WithdrawNomination};
use crate::casework::refusal::require;
use crate::casework::{Aggregate, Decided, Fact, Moment, Refusal};
use crate::domain::{ActionId, CaseId, Day, Line, MeetingId, Note, OdsCode, PersonId, TeamId};

/// Where the review was held, and what a case opened by it begins with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The meeting.
    pub meeting: MeetingId,
    /// What kind.
    pub kind: MeetingKind,
    /// Its day.
    pub on: Day,
    /// Its team.
    pub team: TeamId,
    /// Who is reviewed.
    pub person: PersonId,
    /// The practice they are registered with.
    pub practice: OdsCode,
}

/// How somebody on the agenda for these reasons came onto the register.
#[must_use]
pub fn route(item: &AgendaItem, kind: MeetingKind) -> Route {
    let any = |wanted: fn(&Why) -> bool| item.why.iter().any(wanted);
    if any(|why| matches!(why, Why::OnMdtList { .. })) {
        Route::Risk
    } else if item.nomination.is_some() || any(|why| matches!(why, Why::Nominated { .. })) {
        Route::ClinicalJudgement
    } else if kind == MeetingKind::CareHomeRound {
        Route::CareHome
    } else {
        Route::ClinicalJudgement
    }
}

/// The facts of a case, one after the other: each rule sees what the one before it made.
struct Steps<'a> {
    case: Case,
    facts: Vec<Fact<CaseEvent>>,
    at: &'a Moment,
}

impl Steps<'_> {
    fn then(&mut self, decide: impl FnOnce(&Case, &Moment) -> Decided<CaseEvent>) -> Result<(), Refusal> {
        for fact in decide(&self.case, self.at)? {
            self.case.apply(&fact.clone().recorded(self.at));
            self.facts.push(fact);
        }
        Ok(())
    }
}

/// What `review` makes of `case` (its open case, or one never opened): opened, reviewed, a coordinator, a level, actions, the next
/// review, or its end. No facts when the person is not on the register and stays off it. `ids` are those of the new actions.
///
/// Whether the coordinator is a member of the team is not known here.
///
/// # Errors
/// `on_register`, `not_on_register`, `no_coordinator`, `second_coordinator`, `no_level`, `not_a_step_up`, `not_a_step_down`,
/// `no_referral`, `not_a_referral`, `no_end_reason`, `after_the_end`, `other_team`, and whatever the rules of the case refuse.
pub fn applied(
    case: &Case,
    review: &RecordReview,
    item: &AgendaItem,
    setting: &Setting,
    ids: &[ActionId],
    at: &Moment,
) -> Decided<CaseEvent> {
    check(case, review)?;
    require(!case.is_open() || case.team == setting.team, || {
        Refusal::by("other_team", "another team looks after the person; hand the case over to this team first")
    })?;
    let mut steps = Steps { case: case.clone(), facts: vec![], at };
    if review.decision == Decision::Accept {
        let wanted = OpenCase {
            person: setting.person,
            team: setting.team,
            route: review.route.unwrap_or_else(|| route(item, setting.kind)),
            reason: review.situation.clone(),
            start: Some(setting.on),
        };
        steps.then(|case, at| case.open(wanted, setting.practice.clone(), at))?;
    }
    if !steps.case.is_open() {
        return Ok(vec![]);
    }
    // Somebody who had died or gone before the meeting was not reviewed in it: the minutes have it, the case ends on its day.
    if !(end_reason(review).is_some() && review.ended_on.is_some_and(|ended| ended < setting.on)) {
        steps.then(|case, at| case.review(setting.on, Some(setting.meeting), review.decision, at))?;
    }
    for closed in &review.close_actions {
        steps.then(|case, at| case.close_action(closed.action, closed.wanted(), at))?;
    }
    if let Some(coordinator) = review.coordinator.filter(|named| steps.case.coordinator() != Some(*named)) {
        let reason = Line::from("named at the meeting");
        steps.then(|case, at| case.set_coordinator(SetCoordinator { coordinator, from: Some(setting.on), reason }, at))?;
    }
    if let Some((level, complexity)) = level(&steps.case, review) {
        steps.then(|case, at| case.set_level(level, complexity, at))?;
    }
    for (action, id) in review.actions.iter().zip(ids) {
        steps.then(|case, at| case.add_action(*id, action.wanted(), at))?;
    }
    if let Some(due) = review.next_review {
        steps.then(|case, at| case.schedule_review(due, at))?;
    }
    if let Some(reason) = end_reason(review) {
        let outcome: Note = review.outcome.clone().unwrap_or_else(|| review.situation.clone());
        let on = Some(review.ended_on.unwrap_or(setting.on));
        steps.then(|case, at| case.end(EndCase { reason, outcome, on, died_at: None }, at))?;
    }
    Ok(steps.facts)
}

/// What the review asks for fits the decision and the case.
fn check(case: &Case, review: &RecordReview) -> Result<(), Refusal> {
    let open = case.is_open();
    match review.decision {
        Decision::Accept | Decision::DoNotAccept => require(!open, || {
            Refusal::by("on_register", "the person is on the register already; decide about their case").at("decision")
        }),
        Decision::Allocate | Decision::StepUp | Decision::StepDown | Decision::Discharge => require(open, || {
            Refusal::by("not_on_register", "the person is not on the register; accept them first").at("decision")
        }),
        _ => Ok(()),
    }?;
    let stays = (open || review.decision == Decision::Accept) && end_reason(review).is_none();
    let asks =
        !review.actions.is_empty() || review.next_review.is_some() || review.coordinator.is_some() || review.level.is_some();
    require(stays || !asks, || {
        Refusal::by(
            "after_the_end",
            "somebody who leaves the register has no coordinator, level, actions or next review; leave them out",
        )
        .at("decision")
    })?;
    require(open || review.close_actions.is_empty(), || {
        Refusal::by("not_on_register", "the person is not on the register and has no actions to close; leave them out")
            .at("close_actions")
    })?;
    require(review.decision != Decision::Allocate || review.coordinator.is_some(), || {
        Refusal::by("no_coordinator", "say who becomes the care coordinator").at("coordinator")
    })?;
    let other = case.coordinator().filter(|present| review.coordinator.is_some_and(|named| named != *present));
    require(other.is_none() || review.replaces_coordinator, || {
        Refusal::by(
            "second_coordinator",
            "the person has a care coordinator; say that this one replaces them, or leave it as it is",
        )
        .at("coordinator")
    })?;
    check_referral(review)?;
    require(review.decision != Decision::Discharge || review.end_reason.is_some(), || {
        Refusal::by("no_end_reason", "this decision ends the case; say why it ends").at("end_reason")
    })?;
    check_step(case, review)
}

/// A referral says to what kind of service, and nothing else is one.
fn check_referral(review: &RecordReview) -> Result<(), Refusal> {
    if review.decision != Decision::Refer {
        let words = "only the decision `refer` is to a service; leave it out, or agree an action that refers the person";
        require(review.service.is_none(), || Refusal::by("not_a_referral", words).at("service"))?;
        return require(review.referred_to.is_none(), || Refusal::by("not_a_referral", words).at("referred_to"));
    }
    require(review.service.is_some(), || {
        Refusal::by("no_referral", "a referral is to a service; say to what kind").at("service")
    })?;
    require(review.service != Some(Service::Other) || review.referred_to.is_some(), || {
        Refusal::by("no_referral", "another service has to be named; say which").at("referred_to")
    })
}

/// Stepping up is to a lower number, stepping down to a higher one.
fn check_step(case: &Case, review: &RecordReview) -> Result<(), Refusal> {
    let up = review.decision == Decision::StepUp;
    if !up && review.decision != Decision::StepDown {
        return Ok(());
    }
    let wanted =
        review.level.ok_or_else(|| Refusal::by("no_level", "this decision changes the level; say to which").at("level"))?;
    let Some(present) = case.level else { return Ok(()) };
    let rule = if up { "not_a_step_up" } else { "not_a_step_down" };
    require(if up { wanted < present } else { wanted > present }, || {
        let than = if up { "lower" } else { "higher" };
        Refusal::by(rule, format!("the person is at level {present}; give a {than} number (1 is the most intensive)")).at("level")
    })
}

/// The level and complexity asked for, if either is.
fn level(case: &Case, review: &RecordReview) -> Option<(u8, u8)> {
    let level = review.level.or(case.level.filter(|_| review.complexity.is_some()))?;
    let complexity = review.complexity.or(case.complexity).unwrap_or(3);
    (case.level != Some(level) || case.complexity != Some(complexity)).then_some((level, complexity))
}

/// Why the case ends, when it does.
const fn end_reason(review: &RecordReview) -> Option<EndReason> {
    match review.decision {
        Decision::Discharge => review.end_reason,
        Decision::Died => Some(EndReason::Died),
        Decision::Moved => Some(EndReason::Moved),
        _ => None,
    }
}

/// What the review makes of a nomination, if it settles it: accepted with the `case` it opened, not accepted, or overtaken by events.
///
/// # Errors
/// Whatever the rules of the nomination refuse.
pub fn nomination_settled(
    nomination: &Nomination,
    review: &RecordReview,
    case: Option<CaseId>,
    setting: &Setting,
    at: &Moment,
) -> Decided<NominationEvent> {
    let words = || Line::from("decided at the meeting; its minutes say why");
    let decision = match review.decision {
        Decision::Accept => match case {
            Some(case) => Verdict::Accepted { case },
            None => return Ok(vec![]),
        },
        Decision::DoNotAccept | Decision::NoFurtherAction => {
            Verdict::NotAccepted { reason: review.not_accepted.unwrap_or(NotAccepted::Other), words: words() }
        }
        Decision::Refer => Verdict::NotAccepted { reason: NotAccepted::Referred, words: words() },
        Decision::Died => return nomination.withdraw(WithdrawNomination { reason: "the person has died".into() }, at),
        Decision::Moved => return nomination.withdraw(WithdrawNomination { reason: "the person has moved away".into() }, at),
        Decision::Allocate | Decision::StepUp | Decision::StepDown | Decision::Discharge | Decision::Defer => return Ok(vec![]),
    };
    nomination.decide(DecideNomination { decision, on: Some(setting.on) }, case.map(|_| setting.person), at)
}
