//! The synthetic neighbourhood: the same bytes, rows that obey the layout, and lives about as they should be.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use casefinder::domain::{Day, NhsNumber, OdsCode, clinical_code};
use casefinder::error::Fault;
use casefinder::events::extract::ExtractTable;
use casefinder::synth::{self, Format, Request};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn request(people: u32) -> Request {
    let (from, to) = (day("2021-01-01"), day("2024-12-31"));
    Request { people, practices: 5, seed: 7, from, to, format: Format::Csv, faults_percent: 0.0 }
}

fn write(request: &Request, folder: &Path) -> synth::Summary {
    synth::write(request, folder, false, &mut |_| {}).unwrap()
}

/// Files by name, notes included.
fn files(folder: &Path) -> HashMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

fn bytes_of(request: &Request) -> HashMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    write(request, folder.path());
    files(folder.path())
}

/// A table read back: cells by column name.
struct Rows(Vec<HashMap<String, String>>);

impl Rows {
    fn read(folder: &Path, table: ExtractTable) -> Self {
        let mut reader = csv::Reader::from_path(folder.join(format!("{}.csv", table.name()))).unwrap();
        let names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        assert_eq!(reader.headers().unwrap(), names, "{}", table.name());
        Self(reader.deserialize().map(Result::unwrap).collect())
    }
}

fn date(row: &HashMap<String, String>, column: &str) -> Option<Day> {
    let text = &row[column];
    (!text.is_empty()).then(|| day(text))
}

/// One neighbourhood of 20,000 for all tests that only read.
struct Sample {
    _folder: tempfile::TempDir,
    tables: HashMap<ExtractTable, Rows>,
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    write(&request(20_000), folder.path());
    let tables = ExtractTable::ALL.map(|table| (table, Rows::read(folder.path(), table))).into();
    Sample { _folder: folder, tables }
});

impl Sample {
    fn rows(&self, table: ExtractTable) -> &[HashMap<String, String>] {
        &self.tables[&table].0
    }
}

#[test]
fn same_seed_same_bytes_whatever_the_threads() {
    // Several stretches, so that threads have something to share.
    let request = Request { faults_percent: 1.0, ..request(5_000) };
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bytes_of(&request))
    };
    let one = with_threads(1);
    assert_eq!(one.len(), ExtractTable::ALL.len() + 2);
    assert!(one == with_threads(4));
    let other = bytes_of(&Request { seed: 8, ..request });
    assert!(one["persons.csv"] != other["persons.csv"] && one["admissions.csv"] != other["admissions.csv"]);
}

#[test]
fn gzip_holds_the_same_text() {
    use std::io::Read;
    let plain = bytes_of(&request(3_000));
    let packed = bytes_of(&Request { format: Format::CsvGz, ..request(3_000) });
    for table in ExtractTable::ALL {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(&packed[&format!("{}.csv.gz", table.name())][..]).read_to_end(&mut text).unwrap();
        assert!(text == plain[&format!("{}.csv", table.name())], "{}", table.name());
    }
}

#[test]
fn people_and_practices_obey_the_layout() {
    let practices: HashSet<&str> = SAMPLE
        .rows(ExtractTable::Practices)
        .iter()
        .map(|row| {
            for column in ["practice_code", "pcn_code", "commissioner_code"] {
                assert!(OdsCode::parse(row[column].as_bytes()).is_ok());
            }
            row["practice_code"].as_str()
        })
        .collect();
    assert_eq!(practices.len(), 5);
    let rows = SAMPLE.rows(ExtractTable::Persons);
    let mut people: HashMap<&str, Vec<&HashMap<String, String>>> = HashMap::new();
    for row in rows {
        assert!(NhsNumber::parse(row["nhs_number"].as_bytes()).is_ok());
        assert!(row["nhs_number"].starts_with("999"));
        assert!(practices.contains(row["practice_code"].as_str()));
        let (born, from) = (date(row, "date_of_birth").unwrap(), date(row, "registered_on").unwrap());
        assert!(born <= from && from <= day("2024-12-31"));
        assert!(date(row, "deregistered_on").is_none_or(|left| from < left && left <= day("2024-12-31")));
        assert!(date(row, "died_on").is_none_or(|died| from <= died && died <= day("2024-12-31") && died >= day("2021-01-01")));
        assert!((1..=10).contains(&row["imd_decile"].parse::<u8>().unwrap()));
        assert!(["female", "male", "unknown"].contains(&row["sex"].as_str()));
        assert!(row["postcode"].starts_with("ZZ99 "));
        people.entry(&row["nhs_number"]).or_default().push(row);
    }
    assert_eq!(people.len(), 20_000);
    let movers: Vec<_> = people.values().filter(|rows| rows.len() > 1).collect();
    assert!(!movers.is_empty());
    for rows in movers {
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0]["deregistered_on"], rows[1]["registered_on"]);
        assert_ne!(rows[0]["practice_code"], rows[1]["practice_code"]);
        assert_eq!(rows[0]["died_on"], rows[1]["died_on"]);
    }
}

#[test]
fn events_lie_within_lives_and_are_recorded_after_they_happen() {
    let (from, to) = (day("2021-01-01"), day("2024-12-31"));
    let lives: HashMap<&str, (Day, Option<Day>)> = SAMPLE
        .rows(ExtractTable::Persons)
        .iter()
        .map(|row| (row["nhs_number"].as_str(), (date(row, "date_of_birth").unwrap(), date(row, "died_on"))))
        .collect();
    for (table, on, until) in [
        (ExtractTable::Admissions, "admitted_on", Some("discharged_on")),
        (ExtractTable::EmergencyCare, "arrived_on", None),
        (ExtractTable::Outpatients, "appointment_on", None),
        (ExtractTable::GpEvents, "effective_on", None),
        (ExtractTable::Prescriptions, "issued_on", None),
        (ExtractTable::CommunityContacts, "contact_on", None),
        (ExtractTable::SocialCare, "started_on", Some("ended_on")),
    ] {
        let (mut late, rows) = (0, SAMPLE.rows(table));
        assert!(!rows.is_empty());
        for row in rows {
            let (born, died) = lives[row["nhs_number"].as_str()];
            let (start, recorded) = (date(row, on).unwrap(), date(row, "recorded_on").unwrap());
            let end = until.and_then(|column| date(row, column));
            let name = table.name();
            assert!(born <= start && died.is_none_or(|died| start <= died), "{name}: outside a life");
            assert!(end.is_none_or(|end| start <= end && end <= to && died.is_none_or(|died| end <= died)), "{name}: its end");
            assert!(start <= recorded && recorded <= to, "{name}: recorded before it happened, or after the extract was taken");
            // The GP record and social care know what began before; nothing else does.
            let older = matches!(table, ExtractTable::GpEvents | ExtractTable::SocialCare);
            assert!(older || start >= from, "{name}: before the extract begins");
            late += u32::from(recorded > start);
        }
        assert!(late > 0, "{}", table.name());
    }
    for row in SAMPLE.rows(ExtractTable::Objections) {
        let start = date(row, "from").unwrap();
        assert!(start <= to && date(row, "withdrawn_on").is_none_or(|withdrawn| start < withdrawn && withdrawn <= to));
        assert!(["type_1", "national_opt_out", "case_management"].contains(&row["kind"].as_str()));
    }
}

#[test]
fn codes_are_codes_and_deaths_agree() {
    let mut spells: HashMap<&str, Vec<(Day, Option<Day>)>> = HashMap::new();
    let died: HashMap<&str, Option<Day>> =
        SAMPLE.rows(ExtractTable::Persons).iter().map(|row| (row["nhs_number"].as_str(), date(row, "died_on"))).collect();
    let mut ids = HashSet::new();
    for row in SAMPLE.rows(ExtractTable::Admissions) {
        let codes = [row["primary_diagnosis"].as_str()]
            .into_iter()
            .chain(row["secondary_diagnoses"].split(';'))
            .filter(|code| !code.is_empty());
        for code in codes {
            assert!(clinical_code::Icd10::parse(code.as_bytes()).is_ok(), "{code}");
        }
        assert!(ids.insert(row["spell_id"].as_str()));
        let discharged = date(row, "discharged_on");
        assert_eq!(row["discharge_method"] == "4", row["discharge_destination"] == "79");
        if row["discharge_method"] == "4" {
            assert_eq!(discharged, died[row["nhs_number"].as_str()]);
        }
        spells.entry(&row["nhs_number"]).or_default().push((date(row, "admitted_on").unwrap(), discharged));
    }
    for (mut stays, number) in spells.into_iter().map(|(number, stays)| (stays, number)) {
        stays.sort_unstable();
        for pair in stays.windows(2) {
            let gone = pair[0].1.unwrap_or_else(|| panic!("person {number} is in hospital twice"));
            assert!(gone <= pair[1].0, "spells overlap");
        }
    }
    for row in SAMPLE.rows(ExtractTable::GpEvents) {
        assert!(clinical_code::Snomed::parse(row["code"].as_bytes()).is_ok());
        assert_eq!(row["value"].is_empty(), row["unit"].is_empty());
    }
    for row in SAMPLE.rows(ExtractTable::Prescriptions) {
        assert_eq!(row["bnf_code"].len(), 15);
        assert!(clinical_code::Bnf::parse(row["bnf_code"].as_bytes()).is_ok());
    }
    let methods: HashSet<&str> =
        SAMPLE.rows(ExtractTable::Admissions).iter().map(|row| row["admission_method"].as_str()).collect();
    for method in ["21", "22", "2A", "2B", "2D", "81", "11", "31", "82"] {
        assert!(methods.contains(method), "{method}");
    }
}

/// Emergency admissions by person.
fn emergencies() -> HashMap<&'static str, Vec<(Day, Option<Day>)>> {
    let mut all: HashMap<&str, Vec<_>> = HashMap::new();
    for row in SAMPLE.rows(ExtractTable::Admissions) {
        if clinical_code::is_new_emergency(&row["admission_method"]) {
            all.entry(&row["nhs_number"]).or_default().push((date(row, "admitted_on").unwrap(), date(row, "discharged_on")));
        }
    }
    all
}

#[test]
fn rates_are_about_those_of_england() {
    let index = day("2023-12-31");
    let emergencies = emergencies();
    let listed: Vec<_> = SAMPLE
        .rows(ExtractTable::Persons)
        .iter()
        .filter(|row| date(row, "registered_on").unwrap() <= index)
        .filter(|row| {
            date(row, "deregistered_on").is_none_or(|left| left > index) && date(row, "died_on").is_none_or(|died| died > index)
        })
        .collect();
    let n = listed.len() as f64;
    assert!((0.80..0.92).contains(&(n / 20_000.0)), "list size {n}");
    let share = |is: &dyn Fn(&HashMap<String, String>) -> bool| listed.iter().filter(|row| is(row)).count() as f64 / n;
    let age = |row: &HashMap<String, String>| index.completed_years_since(date(row, "date_of_birth").unwrap());
    // Census 2021: 18.4% were 65 or over, 18.5% below 16.
    assert!((0.15..0.22).contains(&share(&|row| age(row) >= 65)));
    assert!((0.16..0.22).contains(&share(&|row| age(row) < 16)));
    assert!((0.002..0.009).contains(&share(&|row| row["care_home"] == "true")));
    let admitted = |row: &HashMap<String, String>| {
        emergencies
            .get(row["nhs_number"].as_str())
            .is_some_and(|dates| dates.iter().any(|&(on, _)| on > index && on <= index.plus_days(365)))
    };
    let rate = share(&|row| admitted(row));
    assert!((0.05..0.07).contains(&rate), "admitted as an emergency within a year: {rate}");
    let among = |from: i32, to: i32| {
        let band: Vec<_> = listed.iter().filter(|row| (from..to).contains(&age(row))).collect();
        band.iter().filter(|row| admitted(row)).count() as f64 / band.len() as f64
    };
    let rates = [among(16, 60), among(60, 75), among(75, 85), among(85, 120)];
    assert!(rates.windows(2).all(|pair| pair[0] < pair[1]), "{rates:?}");
    let type_1: HashSet<&str> = SAMPLE
        .rows(ExtractTable::Objections)
        .iter()
        .filter(|row| row["kind"] == "type_1")
        .map(|row| row["nhs_number"].as_str())
        .collect();
    assert!((0.012..0.03).contains(&(type_1.len() as f64 / 20_000.0)));
}

#[test]
fn an_admission_raises_the_hazard_of_the_next_for_a_while() {
    // Discharges followed by an emergency in the month after a discharge, and in the eleventh to thirteenth month, of the same people.
    let (mut soon, mut later, mut followed) = (0, 0, 0);
    for dates in emergencies().values() {
        for &(_, out) in dates.iter().filter(|(_, out)| out.is_some_and(|out| out < day("2023-12-01"))) {
            let out = out.unwrap();
            followed += 1;
            let within = |from, to| u32::from(dates.iter().any(|&(on, _)| (from..to).contains(&on.days_since(out))));
            soon += within(1, 31);
            later += within(350, 380);
        }
    }
    assert!(followed > 2000);
    assert!(soon > 2 * later, "{soon} within a month, {later} a year on, of {followed}");
    // England: about one in seven.
    assert!((0.09..0.21).contains(&(f64::from(soon) / f64::from(followed))), "{soon} of {followed}");
}

#[test]
fn conditions_become_more_common_with_age() {
    let index = day("2023-12-31");
    let born: HashMap<&str, Day> = SAMPLE
        .rows(ExtractTable::Persons)
        .iter()
        .map(|row| (row["nhs_number"].as_str(), date(row, "date_of_birth").unwrap()))
        .collect();
    let band = |born: Day| [40, 60, 75].iter().filter(|&&from| index.completed_years_since(born) >= from).count();
    let mut people = [0.0; 4];
    for &born in born.values() {
        people[band(born)] += 1.0;
    }
    for codes in [
        &["38341003"][..],
        &["44054006", "73211009", "46635009"],
        &["84114007", "42343007"],
        &["53741008", "414545008", "22298006"],
    ] {
        let known: HashSet<&str> = SAMPLE
            .rows(ExtractTable::GpEvents)
            .iter()
            .filter(|row| codes.contains(&row["code"].as_str()))
            .map(|row| row["nhs_number"].as_str())
            .collect();
        let mut with = [0.0; 4];
        for number in known {
            with[band(born[number])] += 1.0;
        }
        let shares: Vec<f64> = with.iter().zip(people).map(|(with, people)| with / people).collect();
        assert!(shares.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}: {shares:?}");
    }
}

#[test]
fn faults_are_there_when_asked_for() {
    let clean = bytes_of(&request(2_000));
    let spoiled = bytes_of(&Request { faults_percent: 5.0, ..request(2_000) });
    assert!(clean["persons.csv"] == spoiled["persons.csv"]);
    let text = |files: &HashMap<String, Vec<u8>>| String::from_utf8(files["outpatients.csv"].clone()).unwrap();
    let (clean, spoiled) = (text(&clean), text(&spoiled));
    let good: HashSet<&str> = clean.lines().collect();
    let bad: Vec<&str> = spoiled.lines().filter(|line| !good.contains(line)).collect();
    let rows = clean.lines().count() as f64;
    // Four kinds of five change a row; the fifth doubles it.
    assert!((0.03..0.05).contains(&(bad.len() as f64 / rows)), "{} of {rows}", bad.len());
    assert!(spoiled.lines().count() > clean.lines().count());
    assert!(bad.iter().any(|line| line.contains("-02-30")) && bad.iter().any(|line| line.contains("2099-")));
    assert!(bad.iter().any(|line| NhsNumber::parse(&line.as_bytes()[..10]).is_err()));
}

#[test]
fn refuses_what_cannot_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |request: Request| match synth::write(&request, folder.path(), false, &mut |_| {}) {
        Err(Fault::Usage(message)) => message,
        other => panic!("{other:?}"),
    };
    assert!(refused(Request { people: 0, ..request(10) }).contains("--people"));
    assert!(refused(Request { practices: 11, ..request(10) }).contains("--practices"));
    assert!(refused(Request { practices: 0, ..request(10) }).contains("--practices"));
    assert!(refused(Request { to: day("2021-01-01"), ..request(10) }).contains("--to"));
    assert!(refused(Request { from: day("1800-01-01"), ..request(10) }).contains("--from"));
    assert!(refused(Request { faults_percent: f64::NAN, ..request(10) }).contains("--faults"));
    assert_eq!(files(folder.path()).len(), 0);
}

#[test]
fn keeps_its_hands_off_other_folders() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("persons.csv"), "somebody's work").unwrap();
    let refused = synth::write(&request(50), folder.path(), false, &mut |_| {});
    assert!(matches!(refused, Err(Fault::Usage(_))));
    assert_eq!(files(folder.path())["persons.csv"], b"somebody's work");
    // An earlier synthetic extract, in the other format, is replaced whole.
    let ours = tempfile::tempdir().unwrap();
    write(&Request { format: Format::CsvGz, ..request(50) }, ours.path());
    write(&request(50), ours.path());
    let names = files(ours.path());
    assert!(names.contains_key("synth.json") && !names.keys().any(|name| name.contains(".gz")), "{:?}", names.keys());
}

#[test]
fn small_and_short_neighbourhoods_work() {
    for (people, practices, from, to) in
        [(1, 1, "2024-01-01", "2024-01-02"), (7, 7, "2024-02-28", "2024-03-01"), (300, 1, "1990-01-01", "2024-12-31")]
    {
        let rows = bytes_of(&Request { people, practices, from: day(from), to: day(to), ..request(1) });
        let persons = String::from_utf8(rows["persons.csv"].clone()).unwrap();
        let numbers: HashSet<&str> = persons.lines().skip(1).map(|line| &line[..10]).collect();
        assert_eq!(numbers.len(), people as usize);
    }
}

#[test]
fn command_writes_a_note_and_exits_as_promised() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("extract");
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casefinder"));
        command.args(["synth", "--people", "60", "--practices", "2", "--seed", "3", "--from", "2023-01-01"]).args(more);
        command.arg("--out").arg(&out).output().unwrap()
    };
    let done = run(&["--to", "2024-01-01"]);
    assert!(done.status.success());
    let note = std::fs::read_to_string(out.join("README.txt")).unwrap();
    assert!(note.contains("SYNTHETIC") && note.contains("--seed 3") && note.contains("--people 60"));
    assert_eq!(run(&["--to", "2022-01-01"]).status.code(), Some(2));
    assert_eq!(run(&["--to", "2024-13-01"]).status.code(), Some(2));
}
