//! How a design is judged: on whom it is fitted, and on whom that fit is tested.

use crate::domain::Day;
use crate::error::Result;
use crate::events::layout::Table;
use crate::events::store::Store;
use crate::predict::design::{Design, LoadedDesign};
use crate::predict::evaluate::Validation;
use crate::predict::model::Model;
use crate::runs::evaluate::relation;
use crate::runs::fit::{FitContext, fit};
use crate::runs::gather::{Gathered, gather};
use crate::runs::table::Study;
use std::rc::Rc;

/// How a design is to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judging {
    /// Fit the design one horizon earlier and test that fit at the index date. When the store has no such past a split sample takes its
    /// place, and where even that has too few events, the people it was fitted on, which the report says.
    EarlierFit,
    /// Test the model itself at this later index date.
    LaterTest(Day),
    /// Fit on two thirds of the people, test on one third.
    SplitSample,
}

/// What every fit of one training shares.
pub(super) struct Workshop<'a> {
    pub(super) store: &'a Store,
    pub(super) loaded: &'a LoadedDesign,
    /// The design narrowed to the features whose feeds are in the store.
    pub(super) design: &'a Design,
    /// Features left out since their feed is not there.
    pub(super) without: &'a [String],
    pub(super) fitted_on: Day,
    pub(super) say: &'a (dyn Fn(&str) + Sync),
}

/// A fit and the people it is tested on.
pub(super) struct Trial {
    pub(super) tested: Model,
    pub(super) fit_people: Rc<Gathered>,
    pub(super) fitted_at: Day,
    pub(super) test_people: Rc<Gathered>,
    pub(super) tested_at: Day,
    pub(super) how: Validation,
    /// The same in words, with the reason where the default could not be followed.
    pub(super) words: String,
}

/// Days of history before an index date that a fit needs to be worth judging.
const HISTORY_DAYS: i32 = 365;

impl Workshop<'_> {
    /// People, columns and outcomes of an index date; `keep` picks people by index.
    pub(super) fn collect(&self, index: Day, keep: &(dyn Fn(u32) -> bool + Sync)) -> Result<Gathered> {
        (self.say)(&format!("building features as of {index}"));
        let design = self.design;
        let outcome = Some((design.outcome, design.horizon_days));
        let who = (design.population, design.objections);
        gather(&Study::new(self.store, &design.features, &self.loaded.lists, index, who, outcome)?, keep, || ())
    }

    /// Fits the features of the families that `uses` says yes to.
    pub(super) fn fit(&self, index: Day, people: &Gathered, uses: impl Fn(&str) -> bool) -> Result<Model> {
        let context = FitContext {
            store: self.store,
            loaded: self.loaded,
            design: self.design,
            without_feed: self.without,
            index,
            fitted_on: self.fitted_on,
        };
        fit(&context, people, uses)
    }

    /// Sets up the test of a design whose `model` was fitted on `everyone` at `index`.
    pub(super) fn trial(&self, judging: Judging, model: &Model, index: Day, everyone: Rc<Gathered>) -> Result<Trial> {
        match judging {
            Judging::LaterTest(later) => {
                let how = relation(model, later, &model.provenance.data_hash, false)?;
                let kind = if how == Validation::Temporal {
                    "Temporal".to_owned()
                } else {
                    format!("Not a validation, as {later} lies less than {} days after the fit", self.design.horizon_days)
                };
                Ok(Trial {
                    tested: model.clone(),
                    fit_people: everyone,
                    fitted_at: index,
                    test_people: Rc::new(self.collect(later, &|_| true)?),
                    tested_at: later,
                    how,
                    words: format!(
                        "{kind}: the model itself, fitted at {index}, was tested on the people and outcomes of {later}."
                    ),
                })
            }
            Judging::SplitSample => self.split(index, "")?,
            Judging::EarlierFit => {
                let not_earlier = match self.earlier(index, &everyone)? {
                    Ok(trial) => return Ok(trial),
                    Err(why) => format!(" No temporal validation: {why}."),
                };
                self.split(index, &not_earlier)?.or_else(|why| {
                    Ok(Trial {
                        tested: model.clone(),
                        fit_people: Rc::clone(&everyone),
                        fitted_at: index,
                        test_people: everyone,
                        tested_at: index,
                        how: Validation::Apparent,
                        words: format!(
                            "Apparent: the model was tested on the people it was fitted on, which flatters it.{not_earlier} No split \
                             sample: {why}."
                        ),
                    })
                })
            }
        }
    }

    /// The design fitted one horizon earlier, tested on everyone at the index date; or why that cannot be.
    fn earlier(&self, index: Day, everyone: &Rc<Gathered>) -> Result<Result<Trial, String>> {
        let earlier = index.plus_days(-i32::from(self.design.horizon_days));
        let needed = earlier.plus_days(-HISTORY_DAYS);
        let admissions = self.store.manifest().tables.get(&Table::Admissions);
        if admissions.and_then(|facts| facts.earliest_event).is_none_or(|first| first > needed) {
            return Ok(Err(format!("it needs admissions from {needed} on, which the store does not have")));
        }
        let people = self.collect(earlier, &|_| true)?;
        let tested = match self.fit(earlier, &people, |_| true) {
            Ok(tested) => tested,
            Err(why) => return Ok(Err(why.to_string())),
        };
        Ok(Ok(Trial {
            tested,
            fit_people: Rc::new(people),
            fitted_at: earlier,
            test_people: Rc::clone(everyone),
            tested_at: index,
            how: Validation::Temporal,
            words: format!("Temporal: the same design was fitted at {earlier} and tested on the people and outcomes of {index}."),
        }))
    }

    /// The design fitted on two thirds of the people, tested on the others; or the fault of that fit.
    fn split(&self, index: Day, why: &str) -> Result<Result<Trial>> {
        let fit_people = self.collect(index, &|person| !is_test(person))?;
        let tested = match self.fit(index, &fit_people, |_| true) {
            Ok(tested) => tested,
            Err(why) => return Ok(Err(why)),
        };
        Ok(Ok(Trial {
            tested,
            fit_people: Rc::new(fit_people),
            fitted_at: index,
            test_people: Rc::new(self.collect(index, &is_test)?),
            tested_at: index,
            how: Validation::SplitSample,
            words: format!("Split sample: fitted on two thirds of the people of {index}, tested on the others.{why}"),
        }))
    }
}

/// One person in three, by index: person keys are hashes, so their order has nothing to do with anybody.
fn is_test(person: u32) -> bool {
    person.is_multiple_of(3)
}
