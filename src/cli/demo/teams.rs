//! The teams: one to three practices or so, and one for the care homes.

use super::cast::{COUNCIL, Cast, Colleague, SINCE, TRUST, VOLUNTARY};
use super::door::House;
use crate::domain::Role;
use crate::error::Result;
use serde_json::{Value, json};

/// Practices to a team.
const PRACTICES_A_TEAM: usize = 3;

/// A team.
pub(super) struct Team {
    /// Its id.
    pub(super) id: String,
    /// Name.
    pub(super) name: String,
    /// Of care homes.
    pub(super) care_homes: bool,
    /// Members; the first makes its lists, agendas and minutes.
    pub(super) members: Vec<Colleague>,
    /// Practices it serves, as places in the cast.
    pub(super) practices: Vec<usize>,
}

impl Team {
    /// Who makes its lists, agendas and minutes.
    pub(super) fn clerk(&self) -> &Colleague {
        &self.members[0]
    }

    /// The member of that id.
    pub(super) fn member(&self, id: &str) -> Option<usize> {
        self.members.iter().position(|member| member.id == id)
    }

    /// Somebody of the council, or of the voluntary sector: the other half of a joint plan.
    pub(super) fn partner(&self) -> &Colleague {
        let partner = |member: &&Colleague| matches!(member.role, Role::SocialWorker | Role::VoluntarySector);
        self.members.iter().find(partner).unwrap_or(&self.members[0])
    }
}

/// Role, where, how many people they can coordinate, and what they are good at.
type Post = (Role, &'static str, u16, &'static [&'static str]);

const COMMUNITY: [Post; 8] = [
    (Role::MdtCoordinator, TRUST, 0, &[]),
    (Role::CommunityMatron, TRUST, 60, &["frailty", "heart_failure", "respiratory"]),
    (Role::CommunityMatron, TRUST, 60, &["frailty", "palliative", "diabetes"]),
    (Role::Nurse, TRUST, 60, &["diabetes", "medicines"]),
    (Role::Therapist, TRUST, 30, &["falls", "frailty"]),
    (Role::SocialWorker, COUNCIL, 30, &["social_care", "carers"]),
    (Role::MentalHealthNurse, TRUST, 20, &["mental_health", "dementia"]),
    (Role::VoluntarySector, VOLUNTARY, 20, &["carers", "social_care"]),
];
const CARE_HOMES: [Post; 4] = [
    (Role::MdtCoordinator, TRUST, 0, &[]),
    (Role::CommunityMatron, TRUST, 60, &["frailty", "dementia", "palliative"]),
    (Role::Nurse, TRUST, 60, &["dementia", "medicines"]),
    (Role::SocialWorker, COUNCIL, 20, &["social_care", "carers"]),
];
const LOCALITIES: [&str; 4] = ["North", "South", "East", "West"];

/// Sets the teams up; the one of the care homes comes last.
pub(super) fn set_up(house: &House, cast: &mut Cast) -> Result<Vec<Team>> {
    let mut teams = vec![];
    let all: Vec<usize> = (0..cast.practices.len()).collect();
    for (at, practices) in all.chunks(PRACTICES_A_TEAM).enumerate() {
        let locality = LOCALITIES[at % LOCALITIES.len()];
        let body = json!({"name": format!("{locality} neighbourhood team"), "kind": "community",
            "base": format!("{locality} Clinic"), "locality": locality});
        teams.push(team(house, cast, &body, &COMMUNITY, practices)?);
    }
    let body = json!({"name": "Care homes team", "kind": "care_home", "base": "Community Hospital", "locality": null});
    teams.push(team(house, cast, &body, &CARE_HOMES, &all)?);
    Ok(teams)
}

fn team(house: &House, cast: &mut Cast, body: &Value, posts: &[Post], practices: &[usize]) -> Result<Team> {
    let made = cast.administrator.caller.post("/teams", body)?;
    let (id, mut etag) = (made.text("id"), made.etag);
    let mut members = vec![];
    for &(role, at, capacity, skills) in posts {
        let member = cast.hire(house, role, at, None)?;
        let joins = json!({"staff": member.id, "role": role, "organisation": at, "from": SINCE, "capacity": capacity,
            "skills": skills});
        etag = cast.administrator.caller.change("POST", &format!("/teams/{id}/members"), &etag, &joins)?.etag;
        members.push(member);
    }
    for &practice in practices {
        let practice = &cast.practices[practice];
        let serves = json!({"organisation": practice.code, "kind": "practice", "from": SINCE});
        etag = cast.administrator.caller.change("POST", &format!("/teams/{id}/serves"), &etag, &serves)?.etag;
        let gp = &practice.gps[0];
        let joins = json!({"staff": gp.id, "role": gp.role, "organisation": practice.code, "from": SINCE});
        etag = cast.administrator.caller.change("POST", &format!("/teams/{id}/members"), &etag, &joins)?.etag;
    }
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    Ok(Team { id, name, care_homes: body["kind"] == "care_home", members, practices: practices.to_vec() })
}
