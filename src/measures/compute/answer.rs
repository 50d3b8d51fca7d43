//! What a test answers, and why not.

use crate::casework::plan::{ClosedHow, months_after};
use crate::domain::Day;

/// The answer of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::measures) enum Answer {
    /// It holds.
    Yes,
    /// It does not.
    No(Why),
    /// The deadline, this day, has not passed.
    NotYet(Day),
    /// The question does not arise any more.
    Removed(Why),
}

impl Answer {
    pub(super) fn of(holds: bool, why: Why) -> Self {
        if holds { Self::Yes } else { Self::No(why) }
    }
}

/// Where somebody stands in a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::measures) enum Verdict {
    /// In numerator and, of a share, denominator.
    Counted,
    /// In the denominator alone.
    Missing(Why),
    /// In neither: still time, until the end of this day.
    Pending(Day),
    /// In neither: taken out.
    Removed(Why),
    /// In a denominator that is counted apart, so many times.
    Base(u64),
}

/// Why a test does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::measures) enum Why {
    NotRegistered,
    NotOfAge,
    NotOnRegister,
    /// A rule of payment: its name, and in words.
    Payment(&'static str, String),
    NotAtHighRisk,
    Plan(NoPlan),
    NotJoint,
    NoProfessional,
    NotOnRegisterNoCoordinator,
    NoCoordinator,
    SeveralCoordinators,
    CoordinatorNotOfTeam,
    NoLongTermCondition,
    NotTold,
    ToldLate(Day),
    NotReferred,
    NotOnAgenda,
    NotCarriedOver,
    DoesNotObject,
    NotDone,
    DoneLate(Day),
    Died(Day),
    Left(Day),
    NotListed,
    Cancelled(Day),
    NotDiscussed,
    CarriedOverInstead,
    DidNotCome,
    Readmitted(Day),
    NotContacted,
    ContactedLate(Day),
    NoPlanMade,
    PlaceUnknown,
    DiedElsewhere,
    NoPreference,
}

/// Why there is no plan in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::measures) enum NoPlan {
    Never,
    NotAgreed,
    Closed(Day, ClosedHow),
    Lapsed { agreed: Day, reviewed: Option<Day> },
}

impl Why {
    /// In words, on `as_of`.
    pub(in crate::measures) fn words(&self, as_of: Day) -> String {
        match self {
            Self::NotRegistered => "not on a practice's list".into(),
            Self::NotOfAge => "not of the age".into(),
            Self::NotOnRegister => "not on the register".into(),
            Self::Payment(_, words) => words.clone(),
            Self::NotAtHighRisk => "not at high risk".into(),
            Self::Plan(plan) => plan.words(as_of),
            Self::NotJoint => {
                "the plan is not joint: it needs the agreement of a health and a social-care or voluntary organisation".into()
            }
            Self::NoProfessional => "no accountable GP at the practice, and no lead professional".into(),
            Self::NotOnRegisterNoCoordinator => "no care coordinator: not on the register".into(),
            Self::NoCoordinator => "no care coordinator".into(),
            Self::SeveralCoordinators => "more than one care coordinator".into(),
            Self::CoordinatorNotOfTeam => "the care coordinator is not a member of the team on this day".into(),
            Self::NoLongTermCondition => "no long-term condition on record".into(),
            Self::NotTold => "not told of the named GP".into(),
            Self::ToldLate(on) => format!("told of the named GP late, on {on}"),
            Self::NotReferred => "not referred in the twelve months".into(),
            Self::NotOnAgenda => "on no agenda".into(),
            Self::NotCarriedOver => "not carried over so often".into(),
            Self::DoesNotObject => "does not object".into(),
            Self::NotDone => format!("overdue: not done by {as_of}"),
            Self::DoneLate(on) => format!("done late, on {on}"),
            Self::Died(on) => format!("died on {on}"),
            Self::Left(on) => format!("left the register on {on}"),
            Self::NotListed => "on no practice's list on the due date".into(),
            Self::Cancelled(on) => format!("cancelled on {on}"),
            Self::NotDiscussed => "not discussed".into(),
            Self::CarriedOverInstead => "carried over".into(),
            Self::DidNotCome => "did not come".into(),
            Self::Readmitted(on) => format!("back in hospital on {on}"),
            Self::NotContacted => "no contact, and no attempt on record".into(),
            Self::ContactedLate(on) => format!("first contact or attempt late, on {on}"),
            Self::NoPlanMade => "no plan agreed or reviewed by the deadline and in force on it".into(),
            Self::PlaceUnknown => "where the person died is not on record".into(),
            Self::DiedElsewhere => "died elsewhere".into(),
            Self::NoPreference => "no preference on record in a plan in force".into(),
        }
    }
}

impl NoPlan {
    fn words(self, as_of: Day) -> String {
        let told = match self {
            Self::Never => return "no plan".into(),
            Self::NotAgreed => "not agreed yet".to_owned(),
            Self::Closed(on, how) => {
                let how = match how {
                    ClosedHow::Declined => "declined",
                    ClosedHow::Withdrawn => "withdrawn",
                    ClosedHow::Ended => "ended",
                    ClosedHow::Superseded => "superseded",
                };
                format!("{how} on {on}")
            }
            Self::Lapsed { agreed, reviewed: None } => format!("agreed {} months ago, no review since", months(agreed, as_of)),
            Self::Lapsed { reviewed: Some(reviewed), .. } => format!("last reviewed {} months ago", months(reviewed, as_of)),
        };
        format!("no plan in force: {told}")
    }
}

/// Whole months between two days.
fn months(from: Day, until: Day) -> u32 {
    (1..12_000).find(|months| months_after(from, *months) > until).map_or(0, |months| months - 1)
}
