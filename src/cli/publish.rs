//! Publishing a scoring run into a database: what `score --database` does.

use crate::casework::Moment;
use crate::cli::progress::Progress;
use crate::domain::{Day, Line, ObjectionPolicy, OdsCode, PersonId, RunId};
use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::predict::model::Model;
use crate::runs::cohort::{LeftOut, LeftOutCounts};
use crate::runs::publish::{Outcome, PracticeCounts, Publication, Publishable};
use crate::runs::score::ScoreRun;
use crate::runs::table::sources;
use crate::store::accountable_gp::count_astray;
use crate::store::publish::{self, IdentityRecord, PersonRecord, PracticeHead, Published, RunHead};
use crate::store::{Db, StoreFault};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::time::Instant;
use validator::Validate;

/// What came of publishing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct PublishedRun {
    /// The run in the database.
    pub(super) run: RunId,
    /// When the same run was published before; then nothing was changed.
    pub(super) published_before: Option<DateTime<Utc>>,
    /// People published.
    pub(super) people: usize,
    /// People whose accountable GP is no longer theirs: publishing ends no GP's time.
    pub(super) accountable_gps_astray: i64,
    /// Seconds it took, reading the store's people included.
    pub(super) seconds: f64,
}

/// Publishes `run`: all of it, or nothing.
///
/// # Errors
/// A data fault when the store is damaged; a database fault when the database fails or holds the same people under other keys.
pub(super) async fn publish(
    db: &Db,
    store: &Store,
    (model, lists): (&Model, &CodeLists),
    run: &ScoreRun,
    at: &Moment,
) -> Result<PublishedRun> {
    let started = Instant::now();
    let publication = Publication::new(store, model, lists, run)?;
    let head = head(store, model, run, &publication)?;
    let progress = Progress::new("Publishing", publication.len());
    let people = publication.people().map(|person| record(&publication, person, at.today));
    let done = publish::publish(db, &head, people, at, |count| progress.advance(count)).await;
    progress.finish();
    let published = done.map_err(|fault| match fault {
        StoreFault::Conflict(name) if name.contains("identity") => Fault::Database(
            "the database holds some of these people under the keys of another event store; nothing was published. \
             Publish from the store it was filled from, or into another database"
                .into(),
        ),
        fault => fault.into(),
    })?;
    let (run, published_before) = match published {
        Published::Now(run) => (run, None),
        Published::Before(run, when) => (run, Some(when)),
    };
    let seconds = started.elapsed().as_secs_f64();
    let accountable_gps_astray = count_astray(&mut db.read().await?.conn(), at.today).await?;
    Ok(PublishedRun { run, published_before, people: publication.len(), accountable_gps_astray, seconds })
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Fault::Internal(error.to_string()))
}

/// The name of a reason, as programs read it.
fn name(reason: LeftOut) -> &'static str {
    match reason {
        LeftOut::Died => "died",
        LeftOut::NotYetRegistered => "not_yet_registered",
        LeftOut::Deregistered => "deregistered",
        LeftOut::ObjectionType1 => "objection_type1",
        LeftOut::ObjectionNationalOptOut => "objection_national_opt_out",
        LeftOut::ObjectionCaseManagement => "objection_case_management",
        LeftOut::OutsideAgeRange => "outside_age_range",
    }
}

fn head(store: &Store, model: &Model, run: &ScoreRun, publication: &Publication<'_>) -> Result<RunHead> {
    let mut people = vec![0; run.tiers.tiers.len()];
    for entry in &run.ranked {
        people[usize::from(entry.tier)] += 1;
    }
    let tiers: Result<Vec<_>> =
        run.tiers.tiers.iter().zip(people).map(|((tier, rule), people)| Ok((tier.0.clone(), json(rule)?, people))).collect();
    Ok(RunHead {
        model: model.id.clone(),
        model_version: model.version.clone(),
        model_title: model.title.clone(),
        model_hash: blake3::hash(json(model)?.as_bytes()).to_string(),
        data_hash: store.manifest().data_hash.clone(),
        synthetic: model.provenance.synthetic || store.manifest().synthetic,
        index: run.index,
        data_date: run.data_date,
        sources: sources(store, &model.features),
        scored: run.scored.len() as i64,
        tiers: tiers?,
        left_out: left_out(model.objections, &run.left_out),
        reasons: publication.phrases.clone(),
        practices: publication.practices.iter().map(practice).collect(),
    })
}

/// Who was left out, by reason: heeded objections even where nobody made one.
fn left_out(heeds: ObjectionPolicy, counted: &LeftOutCounts) -> Vec<(String, String, i64)> {
    let ObjectionPolicy { type_1, national_opt_out, case_management } = heeds;
    let heeded = [
        (type_1, LeftOut::ObjectionType1),
        (national_opt_out, LeftOut::ObjectionNationalOptOut),
        (case_management, LeftOut::ObjectionCaseManagement),
    ];
    let mut people: LeftOutCounts = heeded.into_iter().filter(|(heeds, _)| *heeds).map(|(_, reason)| (reason, 0)).collect();
    people.extend(counted);
    people.into_iter().map(|(reason, people)| (name(reason).to_owned(), reason.words().to_owned(), people as i64)).collect()
}

/// A practice. What of it cannot be a name or a code is left out, never guessed.
fn practice(counts: &PracticeCounts) -> PracticeHead {
    let PracticeCounts { practice, scored_adults, scored_children, unscored } = counts;
    let line = |text: &str| Some(Line::from(text)).filter(|line| line.validate().is_ok());
    let code = |text: &str| OdsCode::parse(text.as_bytes()).ok();
    PracticeHead {
        code: practice.code.clone(),
        name: line(&practice.name),
        pcn: code(&practice.pcn_code),
        commissioner: code(&practice.commissioner_code),
        locality: line(&practice.locality),
        scored_adults: *scored_adults,
        scored_children: *scored_children,
        unscored: *unscored,
    }
}

/// A person as known on `today`: what the store has of later days is not so yet.
fn record<'p>(publication: &'p Publication<'_>, person: Publishable<'p>, today: Day) -> PersonRecord<'p> {
    let Publishable { id, facts, identity, outcome } = person;
    let code = |id: u32| publication.code(id);
    // Somebody who was never on a list has no practice; the import refuses such people.
    let (practice, registered_on, deregistered_on) = facts.registration().unwrap_or((0, facts.born_on, None));
    let past = |day: Option<Day>| day.filter(|day| *day <= today);
    let spans = |spans: &[(u32, Day, Option<Day>)]| {
        let begun = spans.iter().filter(|(_, from, _)| *from <= today);
        begun.map(|&(id, from, until)| (code(id), from, past(until))).collect()
    };
    let residences = facts.residences.as_ref().map(|residences| {
        let known = residences.iter().filter(|((_, from, _), visible)| *from <= today && *visible <= today);
        known.map(|&((service, from, until), _)| (code(service), from, past(until))).collect()
    });
    PersonRecord {
        id,
        practice: code(practice),
        born_on: facts.born_on,
        sex: code(facts.sex),
        registered_on,
        deregistered_on: past(deregistered_on),
        died_on: past(facts.died_on),
        care_home: facts.care_home,
        usual_gp: Some(code(facts.usual_gp)).filter(|gp| !gp.is_empty()),
        long_term_condition: facts.long_term_condition,
        condition_from: past(facts.condition_from),
        identity: IdentityRecord {
            nhs_number: identity.nhs_number.reveal(),
            given_name: &identity.given_name,
            family_name: &identity.family_name,
            postcode: &identity.postcode,
        },
        residences,
        registrations: spans(&facts.registrations),
        objections: spans(&facts.objections),
        outcome: outcome_record(publication, outcome),
    }
}

fn outcome_record<'p>(publication: &'p Publication<'_>, outcome: Outcome) -> publish::Outcome<'p> {
    use crate::stratify::rank::ADULT_AGE;
    match outcome {
        Outcome::Scored { practice, age, risk, percentile, tier, rank, practice_rank, reasons } => publish::Outcome::Scored {
            practice: publication.code(practice),
            adult: age >= ADULT_AGE,
            age: age.into(),
            risk,
            percentile,
            tier: tier.into(),
            rank: rank as i64,
            practice_rank: practice_rank as i64,
            reasons,
        },
        Outcome::LeftOut { practice, age, reason } => publish::Outcome::LeftOut {
            practice: practice.map(|id| publication.code(id)),
            adult: age >= ADULT_AGE,
            age: age.into(),
            reason: name(reason),
        },
    }
}

/// When people died or left their practice's list, as the store has it: what their carers know long before the next run is published.
///
/// # Errors
/// When the store is damaged.
pub(super) fn departures(store: &Store, model: &Model, lists: &CodeLists, run: &ScoreRun) -> Result<Vec<Departure>> {
    let publication = Publication::new(store, model, lists, run)?;
    let departure = |person: Publishable<'_>| {
        let left_on = person.facts.registration().and_then(|(.., until)| until);
        let died_on = person.facts.died_on;
        (died_on.is_some() || left_on.is_some()).then_some(Departure { person: person.id, died_on, left_on })
    };
    Ok(publication.people().filter_map(departure).collect())
}

/// Somebody who died, or left a practice's list.
pub(super) struct Departure {
    /// Who.
    pub(super) person: PersonId,
    /// Died.
    pub(super) died_on: Option<Day>,
    /// Left the list.
    pub(super) left_on: Option<Day>,
}
