//! What a plan says.

use crate::casework::plan::{EndOfLife, Legal};
use crate::domain::{ActionId, Day, Line, Note, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The words of a plan, whole: a draft is replaced by another of these, an agreed version holds one for good.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PlanContent {
    /// What matters to the person, in their words.
    #[validate(nested)]
    pub what_matters: Option<Note>,
    /// What they need help with.
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub needs: Vec<Need>,
    /// An assessment that found no need for social care, where one was made.
    #[validate(nested)]
    pub no_social_care_need: Option<NoSocialCareNeed>,
    /// What is hoped for.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub goals: Vec<Goal>,
    /// Who does what by when.
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub actions: Vec<PlanAction>,
    /// What to do when things get worse, the most important first.
    #[validate(length(max = 12), nested)]
    #[schema(max_items = 12)]
    pub contingency: Vec<Contingency>,
    /// Whom to call, the first first.
    #[validate(length(max = 8), nested)]
    #[schema(max_items = 8)]
    pub contacts: Vec<Contact>,
    /// Medicines, in short; the prescription is elsewhere.
    #[validate(nested)]
    pub medicines: Option<Note>,
    /// Allergies and adverse reactions.
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub allergies: Vec<Allergy>,
    /// Somebody asked, and there are none. False with an empty list means that nothing was recorded.
    pub no_known_allergies: bool,
    /// Capacity, consent, representative, advance decision.
    #[validate(nested)]
    pub legal: Legal,
    /// Wishes and decisions for the end of life.
    #[validate(nested)]
    pub end_of_life: EndOfLife,
    /// Who takes part, by organisation, and the day on which each agreed.
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub contributors: Vec<Contributor>,
    /// Months from one review to the next; the service's usual number when left out.
    #[validate(range(min = 1, max = 12))]
    #[schema(minimum = 1, maximum = 12)]
    pub review_months: Option<u32>,
}

/// A need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Of which kind.
    pub kind: NeedKind,
    /// In words.
    #[validate(nested)]
    pub words: Note,
}

/// Kinds of need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    /// Of the body.
    Health,
    /// Daily living, home, company, money.
    Social,
    /// Of the mind.
    Mental,
    /// Of somebody who cares for the person.
    Carer,
}

impl NeedKind {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Social => "social",
            Self::Mental => "mental health",
            Self::Carer => "carer",
        }
    }
}

/// An assessment that found no need for social care: what makes a plan joint without a social-care organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoSocialCareNeed {
    /// The day of the assessment.
    pub assessed_on: Day,
    /// Who made it: name and role.
    #[validate(nested)]
    pub by: Line,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What is hoped for.
    #[validate(nested)]
    pub words: Line,
    /// How one will know.
    #[validate(nested)]
    pub measure: Option<Line>,
}

/// An action of a plan. When the plan is agreed it becomes an action of the case, which keeps its status and outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanAction {
    /// The case's action that it became; left out while it is new.
    pub id: Option<ActionId>,
    /// What is to be done.
    #[validate(nested)]
    pub what: Line,
    /// Who does it.
    pub owner: StaffId,
    /// By when.
    pub due: Day,
}

/// One trigger of the contingency plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contingency {
    /// The sign that things get worse.
    #[validate(nested)]
    pub sign: Line,
    /// What to do then.
    #[validate(nested)]
    pub what_to_do: Note,
    /// Whom to call.
    #[validate(nested)]
    pub call: Line,
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name.
    #[validate(nested)]
    pub name: Line,
    /// What they are to the person.
    #[validate(nested)]
    pub relationship: Line,
    /// Telephone, with what helps to reach them.
    #[validate(nested)]
    pub phone: Line,
    /// Has a key to the home.
    #[serde(default)]
    pub holds_key: bool,
}

/// An allergy or adverse reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Allergy {
    /// To what.
    #[validate(nested)]
    pub substance: Line,
    /// What happens.
    #[validate(nested)]
    pub reaction: Option<Line>,
}

/// Somebody who takes part in the plan for an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contributor {
    /// For which kind of organisation.
    pub organisation: OrganisationKind,
    /// Name.
    #[validate(nested)]
    pub name: Line,
    /// Role.
    #[validate(nested)]
    pub role: Option<Line>,
    /// Who they are, when they are staff here: then they count as somebody who knows the person.
    #[serde(default)]
    pub staff: Option<StaffId>,
    /// The day on which they agreed, once they have.
    pub agreed_on: Option<Day>,
}

/// Kinds of organisation that take part in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// GP practice.
    GpPractice,
    /// Community health services.
    CommunityHealth,
    /// Mental-health services.
    MentalHealth,
    /// Hospital.
    Acute,
    /// Social care.
    SocialCare,
    /// Voluntary sector.
    Voluntary,
    /// Carer or family.
    CarerOrFamily,
    /// The person.
    Person,
}

impl OrganisationKind {
    /// A health organisation.
    #[must_use]
    pub const fn is_health(self) -> bool {
        matches!(self, Self::GpPractice | Self::CommunityHealth | Self::MentalHealth | Self::Acute)
    }

    /// Social care, or the voluntary sector: the other half of a joint plan.
    #[must_use]
    pub const fn is_social_or_voluntary(self) -> bool {
        matches!(self, Self::SocialCare | Self::Voluntary)
    }

    /// The name as the database writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GpPractice => "gp_practice",
            Self::CommunityHealth => "community_health",
            Self::MentalHealth => "mental_health",
            Self::Acute => "acute",
            Self::SocialCare => "social_care",
            Self::Voluntary => "voluntary",
            Self::CarerOrFamily => "carer_or_family",
            Self::Person => "person",
        }
    }
}

impl PlanContent {
    /// Nothing that somebody could agree to: no goal, no need, no action, no contingency, nothing that matters.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        self.what_matters.is_none()
            && self.needs.is_empty()
            && self.goals.is_empty()
            && self.actions.is_empty()
            && self.contingency.is_empty()
    }

    /// As the beginning of another draft: nobody has agreed to that yet. Links to the actions of a case stay only where
    /// `same_case`.
    #[must_use]
    pub fn as_draft(&self, same_case: bool) -> Self {
        let mut draft = self.clone();
        draft.contributors.iter_mut().for_each(|contributor| contributor.agreed_on = None);
        if !same_case {
            draft.actions.iter_mut().for_each(|action| action.id = None);
        }
        draft
    }
}
