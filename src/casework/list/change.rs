//! What a list changes against the team's one before.

use crate::casework::list::{Candidate, Entry, Ground, LeftOut, Why};
use crate::domain::{OdsCode, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What kind of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Was not on the list before.
    Came,
    /// Stayed, in a higher tier.
    Rose,
    /// Stayed, in a lower tier.
    Fell,
    /// Is no longer on the list.
    Went,
}

impl ChangeKind {
    /// The name as the database has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Rose => "rose",
            Self::Fell => "fell",
            Self::Went => "went",
        }
    }
}

/// Why somebody is no longer on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// Has died.
    Died,
    /// Objects to case management.
    Objects,
    /// Left the practices that the team serves.
    Moved,
    /// Is on the register.
    OnRegister,
    /// Declined.
    Declined,
    /// Case management does not suit now.
    NotSuitable,
    /// Does not live in a care home any more.
    NotInCareHome,
    /// The nomination was closed, and no other rule holds.
    NominationClosed,
    /// Was not scored this time.
    NotScored,
    /// No rule holds any more.
    BelowTheRules,
}

impl From<LeftOut> for Gone {
    fn from(reason: LeftOut) -> Self {
        match reason {
            LeftOut::Died => Self::Died,
            LeftOut::Objects => Self::Objects,
            LeftOut::Moved => Self::Moved,
            LeftOut::OnRegister => Self::OnRegister,
            LeftOut::Declined => Self::Declined,
            LeftOut::NotSuitable => Self::NotSuitable,
            LeftOut::NotInCareHome => Self::NotInCareHome,
        }
    }
}

/// Somebody on the list before, as they stand now.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// As they stand now.
    pub now: Candidate,
    /// Why they were on it.
    pub why: Vec<Why>,
    /// Their tier then: place and name.
    pub tier: Option<(i64, String)>,
}

/// A change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Who.
    pub person: PersonId,
    /// Practice.
    pub practice: OdsCode,
    /// What kind.
    pub kind: ChangeKind,
    /// For who came: why.
    pub came: Vec<Why>,
    /// For who went: why.
    pub went: Option<Gone>,
    /// Tier on the list before.
    pub tier_before: Option<String>,
    /// Tier in the run of this list.
    pub tier_now: Option<String>,
}

/// What `entries` change against the list `before`: who came, in order of the list; whose tier rose or fell; who went.
#[must_use]
pub fn changes(ground: &Ground, before: &[Before], entries: &[Entry]) -> Vec<Change> {
    let name = |place: i64| ground.tiers.iter().find(|tier| tier.place == place).map(|tier| tier.name.clone());
    let was: BTreeMap<PersonId, &Before> = before.iter().map(|before| (before.now.person, before)).collect();
    let is: BTreeMap<PersonId, &Entry> = entries.iter().map(|entry| (entry.person, entry)).collect();
    let mut found: Vec<Change> = entries
        .iter()
        .filter_map(|entry| {
            let before = was.get(&entry.person);
            let tier = entry.score.map(|score| score.tier);
            let tier_before = before.and_then(|before| before.tier.clone());
            let kind = match (before, &tier_before, tier) {
                (None, ..) => ChangeKind::Came,
                (Some(_), Some((then, _)), Some(now)) if now < *then => ChangeKind::Rose,
                (Some(_), Some((then, _)), Some(now)) if now > *then => ChangeKind::Fell,
                _ => return None,
            };
            Some(Change {
                person: entry.person,
                practice: entry.practice.clone(),
                kind,
                came: if kind == ChangeKind::Came { entry.why.clone() } else { vec![] },
                went: None,
                tier_before: tier_before.map(|(_, name)| name),
                tier_now: tier.and_then(name),
            })
        })
        .collect();
    found.extend(before.iter().filter(|before| !is.contains_key(&before.now.person)).map(|before| Change {
        person: before.now.person,
        practice: before.now.practice.clone(),
        kind: ChangeKind::Went,
        came: vec![],
        went: Some(gone(ground, before)),
        tier_before: before.tier.clone().map(|(_, name)| name),
        tier_now: before.now.score.and_then(|score| name(score.tier)),
    }));
    // Stable: within a kind the order of the list, which for those who went is that of the list before.
    found.sort_by_key(|change| change.kind);
    found
}

fn gone(ground: &Ground, before: &Before) -> Gone {
    if let Some(reason) = ground.left_out(&before.now) {
        return reason.into();
    }
    let only_nominated = before.why.iter().all(|why| matches!(why, Why::Nominated { .. }));
    match (only_nominated, before.now.score) {
        (true, _) => Gone::NominationClosed,
        (false, None) => Gone::NotScored,
        (false, Some(_)) => Gone::BelowTheRules,
    }
}
