//! What sources say of an organisation: the national practice list, and the extract that a run was made from.

use super::state::{Link, LinkKind, Organisation, OrganisationEvent, OrganisationKind, OrganisationStatus, Profile};
use crate::casework::Fact;
use crate::domain::{Day, Line, OdsCode};

/// An entry of the national practice list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Code.
    pub code: OdsCode,
    /// What it is.
    pub profile: Profile,
    /// Commissioner: code, from, until.
    pub commissioner: Option<(OdsCode, Option<Day>, Option<Day>)>,
}

/// A practice as an extract names it, without dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Name.
    pub name: Line,
    /// Locality.
    pub locality: Option<Line>,
    /// Network.
    pub network: Option<OdsCode>,
    /// Commissioner.
    pub commissioner: Option<OdsCode>,
}

impl Organisation {
    /// The facts by which the list's entry differs from what is known: none when it says the same. What the list does not hold (locality,
    /// network, successor) stays as it is.
    #[must_use]
    pub fn listed(&self, entry: Listed, today: Day) -> Vec<Fact<OrganisationEvent>> {
        let locality = self.profile.as_ref().and_then(|profile| profile.locality.clone());
        let profile = Profile { locality, ..entry.profile };
        let mut facts = self.described(&entry.code, profile, today);
        let Some((target, from, until)) = entry.commissioner else { return facts };
        let link = Link { kind: LinkKind::Commissioner, target, from, until };
        if self.links.contains(&link) {
            return facts;
        }
        // The list has one commissioner at a time: one with another start follows the one that is open.
        if let Some(open) = self.open(link.kind).filter(|open| until.is_none() && open.from != from) {
            let day = from.or(open.from).unwrap_or(today).max(open.from.unwrap_or(Day::from_number(i32::MIN)));
            facts.push(Fact::on(day, OrganisationEvent::Unlinked { kind: link.kind }));
        }
        facts.push(Fact::on(from.unwrap_or(today), OrganisationEvent::Linked(link)));
        facts
    }

    /// The facts that an extract adds as of `index`: a practice that is not known yet, and network, commissioner and locality where they
    /// differ. A name that is known stays: the national list knows better. A first link has no start, since nobody looked before.
    #[must_use]
    pub fn seen(&self, code: &OdsCode, seen: Seen, index: Day, today: Day) -> Vec<Fact<OrganisationEvent>> {
        let profile = match &self.profile {
            None => Profile {
                kind: OrganisationKind::Practice,
                name: seen.name,
                status: OrganisationStatus::Active,
                opened_on: None,
                closed_on: None,
                locality: seen.locality,
            },
            Some(known) => Profile { locality: seen.locality.or_else(|| known.locality.clone()), ..known.clone() },
        };
        let mut facts = self.described(code, profile, today);
        for (kind, target) in [(LinkKind::Network, seen.network), (LinkKind::Commissioner, seen.commissioner)] {
            let Some(target) = target else { continue };
            facts.extend(self.relinked(kind, target, index));
        }
        facts
    }

    /// Describes it, unless it is described so.
    pub(super) fn described(&self, code: &OdsCode, profile: Profile, today: Day) -> Vec<Fact<OrganisationEvent>> {
        if self.profile.as_ref() == Some(&profile) {
            return vec![];
        }
        vec![Fact::on(today, OrganisationEvent::Described { code: code.clone(), profile })]
    }

    /// Links it to `target` from `day`, ending the link that is open; nothing when it is linked so, or when what is known began later.
    fn relinked(&self, kind: LinkKind, target: OdsCode, day: Day) -> Vec<Fact<OrganisationEvent>> {
        let of_kind = || self.links.iter().filter(|link| link.kind == kind);
        if self.link(kind, day).is_some_and(|link| link.target == target) || of_kind().any(|link| link.from > Some(day)) {
            return vec![];
        }
        let from = of_kind().next().is_some().then_some(day);
        let mut facts = vec![];
        if self.open(kind).is_some() {
            facts.push(Fact::on(day, OrganisationEvent::Unlinked { kind }));
        }
        facts.push(Fact::on(day, OrganisationEvent::Linked(Link { kind, target, from, until: None })));
        facts
    }
}
