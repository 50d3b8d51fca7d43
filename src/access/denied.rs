//! Why something was not done.

use crate::casework::Refusal;
use crate::store::StoreFault;

/// Why a caller did not get what they asked for. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No such thing, or not theirs: the two are not told apart.
    #[error("there is no such thing, or you have no relationship with it")]
    NotFound,
    /// None of the caller's roles may do this at all.
    #[error("{0}")]
    Role(&'static str),
    /// The change names a version that is no longer the present one.
    #[error(
        "somebody changed it since you read it: it is now at version {current}. Read it again, and repeat your change if it still holds"
    )]
    Stale {
        /// The version now.
        current: i64,
        /// What happened since: the names of the events.
        since: Vec<String>,
    },
    /// A rule refused.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Others are served first; how long they will take.
    #[error("reports are being made for others; ask again in {seconds} seconds")]
    Busy {
        /// In seconds.
        seconds: u32,
    },
    /// The database failed.
    #[error("{0}")]
    Store(StoreFault),
}

impl From<StoreFault> for Denied {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Conflict(name) => Self::Refused(crate::access::denied::guarded(&name)),
            StoreFault::Raced => Self::Stale { current: 0, since: vec![] },
            fault => Self::Store(fault),
        }
    }
}

/// The rule behind a constraint of the database.
fn guarded(constraint: &str) -> Refusal {
    let is = |names: &[&str]| names.iter().any(|name| constraint.contains(name));
    if is(&["case_now_one_open", "case_now.person"]) {
        Refusal::by(
            "one_open_case",
            "the person has an open case already; go on with that one, or end it before you open another",
        )
    } else if is(&["case_coordinator_one_current", "case_coordinator.person"]) {
        Refusal::by(
            "one_coordinator",
            "the person has a care coordinator already; read the case again, then replace them if you still want to",
        )
    } else if is(&["accountable_gp_one_current", "accountable_gp.person"]) {
        Refusal::by(
            "one_accountable_gp",
            "the person has an accountable GP already; read who it is, then replace them if you still want to",
        )
    } else if is(&["plan_now_one_current", "plan_now.person"]) {
        Refusal::by("one_current_plan", "the person has a plan already; go on with that one")
    } else if is(&["staff_name_key", "staff.name", "team_name_key", "team.name"]) {
        Refusal::by("name_taken", "that name is taken; add something that tells them apart").at("name")
    } else if is(&["stay_now_one_open", "stay_now.person"]) {
        Refusal::by("one_open_stay", "the person is in hospital already, by another stay; end that one first")
    } else if is(&["stay_now_spell", "stay_now.provider"]) {
        Refusal::by(
            "spell_known",
            "that spell of the provider is another stay already; go on with that one, or correct the number of the spell",
        )
        .at("spell")
    } else if is(&["hospital_message_pkey", "hospital_message.provider"]) {
        Refusal::by("event_id_used", "this message is being taken in at this moment; send it again").at("event_id")
    } else if is(&["team_member_one_current", "team_member.team", "team_member_pkey"]) {
        Refusal::by("member_already", "they are a member of this team already; change their membership instead").at("staff")
    } else if is(&["nomination_one_open", "nomination.person"]) {
        Refusal::by(
            "one_open_nomination",
            "the person is nominated to this team already, and not yet decided on; add to that nomination, or wait for the decision",
        )
    } else {
        // A reference to something that does not exist (foreign key), or another guard.
        Refusal::by(
            "no_such_reference",
            "something that the request names does not exist, or exists already; read it again, and correct the request",
        )
    }
}
