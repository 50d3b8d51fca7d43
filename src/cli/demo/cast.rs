//! Everybody who works in the demonstration. All names are invented.

use super::door::{Caller, House, items, text};
use crate::access::token::issue;
use crate::access::{Caller as Known, Denied};
use crate::casework::staff::{AddStaff, GiveRole, RoleHeld, Staff};
use crate::domain::{Line, OdsCode, Role, StaffId};
use crate::error::{Fault, Result};
use crate::store::log::Loaded;
use serde_json::json;
use std::sync::Arc;

/// Since when everybody has worked here.
pub(super) const SINCE: &str = "2024-04-01";
/// Days for which a sign-in is good: through the months of the demonstration and two years of showing it.
const TOKEN_DAYS: u32 = 730;
/// The community trust, the council and the voluntary sector, as codes that no organisation has.
pub(super) const TRUST: &str = "ZT900";
pub(super) const COUNCIL: &str = "ZL900";
pub(super) const VOLUNTARY: &str = "ZV900";
/// The nearest hospital of the first practices, as the synthetic extract names it.
pub(super) const HOSPITAL: &str = "ZT000";
/// Practices that take part: enough to show, few enough to be quick.
const MOST_PRACTICES: usize = 12;

/// A member of staff, with their sign-in.
pub(super) struct Colleague {
    /// Their id.
    pub(super) id: String,
    /// Name.
    pub(super) name: String,
    /// Role.
    pub(super) role: Role,
    /// Where.
    pub(super) organisation: String,
    /// As a client of the API.
    pub(super) caller: Caller,
}

/// A practice and its people.
pub(super) struct Practice {
    /// ODS code.
    pub(super) code: String,
    /// Name.
    pub(super) name: String,
    /// GPs.
    pub(super) gps: Vec<Colleague>,
    /// Who keeps its lists.
    pub(super) clerk: Colleague,
}

/// Everybody without a team.
pub(super) struct Cast {
    /// Accounts, teams and organisations.
    pub(super) administrator: Colleague,
    /// Reads the audit trail.
    pub(super) governance: Colleague,
    /// Sees aggregates.
    pub(super) commissioner: Colleague,
    /// The hospital's sender of events.
    pub(super) feed: Colleague,
    /// The practices that take part.
    pub(super) practices: Vec<Practice>,
    /// Names given out so far.
    named: usize,
}

const GIVEN: [&str; 23] = [
    "Asha", "Bea", "Cyril", "Dilys", "Edwin", "Farida", "Gwen", "Hamid", "Imogen", "Joan", "Kofi", "Lena", "Mairi", "Nadia",
    "Owen", "Priya", "Quentin", "Rosa", "Samir", "Tess", "Usha", "Vera", "Wilf",
];
const FAMILY: [&str; 31] = [
    "Amin", "Brook", "Cole", "Dunn", "Eccles", "Frost", "Grange", "Hollis", "Ives", "Jarvis", "Kerr", "Lodge", "Marsh",
    "Nuttall", "Okoro", "Pike", "Quayle", "Reeve", "Sharma", "Tarn", "Udall", "Vickers", "Wren", "Yardley", "Zaman", "Ashby",
    "Birch", "Clough", "Darwen", "Elms", "Fell",
];

fn denied(denied: Denied) -> Fault {
    Fault::Internal(format!("in the demonstration: {denied}"))
}

/// Makes the first administrator known, as `casefinder user add` does, and signs them in.
fn administrator(house: &House, name: &str, at: &str) -> Result<Colleague> {
    let organisation: OdsCode = at.parse().map_err(|_| Fault::Internal("a code of the demonstration is none".into()))?;
    let since = house.time.today().plus_days(-365);
    let role = Role::Administrator;
    let held = RoleHeld { role, organisation: organisation.clone(), from: since, until: None, session_tenths: None };
    let id = house.wait(async {
        let admin = house.access.admin(Arc::new(Known { staff: StaffId::default(), roles: vec![held] })).map_err(denied)?;
        let mut work = admin.begin("user.add").await.map_err(denied)?;
        work.because("command line");
        let mut staff = Loaded::<Staff>::new(StaffId::new());
        let decided = staff.state.add(AddStaff { name: Line::from(name) }, work.at());
        work.record(&mut staff, decided).await.map_err(denied)?;
        let wanted = GiveRole { role, organisation, from: Some(since), session_tenths: None };
        let decided = staff.state.give_role(wanted, work.at());
        work.record(&mut staff, decided).await.map_err(denied)?;
        work.commit().await.map_err(denied)?;
        Ok::<_, Fault>(staff.id)
    })?;
    let caller = signed_in(house, id)?;
    Ok(Colleague { id: id.to_string(), name: name.into(), role, organisation: at.into(), caller })
}

fn signed_in(house: &House, id: StaffId) -> Result<Caller> {
    let token = house.wait(issue(&house.db, id, "demonstration", TOKEN_DAYS, house.time.clock().now()))?;
    Ok(house.caller(token.reveal()))
}

impl Cast {
    /// Makes everybody without a team known: the practices are those of the first published run.
    pub(super) fn assemble(house: &House, people: u32) -> Result<Self> {
        let administrator = administrator(house, "Ada Quill", TRUST)?;
        for (code, kind, name) in [
            (TRUST, "trust", "Neighbourhood Community Trust (synthetic)"),
            (COUNCIL, "local_authority", "Neighbourhood Council, adult social care (synthetic)"),
            (VOLUNTARY, "other", "Good Neighbours (synthetic)"),
            (HOSPITAL, "trust", "Neighbourhood General Hospital (synthetic)"),
        ] {
            let body = json!({"kind": kind, "name": name, "opened_on": "2013-04-01"});
            let path = format!("/organisations/{code}");
            administrator.caller.change("PUT", &path, "\"0\"", &body)?;
        }
        let listed = administrator.caller.get("/organisations?kind=practice&limit=200")?.json;
        let mut found: Vec<_> = items(&listed, "items").iter().map(|one| (text(one, "code"), text(one, "name"))).collect();
        // The synthetic neighbourhood counts its practices downwards.
        found.sort_unstable_by(|one, other| other.cmp(one));
        let commissioner = items(&listed, "items").iter().map(|one| text(one, "commissioner")).find(|code| !code.is_empty());
        let commissioner = commissioner.unwrap_or_else(|| TRUST.into());
        let gps = (people as usize / found.len().max(1) / 1800).clamp(2, 6);
        let mut cast = Self {
            governance: add(house, &administrator, "Iris Vane", Role::InformationGovernanceLead, &commissioner, None)?,
            commissioner: add(house, &administrator, "Conrad Hale", Role::Commissioner, &commissioner, None)?,
            feed: add(house, &administrator, "General Hospital message feed", Role::HospitalFeed, HOSPITAL, None)?,
            administrator,
            practices: vec![],
            named: 0,
        };
        for (code, name) in found.into_iter().take(MOST_PRACTICES) {
            let practice = cast.practice(house, code, name, gps)?;
            cast.practices.push(practice);
        }
        Ok(cast)
    }

    fn practice(&mut self, house: &House, code: String, name: String, gps: usize) -> Result<Practice> {
        let clerk = self.hire(house, Role::PracticeStaff, &code, None)?;
        let mut doctors = vec![];
        for at in 0..gps {
            let sessions = [80, 60, 45, 70, 30, 50][at % 6];
            let gp = self.hire(house, Role::Gp, &code, Some(sessions))?;
            if let Some(usual) = usual_gp(&code, at) {
                clerk.caller.change("PUT", &format!("/practices/{code}/gps/{}/code", gp.id), "", &json!({"code": usual}))?;
            }
            doctors.push(gp);
        }
        Ok(Practice { code, name, gps: doctors, clerk })
    }

    /// Somebody new, with the next name.
    pub(super) fn hire(&mut self, house: &House, role: Role, at: &str, sessions: Option<u16>) -> Result<Colleague> {
        let (given, family) = (GIVEN[self.named % GIVEN.len()], FAMILY[self.named % FAMILY.len()]);
        self.named += 1;
        let title = if role == Role::Gp { "Dr " } else { "" };
        add(house, &self.administrator, &format!("{title}{given} {family}"), role, at, sessions)
    }
}

/// The code under which the synthetic extract knows the GP at `place` of a practice.
fn usual_gp(practice: &str, place: usize) -> Option<String> {
    let number: usize = practice.strip_prefix('Z')?.parse().ok()?;
    Some(format!("G9{:05}{}", 100_000_usize.checked_sub(number)?, place + 1))
}

fn add(house: &House, by: &Colleague, name: &str, role: Role, at: &str, sessions: Option<u16>) -> Result<Colleague> {
    let added = by.caller.post("/staff", &json!({"name": name}))?;
    let id = added.text("id");
    let given = json!({"role": role, "organisation": at, "from": SINCE, "session_tenths": sessions});
    by.caller.change("POST", &format!("/staff/{id}/roles"), &added.etag, &given)?;
    let staff: StaffId = serde_json::from_value(json!(id)).map_err(|error| Fault::Internal(error.to_string()))?;
    let caller = signed_in(house, staff)?;
    Ok(Colleague { id, name: name.into(), role, organisation: at.into(), caller })
}
