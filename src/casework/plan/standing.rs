//! Questions to a plan about a day: where it stood, whether it was in force, whether it was joint.

use crate::casework::Rules;
use crate::casework::plan::{CarePlan, ClosedHow, Happening, PlanVersion};
use crate::domain::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanStatus {
    /// Being written for the first time.
    Draft,
    /// Agreed.
    Agreed,
    /// Agreed, and a draft of the next version is open.
    UnderReview,
    /// Ended or withdrawn.
    Ended,
    /// Another plan took its place.
    Superseded,
    /// The person did not want it.
    Declined,
}

impl PlanStatus {
    /// The name as the database writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Agreed => "agreed",
            Self::UnderReview => "under_review",
            Self::Ended => "ended",
            Self::Superseded => "superseded",
            Self::Declined => "declined",
        }
    }
}

impl CarePlan {
    /// The first day on which there was anything of it: begun, agreed or declined, whichever came first.
    #[must_use]
    pub fn began_on(&self) -> Option<Day> {
        self.started_on.into_iter().chain(self.happened.iter().map(|happened| happened.on)).min()
    }

    /// Where it stood on `day`; `None` when there was nothing of it yet.
    #[must_use]
    pub fn status(&self, day: Day) -> Option<PlanStatus> {
        if self.began_on()? > day {
            return None;
        }
        if let Some(closed) = self.closed.as_ref().filter(|closed| closed.on <= day) {
            return Some(match closed.how {
                ClosedHow::Declined => PlanStatus::Declined,
                ClosedHow::Withdrawn | ClosedHow::Ended => PlanStatus::Ended,
                ClosedHow::Superseded => PlanStatus::Superseded,
            });
        }
        let drafting = self.drafts.iter().any(|draft| draft.opened_on <= day && draft.until.is_none_or(|until| until > day));
        Some(match (self.version_on(day), drafting) {
            (None, _) => PlanStatus::Draft,
            (Some(_), true) => PlanStatus::UnderReview,
            (Some(_), false) => PlanStatus::Agreed,
        })
    }

    /// The version that stood on `day`, whether or not the plan was still in force.
    #[must_use]
    pub fn version_on(&self, day: Day) -> Option<&PlanVersion> {
        self.versions.iter().rev().find(|version| version.agreed_on <= day)
    }

    /// The day on which it was last agreed or reviewed, up to `day`.
    #[must_use]
    pub fn last_looked_at(&self, day: Day) -> Option<Day> {
        let counts = |what| matches!(what, Happening::Agreed | Happening::Reviewed);
        self.happened.iter().filter(|happened| counts(happened.what) && happened.on <= day).map(|happened| happened.on).max()
    }

    /// Measure `plan_in_force`: agreed on or before `day`; not ended, withdrawn or superseded by then; last agreed or reviewed after
    /// the same day [`Rules::plan_in_force_months`] earlier.
    #[must_use]
    pub fn in_force(&self, day: Day, rules: &Rules) -> bool {
        let closed = self.closed.as_ref().is_some_and(|closed| closed.on <= day);
        let since = months_before(day, rules.plan_in_force_months);
        !closed && self.version_on(day).is_some() && self.last_looked_at(day).is_some_and(|last| last > since)
    }

    /// Measure `plan_joint`: in force on `day`, with an agreed contribution by then from at least one health organisation and one of
    /// social care or the voluntary sector, or with an assessment by then that found no need for social care.
    #[must_use]
    pub fn joint(&self, day: Day, rules: &Rules) -> bool {
        let Some(version) = self.version_on(day).filter(|_| self.in_force(day, rules)) else { return false };
        let agreed = || version.contributions().filter(|by| by.agreed_on.is_some_and(|on| on <= day));
        let assessed = version.agreement.content.no_social_care_need.as_ref().is_some_and(|found| found.assessed_on <= day);
        assessed || agreed().any(|by| by.organisation.is_health()) && agreed().any(|by| by.organisation.is_social_or_voluntary())
    }

    /// The day by which it is to be reviewed next, as it stood on `day`: the version's interval after it was last agreed or reviewed.
    /// Drafts do not move it; `None` once the plan has ended.
    #[must_use]
    pub fn review_due_on(&self, day: Day) -> Option<Day> {
        let closed = self.closed.as_ref().is_some_and(|closed| closed.on <= day);
        let months = self.version_on(day).filter(|_| !closed)?.agreement.review_months;
        self.last_looked_at(day).map(|last| months_after(last, months))
    }

    /// The day by which it is to be reviewed next.
    #[must_use]
    pub fn review_due(&self) -> Option<Day> {
        self.review_due_on(Day::from(chrono::NaiveDate::MAX))
    }
}

/// The same day of the month, `months` earlier; the month's last day where it is shorter.
#[must_use]
pub fn months_before(day: Day, months: u32) -> Day {
    let date = chrono::NaiveDate::from(day);
    date.checked_sub_months(chrono::Months::new(months)).map_or(day, Day::from)
}

/// The same day of the month, `months` later; the month's last day where it is shorter.
#[must_use]
pub fn months_after(day: Day, months: u32) -> Day {
    let date = chrono::NaiveDate::from(day);
    date.checked_add_months(chrono::Months::new(months)).map_or(day, Day::from)
}
