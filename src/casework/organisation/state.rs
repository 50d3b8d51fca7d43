//! What an organisation is, and what can happen to it.

use crate::casework::{Aggregate, Recorded};
use crate::domain::{Day, Line, OdsCode, OrganisationId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// GP practice.
    Practice,
    /// Primary care network.
    Network,
    /// Clinical commissioning group, integrated care board or its sub-location.
    Commissioner,
    /// Care home.
    CareHome,
    /// NHS trust: hospital, community or mental health.
    Trust,
    /// Local authority.
    LocalAuthority,
    /// Another.
    Other,
}

/// Whether it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationStatus {
    /// Works.
    Active,
    /// Closed for good.
    Closed,
    /// Does nothing at present.
    Dormant,
    /// Not yet opened.
    Proposed,
}

/// What an organisation is, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Profile {
    /// Kind.
    pub kind: OrganisationKind,
    /// Name.
    pub name: Line,
    /// Whether it works.
    pub status: OrganisationStatus,
    /// First day, when known.
    pub opened_on: Option<Day>,
    /// The day on which it closed.
    pub closed_on: Option<Day>,
    /// Locality, by local custom.
    pub locality: Option<Line>,
}

/// How one organisation belongs to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Is a member of this network.
    Network,
    /// Is commissioned by.
    Commissioner,
    /// Was followed by.
    Successor,
}

/// A link by date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// How.
    pub kind: LinkKind,
    /// To which organisation.
    pub target: OdsCode,
    /// First day; `null` when it was so before anybody looked.
    pub from: Option<Day>,
    /// The day on which it ended; `null` while it lasts.
    pub until: Option<Day>,
}

impl Link {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OrganisationEvent {
    /// Was described, for the first time or anew.
    Described {
        /// Its code.
        code: OdsCode,
        /// What it is.
        profile: Profile,
    },
    /// A link began, or one with the same kind and start is corrected.
    Linked(Link),
    /// The link of this kind that had no end ended on the day of the event.
    Unlinked {
        /// Which kind.
        kind: LinkKind,
    },
}

/// An organisation. The default is unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Organisation {
    /// Its code.
    pub code: Option<OdsCode>,
    /// What it is.
    pub profile: Option<Profile>,
    /// Links, in the order in which they came to be known. At most one of each kind has no end.
    pub links: Vec<Link>,
}

impl Organisation {
    /// The link of `kind` on `day`: of several, the one that began last.
    #[must_use]
    pub fn link(&self, kind: LinkKind, day: Day) -> Option<&Link> {
        self.links.iter().filter(|link| link.kind == kind && link.holds(day)).max_by_key(|link| link.from)
    }

    /// The link of `kind` that has no end.
    pub(super) fn open(&self, kind: LinkKind) -> Option<&Link> {
        self.links.iter().find(|link| link.kind == kind && link.until.is_none())
    }
}

impl Aggregate for Organisation {
    type Event = OrganisationEvent;
    type Id = OrganisationId;
    const KIND: &'static str = "organisation";

    fn apply(&mut self, recorded: &Recorded<OrganisationEvent>) {
        match recorded.event.clone() {
            OrganisationEvent::Described { code, profile } => {
                self.code = Some(code);
                self.profile = Some(profile);
            }
            OrganisationEvent::Linked(link) => {
                match self.links.iter_mut().find(|known| known.kind == link.kind && known.from == link.from) {
                    Some(known) => *known = link,
                    None => self.links.push(link),
                }
            }
            OrganisationEvent::Unlinked { kind } => {
                if let Some(link) = self.links.iter_mut().find(|link| link.kind == kind && link.until.is_none()) {
                    link.until = Some(recorded.happened_on);
                }
            }
        }
    }
}
