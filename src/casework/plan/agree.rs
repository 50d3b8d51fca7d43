//! Agreeing: the draft is judged, and becomes the next version.

use crate::casework::plan::{
    Agree, AgreedBy, AgreedWith, Agreement, CarePlan, Contributor, NeedKind, OnRegister, OrganisationKind, PlanAction,
    PlanContent, PlanDraft, PlanEvent,
};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal, Rules};
use crate::domain::{ActionId, Day};
use std::collections::HashSet;

impl CarePlan {
    /// Agrees `draft`. New actions get their ids from `fresh`, and are to be added to the case of `register` in the same change:
    /// see [`CarePlan::added_actions`].
    ///
    /// # Errors
    /// `plan_closed`, `nothing_to_agree`, `draft_changed`, `in_the_future`, `agreed_before_start` (before the latest start on the
    /// register), `agreed_before_last`, `needs_name`, `needs_contributor`, `allergies_both_ways`, `social_need_both_ways`,
    /// `review_interval_too_long`, `actions_need_a_case`, `unknown_action`, `action_changed`.
    pub fn agree(
        &self,
        draft: PlanDraft,
        wanted: Agree,
        register: Option<&OnRegister>,
        rules: &Rules,
        fresh: &mut dyn FnMut() -> ActionId,
        at: &Moment,
    ) -> Decided<PlanEvent> {
        self.require_current()?;
        require(self.open_draft().is_some() && !draft.content.says_nothing(), || {
            Refusal::by("nothing_to_agree", "there is no draft with a goal, need, action or contingency; write one first")
        })?;
        draft.require_revision(wanted.draft_version)?;
        let on = wanted.on.unwrap_or(at.today);
        self.require_day(on, register, at)?;
        require_name(&wanted.with)?;
        let mut content = draft.content;
        require_coherent(&content, at.today)?;
        let contributions = contributions(&content, wanted.contributions, on);
        for contributor in &contributions {
            not_in_future(contributor.agreed_on.unwrap_or(on), at.today, "contributions")?;
        }
        require(contributions.iter().any(|by| is_organisation(by.organisation)), || {
            let words = "at least one organisation must have agreed; add who agreed for it, and when";
            Refusal::by("needs_contributor", words).at("contributions")
        })?;
        let review_months = content.review_months.unwrap_or(rules.plan_review_months);
        require(review_months <= rules.plan_review_months, || {
            let longest = rules.plan_review_months;
            Refusal::by(
                "review_interval_too_long",
                format!("a plan is reviewed at least every {longest} months; give no more than that"),
            )
        })?;
        let added = self.link_actions(&mut content.actions, register, fresh)?;
        let number = self.latest().map_or(1, |latest| latest.agreement.number.saturating_add(1));
        let case = register.map(|register| register.case);
        let agreement = Agreement { number, content, with: wanted.with, contributions, review_months, case, added };
        Ok(vec![Fact::on(on, PlanEvent::Agreed(Box::new(agreement)))])
    }

    fn require_day(&self, on: Day, register: Option<&OnRegister>, at: &Moment) -> Result<(), Refusal> {
        not_in_future(on, at.today, "on")?;
        if let Some(OnRegister { start, .. }) = register {
            require(on >= *start, || {
                let words =
                    format!("the person's latest time on the register began on {start}; a plan agreed earlier does not count");
                Refusal::by("agreed_before_start", words).at("on")
            })?;
        }
        if let Some(last) = self.happened.iter().map(|happened| happened.on).max() {
            require(on >= last, || {
                let words = format!("the present version was agreed or reviewed on {last}; the next one is agreed then or later");
                Refusal::by("agreed_before_last", words).at("on")
            })?;
        }
        Ok(())
    }

    /// Gives new actions their ids, and checks that the others are the plan's own and unchanged.
    fn link_actions(
        &self,
        actions: &mut [PlanAction],
        register: Option<&OnRegister>,
        fresh: &mut dyn FnMut() -> ActionId,
    ) -> Result<Vec<ActionId>, Refusal> {
        let case = register.map(|register| register.case);
        let mut added = vec![];
        let mut seen = HashSet::new();
        for action in actions {
            let Some(id) = action.id else {
                require(case.is_some(), || {
                    let words =
                        "the person has no open case to keep the actions; put them on the register first, or agree without";
                    Refusal::by("actions_need_a_case", words)
                })?;
                let id = fresh();
                action.id = Some(id);
                added.push(id);
                continue;
            };
            let agreed = self.versions.iter().rev().filter(|version| version.agreement.case == case);
            let known = agreed.flat_map(|version| &version.agreement.content.actions).find(|known| known.id == Some(id));
            let known = known.filter(|_| seen.insert(id)).ok_or_else(|| {
                Refusal::by(
                    "unknown_action",
                    "an action has an id that is not of this plan, or twice; leave the id of a new one out",
                )
            })?;
            require(known == action, || {
                let words =
                    "an action that was agreed before has changed; close it on the case, and write the new one without id";
                Refusal::by("action_changed", words)
            })?;
        }
        Ok(added)
    }

    /// The actions that the latest version added: they become actions of the case.
    pub fn added_actions(&self) -> impl Iterator<Item = (ActionId, &PlanAction)> {
        let agreement = self.latest().map(|latest| &latest.agreement);
        let actions = agreement.into_iter().flat_map(|agreement| {
            agreement.content.actions.iter().filter(|action| action.id.is_some_and(|id| agreement.added.contains(&id)))
        });
        actions.filter_map(|action| Some((action.id?, action)))
    }
}

const fn is_organisation(kind: OrganisationKind) -> bool {
    !matches!(kind, OrganisationKind::CarerOrFamily | OrganisationKind::Person)
}

fn require_name(with: &AgreedWith) -> Result<(), Refusal> {
    require(with.who == AgreedBy::Person || with.name.is_some(), || {
        Refusal::by("needs_name", "name the representative, or who decided in the person's best interests").at("with")
    })
}

/// What contradicts itself, or lies in the future, is not agreed.
fn require_coherent(content: &PlanContent, today: Day) -> Result<(), Refusal> {
    require(!content.no_known_allergies || content.allergies.is_empty(), || {
        Refusal::by("allergies_both_ways", "the draft lists allergies and says that there are none; correct one of the two")
    })?;
    let social = content.needs.iter().any(|need| need.kind == NeedKind::Social);
    require(!social || content.no_social_care_need.is_none(), || {
        let words = "the draft lists a social need and an assessment that found none; correct one of the two";
        Refusal::by("social_need_both_ways", words)
    })?;
    let (legal, end) = (&content.legal, &content.end_of_life);
    let dates = [
        (content.no_social_care_need.as_ref().map(|found| found.assessed_on), "no_social_care_need"),
        (legal.capacity.as_ref().map(|capacity| capacity.assessed_on), "legal"),
        (legal.consent_to_share.as_ref().map(|consent| consent.on), "legal"),
        (legal.advance_decision.as_ref().map(|decision| decision.made_on), "legal"),
        (end.ceiling_of_treatment.as_ref().map(|ceiling| ceiling.decided_on), "end_of_life"),
        (end.resuscitation.as_ref().map(|decision| decision.decided_on), "end_of_life"),
    ];
    dates.into_iter().try_for_each(|(day, field)| day.map_or(Ok(()), |day| not_in_future(day, today, field)))
}

/// The draft's contributors who have agreed, then those named at the agreement; the same one only once.
fn contributions(content: &PlanContent, named: Vec<Contributor>, on: Day) -> Vec<Contributor> {
    let mut all: Vec<Contributor> = content.contributors.iter().filter(|by| by.agreed_on.is_some()).cloned().collect();
    for mut contributor in named {
        contributor.agreed_on.get_or_insert(on);
        if !all.contains(&contributor) {
            all.push(contributor);
        }
    }
    all
}
