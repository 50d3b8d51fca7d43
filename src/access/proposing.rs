//! Proposing an MDT list.

use crate::access::{Admin, Care, Denied, Work};
use crate::casework::Refusal;
use crate::casework::list::{ChangeKind, LeftOut, ListRules, Proposal, ProposeList, Why, changes, propose, require_ground};
use crate::domain::{ListId, OdsCode, RunId, TeamId};
use crate::store::list::{self, ListHeader, Made};
use crate::store::{StoreFault, team};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Figures about a list, as they were when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListCounts {
    /// People on it.
    pub people: u32,
    /// Of them, nominated.
    pub nominated: u32,
    /// Who were not on the team's list before.
    pub came: u32,
    /// Who stayed, in a higher tier.
    pub rose: u32,
    /// Who stayed, in a lower tier.
    pub fell: u32,
    /// Who are no longer on it.
    pub went: u32,
    /// How many more people the team could hold.
    pub room: u32,
    /// People whom the run or a nomination would have put onto it, by why they are not.
    pub left_out: BTreeMap<LeftOut, u32>,
    /// Practices that the team serves and the run has no scores of.
    pub without_scores: Vec<OdsCode>,
}

/// A list, and whether it was made just now.
pub struct Proposed {
    /// The list.
    pub list: ListHeader,
    /// It is new; else it was there already, and nothing changed.
    pub new: bool,
}

impl Work<'_, Care> {
    /// Proposes a list to a team of which the caller is a member today.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when they are none; `nothing_to_list`, `no_such_run`, `no_such_tier`, `list_being_made`.
    pub async fn propose_list(&mut self, to: TeamId, wanted: ProposeList) -> Result<Proposed, Denied> {
        let me = self.at().author;
        if !self.is_member(to, me).await? {
            return Err(Denied::NotFound);
        }
        self.proposed(to, wanted).await
    }
}

impl Work<'_, Admin> {
    /// Proposes a list to any team: for the command line, which sees figures and no person.
    ///
    /// # Errors
    /// As for a member.
    pub async fn propose_list(&mut self, to: TeamId, wanted: ProposeList) -> Result<Proposed, Denied> {
        self.proposed(to, wanted).await
    }

    /// The team of that name.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn team_named(&mut self, name: &str) -> Result<TeamId, Denied> {
        team::by_name(&mut self.conn(), name).await?.ok_or(Denied::NotFound)
    }
}

impl<S> Work<'_, S> {
    /// The team's latest list, when the same run and rules would put the same people onto it and leave the same out, for the same
    /// reasons: nobody came onto the register, objected, was nominated or found unsuitable since. Else a new one.
    async fn proposed(&mut self, to: TeamId, wanted: ProposeList) -> Result<Proposed, Denied> {
        let at = *self.at();
        let conn = &mut self.conn();
        let ProposeList { run, rules } = wanted;
        let run = match run {
            Some(id) => Some(list::run(conn, id).await?.ok_or_else(|| {
                Refusal::by("no_such_run", "no such run is published; leave run out to rest on the latest").at("run")
            })?),
            None => list::latest_run(conn, to, at.today).await?,
        };
        require_ground(run.is_some(), &rules)?;
        let run_id = run.as_ref().map(|run| run.id);
        let since = at.today.plus_days(-i32::from(rules.declined_within_days));
        let ground = list::ground(conn, to, run_id, rules, at.today).await?.ok_or(Denied::NotFound)?;
        ground.check()?;
        let mut candidates = match run_id.filter(|_| !ground.rules.select.is_empty()) {
            Some(run) => list::ranked(conn, &ground, run, to, at.today, since).await?,
            None => vec![],
        };
        if ground.rules.nominations {
            candidates.extend(list::nominated(conn, run_id, to, at.today, since).await?);
        }
        let proposal = propose(&ground, candidates)?;
        let inputs_hash = hash(run_id, &ground.rules, &proposal)?;
        let previous = list::latest(conn, to).await?;
        if let Some(latest) = previous.as_ref().filter(|latest| latest.inputs_hash == inputs_hash) {
            let list = latest.clone();
            self.subject(format!("list {}", list.id));
            return Ok(Proposed { list, new: false });
        }
        let before = match &previous {
            Some(previous) => list::before(conn, previous.id, run_id, to, at.today, since).await?,
            None => vec![],
        };
        let changes = changes(&ground, &before, &proposal.entries);
        let count = |kind| changes.iter().filter(|change| change.kind == kind).count() as u32;
        let nominated = |why: &Why| matches!(why, Why::Nominated { .. });
        let counts = ListCounts {
            people: proposal.entries.len() as u32,
            nominated: proposal.entries.iter().filter(|entry| entry.why.iter().any(nominated)).count() as u32,
            came: count(ChangeKind::Came),
            rose: count(ChangeKind::Rose),
            fell: count(ChangeKind::Fell),
            went: count(ChangeKind::Went),
            room: ground.room,
            left_out: proposal.left_out,
            without_scores: ground
                .practices
                .iter()
                .filter(|(_, adults)| adults.is_none())
                .map(|(code, _)| code.clone())
                .collect(),
        };
        let made = Made {
            id: ListId::new(),
            team: to,
            previous: previous.as_ref(),
            run: run.as_ref(),
            ground: &ground,
            inputs_hash: &inputs_hash,
            as_of: at.today,
            at: at.now,
            by: at.author,
            counts: serde_json::to_value(&counts).map_err(|_| unwritable())?,
            entries: &proposal.entries,
            changes: &changes,
        };
        list::make(conn, &made).await.map_err(|fault| match fault {
            StoreFault::Conflict(_) => Denied::Refused(Refusal::by(
                "list_being_made",
                "somebody else made a list for this team at this moment; read it, and propose again if you still need to",
            )),
            fault => fault.into(),
        })?;
        let list = list::header(conn, made.id).await?.ok_or(Denied::NotFound)?;
        self.subject(format!("list {}", list.id));
        Ok(Proposed { list, new: true })
    }
}

/// Tells lists that say the same, by the same run and rules, from others.
fn hash(run: Option<RunId>, rules: &ListRules, proposal: &Proposal) -> Result<String, Denied> {
    let entries: Vec<_> =
        proposal.entries.iter().map(|entry| (entry.person, &entry.practice, &entry.why, entry.nomination)).collect();
    let bytes = serde_json::to_vec(&(run, rules, entries, &proposal.left_out)).map_err(|_| unwritable())?;
    Ok(blake3::hash(&bytes).to_hex().to_string())
}

fn unwritable() -> StoreFault {
    StoreFault::Other("a list cannot be written".into())
}
