//! `casefinder report`: coverage under disclosure control, at the command line.

use crate::access::coverage::{Known, Made, Wanted, end_of, publish};
use crate::cli::database::{Database, wait};
use crate::cli::local::Local;
use crate::domain::{Day, Purpose};
use crate::error::{Fault, Result};
use crate::measures::asked::day_told;
use crate::measures::published::PolicyId;
use crate::measures::{Level, Published};
use crate::report::{self, Selection, Trend};
use crate::runs::output::{Readers, whole_file};
use crate::store::audit::Entry;
use chrono::{DateTime, Utc};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Coverage by measure and place, under disclosure control
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casefinder report bcf --database sqlite://casefinder.db --as-of 2026-09-30\n  \
    casefinder report coverage --database sqlite://casefinder.db --as-of 2026-09-30 --level practice\n  \
    casefinder report coverage --database sqlite://casefinder.db --html coverage.html --months 12\n\n\
    Every report is kept in the database with its policy, and so is what it withheld: that stays withheld\n    in later reports of the same day. What is not guarded is told in docs/disclosure.md.")]
pub struct Report {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Answer the Better Care Fund question: two percentages, the approach, and the paragraph for the template
    Bcf {
        #[command(flatten)]
        asked: Asked,
        /// An answer for each place of this level; one for everything together when left out
        #[arg(long, value_name = "LEVEL", value_parser = level)]
        level: Option<Level>,
        /// The answer as JSON: a list, when for a level
        #[arg(long)]
        json: bool,
    },
    /// All measures, by the levels asked for: a table, or a file
    Coverage {
        #[command(flatten)]
        asked: Asked,
        /// Levels: everywhere, commissioner, locality, network, practice, team. All when left out; again for more
        #[arg(long, value_name = "LEVEL", value_parser = level)]
        level: Vec<Level>,
        /// Only this measure; again for more. `casefinder measures` lists them
        #[arg(long, value_name = "ID")]
        measure: Vec<String>,
        /// A CSV file instead of the table; `-` for standard output
        #[arg(long, value_name = "FILE", group = "form")]
        csv: Option<PathBuf>,
        /// A spreadsheet (XLSX) instead of the table
        #[arg(long, value_name = "FILE", group = "form")]
        xlsx: Option<PathBuf>,
        /// JSON instead of the table, on standard output
        #[arg(long, group = "form")]
        json: bool,
        /// A FHIR R4 bundle of definitions and summary reports instead of the table; `-` for standard output
        #[arg(long, value_name = "FILE", group = "form")]
        fhir: Option<PathBuf>,
        /// A page with charts instead of the table, complete in one file: all levels, all measures
        #[arg(long, value_name = "FILE", group = "form", conflicts_with_all = ["level", "measure"])]
        html: Option<PathBuf>,
        /// Months of the trends in the page, the last one that of the report
        #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=60), requires = "html")]
        months: u32,
    },
}

/// For which day, from whose knowledge, under which policy.
#[derive(Debug, clap::Args)]
struct Asked {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    local: Local,
    /// The day figures tell of; yesterday when left out
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Only what was known at this instant (such as 2026-10-01T00:00:00Z), to tell again what a report said then
    #[arg(long, value_name = "INSTANT", conflicts_with = "known_then")]
    known_at: Option<DateTime<Utc>>,
    /// Of each day, only what was known when it ended
    #[arg(long)]
    known_then: bool,
    /// Policy of disclosure control: hes2018, `ons_lt10` or midpoint6
    #[arg(long, value_name = "NAME", default_value = "hes2018", value_parser = policy)]
    policy: PolicyId,
}

fn level(text: &str) -> std::result::Result<Level, String> {
    let names = || Level::ALL.map(Level::name).join(", ");
    Level::ALL.into_iter().find(|level| level.name() == text).ok_or_else(|| format!("one of {}", names()))
}

fn policy(text: &str) -> std::result::Result<PolicyId, String> {
    PolicyId::ALL.into_iter().find(|policy| policy.name() == text).ok_or_else(|| "one of hes2018, ons_lt10, midpoint6".into())
}

impl Report {
    pub(super) fn run(self) -> Result<()> {
        match self.what {
            What::Bcf { asked, level: Some(level), json } => {
                let published = asked.one("bcf")?;
                let places = published.names.keys().filter(|place| place.level() == level);
                let answers: Vec<_> = places.map(|place| report::bcf_at(&published, place)).collect();
                if json {
                    return super::print_json(&answers);
                }
                if let Some(answer) = answers.first() {
                    print_header(answer);
                }
                for answer in answers {
                    outln!("\n{}:\n{}", answer.place, answer.paragraph);
                }
                Ok(())
            }
            What::Bcf { asked, level: None, json } => {
                let answer = report::bcf(&asked.one("bcf")?);
                if json {
                    return super::print_json(&answer);
                }
                print_header(&answer);
                outln!("\nAdults at high risk:   {}", answer.high_risk.words);
                outln!("\nApproach:              {}", answer.approach);
                outln!("\nPlan and professional: {}", answer.covered.words);
                outln!("\nFor the template:\n{}", answer.paragraph);
                Ok(())
            }
            What::Coverage { asked, level, measure, csv, xlsx, json, fhir, html, months } => {
                let selection = Selection { levels: level, measures: measure };
                if let Some(file) = html {
                    let all = asked.published("coverage", months)?;
                    let last = all.last().ok_or_else(|| Fault::Internal("no figures were made".into()))?;
                    return write_file(&file, report::html(last, &Trend::of(all.clone()))?.as_bytes());
                }
                let published = asked.one("coverage")?;
                selection.check(&published)?;
                match (csv, xlsx, fhir) {
                    (Some(file), ..) => write_file(&file, report::csv(&published, &selection)?.as_bytes()),
                    (_, Some(file), _) => write_file(&file, &report::xlsx(&published, &selection)?),
                    (.., Some(file)) => {
                        let bundle = format!("{:#}\n", report::fhir(&published, &selection));
                        write_file(&file, bundle.as_bytes())
                    }
                    (None, None, None) if json => super::print_json(&report::json(&published, &selection)),
                    (None, None, None) => {
                        outln!("{}", report::table(&published, &selection).trim_end());
                        Ok(())
                    }
                }
            }
        }
    }
}

fn print_header(answer: &report::Answer) {
    for row in &answer.header {
        outln!("{:<24} {}", row.label, row.value);
    }
}

impl Asked {
    fn one(self, what: &'static str) -> Result<Published> {
        self.published(what, 1)?.pop().ok_or_else(|| Fault::Internal("no figures were made".into()))
    }

    /// Figures of the day and of the ends of the months before it, `months` in all, ascending.
    fn published(self, what: &'static str, months: u32) -> Result<Vec<Published>> {
        let now = crate::access::Clock::System.now();
        let today = crate::access::Clock::System.today();
        let as_of = self.as_of.unwrap_or(today.plus_days(-1));
        let as_of = day_told(as_of, today).map_err(|refusal| Fault::Usage(format!("--as-of: {refusal}")))?;
        if self.known_at.is_some_and(|at| at < end_of(as_of)) {
            return Err(Fault::Usage(format!(
                "--known-at is before the end of {as_of}, the day figures tell of: not all of the day could be known then"
            )));
        }
        let known = match (self.known_at, self.known_then) {
            (Some(at), _) => Known::At(at),
            (None, true) => Known::Then,
            (None, false) => Known::Now,
        };
        let wanted = Wanted { days: crate::measures::period::month_ends(as_of, months), known, policy: self.policy, what };
        let (rules, definitions) = (self.local.rules()?, self.local.definitions()?);
        wait(async move {
            let db = self.database.open_existing().await?;
            let entry = Entry {
                at: now,
                staff: None,
                roles: vec![],
                purpose: Purpose::Commissioning,
                action: "coverage.read",
                subject: format!("{what} to {as_of}"),
                people: vec![],
                why: "command line".into(),
            };
            let made = Made { at: now, entries: vec![entry], of: None };
            let published = publish(&db, &rules, &definitions, wanted, made).await?;
            db.close().await;
            Ok(published)
        })
    }
}

/// Writes all of a file or nothing, `-` to standard output.
fn write_file(file: &Path, bytes: &[u8]) -> Result<()> {
    if file == Path::new("-") {
        let done = std::io::stdout().write_all(bytes).and_then(|()| std::io::stdout().flush());
        return done.map_err(|error| Fault::Usage(format!("standard output: {error}")));
    }
    whole_file(file, Readers::Usual, |file| Ok(file.write_all(bytes)?))?;
    eprintln!("{} written", file.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        report: Report,
    }

    fn parse(arguments: &str) -> std::result::Result<Report, clap::Error> {
        Line::try_parse_from(format!("report {arguments} --database sqlite://none.db").split(' ')).map(|line| line.report)
    }

    #[test]
    fn a_page_takes_no_selection() {
        assert!(parse("coverage --html page.html").is_ok());
        for selection in ["--level practice", "--measure plan_coverage"] {
            let refused = parse(&format!("coverage --html page.html {selection}")).err().map(|error| error.kind());
            assert_eq!(refused, Some(clap::error::ErrorKind::ArgumentConflict), "{selection}");
        }
    }

    #[test]
    fn knowledge_before_the_end_of_the_day_is_refused() {
        let run = |known: &str| parse(&format!("bcf --level practice --as-of 2026-03-31 --known-at {known}")).unwrap().run();
        // British Summer Time: the day ends at 23:00 UTC.
        let refused = run("2026-03-31T22:00:00Z").unwrap_err().to_string();
        assert!(refused.contains("before the end of 2026-03-31"), "{refused}");
    }
}
