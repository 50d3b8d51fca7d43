//! A practice's own list, as its staff may read it.

use crate::access::{Care, Denied};
use crate::casework::target::Target;
use crate::domain::{Day, OdsCode, Purpose, RunId};
pub use crate::store::risk_list::Part;
use crate::store::risk_list::{self, RiskListRow, Which};
use crate::store::run::{self, RunRow};
use crate::store::{person, register};
use chrono::{DateTime, Utc};

/// What of a practice's risk list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskListWanted {
    /// The practice.
    pub practice: OdsCode,
    /// The run; the practice's latest when `None`.
    pub run: Option<RunId>,
    /// Adults, or children.
    pub adults: bool,
    /// Only this tier; empty for all.
    pub tier: String,
    /// Only who stands so; empty for all.
    pub standing: String,
    /// Only whose name, or number, begins so; empty for all.
    pub begins: String,
    /// Where it begins, and how many lines.
    pub part: Part,
}

impl Care {
    /// A practice's risk list: the run it comes from and its lines. No run, no lines.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the practice is not the caller's, or not in the run asked for.
    pub async fn risk_list(&self, wanted: RiskListWanted) -> Result<Option<(RunRow, Vec<RiskListRow>)>, Denied> {
        self.require_practice(&wanted.practice)?;
        let (run, rows) = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let RiskListWanted { practice, run, adults, tier, standing, begins, part } = wanted;
            let mut which = Which { run, practice, adults, as_of: self.today(), tier, standing, begins };
            let mut lines = risk_list::lines(conn, &which, part).await?;
            let known = if let Some(run) = lines.run() {
                run
            } else {
                let Some(found) = run::of_practice(conn, &which.practice, run).await? else {
                    return if run.is_some() { Err(Denied::NotFound) } else { Ok(None) };
                };
                if run.is_none() {
                    // It may have been published since.
                    which.run = Some(found.id);
                    lines = risk_list::lines(conn, &which, part).await?;
                }
                found.id
            };
            let known = self.known_run(conn, known).await?;
            (known.run.clone(), lines.named(&known))
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::CaseFinding, "risk_list.read", format!("run {}", run.id), people).await?;
        Ok(Some((run, rows)))
    }

    /// A practice's target as of a day, as known at an instant; as known now when left out.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the practice is not the caller's.
    pub async fn target(&self, practice: &OdsCode, as_of: Day, known_at: Option<DateTime<Utc>>) -> Result<Target, Denied> {
        self.require_practice(practice)?;
        let mut reader = self.reader().await?;
        let (conn, born_by) = (&mut reader.conn(), as_of.birth_of_age(ADULT_AGE));
        let (adults, on_register) = match known_at {
            None => person::adults(conn, practice, as_of, born_by).await?,
            Some(known_at) => register::adults_as_known(conn, practice, as_of, born_by, known_at).await?,
        };
        Ok(Target::of(adults, on_register, self.rules()))
    }
}

/// Age from which somebody counts as an adult.
const ADULT_AGE: i32 = 18;
