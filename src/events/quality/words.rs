//! The summary as a data manager reads it.

use super::ImportSummary;
use super::months::months_up_to;
use crate::domain::digits::grouped;
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result};

/// Months shown for each feed; all of them are in the JSON.
const MONTHS_SHOWN: usize = 12;
/// Reject reasons shown.
const REASONS_SHOWN: usize = 20;

impl Display for ImportSummary {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let as_of = self.as_of.map_or_else(String::new, |day| format!(", dates up to {day}"));
        let how = if self.appended { "added to the earlier deliveries" } else { "replacing what was there" };
        writeln!(f, "Import by casefinder {}{as_of}, {how}", self.version)?;
        writeln!(f, "{} people, {} practices\n", grouped(self.persons), grouped(self.practices))?;
        self.files(f)?;
        self.rejects(f)?;
        self.feeds(f)?;
        self.months(f)?;
        self.contradictions(f)?;
        for note in &self.notes {
            writeln!(f, "Note: {note}")?;
        }
        Ok(())
    }
}

impl ImportSummary {
    fn files(&self, f: &mut Formatter<'_>) -> Result {
        let width = self.files.iter().map(|file| file.file.len()).max().unwrap_or(0).max(4);
        writeln!(f, "{:width$} {:>13} {:>13} {:>13} {:>13}", "File", "rows", "kept", "rejected", "set aside")?;
        for file in &self.files {
            let [rows, kept, rejected, aside] = [file.rows, file.kept, file.rejected, file.set_aside].map(grouped);
            writeln!(f, "{:width$} {rows:>13} {kept:>13} {rejected:>13} {aside:>13}", file.file)?;
        }
        Ok(())
    }

    fn rejects(&self, f: &mut Formatter<'_>) -> Result {
        if self.rejected.is_empty() {
            return writeln!(f, "\nNo row was rejected.");
        }
        writeln!(f, "\nRejected (each row is listed in rejects.csv)")?;
        for count in self.rejected.iter().take(REASONS_SHOWN) {
            writeln!(f, "  {:>13}  {}: {}", grouped(count.rows), count.file, count.reason)?;
        }
        if self.rejected.len() > REASONS_SHOWN {
            writeln!(f, "  and {} more", self.rejected.len() - REASONS_SHOWN)?;
        }
        writeln!(
            f,
            "  NHS numbers {}, future dates {}, duplicates {}; events for unknown people {:.2} %",
            grouped(self.nhs_number_failures),
            grouped(self.future_dates),
            grouped(self.duplicates),
            self.unknown_person_share * 100.0
        )
    }

    fn feeds(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "\n{:20} {:>13}  {:12} {:12}", "Feed", "rows", "latest event", "latest recorded")?;
        for (feed, &rows) in &self.events {
            if self.feeds_missing.contains(feed) {
                writeln!(f, "{feed:20} {:>13}", "no such feed")?;
                continue;
            }
            let day = |days: &BTreeMap<String, _>| {
                days.get(feed).copied().flatten().map_or_else(|| "-".to_owned(), |day: crate::domain::Day| day.to_string())
            };
            let recorded = if self.has_recorded_dates.get(feed) == Some(&false) && rows > 0 {
                match self.recorded_share.get(feed) {
                    Some(&share) if share > 0.0 => {
                        format!("recorded dates in {:.1} % of rows: event dates stand in", share * 100.0)
                    }
                    _ => "no recorded dates: event dates stand in".to_owned(),
                }
            } else {
                day(&self.latest_recorded)
            };
            writeln!(f, "{feed:20} {:>13}  {:12} {recorded}", grouped(rows), day(&self.latest_event))?;
            if let Some(replaced) = self.replaced.get(feed) {
                writeln!(f, "{:20} {:>13}  of the earlier deliveries' rows were replaced", "", grouped(*replaced))?;
            }
        }
        Ok(())
    }

    fn months(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "\nRows by month, the last {MONTHS_SHOWN}")?;
        let last = self.months.values().filter_map(|months| months.keys().next_back()).max().cloned().unwrap_or_default();
        for (feed, months) in &self.months {
            let shown: Vec<String> = months_up_to(months, &last, MONTHS_SHOWN)
                .iter()
                .map(|(month, rows)| format!("{month} {}", grouped(*rows)))
                .collect();
            writeln!(f, "  {feed}: {}", if months.is_empty() { "none".to_owned() } else { shown.join(", ") })?;
        }
        if !last.is_empty() {
            writeln!(f, "  {last} may be cut short")?;
        }
        for (feed, months) in &self.thin_months {
            writeln!(f, "  ! {feed}: no rows, or far fewer than usual, in {}", months.join(", "))?;
        }
        Ok(())
    }

    fn contradictions(&self, f: &mut Formatter<'_>) -> Result {
        let conflicts = &self.conflicts;
        let sum = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>();
        let lines = [
            (conflicts.people_with_two_births, "people with two dates of birth (that of the latest registration counts)"),
            (conflicts.people_with_two_sexes, "people with two sexes (that of the latest registration counts)"),
            (conflicts.people_with_two_deaths, "people with two dates of death (the earliest counts)"),
            (conflicts.deaths_ahead, "people whose death lies after the day taken as today (the death was left out)"),
            (
                conflicts.unknown_admission_methods,
                "admissions by a method outside the data dictionary (not counted as emergencies)",
            ),
            (conflicts.people_with_overlapping_registrations, "people on two practice lists at once"),
            (conflicts.practices_without_a_row, "practices with people but no row in the practices file"),
            (sum(&conflicts.events_after_death), "events after the person's death"),
            (conflicts.overlapping_spells, "spells that begin before the person's last one ended"),
            (sum(&conflicts.recorded_before_event), "rows recorded before they happened"),
            (conflicts.discharge_death_disagreements, "admissions whose discharge method and destination disagree about death"),
        ];
        if lines.iter().any(|(count, _)| *count > 0) || !conflicts.unreadable_codes.is_empty() {
            writeln!(f, "\nKept, but contradictory")?;
        }
        for (count, what) in lines.into_iter().filter(|(count, _)| *count > 0) {
            writeln!(f, "  {:>13}  {what}", grouped(count))?;
        }
        for (column, &count) in &conflicts.unreadable_codes {
            writeln!(f, "  {:>13}  codes of {column} that cannot be read (left out; the rows are kept)", grouped(count))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_digits() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
