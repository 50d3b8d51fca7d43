//! Objections to what is done with somebody's data, as they are told at the door; those that come with the extract stand beside them.
//!
//! Kept by person. The latest event wins: an objection stands until it is withdrawn, at the door or in the extract, on a later day;
//! of events on the same day, the one recorded at the door wins. It takes effect on the next read.

#[cfg(test)]
mod tests;

use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Aggregate, Decided, Fact, Moment, Recorded, Refusal};
use crate::domain::{Day, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What somebody objects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum ObjectionKind {
    /// Identifiable data leaving the practice for other purposes than direct care.
    #[serde(rename = "type_1")]
    Type1,
    /// Use of their data in planning and research.
    #[serde(rename = "national_opt_out")]
    NationalOptOut,
    /// Being on any list of case management. The record stays.
    #[serde(rename = "case_management")]
    CaseManagement,
}

impl ObjectionKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Type1, Self::NationalOptOut, Self::CaseManagement];

    /// The name as columns have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type1 => "type_1",
            Self::NationalOptOut => "national_opt_out",
            Self::CaseManagement => "case_management",
        }
    }
}

/// Where it is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The extract.
    Published,
    /// The door.
    Recorded,
}

/// The time of an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectionSpan {
    /// To what.
    pub kind: ObjectionKind,
    /// First day.
    pub from: Day,
    /// The day on which it was withdrawn: the first on which it no longer stands.
    pub withdrawn_on: Option<Day>,
    /// Where it is known from.
    pub source: Source,
    /// When it became known.
    pub recorded_at: DateTime<Utc>,
}

impl ObjectionSpan {
    fn spans(&self, day: Day) -> bool {
        self.from <= day && self.withdrawn_on.is_none_or(|withdrawn| day < withdrawn)
    }

    /// Whether this span's withdrawal, known on `day`, ends `other`, of the other source.
    fn ends(&self, other: &Self, day: Day) -> bool {
        self.kind == other.kind
            && self.source != other.source
            && self.withdrawn_on.is_some_and(|withdrawn| {
                withdrawn <= day && (withdrawn > other.from || (withdrawn == other.from && self.source == Source::Recorded))
            })
    }
}

/// The objection to `kind` that stands on `day`, if one does: the latest.
#[must_use]
pub fn standing(spans: &[ObjectionSpan], kind: ObjectionKind, day: Day) -> Option<&ObjectionSpan> {
    let beaten = |span: &ObjectionSpan| spans.iter().any(|other| other.ends(span, day));
    spans.iter().filter(|span| span.kind == kind && span.spans(day) && !beaten(span)).max_by_key(|span| span.from)
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ObjectionEvent {
    /// Somebody objected.
    Objected {
        /// Who.
        person: PersonId,
        /// To what.
        kind: ObjectionKind,
    },
    /// Somebody withdrew an objection.
    Withdrawn {
        /// Who.
        person: PersonId,
        /// To what.
        kind: ObjectionKind,
        /// From when the withdrawn objection stood.
        made_on: Day,
    },
}

/// What was recorded at the door for somebody. The default: nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Objections {
    /// Who; `None` while nothing was recorded.
    pub person: Option<PersonId>,
    /// Objections, in the order in which they were recorded.
    pub spans: Vec<ObjectionSpan>,
}

impl Aggregate for Objections {
    type Event = ObjectionEvent;
    type Id = PersonId;
    const KIND: &'static str = "objections";

    fn apply(&mut self, recorded: &Recorded<ObjectionEvent>) {
        let (on, recorded_at, source) = (recorded.happened_on, recorded.recorded_at, Source::Recorded);
        match recorded.event {
            ObjectionEvent::Objected { person, kind } => {
                self.person = Some(person);
                self.spans.push(ObjectionSpan { kind, from: on, withdrawn_on: None, source, recorded_at });
            }
            ObjectionEvent::Withdrawn { person, kind, made_on } => {
                self.person = Some(person);
                let mut open = false;
                for span in self.spans.iter_mut().filter(|span| span.kind == kind && span.withdrawn_on.is_none()) {
                    span.withdrawn_on = Some(on);
                    open = true;
                }
                if !open {
                    self.spans.push(ObjectionSpan { kind, from: made_on, withdrawn_on: Some(on), source, recorded_at });
                }
            }
        }
    }
}

/// Record an objection.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordObjection {
    /// To what.
    pub kind: ObjectionKind,
    /// First day; today when left out.
    pub from: Option<Day>,
}

/// Record that an objection is withdrawn.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawObjection {
    /// The day; today when left out.
    pub on: Option<Day>,
}

impl Objections {
    /// What was recorded, with what was `published`.
    #[must_use]
    pub fn with(&self, published: &[ObjectionSpan]) -> Vec<ObjectionSpan> {
        published.iter().chain(&self.spans).cloned().collect()
    }

    /// Records an objection.
    ///
    /// # Errors
    /// `in_the_future`, `objects_already`, `before_last_withdrawal`.
    pub fn object(
        &self,
        person: PersonId,
        wanted: RecordObjection,
        published: &[ObjectionSpan],
        at: &Moment,
    ) -> Decided<ObjectionEvent> {
        let kind = wanted.kind;
        let from = wanted.from.unwrap_or(at.today);
        not_in_future(from, at.today, "from")?;
        let all = self.with(published);
        require(standing(&all, kind, at.today).is_none(), || {
            Refusal::by("objects_already", "this objection is known already and stands; nothing is left to record").at("kind")
        })?;
        let last = all.iter().filter(|span| span.kind == kind).filter_map(|span| span.withdrawn_on).max();
        if let Some(last) = last.filter(|last| from < *last) {
            return Err(Refusal::by(
                "before_last_withdrawal",
                format!("an earlier objection was withdrawn on {last}; give that day or a later one"),
            )
            .at("from"));
        }
        Ok(vec![Fact::on(from, ObjectionEvent::Objected { person, kind })])
    }

    /// Records that an objection is withdrawn.
    ///
    /// # Errors
    /// `in_the_future`, `no_objection`, `end_before_start`.
    pub fn withdraw(
        &self,
        person: PersonId,
        kind: ObjectionKind,
        wanted: WithdrawObjection,
        published: &[ObjectionSpan],
        at: &Moment,
    ) -> Decided<ObjectionEvent> {
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        let all = self.with(published);
        let Some(made_on) = standing(&all, kind, at.today).map(|span| span.from) else {
            return Err(Refusal::by("no_objection", "no such objection stands that could be withdrawn; read which do"));
        };
        require(on >= made_on, || {
            Refusal::by("end_before_start", format!("the objection stands since {made_on}; give that day or a later one"))
                .at("on")
        })?;
        Ok(vec![Fact::on(on, ObjectionEvent::Withdrawn { person, kind, made_on })])
    }
}
