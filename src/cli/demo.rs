//! `casefinder demo`: the whole loop on a synthetic neighbourhood, and some months of casework, served.

mod cast;
mod dice;
mod door;
mod life;
mod meetings;
mod plans;
mod register;
mod shown;
mod teams;
mod wards;
mod words;

use crate::access::{Access, Clock};
use crate::casework::Rules;
use crate::cli::database::wait;
use crate::cli::demo::cast::Cast;
use crate::cli::demo::door::{House, Time};
use crate::cli::demo::life::{FIRST, LAST, Life, MONTHS, YEAR_BEFORE, publish_at};
use crate::cli::demo::shown::Signs;
use crate::cli::demo::teams::set_up;
use crate::cli::publish::departures;
use crate::cli::train::{say, write as write_model};
use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::extract_adapter::Extract;
use crate::events::import::{ImportOptions, import};
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::predict::design::LoadedDesign;
use crate::predict::explain::words;
use crate::predict::model::Model;
use crate::runs::list::{Format, ListOptions, Summary, write as write_list};
use crate::runs::score::{OldData, ScoreRun, score};
use crate::runs::train::train;
use crate::runs::trial::Judging;
use crate::store::Db;
use crate::synth::{self, Request};
use crate::web::server::{Listeners, serve};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

/// Make a small synthetic neighbourhood, score it, live through five months of casework in it, and serve the API
///
/// Imports it, trains and judges the combined model, publishes a run for each month and one of a year before, and fills a database with teams, staff, lists,
/// meetings, plans and reviews. Then it prints the sign-ins and serves until Ctrl-C, on the last day of the data. Everybody in it is
/// synthetic. Takes one to three minutes, and needs nothing but this program.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  casefinder demo\n  casefinder demo --people 50000 --practices 8 --out big-demo\n  casefinder demo --no-serve"
)]
pub struct Demo {
    /// People
    #[arg(long, default_value_t = 30_000, value_parser = clap::value_parser!(u32).range(2_000..=2_000_000))]
    people: u32,
    /// Practices
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=500))]
    practices: u32,
    /// Seed: the same seed gives the same neighbourhood
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for everything it makes; an earlier demonstration in it is replaced
    #[arg(long, default_value = "casefinder-demo", value_name = "DIR")]
    out: PathBuf,
    /// Database to fill, which must be empty: `sqlite://FILE` or `postgres://USER@HOST/DATABASE`; a file in the folder when left out
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    bind: SocketAddr,
    /// End when everything is made
    #[arg(long)]
    no_serve: bool,
}

/// The design of the combined model, built in so that the demonstration needs no files.
const DESIGN: &str = include_str!("../../models/combined/design.toml");
/// First and last day of the synthetic events, and the index date of the fit: a year before the last day.
const FROM: Day = Day::of(2021, 1, 1);
const TO: Day = Day::of(2025, 6, 30);
const FIT_AT: Day = Day::of(2024, 6, 30);
/// The database, when none is named.
const DATABASE: &str = "casefinder.db";
/// Names this folder as ours, so that nothing else is ever replaced.
const MARKER: &str = "DEMONSTRATION.txt";
/// People shown.
const SHOWN: usize = 10;

impl Demo {
    pub(super) fn run(self) -> Result<()> {
        let started = std::time::Instant::now();
        self.take_folder()?;
        let (extract, store, model) = (self.out.join("extract"), self.out.join("store"), self.out.join("model"));

        heading("1. A synthetic neighbourhood");
        let request = Request {
            people: self.people,
            practices: self.practices,
            seed: self.seed,
            from: FROM,
            to: TO,
            format: synth::Format::Csv,
            faults_percent: 0.1,
        };
        let made = synth::write(&request, &extract, false, &mut |_| ())?;
        outln!("{} people in {} practices, {} events from {FROM} to {TO}", self.people, self.practices, made.events());

        heading("2. Import");
        let imported = import(&mut Extract, &extract, &store, &ImportOptions::new(TO))?;
        let (rows, rejected) = imported.files.iter().fold((0, 0), |sum, file| (sum.0 + file.rows, sum.1 + file.rejected));
        outln!(
            "{rows} rows read, {rejected} rejected (faults and repeats in the extract), listed in {}",
            store.join("rejects.csv").display()
        );

        heading("3. Train and judge the combined model");
        let opened = Store::open(&store)?;
        let loaded = LoadedDesign::from_text(DESIGN, CodeLists::built_in()?)?;
        let trained = train(&opened, &loaded, FIT_AT, Judging::EarlierFit, Day::today(), &say)?;
        write_model(&model, &opened, &trained.model, &trained.judgement)?;
        out!("{}", trained.judgement.report.summary());
        outln!("{}", trained.judgement.facts.words);
        out!("{}", trained.judgement.sources_table());

        heading("4. Score everyone");
        let model_read = Model::read(&model)?;
        let run = score(&opened, &model_read, &loaded.lists, TO, None, OldData::Refuse, || ())?;
        let list = self.out.join("risks.csv");
        let written = write_list(&list, Format::Csv, &opened, &model_read, &run, &ListOptions::default())?;
        out!("{}", Summary::of(&model_read, &run, written, &list));

        heading(&format!("The first {SHOWN} of the list, as of {TO}"));
        show(&opened, &model_read, &run);
        heading("Where things are");
        for (what, path) in [
            ("risk list", list),
            ("model card", model.join("card.html")),
            ("evaluation", model.join("evaluation.json")),
            ("event store", store),
            ("extract", extract),
        ] {
            outln!("  {what:<12} {}", path.display());
        }

        heading("5. Five months of casework");
        let url = self.url();
        let signs = self.live(&url, &opened, &model_read, &loaded.lists, run)?;
        outln!("\nDone in {:.0} seconds. Everybody here is synthetic.", started.elapsed().as_secs_f64());
        heading("6. Serving");
        signs.print();
        if self.no_serve {
            outln!(
                "\nServe it, on its last day, with:\n  casefinder serve --database '{url}' --bind {} --today {LAST}",
                self.bind
            );
            return Ok(());
        }
        self.serve(&url)
    }

    /// The database: a file in the folder, unless another is named.
    fn url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite://{}", self.out.join(DATABASE).display()))
    }

    /// Publishes a run for each month, and lives through the days between as clients of the API.
    fn live(&self, url: &str, store: &Store, model: &Model, lists: &CodeLists, last: ScoreRun) -> Result<Signs> {
        let house = House::open(url, Time::new())?;
        let score_at = |index| score(store, model, lists, index, None, OldData::Refuse, || ());
        // Whom last year's run found at high risk is whom coverage compares the register with.
        publish_at(&house, store, &score_at(YEAR_BEFORE)?, model, lists)?;
        outln!(
            "  run of {YEAR_BEFORE}: in hindsight, by a model fitted on the year that followed; the comparator of emergency_rate"
        );
        publish_at(&house, store, &score_at(FIRST)?, model, lists)?;
        let mut cast = Cast::assemble(&house, self.people)?;
        let teams = set_up(&house, &mut cast)?;
        let mut life = Life::new(&house, store, cast, teams, self.seed, self.people);
        life.know(departures(store, model, lists, &last)?);
        for (month, (index, _)) in MONTHS.into_iter().enumerate() {
            match index {
                FIRST => life.count_many("runs published", 2),
                LAST => life.publish(&last, model, lists)?,
                index => life.publish(&score_at(index)?, model, lists)?,
            }
            if index == LAST {
                life.take_in_stays()?;
                life.plan_meetings(month)?;
                continue;
            }
            life.month(month)?;
            let open = life.followed.iter().filter(|who| !who.ended).count();
            outln!(
                "  run of {index}: lists, meetings, plans, contacts until {}; {open} people on the register",
                house.time.today()
            );
        }
        outln!("\nIn the database ({url}), as of {LAST}:");
        shown::counts(&life);
        let signs = Signs::of(&life, self.bind);
        drop(life);
        house.close()?;
        Ok(signs)
    }

    /// Serves what was made, on its last day.
    fn serve(&self, url: &str) -> Result<()> {
        crate::web::logs::quiet_panics();
        let listener = TcpListener::bind(self.bind)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|error| Fault::Usage(format!("cannot listen on {}: {error}; choose another with --bind", self.bind)))?;
        wait(async {
            let access = Access::start(Db::open_current(url).await?, Rules::default(), Clock::as_at(LAST));
            outln!("\ncasefinder serves http://{}. Stop it with Ctrl-C.", self.bind);
            serve(access, Listeners { api: listener, metrics: None }).await
        })
    }

    /// Makes the folder, or empties one that an earlier demonstration made.
    fn take_folder(&self) -> Result<()> {
        let fault = |path: &Path, error: std::io::Error| Fault::file(path, error);
        let holds_something = std::fs::read_dir(&self.out).is_ok_and(|mut entries| entries.next().is_some());
        if holds_something && !self.out.join(MARKER).exists() {
            return Err(Fault::Usage(format!(
                "{} holds something that no demonstration made; choose another folder with --out",
                self.out.display()
            )));
        }
        for part in ["extract", "store", "model"] {
            let path = self.out.join(part);
            if path.exists() {
                std::fs::remove_dir_all(&path).map_err(|error| fault(&path, error))?;
            }
        }
        for file in [DATABASE.to_owned(), format!("{DATABASE}-wal"), format!("{DATABASE}-shm")] {
            let path = self.out.join(file);
            if path.exists() {
                std::fs::remove_file(&path).map_err(|error| fault(&path, error))?;
            }
        }
        std::fs::create_dir_all(&self.out).map_err(|error| fault(&self.out, error))?;
        let marker = self.out.join(MARKER);
        let text = "A demonstration of casefinder. Everybody in this folder is synthetic. `casefinder demo` replaces it.\n";
        std::fs::write(&marker, text).map_err(|error| fault(&marker, error))
    }
}

fn heading(text: &str) {
    outln!("\n== {text}");
}

fn show(store: &Store, model: &Model, run: &ScoreRun) {
    for entry in run.ranked.iter().take(SHOWN) {
        let scored = &run.scored[entry.scored as usize];
        let practice = store.codes().get(scored.practice).1;
        outln!(
            "{:>3}. risk {:>4.1}%  {:<9}  practice {practice}, aged {}",
            entry.rank,
            scored.risk * 100.0,
            run.tiers.name(usize::from(entry.tier)),
            scored.age
        );
        for reason in run.reasons[entry.scored as usize].iter().flatten().take(3) {
            outln!("       - {}", words(reason, &model.features));
        }
    }
}
