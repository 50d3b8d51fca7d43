//! A practice's own figures and the people behind them, for those who see its whole list.

use super::publishing::{in_background, ledger};
use crate::access::{Care, Denied};
use crate::domain::{Day, OdsCode, Purpose};
use crate::measures::published::PolicyId;
use crate::measures::{Audience, Definition, Explained, OwnFigure, Permit, Place, Published, compute, explain};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// A practice's own figures.
#[derive(Debug, Clone)]
pub struct OwnCoverage {
    /// What they rest on. No policy of disclosure control was applied: everybody counted may be seen.
    pub basis: crate::measures::published::Basis,
    /// By measure.
    pub figures: Vec<OwnFigure>,
}

/// Who is behind one of them.
#[derive(Debug, Clone)]
pub struct OwnPeople {
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// The measure.
    pub definition: Arc<Definition>,
    /// Each person, or what happened to them.
    pub people: Vec<Explained>,
}

impl Care {
    /// A practice's own figures for a day. Objectors count: it is their practice.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the practice is not the caller's.
    pub async fn own_coverage(
        &self,
        practice: &OdsCode,
        as_of: Day,
        known_at: Option<DateTime<Utc>>,
    ) -> Result<OwnCoverage, Denied> {
        self.require_practice(practice)?;
        let _one_at_a_time = self.access().coverage_turn().await?;
        let ledger = ledger(self.access().db(), self.access().definitions(), as_of).await?;
        let (definitions, rules, now) = (self.access().definitions().clone(), self.rules().clone(), self.access().clock().now());
        let place = Place::Practice(practice.clone());
        let coverage = in_background(move || {
            let book = ledger.as_known(known_at.map_or(now, |at| at.min(now)));
            let figures = compute(&book, &definitions, &rules, as_of, Audience::Practice);
            // The policy is not used: nothing is published.
            let Published { basis, .. } = book.published(&figures, vec![], &definitions, PolicyId::Hes2018, now);
            OwnCoverage { basis, figures: figures.open(&place, &Permit::given()) }
        })
        .await?;
        self.audited(Purpose::DirectCare, "practice_coverage.read", format!("practice {practice}"), vec![]).await?;
        Ok(coverage)
    }

    /// Who is behind a measure at a practice: in the numerator, or not, and the first reason why.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the practice is not the caller's, or no such measure is used for the day.
    pub async fn behind_measure(
        &self,
        practice: &OdsCode,
        measure: &str,
        as_of: Day,
        known_at: Option<DateTime<Utc>>,
    ) -> Result<OwnPeople, Denied> {
        self.require_practice(practice)?;
        let definition = self.access().definitions().find(measure, as_of).cloned().ok_or(Denied::NotFound)?;
        let _one_at_a_time = self.access().coverage_turn().await?;
        let ledger = ledger(self.access().db(), self.access().definitions(), as_of).await?;
        let (definitions, rules, now) = (self.access().definitions().clone(), self.rules().clone(), self.access().clock().now());
        let place = Place::Practice(practice.clone());
        let found = in_background(move || {
            let known_at = known_at.map_or(now, |at| at.min(now));
            let people = explain(&ledger.as_known(known_at), &definitions, &definition, &rules, as_of, &place);
            OwnPeople { known_at, definition, people }
        })
        .await?;
        let shown = found.people.iter().map(|explained| explained.person).collect();
        self.audited(Purpose::DirectCare, "measure_people.read", format!("practice {practice}"), shown).await?;
        Ok(found)
    }
}
