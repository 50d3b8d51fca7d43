//! The last pass: the files of the new generation, its manifest and the summary.

use super::hands::Origin;
use super::reading::Reading;
use super::{ImportOptions, Stopped};
use crate::error::{Fault, Result};
use crate::events::adapter::{PeopleAre, Plan};
use crate::events::check::{Notes, PracticeRow, reason};
use crate::events::codes::Codes;
use crate::events::dictionary::Dictionary;
use crate::events::earlier::Earlier;
use crate::events::generation::{Site, write_through};
use crate::events::layout::Table;
use crate::events::manifest::{FORMAT, FileFacts, Manifest, TableFacts};
use crate::events::people::Roll;
use crate::events::quality::{Conflicts, FileSummary, ImportSummary, RejectCount, thin_months};
use crate::events::seal;
use crate::events::spill::record::to_row;
use crate::events::spill::{EARLIER, Spill};
use crate::events::write::{
    Outcome, Written, write_codes, write_identity, write_persons, write_practices, write_registrations, write_table,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A feed has recorded dates when this share of a delivery's rows has one.
const DATED_SHARE: f64 = 0.95;

/// Everything that goes into the new generation.
pub(super) struct Contents {
    pub roll: Roll,
    pub practices: Vec<PracticeRow>,
    pub tables: BTreeSet<Table>,
    pub shards: usize,
    pub notes: Notes,
    pub spill: Spill,
    /// People whose death lay after the day taken as today.
    pub deaths_ahead: u64,
}

/// Practices of the earlier store and the delivery; of one code the last row counts.
pub(super) fn practices(
    delivered: Vec<(Origin, PracticeRow)>,
    earlier: Option<&Earlier>,
    dropped: &mut Vec<(Origin, &'static str)>,
) -> Result<Vec<PracticeRow>> {
    let mut by_code: BTreeMap<_, (Origin, PracticeRow)> = BTreeMap::new();
    for practice in earlier.map(Earlier::practices).transpose()?.unwrap_or_default() {
        by_code.insert(practice.code.clone(), ((EARLIER, 0), practice));
    }
    for (origin, row) in delivered {
        match by_code.get(&row.code) {
            Some(((block, _), before)) if *block != EARLIER && *before == row => {
                dropped.push((origin, reason::DUPLICATE));
                continue;
            }
            Some((before, _)) if before.0 != EARLIER => dropped.push((*before, reason::LATER_PRACTICE)),
            _ => {}
        }
        by_code.insert(row.code.clone(), (origin, row));
    }
    Ok(by_code.into_values().map(|(_, row)| row).collect())
}

impl Contents {
    /// Writes the generation and says what is in it.
    pub(super) fn write(
        self,
        reading: &mut Reading<'_>,
        dictionary: Dictionary,
        earlier: Option<&Earlier>,
        site: &Site,
        options: &ImportOptions,
    ) -> Result<ImportSummary, Stopped> {
        let folder = site.folder();
        let (codes, numbers) = dictionary.finish();
        let mut code_rows = vec![0; codes.len()];
        let mut summary = ImportSummary {
            version: env!("CARGO_PKG_VERSION").into(),
            as_of: Some(options.as_of),
            appended: earlier.is_some(),
            persons: self.roll.persons.len() as u64,
            practices: self.practices.len() as u64,
            ..ImportSummary::default()
        };
        let mut tables = BTreeMap::new();
        let mut written: Vec<Written> = Vec::new();
        let mut people = |table: Table, rows: usize, (file, row_groups): (Written, Vec<Option<u32>>)| {
            tables.insert(table, TableFacts { rows: rows as u64, row_groups, ..TableFacts::default() });
            written.push(file);
        };
        people(Table::Persons, self.roll.persons.len(), write_persons(&folder, &self.roll.persons, &numbers)?);
        let registrations = &self.roll.registrations;
        people(Table::Registrations, registrations.len(), write_registrations(&folder, registrations, self.shards, &numbers)?);
        // Who people are is no part of the data that a model is made of, so it is no part of the data's hash.
        write_identity(&folder, &self.roll.persons)?;
        written.push(write_practices(&folder, &self.practices)?);

        let deaths = self.roll.deaths();
        for &table in &self.tables {
            options.step(&format!("writing {}", table.name()));
            let mut drop = |dropped: &[([u32; 2], &'static str)]| {
                for &([block, row], reason) in dropped {
                    let (row, further) = to_row(row);
                    if !further {
                        reading.drop_row(block, row, reason)?;
                    }
                }
                Ok(())
            };
            let outcome = write_table(&folder, table, &self.spill, &numbers, &deaths, self.shards, &mut drop)?;
            outcome.tally.add_codes(&mut code_rows);
            self.note(table, &outcome, &mut summary);
            if let Some((rows, row_groups)) = outcome.diagnoses {
                tables.insert(Table::Diagnoses, TableFacts { rows, row_groups, ..TableFacts::default() });
            }
            let delivered = reading.event_tables().any(|delivered| delivered == table);
            let recorded = self.notes.latest_recorded.get(&table).copied();
            let before = earlier.and_then(|earlier| earlier.facts(table));
            let rows = self.notes.rows.get(&table).copied().unwrap_or(0);
            let dated = self.notes.dated.get(&table).copied().unwrap_or(0);
            let delivered_share = if rows == 0 { 0.0 } else { dated as f64 / rows as f64 };
            let (earlier_rows, earlier_share) = before.map_or((0, 0.0), |before| (before.rows, before.recorded_share));
            let all = (rows + earlier_rows).max(1) as f64;
            tables.insert(
                table,
                TableFacts {
                    rows: outcome.rows,
                    row_groups: outcome.row_groups,
                    earliest_event: outcome.tally.earliest(),
                    latest_event: outcome.tally.latest(),
                    latest_recorded: recorded.max(before.and_then(|before| before.latest_recorded)),
                    recorded_share: (dated as f64 + earlier_rows as f64 * earlier_share) / all,
                    // One delivery without recorded dates makes the feed one without.
                    has_recorded_dates: (!delivered || delivered_share >= DATED_SHARE)
                        && before.is_none_or(|before| before.rows == 0 || before.has_recorded_dates),
                },
            );
            written.extend(outcome.written);
        }
        if let Some(&admissions) = tables.get(&Table::Admissions).as_ref()
            && let Some(diagnoses) = tables.get(&Table::Diagnoses)
        {
            let facts = TableFacts { rows: diagnoses.rows, row_groups: diagnoses.row_groups.clone(), ..admissions.clone() };
            tables.insert(Table::Diagnoses, facts);
        }
        let last = summary.months.values().filter_map(|months| months.keys().next_back()).max().cloned().unwrap_or_default();
        let thin = summary.months.iter().map(|(feed, months)| (feed.clone(), thin_months(months, &last)));
        summary.thin_months = thin.filter(|(_, thin)| !thin.is_empty()).collect();
        reading.stop_if_too_many()?;
        written.push(write_codes(&folder, &codes, &code_rows)?);

        let manifest = Manifest {
            format: FORMAT,
            written_by: format!("casefinder {}", env!("CARGO_PKG_VERSION")),
            as_of: options.as_of,
            people: self.roll.persons.len() as u32,
            data_date: Table::FEEDS.iter().filter_map(|feed| tables.get(feed)?.latest_event).max(),
            synthetic: self.is_synthetic(&reading.plan, earlier),
            files: seals(&folder, &written)?,
            data_hash: data_hash(&mut written),
            tables,
        };
        self.summarise(reading, &manifest, &codes, &numbers, &mut summary);
        write_json(site, "quality.json", &summary)?;
        write_json(site, "manifest.json", &manifest)?;
        reading.rejects.flush()?;
        Ok(summary)
    }

    /// Whether nobody in the store exists: the source says so (and said so of what it is added to), or every NHS number begins with
    /// 9, which is issued to nobody.
    fn is_synthetic(&self, plan: &Plan, earlier: Option<&Earlier>) -> bool {
        let numbers_are_nobodys =
            || plan.people == PeopleAre::NhsNumbers && self.roll.persons.iter().all(|person| person.number.is_nobodys());
        let so_was_the_earlier = earlier.is_none_or(Earlier::is_synthetic);
        so_was_the_earlier && (plan.synthetic || numbers_are_nobodys())
    }

    /// What stands out in one feed.
    fn note(&self, table: Table, outcome: &Outcome, summary: &mut ImportSummary) {
        if !Table::FEEDS.contains(&table) {
            return;
        }
        let name = table.name().to_owned();
        let months = outcome.tally.months();
        summary.months.insert(name.clone(), months);
        if outcome.replaced > 0 {
            summary.replaced.insert(name.clone(), outcome.replaced);
        }
        if outcome.tally.after_death > 0 {
            summary.conflicts.events_after_death.insert(name.clone(), outcome.tally.after_death);
        }
        if let Some(&early) = self.notes.recorded_early.get(&table) {
            summary.conflicts.recorded_before_event.insert(name, early);
        }
        summary.conflicts.overlapping_spells += outcome.tally.overlapping_spells;
    }

    fn summarise(&self, reading: &Reading<'_>, manifest: &Manifest, codes: &Codes, numbers: &[u32], summary: &mut ImportSummary) {
        let plan = &reading.plan;
        summary.notes.clone_from(&plan.notes);
        let mut event_rows = 0;
        for (index, (file, rows)) in plan.files.iter().zip(&reading.files).enumerate() {
            let rejected = reading.rejects.of_file(index);
            summary.files.push(FileSummary {
                file: file.label.clone(),
                rows: rows.rows,
                kept: rows.rows - rejected,
                rejected,
                set_aside: rows.set_aside,
            });
            if !reading.gives_people(index) && !file.gives.is_empty() {
                event_rows += rows.rows;
            }
        }
        let count = |reasons: &[&str]| {
            let counts = reading.rejects.counts().iter();
            counts.filter(|((_, reason), _)| reasons.contains(reason)).map(|(_, count)| count).sum::<u64>()
        };
        summary.nhs_number_failures =
            count(&[reason::NHS_MISSING, reason::NHS_DIGITS, reason::NHS_PLACEHOLDER, reason::NHS_CHECK]);
        summary.future_dates = count(&[reason::FUTURE]);
        summary.duplicates = count(&[reason::DUPLICATE]);
        let unknown = count(&[reason::UNKNOWN_PERSON]);
        if unknown > 0 {
            summary.notes.push(format!(
                "{unknown} rows are of people who are not in the store, perhaps since their own row was rejected; when those people are \
                 delivered, deliver their events and objections again: without its objection somebody who objected could be scored"
            ));
        }
        summary.unknown_person_share = if event_rows == 0 { 0.0 } else { unknown as f64 / event_rows as f64 };
        summary.rejected = reading
            .rejects
            .counts()
            .iter()
            .map(|(&(file, reason), &rows)| RejectCount { file: plan.files[file].label.clone(), reason: reason.into(), rows })
            .collect();
        summary.rejected.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| (&a.file, &a.reason).cmp(&(&b.file, &b.reason))));
        for feed in Table::FEEDS {
            let (name, facts) = (feed.name().to_owned(), manifest.tables.get(&feed));
            summary.events.insert(name.clone(), facts.map_or(0, |facts| facts.rows));
            summary.latest_event.insert(name.clone(), facts.and_then(|facts| facts.latest_event));
            summary.latest_recorded.insert(name.clone(), facts.and_then(|facts| facts.latest_recorded));
            match facts {
                Some(facts) => {
                    summary.recorded_share.insert(name.clone(), facts.recorded_share);
                    summary.has_recorded_dates.insert(name, facts.has_recorded_dates);
                }
                None => summary.feeds_missing.push(name),
            }
        }
        let conflicts = self.roll.conflicts;
        summary.conflicts = Conflicts {
            people_with_two_births: conflicts.births,
            people_with_two_sexes: conflicts.sexes,
            people_with_two_deaths: conflicts.deaths,
            deaths_ahead: self.deaths_ahead,
            unreadable_codes: self.notes.unreadable_codes.iter().map(|(&name, &count)| (name.to_owned(), count)).collect(),
            unknown_admission_methods: self.notes.unknown_methods,
            people_with_overlapping_registrations: conflicts.overlapping_registrations,
            practices_without_a_row: self.practices_without_a_row(codes, numbers),
            discharge_death_disagreements: self.notes.death_disagreements,
            ..std::mem::take(&mut summary.conflicts)
        };
    }

    /// Practices somebody is registered with that the practices file lacks; 0 when there is no such file.
    fn practices_without_a_row(&self, codes: &Codes, numbers: &[u32]) -> u64 {
        if self.practices.is_empty() {
            return 0;
        }
        let known: BTreeSet<&str> = self.practices.iter().map(|practice| practice.code.as_str()).collect();
        let used: BTreeSet<u32> = self.roll.registrations.iter().map(|registration| registration.practice_code).collect();
        let name = |provisional: &u32| codes.get(numbers.get(*provisional as usize).copied().unwrap_or(0)).1;
        used.iter().filter(|practice| !known.contains(name(practice))).count() as u64
    }
}

/// Seals of the files written, and of the identity file.
fn seals(folder: &Path, written: &[Written]) -> Result<BTreeMap<String, FileFacts>> {
    let mut seals = BTreeMap::from([(seal::IDENTITY.to_owned(), seal::facts(&folder.join(seal::IDENTITY))?)]);
    for file in written {
        let path = folder.join(&file.name);
        let bytes = std::fs::metadata(&path).map_err(|error| Fault::file(&path, error))?.len();
        seals.insert(file.name.clone(), FileFacts { bytes, blake3: file.hash.to_hex().to_string() });
    }
    Ok(seals)
}

/// BLAKE3 over names and checksums of the files, in the order of their names.
fn data_hash(written: &mut [Written]) -> String {
    written.sort_by(|a, b| a.name.cmp(&b.name));
    let mut hash = blake3::Hasher::new();
    for file in written {
        hash.update(file.name.as_bytes());
        hash.update(file.hash.as_bytes());
    }
    hash.finalize().to_hex().to_string()
}

fn write_json(site: &Site, name: &str, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| Fault::Internal(error.to_string()))?;
    text.push(b'\n');
    write_through(&site.folder().join(name), &text)
}
