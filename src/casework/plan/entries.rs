//! A plan's content as entries of named fields, in the order in which people read it: what differences and prints are made from.
//! Two contents are equal exactly when their entries are, but for the ids that link actions to a case, which are not for reading.

use crate::casework::plan::{AdvanceDecision, Capacity, Ceiling, Consent, PlanContent, Representative, Resuscitation};
use crate::domain::{Day, Line, StaffId};
use serde::Serialize;
use utoipa::ToSchema;

/// A part of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What matters to the person.
    WhatMatters,
    /// Needs, and the assessment that found none.
    Needs,
    /// Goals.
    Goals,
    /// Actions.
    Actions,
    /// Contingency plan.
    Contingency,
    /// Contacts.
    Contacts,
    /// Medicines.
    Medicines,
    /// Allergies.
    Allergies,
    /// Capacity, consent, representative, advance decision.
    Legal,
    /// End of life.
    EndOfLife,
    /// Contributors.
    Contributors,
    /// Months between reviews.
    ReviewInterval,
}

/// One thing that a section says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is: `need`, `capacity`.
    pub what: &'static str,
    /// Its fields: name and words.
    pub fields: Vec<(&'static str, String)>,
}

fn entry<const N: usize>(what: &'static str, fields: [(&'static str, Option<String>); N]) -> Entry {
    Entry { what, fields: fields.into_iter().filter_map(|(name, words)| Some((name, words?))).collect() }
}

#[allow(clippy::unnecessary_wraps, reason = "stands beside fields that may be absent")]
fn some(words: impl ToString) -> Option<String> {
    Some(words.to_string())
}

fn maybe(words: Option<&Line>) -> Option<String> {
    words.map(Line::to_string)
}

/// Everything that `content` says, by section; `name_of` gives the name of a member of staff.
pub(super) fn sections(content: &PlanContent, name_of: &dyn Fn(StaffId) -> String) -> Vec<(Section, Vec<Entry>)> {
    let text =
        |words: &Option<crate::domain::Note>, what| words.iter().map(|note| entry(what, [("words", some(note))])).collect();
    vec![
        (Section::WhatMatters, text(&content.what_matters, "what_matters")),
        (Section::Needs, needs(content)),
        (Section::Goals, goals(content)),
        (Section::Actions, actions(content, name_of)),
        (Section::Contingency, contingency(content)),
        (Section::Contacts, contacts(content)),
        (Section::Medicines, text(&content.medicines, "medicines")),
        (Section::Allergies, allergies(content)),
        (Section::Legal, legal(content)),
        (Section::EndOfLife, end_of_life(content)),
        (Section::Contributors, contributors(content, name_of)),
        (
            Section::ReviewInterval,
            content.review_months.iter().map(|months| entry("review", [("months", some(months))])).collect(),
        ),
    ]
}

fn needs(content: &PlanContent) -> Vec<Entry> {
    let needs = content.needs.iter().map(|need| entry("need", [("kind", some(need.kind.words())), ("words", some(&need.words))]));
    let assessed = content
        .no_social_care_need
        .iter()
        .map(|found| entry("no_social_care_need", [("assessed_on", some(found.assessed_on)), ("by", some(&found.by))]));
    needs.chain(assessed).collect()
}

fn goals(content: &PlanContent) -> Vec<Entry> {
    let goal = |goal: &super::Goal| entry("goal", [("words", some(&goal.words)), ("measure", maybe(goal.measure.as_ref()))]);
    content.goals.iter().map(goal).collect()
}

fn actions(content: &PlanContent, name_of: &dyn Fn(StaffId) -> String) -> Vec<Entry> {
    let action = |action: &super::PlanAction| {
        let fields = [("what", some(&action.what)), ("owner", Some(name_of(action.owner))), ("due", some(action.due))];
        entry("action", fields)
    };
    content.actions.iter().map(action).collect()
}

fn contingency(content: &PlanContent) -> Vec<Entry> {
    let trigger = |trigger: &super::Contingency| {
        let fields = [("sign", some(&trigger.sign)), ("what_to_do", some(&trigger.what_to_do)), ("call", some(&trigger.call))];
        entry("trigger", fields)
    };
    content.contingency.iter().map(trigger).collect()
}

fn contacts(content: &PlanContent) -> Vec<Entry> {
    let contact = |contact: &super::Contact| {
        let fields = [
            ("name", some(&contact.name)),
            ("relationship", some(&contact.relationship)),
            ("phone", some(&contact.phone)),
            ("holds_key", contact.holds_key.then(|| "yes".to_owned())),
        ];
        entry("contact", fields)
    };
    content.contacts.iter().map(contact).collect()
}

fn allergies(content: &PlanContent) -> Vec<Entry> {
    let allergy = |allergy: &super::Allergy| {
        entry("allergy", [("substance", some(&allergy.substance)), ("reaction", maybe(allergy.reaction.as_ref()))])
    };
    let none = content.no_known_allergies.then(|| entry("allergy", [("none", some("no known allergies"))]));
    content.allergies.iter().map(allergy).chain(none).collect()
}

fn legal(content: &PlanContent) -> Vec<Entry> {
    let legal = &content.legal;
    let capacity = |Capacity { state, decision, assessed_on, by }: &Capacity| {
        let fields = [
            ("state", some(state.words())),
            ("decision", maybe(decision.as_ref())),
            ("assessed_on", some(assessed_on)),
            ("by", some(by)),
        ];
        entry("capacity", fields)
    };
    let consent = |Consent { state, on, limits }: &Consent| {
        entry("consent_to_share", [("state", some(state.words())), ("on", some(on)), ("limits", maybe(limits.as_ref()))])
    };
    let representative = |Representative { kind, name, phone }: &Representative| {
        entry("representative", [("name", some(name)), ("kind", some(kind.words())), ("phone", maybe(phone.as_ref()))])
    };
    let advance = |AdvanceDecision { words, made_on, kept_at }: &AdvanceDecision| {
        entry("advance_decision", [("words", some(words)), ("made_on", some(made_on)), ("kept_at", maybe(kept_at.as_ref()))])
    };
    let parts = [
        legal.capacity.as_ref().map(capacity),
        legal.consent_to_share.as_ref().map(consent),
        legal.representative.as_ref().map(representative),
        legal.advance_decision.as_ref().map(advance),
    ];
    parts.into_iter().flatten().collect()
}

fn end_of_life(content: &PlanContent) -> Vec<Entry> {
    let end = &content.end_of_life;
    let decision = |by: &Line, on: Day| [("decided_on", some(on)), ("by", some(by))];
    let ceiling = |Ceiling { level, words, decided_on, by }: &Ceiling| {
        let [on, by] = decision(by, *decided_on);
        entry("ceiling_of_treatment", [("level", some(level.words())), ("words", maybe(words.as_ref())), on, by])
    };
    let resuscitation = |Resuscitation { decision: decided, decided_on, by, form_kept_at }: &Resuscitation| {
        let [on, by] = decision(by, *decided_on);
        let kept = ("form_kept_at", maybe(form_kept_at.as_ref()));
        entry("resuscitation", [("decision", some(decided.words())), on, by, kept])
    };
    let parts = [
        end.preferred_place_of_care.map(|place| entry("preferred_place_of_care", [("place", some(place.words()))])),
        end.preferred_place_of_death.map(|place| entry("preferred_place_of_death", [("place", some(place.words()))])),
        end.ceiling_of_treatment.as_ref().map(ceiling),
        end.resuscitation.as_ref().map(resuscitation),
        end.wishes.as_ref().map(|wishes| entry("wishes", [("words", some(wishes))])),
    ];
    parts.into_iter().flatten().collect()
}

fn contributors(content: &PlanContent, name_of: &dyn Fn(StaffId) -> String) -> Vec<Entry> {
    let contributor = |by: &super::Contributor| {
        let fields = [
            ("organisation", some(by.organisation.name())),
            ("name", some(&by.name)),
            ("role", maybe(by.role.as_ref())),
            ("staff", by.staff.map(name_of)),
            ("agreed_on", by.agreed_on.map(|day| day.to_string())),
        ];
        entry("contributor", fields)
    };
    content.contributors.iter().map(contributor).collect()
}
