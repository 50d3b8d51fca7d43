//! What happened to a case, in words for its history.

use crate::casework::Recorded;
use crate::casework::case::{CaseEvent, Closing, How, Reached};
use crate::casework::plan::Place;
use crate::domain::StaffId;

/// The members of staff whom an event names, besides its author.
#[must_use]
pub fn staff_named(event: &CaseEvent) -> Option<StaffId> {
    match event {
        CaseEvent::CoordinatorSet { coordinator, .. } => Some(*coordinator),
        CaseEvent::LeadSet { lead, .. } => *lead,
        CaseEvent::ActionAdded { owner, .. } => Some(*owner),
        CaseEvent::ActionClosed { closing: Closing::HandedOver { to }, .. } => Some(*to),
        CaseEvent::ContactMade { by, .. } | CaseEvent::ContactCorrected { by, .. } => Some(*by),
        _ => None,
    }
}

/// An event in words. `name` gives the name of a member of staff.
pub fn in_words(recorded: &Recorded<CaseEvent>, name: impl Fn(StaffId) -> String) -> String {
    let on = recorded.happened_on;
    match &recorded.event {
        CaseEvent::Opened { reason, .. } => format!("Onto the register: {reason}"),
        CaseEvent::CoordinatorSet { coordinator, reason } => {
            format!("{} became care coordinator: {reason}", name(*coordinator))
        }
        CaseEvent::LeadSet { lead: Some(lead), reason } => format!("{} became lead professional: {reason}", name(*lead)),
        CaseEvent::LeadSet { lead: None, reason } => format!("The care coordinator is the lead professional again: {reason}"),
        CaseEvent::TeamMoved { reason, .. } => format!("Moved to another team: {reason}"),
        CaseEvent::ActionAdded { what, owner, due, .. } => format!("Action for {}, due {due}: {what}", name(*owner)),
        CaseEvent::ActionClosed { closing, outcome, .. } => match closing {
            Closing::Done => format!("Action done: {outcome}"),
            Closing::Cancelled => format!("Action cancelled: {outcome}"),
            Closing::HandedOver { to } => format!("Action handed over to {}: {outcome}", name(*to)),
        },
        CaseEvent::ContactMade { how, reached, by, .. } => {
            let late = if recorded.late() { ", written down late" } else { "" };
            format!("{} by {}{late}", contact(*how, *reached), name(*by))
        }
        CaseEvent::ContactCorrected { how, reached, by, why, .. } => {
            format!("Contact corrected to {} by {}: {why}", contact(*how, *reached).to_lowercase(), name(*by))
        }
        CaseEvent::ContactAddended { .. } => "Added to a contact".into(),
        CaseEvent::ContactInError { why, .. } => format!("Contact marked as entered in error: {why}"),
        CaseEvent::LevelSet { level, complexity } => format!("Level {level}, complexity {complexity}"),
        CaseEvent::ReviewScheduled { due } => format!("Next review set for {due}"),
        CaseEvent::Reviewed { meeting, decision } => {
            let place = if meeting.is_some() { "in a meeting" } else { "outside a meeting" };
            format!("Reviewed {place}: {}", plain(decision))
        }
        CaseEvent::Ended { reason, outcome, died_at } => {
            format!("Off the register ({}{}): {outcome}", plain(reason), place_of_death(*died_at))
        }
        CaseEvent::StartCorrected { why } => format!("Start corrected to {on}: {why}"),
        CaseEvent::EndCorrected { reason, died_at, why, .. } => {
            format!("End corrected to {on} ({}{}): {why}", plain(reason), place_of_death(*died_at))
        }
        CaseEvent::EndWithdrawn { why } => format!("The case did not end: {why}"),
        CaseEvent::EnteredInError { why } => format!("The case was entered in error: {why}"),
    }
}

fn contact(how: How, reached: Reached) -> String {
    let how = match how {
        How::Visit => "Visit",
        How::Phone => "Phone call",
        How::Video => "Video call",
        How::None => return "Contact that did not take place".into(),
    };
    match reached {
        Reached::Person => how.into(),
        Reached::Carer => format!("{how} to a carer or the family"),
        Reached::CareHome => format!("{how} to the care home"),
        Reached::Nobody => format!("{how} that reached nobody"),
    }
}

fn place_of_death(place: Option<Place>) -> String {
    place.map_or(String::new(), |place| format!("; place of death: {}", plain(place)))
}

/// A name such as `goals_met` as words.
fn plain(value: impl serde::Serialize) -> String {
    let name = serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    name.replace('_', " ")
}
