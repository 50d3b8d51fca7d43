//! A commissioner's scope: figures that have passed disclosure control, of their own practices.

use super::publishing::{Made, Wanted, publish};
use crate::access::scope::Scope;
use crate::access::{Access, Denied};
use crate::domain::{OdsCode, Purpose, Role};
use crate::measures::Published;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Somebody who plans and pays for care: aggregates under disclosure control, and nobody.
pub struct Commissioner(pub(in crate::access) Scope);

impl Commissioner {
    /// Figures of the practices of the caller's commissioner, for each day wanted. What is given is kept with its policy.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn coverage(&self, wanted: Wanted) -> Result<Vec<Published>, Denied> {
        let scope = &self.0;
        let _one_at_a_time = scope.access().coverage_turn().await?;
        let days = wanted.days.last().map_or(String::new(), |day| format!("{} to {day}", wanted.what));
        let made = Made {
            at: scope.access().clock().now(),
            by: Some(scope.me()),
            entry: scope.entry(Purpose::Commissioning, "coverage.read", days, vec![]),
            of: Some(self.organisations()),
        };
        let access: &Access = scope.access();
        Ok(publish(access.db(), access.rules(), access.definitions(), wanted, made).await?)
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
