//! Plans, as the API shows them.

use crate::access::Loaded;
use crate::casework::Rules;
use crate::casework::plan::{
    AgreedWith, CarePlan, Closed, Contributor, Happened, PlanContent, PlanReview, PlanStatus, PlanVersion, VersionOf,
};
use crate::domain::{CaseId, Day, PersonId, PlanId, StaffId};
use crate::web::page::Page;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A plan, as of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanView {
    /// Its id.
    pub id: PlanId,
    /// Its version: what a change names in `If-Match`.
    pub version: i64,
    /// The day it tells of.
    pub as_of: Day,
    /// Whose.
    pub person: PersonId,
    /// Where it stands.
    pub status: PlanStatus,
    /// Whether it is in force: agreed, not ended, and agreed or reviewed within the last months.
    pub in_force: bool,
    /// Whether it is joint: in force, and agreed by health and by social care or the voluntary sector, or no social-care need found.
    pub joint: bool,
    /// What its first draft began with.
    pub copied_from: Option<VersionOf>,
    /// The day on which it was begun.
    pub started_on: Option<Day>,
    /// The day by which it is to be reviewed.
    pub review_due: Option<Day>,
    /// A draft is open: see `/plans/{plan}/draft`.
    pub draft_open: bool,
    /// The version that stands.
    pub agreed: Option<VersionView>,
    /// Reviews up to the day.
    pub reviews: Vec<PlanReview>,
    /// What happened up to the day, dated.
    pub happened: Vec<Happened>,
    /// The end.
    pub closed: Option<Closed>,
}

/// An agreed version. It never changes; who agrees later is added to its contributions.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// Its number, from 1.
    pub number: u32,
    /// The day on which it was agreed.
    pub agreed_on: Day,
    /// With whom.
    pub with: AgreedWith,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: StaffId,
    /// Months until the next review.
    pub review_months: u32,
    /// The case whose actions the plan's are.
    pub case: Option<CaseId>,
    /// Who agreed for their organisations.
    pub contributions: Vec<Contributor>,
    /// What it says.
    pub content: PlanContent,
}

impl From<&PlanVersion> for VersionView {
    fn from(version: &PlanVersion) -> Self {
        let agreement = version.agreement.clone();
        Self {
            number: agreement.number,
            agreed_on: version.agreed_on,
            with: agreement.with,
            recorded_at: version.recorded_at,
            recorded_by: version.recorded_by,
            review_months: agreement.review_months,
            case: agreement.case,
            contributions: version.contributions().cloned().collect(),
            content: agreement.content,
        }
    }
}

impl PlanView {
    /// `None` when there was nothing of the plan on `day`.
    pub(super) fn of(loaded: &Loaded<CarePlan>, day: Day, rules: &Rules) -> Option<Self> {
        let plan = &loaded.state;
        let open = |opened: Day, until: Option<Day>| opened <= day && until.is_none_or(|until| until > day);
        Some(Self {
            id: loaded.id,
            version: loaded.version,
            as_of: day,
            person: plan.person?,
            status: plan.status(day)?,
            in_force: plan.in_force(day, rules),
            joint: plan.joint(day, rules),
            copied_from: plan.copied_from,
            started_on: plan.started_on,
            review_due: plan.review_due_on(day),
            draft_open: plan.drafts.iter().any(|draft| open(draft.opened_on, draft.until)),
            agreed: plan.version_on(day).map(VersionView::from),
            reviews: plan.reviews.iter().filter(|review| review.on <= day).cloned().collect(),
            happened: plan.happened.iter().filter(|happened| happened.on <= day).copied().collect(),
            closed: plan.closed.clone().filter(|closed| closed.on <= day),
        })
    }
}

/// A draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftView {
    /// The plan.
    pub plan: PlanId,
    /// Version of the draft: what a saving names in `If-Match`, and what an agreement agrees to.
    pub draft_version: i64,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: StaffId,
    /// What it says.
    pub content: PlanContent,
}

/// A draft was saved.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftSaved {
    /// Version of the draft now.
    pub draft_version: i64,
}

/// Every agreed version, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Versions {
    /// The plan.
    pub plan: PlanId,
    /// Its versions.
    pub versions: Vec<VersionLine>,
}

/// A version, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionLine {
    /// Its number, from 1.
    pub number: u32,
    /// The day on which it was agreed.
    pub agreed_on: Day,
    /// With whom.
    pub with: AgreedWith,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: StaffId,
}

/// The current plan of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonsPlan {
    /// Everything that happened to it lies before the person's latest start on the register: it no longer counts, and a new plan may
    /// be begun from it.
    pub before_latest_start: bool,
    /// The plan.
    pub plan: PlanView,
}

/// Somebody on the register without a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanDue {
    /// Who.
    pub person: PersonId,
    /// The case.
    pub case: CaseId,
    /// Start on the register.
    pub start: Day,
    /// Days since then.
    pub days_since_start: i32,
    /// Coordinator now.
    pub coordinator: Option<StaffId>,
    /// The plan that is being written, if one is.
    pub plan: Option<PlanId>,
}

/// People without a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlansDue {
    /// The day it tells of.
    pub as_of: Day,
    /// The longest waiting first.
    #[serde(flatten)]
    pub page: Page<PlanDue>,
}
