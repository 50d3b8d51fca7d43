//! What an administrator says of an organisation.

use super::state::{Link, LinkKind, Organisation, OrganisationEvent, OrganisationKind, OrganisationStatus, Profile};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{Day, Line, OdsCode};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// Describe an organisation, and say what it belongs to.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutOrganisation {
    /// Kind.
    pub kind: OrganisationKind,
    /// Name.
    #[validate(nested)]
    pub name: Line,
    /// Whether it works; active when left out, closed when it has closed.
    pub status: Option<OrganisationStatus>,
    /// First day, when known.
    pub opened_on: Option<Day>,
    /// The day on which it closed.
    pub closed_on: Option<Day>,
    /// Locality.
    #[validate(nested)]
    pub locality: Option<Line>,
    /// The network it is a member of; none when left out.
    pub network: Option<OdsCode>,
    /// Its commissioner; none when left out.
    pub commissioner: Option<OdsCode>,
    /// What followed it; nothing when left out.
    pub successor: Option<OdsCode>,
    /// The day from which network, commissioner and successor are so where they change; today when left out.
    pub from: Option<Day>,
}

impl Organisation {
    /// Puts what is said in the place of what is known. Links that change end on the day the new ones begin.
    ///
    /// # Errors
    /// `in_the_future`: links are recorded when they are so; `closed_before_opened`; `own_parent`: it cannot belong to, or be followed by, itself; `link_began_later`: a link that would end
    /// before it began; `nothing_new`: all of it is known already.
    pub fn put(&self, code: &OdsCode, wanted: PutOrganisation, at: &Moment) -> Decided<OrganisationEvent> {
        let PutOrganisation { kind, name, status, opened_on, closed_on, locality, network, commissioner, successor, from } =
            wanted;
        require(!matches!((opened_on, closed_on), (Some(opened), Some(closed)) if closed < opened), || {
            Refusal::by("closed_before_opened", "an organisation cannot close before it opens; correct one of the days")
                .at("closed_on")
        })?;
        let closed = closed_on.is_some_and(|day| day <= at.today);
        let status = status.unwrap_or(if closed { OrganisationStatus::Closed } else { OrganisationStatus::Active });
        let profile = Profile { kind, name, status, opened_on, closed_on, locality };
        let mut facts = self.described(code, profile, at.today);
        let day = from.unwrap_or(at.today);
        not_in_future(day, at.today, "from")?;
        let links = [
            (LinkKind::Network, network, "network"),
            (LinkKind::Commissioner, commissioner, "commissioner"),
            (LinkKind::Successor, successor, "successor"),
        ];
        for (kind, target, field) in links {
            require(target.as_ref() != Some(code), || {
                Refusal::by("own_parent", "an organisation cannot belong to itself or follow itself; name another").at(field)
            })?;
            let open = self.open(kind);
            if open.map(|link| &link.target) == target.as_ref() {
                continue;
            }
            if let Some(open) = open {
                require(open.from.is_none_or(|began| began < day), || {
                    Refusal::by("link_began_later", "what is known began on that day or later; give a later first day").at("from")
                })?;
                facts.push(Fact::on(day, OrganisationEvent::Unlinked { kind }));
            }
            if let Some(target) = target {
                let clash = self.links.iter().any(|link| link.kind == kind && link.from >= Some(day));
                require(!clash, || {
                    Refusal::by("link_began_later", "what is known began on that day or later; give a later first day").at("from")
                })?;
                let link = Link { kind, target, from: Some(day), until: None };
                facts.push(Fact::on(day, OrganisationEvent::Linked(link)));
            }
        }
        require(!facts.is_empty(), || {
            Refusal::by("nothing_new", "all of this is known already; change something, or leave it as it is")
        })?;
        Ok(facts)
    }
}
