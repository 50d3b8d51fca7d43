//! A hospital's message that was set aside for a human, and what the human made of it.
//!
//! The log holds no identity: what the message said is kept apart from it.

use crate::casework::refusal::require;
use crate::casework::{Aggregate, Decided, Fact, Moment, Recorded, Refusal};
use crate::domain::{Day, Line, OdsCode, PersonId, SetAsideId, StayId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Why a message was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetAsideReason {
    /// The check digit of the NHS number does not fit.
    NumberInvalid,
    /// Nobody here has that NHS number.
    UnknownPerson,
    /// Somebody has it, with another date of birth.
    BirthDateMismatch,
    /// Somebody has it, with another family name.
    FamilyNameMismatch,
    /// The spell is known, of somebody else.
    AnotherPersonsSpell,
    /// No stay is known that it could be about.
    NoSuchStay,
    /// A rule refuses it, named beside: out of order, or impossible.
    Impossible,
}

/// What can happen to a message set aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SetAsideEvent {
    /// It was set aside.
    Received {
        /// Sender.
        provider: OdsCode,
        /// The practice concerned, when it is known.
        practice: Option<OdsCode>,
        /// What the message tells of.
        kind: Line,
        /// Why it was set aside.
        reason: SetAsideReason,
        /// The rule that refused it, when one did.
        rule: Option<Line>,
    },
    /// Somebody found out whom it means, and it was applied.
    Matched {
        /// Whom.
        person: PersonId,
        /// The stay it was applied to.
        stay: StayId,
        /// The version which that made.
        stay_version: i64,
        /// How they know.
        reason: Line,
    },
    /// It means nobody here, or nothing.
    Discarded {
        /// Why.
        reason: Line,
    },
    /// It waits again.
    Reopened {
        /// Why.
        reason: Line,
    },
}

/// Where it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetAsideStatus {
    /// For somebody to look at.
    #[default]
    Waiting,
    /// Matched with somebody, and applied.
    Matched,
    /// Discarded.
    Discarded,
}

/// How it was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Resolution {
    /// The day.
    pub on: Day,
    /// Whom it means, when matched.
    pub person: Option<PersonId>,
    /// The stay it was applied to, and the version that made.
    #[serde(skip)]
    pub applied: Option<(StayId, i64)>,
    /// Why.
    pub reason: Line,
}

/// A message set aside. The default is one that never came.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SetAside {
    /// Sender.
    pub provider: Option<OdsCode>,
    /// The practice concerned.
    pub practice: Option<OdsCode>,
    /// What it tells of.
    pub kind: Line,
    /// When that happened.
    pub happened_on: Option<Day>,
    /// Why it was set aside.
    pub reason: Option<SetAsideReason>,
    /// The rule that refused it.
    pub rule: Option<Line>,
    /// How it was resolved; `None` while it waits.
    pub resolution: Option<Resolution>,
}

impl Aggregate for SetAside {
    type Event = SetAsideEvent;
    type Id = SetAsideId;
    const KIND: &'static str = "set_aside";

    fn apply(&mut self, recorded: &Recorded<SetAsideEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            SetAsideEvent::Received { provider, practice, kind, reason, rule } => {
                *self = Self {
                    provider: Some(provider),
                    practice,
                    kind,
                    happened_on: Some(on),
                    reason: Some(reason),
                    rule,
                    resolution: None,
                };
            }
            SetAsideEvent::Matched { person, stay, stay_version, reason } => {
                let applied = Some((stay, stay_version));
                self.resolution = Some(Resolution { on, person: Some(person), applied, reason });
            }
            SetAsideEvent::Discarded { reason } => {
                self.resolution = Some(Resolution { on, person: None, applied: None, reason });
            }
            SetAsideEvent::Reopened { .. } => self.resolution = None,
        }
    }
}

/// Say what a message set aside means.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Resolve {
    /// It means this person: what it tells is applied to their stay.
    Matched {
        /// Whom.
        person: PersonId,
        /// How you know.
        reason: Line,
    },
    /// It means nobody here, or nothing.
    Discarded {
        /// Why.
        reason: Line,
    },
}

impl Validate for Resolve {
    fn validate(&self) -> Result<(), validator::ValidationErrors> {
        let (Self::Matched { reason, .. } | Self::Discarded { reason }) = self;
        validator::ValidationErrors::merge(Ok(()), "reason", reason.validate())
    }
}

/// Let a message wait again.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyReopen {
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}

impl SetAside {
    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> SetAsideStatus {
        match &self.resolution {
            None => SetAsideStatus::Waiting,
            Some(Resolution { person: Some(_), .. }) => SetAsideStatus::Matched,
            Some(_) => SetAsideStatus::Discarded,
        }
    }

    fn require_waiting(&self) -> Result<(), Refusal> {
        require(self.reason.is_some() && self.resolution.is_none(), || {
            Refusal::by("resolved", "the message was resolved already; reopen it first")
        })
    }

    /// It was applied to a stay of `person`.
    ///
    /// # Errors
    /// `resolved`.
    pub fn matched(&self, person: PersonId, stay: (StayId, i64), reason: Line, at: &Moment) -> Decided<SetAsideEvent> {
        self.require_waiting()?;
        Ok(vec![Fact::on(at.today, SetAsideEvent::Matched { person, stay: stay.0, stay_version: stay.1, reason })])
    }

    /// It means nobody here, or nothing.
    ///
    /// # Errors
    /// `resolved`.
    pub fn discard(&self, reason: Line, at: &Moment) -> Decided<SetAsideEvent> {
        self.require_waiting()?;
        Ok(vec![Fact::on(at.today, SetAsideEvent::Discarded { reason })])
    }

    /// It waits again. What it did to a stay is put right on the stay first: `undone` says whether that was done.
    ///
    /// # Errors
    /// `not_resolved`, `still_applied`.
    pub fn reopen(&self, wanted: WhyReopen, undone: bool, at: &Moment) -> Decided<SetAsideEvent> {
        require(self.resolution.is_some(), || Refusal::by("not_resolved", "the message waits already; resolve it"))?;
        require(undone, || {
            Refusal::by(
                "still_applied",
                "what the message told is part of a stay; put the stay right first (cancel the discharge, say what holds now, or \
                 mark the stay as entered in error)",
            )
        })?;
        Ok(vec![Fact::on(at.today, SetAsideEvent::Reopened { reason: wanted.reason })])
    }
}
