//! A commissioner's scope: figures that have passed disclosure control, of their own practices.

use super::publishing::{Made, Wanted, publish};
use super::{Shared, Turns};
use crate::access::Denied;
use crate::access::scope::Scope;
use crate::domain::{OdsCode, Purpose, Role};
use crate::measures::Published;
use crate::store::audit::Entry;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Reports that are asked for: of which practices, and which. Each who asks brings their row of the audit trail.
pub(in crate::access) type Reports = Shared<(BTreeSet<OdsCode>, Wanted), Entry, Vec<Published>>;

/// Somebody who plans and pays for care: aggregates under disclosure control, and nobody.
pub struct Commissioner(pub(in crate::access) Scope);

impl Commissioner {
    /// Figures of the practices of the caller's commissioner, for each day wanted. What is given is kept with its policy, for everybody
    /// who is given it: those who ask for the same at once are given the same.
    ///
    /// # Errors
    /// [`Denied::Busy`] when too many others ask; when the database fails.
    pub async fn coverage(&self, wanted: Wanted) -> Result<Arc<Vec<Published>>, Denied> {
        let scope = &self.0;
        let subject = wanted.days.last().map_or(String::new(), |day| format!("{} to {day}", wanted.what));
        let entry = scope.entry(Purpose::Commissioning, "coverage.read", subject, vec![]);
        let (access, of) = (scope.access().clone(), self.organisations());
        let (reports, turns): (&Reports, &Arc<Turns>) = (scope.access().reports(), scope.access().turns());
        let work = {
            let (wanted, of) = (wanted.clone(), of.clone());
            move |entries| async move {
                let made = Made { at: access.clock().now(), entries, of: Some(of) };
                publish(access.db_for_long(), access.rules(), access.definitions(), wanted, made).await
            }
        };
        reports.ask(turns, (of, wanted), entry, work).await
    }

    fn organisations(&self) -> BTreeSet<OdsCode> {
        let held = self.0.caller().roles.iter().filter(|held| held.role == Role::Commissioner);
        held.map(|held| held.organisation.clone()).collect()
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.moment().now
    }

    /// The civil date.
    #[must_use]
    pub fn today(&self) -> crate::domain::Day {
        self.0.today()
    }
}
