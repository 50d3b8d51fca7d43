//! Proposals of care coordinators: made from what is known today, read, and confirmed by the team.

use crate::access::{Care, Denied, Work};
use crate::casework::Refusal;
use crate::casework::assignment::{
    CaseVerdict, CaseWish, ConfirmProposal, Considered, Coordinator, Left, LeftBecause, Proposal, ProposeCoordinators, ToName,
    Waiting, propose,
};
use crate::casework::case::{Case, SetCoordinator};
use crate::casework::refusal::require;
use crate::casework::team::{ServedKind, Skill, Team};
use crate::domain::{CaseId, OdsCode, ProposalId, Purpose, StaffId, TeamId};
use crate::store::proposal::{self as kept, KeptProposal, OpenCaseRow, ProposalRow};
use crate::store::{load, log, organisation, team};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody needs most of all, where their way onto the register tells.
fn need_of(route: &str) -> Option<Skill> {
    match route {
        "palliative" => Some(Skill::Palliative),
        "carer" => Some(Skill::Carers),
        "care_home" => Some(Skill::Frailty),
        _ => None,
    }
}

fn waiting(row: &OpenCaseRow, wish: Option<&CaseWish>) -> Result<Waiting, Denied> {
    let said = wish.and_then(|wish| wish.primary_need);
    Ok(Waiting {
        case: row.id,
        person: row.person,
        practice: kept::code(&row.practice)?,
        network: row.pcn.as_deref().and_then(|code| code.parse().ok()),
        primary_need: said.or_else(|| need_of(&row.route)),
        skill_required: wish.is_some_and(|wish| wish.skill_required),
        complexity: row.complexity.map(|complexity| complexity as u8),
        known: vec![],
        not_by: wish.map_or(vec![], |wish| wish.not_by.clone()),
    })
}

impl Care {
    /// A proposal, to a member of its team.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn proposal(&self, id: ProposalId) -> Result<KeptProposal, Denied> {
        let found = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let found = kept::read(conn, id).await?.ok_or(Denied::NotFound)?;
            if !team::is_member(conn, found.proposal.team, self.me(), self.today()).await? {
                return Err(Denied::NotFound);
            }
            found
        };
        let proposed = &found.proposal.proposed;
        let people = proposed.placed.iter().map(|one| one.person).chain(proposed.left.iter().map(|one| one.person)).collect();
        self.audited(Purpose::DirectCare, "proposal.read", format!("proposal {id}"), people).await?;
        Ok(found)
    }

    /// A team's proposals, the latest first, from before `before`: to its members.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn proposals(&self, of: TeamId, before: ProposalId, limit: i64) -> Result<Vec<ProposalRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !team::is_member(conn, of, self.me(), self.today()).await? {
                return Err(Denied::NotFound);
            }
            kept::list(conn, of, before, limit).await?
        };
        self.audited(Purpose::DirectCare, "proposal.list", format!("team {of}"), vec![]).await?;
        Ok(rows)
    }
}

impl Work<'_, Care> {
    /// Proposes coordinators for a team's cases, and keeps the proposal. Nothing changes for anybody.
    ///
    /// # Errors
    /// [`Denied::NotFound`] to others than members; `case_twice`, `not_open_in_team`.
    pub async fn propose_coordinators(&mut self, of: TeamId, wanted: &ProposeCoordinators) -> Result<KeptProposal, Denied> {
        let at = *self.at();
        if !self.is_member(of, at.author).await? {
            return Err(Denied::NotFound);
        }
        let weights = self.rules().assignment.within_range();
        let team = log::load::<Team>(&mut self.conn(), of).await?.ok_or(Denied::NotFound)?.state;
        let open = kept::open_cases(&mut self.conn(), of, at.today).await?;
        let wishes = wishes(wanted, &open)?;
        let mut known = kept::known(&mut self.conn(), of).await?;
        let held = load::loads(&mut self.conn(), of, None, at.today, weights.usual_complexity).await?;
        let held: BTreeMap<StaffId, (u32, u32)> =
            held.into_iter().map(|row| (row.staff, (row.cases as u32, row.weight as u32))).collect();

        let (mut people, mut left_alone, mut objecting) = (vec![], vec![], vec![]);
        for row in open.iter().filter(|row| !wanted.only_these || wishes.contains_key(&row.id)) {
            let wish = wishes.get(&row.id).copied();
            if row.coordinator.is_some() && !(wanted.reconsider && wish.is_some()) {
                left_alone.push(row.id);
                continue;
            }
            self.about(row.person);
            if row.objects == 1 {
                let words = "the person objects to case management".to_owned();
                objecting.push(Left { case: row.id, person: row.person, because: LeftBecause::Objection, words });
                continue;
            }
            people.push(Waiting { known: known.remove(&row.person).unwrap_or_default(), ..waiting(row, wish)? });
        }
        let considered: BTreeSet<CaseId> =
            people.iter().map(|waiting| waiting.case).chain(objecting.iter().map(|left| left.case)).collect();
        let practices: BTreeSet<OdsCode> = team
            .serves_on(at.today)
            .filter(|served| served.kind == ServedKind::Practice)
            .map(|served| served.organisation.clone())
            .collect();
        let bases = team.members_on(at.today).map(|member| member.organisation.clone());
        let wanted: BTreeSet<OdsCode> = practices.iter().cloned().chain(bases).collect();
        let network_of = organisation::networks(&mut self.conn(), &wanted).await?;
        let networks: BTreeSet<OdsCode> = practices.iter().filter_map(|code| network_of.get(code).cloned()).collect();
        let coordinators: Vec<Coordinator> = team
            .members_on(at.today)
            .filter(|member| member.capacity > 0)
            .map(|member| {
                let (held, load) = held.get(&member.staff).copied().unwrap_or_default();
                Coordinator {
                    staff: member.staff,
                    role: member.role,
                    organisation: member.organisation.clone(),
                    base_network: network_of.get(&member.organisation).cloned(),
                    capacity: u32::from(member.capacity),
                    held,
                    load,
                    skills: member.skills.iter().copied().collect(),
                    practices: practices.clone(),
                    networks: networks.clone(),
                }
            })
            .collect();
        let mut proposed = propose(&people, &coordinators, &weights);
        proposed.left.extend(objecting);
        proposed.left.sort_by_key(|left| left.case);
        let seen = |row: &OpenCaseRow| considered.contains(&row.id).then_some(Considered { case: row.id, version: row.version });
        let proposal =
            Proposal { team: of, as_of: at.today, considered: open.iter().filter_map(seen).collect(), left_alone, proposed };
        let id = ProposalId::new();
        kept::add(&mut self.conn(), id, &proposal, at.now, at.author).await?;
        self.subject(format!("proposal {id}"));
        let (made_at, made_by) = (at.now, at.author);
        Ok(KeptProposal { id, proposal, made_at, made_by, confirmed_at: None, confirmed_by: None, outcome: vec![] })
    }

    /// Names the coordinators whom the team confirms: all of them, or none.
    ///
    /// # Errors
    /// [`Denied::NotFound`] to others than members; `already_confirmed`, `cases_changed` with those that changed since the proposal,
    /// `not_a_member`, and those of [`Proposal::to_name`] and of naming a coordinator.
    pub async fn confirm_proposal(&mut self, id: ProposalId, wanted: &ConfirmProposal) -> Result<KeptProposal, Denied> {
        let at = *self.at();
        let mut found = kept::read(&mut self.conn(), id).await?.ok_or(Denied::NotFound)?;
        if !self.is_member(found.proposal.team, at.author).await? {
            return Err(Denied::NotFound);
        }
        let outcome: Vec<CaseVerdict> = wanted.cases.clone();
        let first = kept::confirm(&mut self.conn(), id, at.now, at.author, &outcome).await?;
        require(first, || {
            Refusal::by("already_confirmed", "the team has confirmed this proposal; make another for those who wait")
        })?;
        self.subject(format!("proposal {id}"));
        let mut cases = vec![];
        let mut changed = vec![];
        for ToName { case, version, coordinator, reason } in found.proposal.to_name(wanted)? {
            let loaded = self.load::<Case>(case).await;
            match loaded {
                Ok(loaded) if loaded.version == version => cases.push((loaded, coordinator, reason)),
                // As the request counts them: the words go to people, for whom an id is no name.
                Ok(_) | Err(Denied::NotFound) => {
                    let number = wanted.cases.iter().position(|verdict| verdict.case == case).map_or(0, |place| place + 1);
                    changed.push(format!("number {number}"));
                }
                Err(denied) => return Err(denied),
            }
        }
        require(changed.is_empty(), || {
            let words = format!(
                "of the cases, {} changed since the proposal was made. Leave them out, or make another proposal; nothing was done",
                changed.join(", ")
            );
            Refusal::by("cases_changed", words).at("cases")
        })?;
        for (mut case, coordinator, reason) in cases {
            let id = case.id;
            let named = SetCoordinator { coordinator, from: None, reason };
            self.set_case_coordinator(&mut case, named).await.map_err(|denied| match denied {
                Denied::Refused(refusal) => {
                    let number = wanted.cases.iter().position(|verdict| verdict.case == id).map_or(0, |place| place + 1);
                    let words = format!("number {number} of the cases: {}", refusal.words);
                    Denied::Refused(Refusal { words, field: Some("cases"), ..refusal })
                }
                denied => denied,
            })?;
        }
        (found.confirmed_at, found.confirmed_by, found.outcome) = (Some(at.now), Some(at.author), outcome);
        Ok(found)
    }
}

fn wishes<'w>(wanted: &'w ProposeCoordinators, open: &[OpenCaseRow]) -> Result<BTreeMap<CaseId, &'w CaseWish>, Refusal> {
    let open: BTreeSet<CaseId> = open.iter().map(|row| row.id).collect();
    let mut wishes = BTreeMap::new();
    for (number, wish) in (1..).zip(&wanted.cases) {
        let case = wish.case;
        require(open.contains(&case), || {
            Refusal::by("not_open_in_team", format!("number {number} of the cases is no open case of this team; leave it out"))
                .at("cases")
        })?;
        require(wishes.insert(case, wish).is_none(), || {
            Refusal::by("case_twice", format!("number {number} of the cases is named before; leave it out")).at("cases")
        })?;
    }
    Ok(wishes)
}
