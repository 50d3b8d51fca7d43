//! Mappings written by hand: good ones with the rows they make, bad ones with what is said of them.

use super::Mapping;
use crate::events::adapter::Mapped::{Emitted, Reject, SetAside};
use crate::events::adapter::PeopleAre;
use crate::events::extract::ExtractTable::{Admissions, EmergencyCare, Outpatients, Persons};
use crate::events::foreign::harness::{Ran, folder, run};
use std::path::Path;

/// A mapping of people, and of admissions with the columns in `{}`.
fn mapping(columns: &str) -> String {
    format!(
        r#"
name = "test"
people = "pseudonym"

[[file]]
pattern = "people"
to = "persons"
[file.columns]
nhs_number = "id"
date_of_birth = "born"
sex = "sex"
practice_code = "gp"
registered_on = "since"
care_home = {{ value = "false" }}

[[file]]
pattern = "stays*"
to = "admissions"
{columns}
"#
    )
}

const STAYS: &str = r#"
[file.columns]
nhs_number = "id"
spell_id = "spell"
admitted_on = "from"
admission_method = "method"
"#;

fn fault(text: &str) -> String {
    let fault = Mapping::parse("my.toml", text).unwrap_err();
    assert_eq!(fault.exit_code(), 10);
    fault.to_string()
}

fn admissions(columns: &str, stays: &str) -> Ran {
    let folder = folder(&[("people.csv", "id,born,sex,gp,since\n"), ("stays.csv", stays)]);
    run(&mut Mapping::parse("my.toml", &mapping(columns)).unwrap(), folder.path()).unwrap()
}

#[test]
fn cells_are_renamed_translated_joined_and_dated() {
    let ran = admissions(
        r#"
empty = ["1800-01-01"]
keep_if = { order = ["1"] }
[file.columns]
nhs_number = "id"
spell_id = { join = ["site", "number"], with = "/" }
admitted_on = { from = "from", formats = ["%d/%m/%Y %H:%M", "%Y-%m-%d"] }
discharged_on = "to"
admission_method = [{ from = "method", values = { "Accident & Emergency" = "21" } }, { value = "99" }]
primary_diagnosis = ["no such column", { from = "d1", take = 4 }]
secondary_diagnoses = { list = "d{2..4}", empty = ["-"] }
discharge_destination = { value = "79", when = { method = ["DIED"] } }
"#,
        "id,order,site,number,from,to,method,d1,d2,d3,d4
a,1,X,7,03/02/2020 10:30,2020-02-05,accident & emergency,I500 D,E119,-,N179
b,1,X,8,2020-02-04,1800-01-01,,,,,
c,2,X,9,2020-02-04,,,,,,
",
    );
    assert_eq!(ran.of(Admissions), ["a|X/7|2020-02-03|2020-02-05|21|||||||I500|E119;N179|", "b|X/8|2020-02-04||99|||||||||"]);
    assert_eq!((ran.count("stays.csv", Emitted), ran.count("stays.csv", SetAside)), (2, 1));
}

#[test]
fn a_cell_that_cannot_be_read_rejects_its_row_and_names_its_column() {
    let ran = admissions(
        r#"
[file.columns]
nhs_number = "id"
spell_id = "spell"
admitted_on = "from"
admission_method = { from = "method", values = { planned = "11" } }
"#,
        "id,spell,from,method\na,1,2020-02-30,planned\nb,1,2020-02-28,surprise\nc,1,2020-02-28,Planned\n",
    );
    assert_eq!(ran.count("stays.csv", Reject { column: 2, reason: "not a date in a format of the mapping" }), 1);
    assert_eq!(ran.count("stays.csv", Reject { column: 3, reason: "not a value that the mapping names" }), 1);
    assert_eq!(ran.of(Admissions).len(), 1);
}

#[test]
fn unknown_texts_are_kept_or_emptied_when_the_mapping_says_so() {
    let ran = |otherwise: &str| {
        let columns =
            format!("{STAYS}patient_class = {{ from = \"class\", values = {{ day = \"2\" }}, otherwise = \"{otherwise}\" }}");
        let ran = admissions(&columns, "id,spell,from,method,class\na,1,2020-02-28,11,odd\n");
        ran.of(Admissions)[0].split('|').nth(6).unwrap().to_owned()
    };
    assert_eq!((ran("keep"), ran("empty")), ("odd".to_owned(), String::new()));
}

#[test]
fn people_out_of_event_files_become_one_row_each() {
    let mapping = r#"
name = "test"
people = "pseudonym"

[[file]]
pattern = ["a", "b"]
to = "persons"
merge = true
[file.columns]
nhs_number = "id"
date_of_birth = { age = "age", on = "day" }
sex = [{ from = "sex", values = { F = "female", M = "male" } }, { value = "unknown" }]
practice_code = { value = "V81999" }
registered_on = { same = "date_of_birth" }
died_on = [{ from = "day", when = { end = "died" } }, { value = "" }]
care_home = { value = "false" }

[[file]]
pattern = ["a", "b"]
to = "emergency_care"
[file.columns]
nhs_number = "id"
arrived_on = "day"
"#;
    let folder = folder(&[
        ("a.csv", "id,age,day,sex,end\np,20-24,2020-01-01,,home\nq,1,2020-01-01,M,home\np,20-24,2019-07-01,F,home\n"),
        ("b.csv.gz", ""),
        ("b.csv", "id,age,day,sex,end\np,20-24,2020-03-01,M,died\n"),
    ]);
    std::fs::remove_file(folder.path().join("b.csv.gz")).unwrap();
    let ran = run(&mut Mapping::parse("my.toml", mapping).unwrap(), folder.path()).unwrap();
    // 22.5 years (8218 days) before 2019-07-01; 1.5 years (548 days) before 2020-01-01.
    assert_eq!(
        ran.of(Persons),
        ["p|1996-12-30|female|V81999|1996-12-30||2020-03-01||false|||||", "q|2018-07-02|male|V81999|2018-07-02||||false|||||",]
    );
    assert_eq!(ran.count("a.csv (people)", SetAside) + ran.count("b.csv (people)", SetAside), 2);
    assert_eq!(ran.of(EmergencyCare).len(), 4);
    let note = "2 people out of event files; so many differ from row to row in date_of_birth 1, sex 1, registered_on 1";
    assert_eq!(ran.plan.unwrap().notes, [note]);
}

#[test]
fn bad_mappings_are_refused_by_key() {
    for (text, said) in [
        ("name = 1\npeople = \"pseudonym\"", "my.toml: name: has to be a text"),
        ("people = \"pseudonym\"", "my.toml: name: is missing"),
        ("name = \"x\"\npeople = \"initials\"", "my.toml: people: is none of: nhs_number, pseudonym"),
        ("name = \"x\"\npeople = \"pseudonym\"\ncolour = 1", "my.toml: colour: there is no such key here; allowed: name, people"),
        ("name = \"x\"\npeople = \"pseudonym\"", "my.toml: file: is missing"),
        ("name = \"x\"\nname = \"y\"", "my.toml: line 2: duplicate key (name)"),
        ("name = ", "my.toml: line 1: "),
    ] {
        let message = fault(text);
        assert!(message.starts_with(said), "{message}");
    }
    let only_stays = mapping(STAYS).replace("persons", "practices");
    assert!(fault(&only_stays).contains("file[1].columns.care_home: there is no such key here; allowed: practice_code, name"));
}

#[test]
fn bad_files_columns_and_rules_are_refused_by_key() {
    let with = |more: &str| format!("{STAYS}{more}");
    for (columns, said) in [
        (
            STAYS.replace("admitted_on", "admited_on"),
            "my.toml: file[2].columns.admited_on: there is no such key here; allowed: nhs_number, spell_id, admitted_on",
        ),
        (STAYS.replace("spell_id = \"spell\"", ""), "my.toml: file[2].columns.spell_id: is missing; rows of admissions need it"),
        ("merge = true".into(), "my.toml: file[2].merge: is for to = \"persons\" alone"),
        (format!("date_formats = \"dd/mm/yyyy\"{STAYS}"), "my.toml: file[2].date_formats: \"dd/mm/yyyy\" is no date format"),
        (
            with("discharged_on = { from = \"to\", value = \"x\" }"),
            "my.toml: file[2].columns.discharged_on: needs exactly one of: from, value",
        ),
        (
            with("discharged_on = { form = \"to\" }"),
            "my.toml: file[2].columns.discharged_on.form: there is no such key here; allowed: from",
        ),
        (
            with("discharged_on = [\"a\", 1]"),
            "my.toml: file[2].columns.discharged_on: has to be a column name, a rule in braces, or a list",
        ),
        (with("discharged_on = []"), "my.toml: file[2].columns.discharged_on: is an empty list"),
        (
            with("patient_class = { from = \"c\", formats = \"%Y-%m-%d\" }"),
            "my.toml: file[2].columns.patient_class.formats: is for dates",
        ),
        (
            with("patient_class = { from = \"c\", otherwise = \"keep\" }"),
            "my.toml: file[2].columns.patient_class.otherwise: goes with values alone",
        ),
        (
            with("patient_class = { from = \"c\", values = { a = \"1\" }, otherwise = \"drop\" }"),
            "my.toml: file[2].columns.patient_class.otherwise: is none of: reject, keep, empty",
        ),
        (
            with("patient_class = { from = \"c\", values = { A = \"1\", a = \"2\" } }"),
            "my.toml: file[2].columns.patient_class.values: \"a\" is there twice",
        ),
        (
            with("secondary_diagnoses = { list = \"d{4..2}\" }"),
            "my.toml: file[2].columns.secondary_diagnoses.list: braces hold a run of numbers",
        ),
        (with("patient_class = { from = \"c\", take = 0 }"), "my.toml: file[2].columns.patient_class.take: has to be a number"),
        (
            with("patient_class = { same = \"discharge_method\" }"),
            "my.toml: file[2].columns.patient_class.same: is none of the columns before",
        ),
        (
            with("discharged_on = { age = \"a\", on = \"b\" }"),
            "my.toml: file[2].columns.discharged_on.age: makes a date_of_birth",
        ),
    ] {
        let message = fault(&mapping(&columns));
        assert!(message.starts_with(said), "{message}");
    }
    assert!(
        fault(&mapping(STAYS).replace("to = \"admissions\"", "to = \"stays\""))
            .contains("file[2].to: is none of: persons, practices")
    );
}

#[test]
fn an_nhs_number_is_not_built_into_spell_ids() {
    let text = mapping(&STAYS.replace("\"spell\"", "{ join = [\"id\", \"from\"] }"));
    assert!(Mapping::parse("my.toml", &text).is_ok());
    let message = fault(&text.replace("pseudonym", "nhs_number"));
    assert!(message.starts_with("my.toml: file[2].columns.spell_id: holds the NHS number's column"), "{message}");
}

#[test]
fn a_mapping_that_does_not_fit_the_files_says_where() {
    let people = ("people.csv", "id,born,sex,gp,since\n");
    let plan = |text: &str, files: &[(&str, &str)]| {
        let folder = folder(files);
        run(&mut Mapping::parse("my.toml", text).unwrap(), folder.path()).unwrap_err()
    };
    let fault = plan(&mapping(STAYS), &[people, ("stays.csv", "id,spell,start,method\n")]);
    assert!(
        fault
            .to_string()
            .contains("my.toml: file[2].columns.admitted_on: stays.csv has none of the columns it may come from (from)"),
        "{fault}"
    );
    assert_eq!(fault.exit_code(), 10);
    let fault =
        plan(&mapping(&format!("keep_if = {{ order = \"1\" }}{STAYS}")), &[people, ("stays.csv", "id,spell,from,method\n")]);
    assert!(fault.to_string().contains("my.toml: file[2].keep_if: stays.csv has no column order"), "{fault}");
    let fault = plan(&mapping(STAYS), &[people]);
    assert!(fault.to_string().contains("no file is called stays*"), "{fault}");
    assert_eq!(fault.exit_code(), 11);
}

#[test]
fn the_shipped_hes_mapping_reads_hes_columns() {
    let mut mapping = Mapping::load(&shipped("hes.toml")).unwrap();
    let folder = folder(&[
        (
            "apc_2122.csv",
            "PSEUDO_HESID,ADMIDATE,DISDATE,ADMIMETH,ADMISORC,CLASSPAT,DISMETH,DISDEST,TRETSPEF,PROCODE3,PROCODE5,EPIORDER,MYDOB,STARTAGE,SEX,GPPRAC,ETHNOS,DIAG_4_01,DIAG_4_02,DIAG_4_03
P1,2021-03-31,2021-04-22,2A,19,1,4,79,300,RK5,RK500,1,081937,84.0,2,C85017,A,I500,,N179
P1,2021-03-31,1801-01-01,2A,19,1,8,98,300,RK5,RK500,2,081937,84.0,2,C85017,A,J189,,
P2,2021-05-01,1801-01-01,11,19,2,8,98,100,RK5,RK500,1,011800,40.5,9,&,9,K409,,
",
        ),
        (
            "ae_2122.csv",
            "PSEUDO_HESID,ARRIVALDATE,AEARRIVALMODE,AEATTENDCAT,AEATTENDDISP,AEDEPTTYPE,ARRIVALAGE,SEX,GPPRAC,ETHNOS
P1,2021-03-31,1,1,01,01,83,2,C85017,A
P1,2021-03-31,2,2,03,03,83,2,C85017,A
",
        ),
        (
            "op_2122.csv",
            "PSEUDO_HESID,APPTDATE,ATTENDED,FIRSTATT,TRETSPEF,APPTAGE,SEX,GPPRAC,ETHNOS
P2,2021-06-01,5,1,130,40,1,B83020,C
P2,2021-06-02,3,2,130,40,1,B83020,C
P2,2022-06-02,0,2,130,40,1,B83020,C
",
        ),
    ]);
    let ran = run(&mut mapping, folder.path()).unwrap();
    let plan = ran.plan.as_ref().unwrap();
    assert_eq!(plan.people, PeopleAre::SourceIds);
    assert_eq!(
        ran.of(Admissions),
        [
            "P1|RK5-2021-03-31-2A|2021-03-31|2021-04-22|2A|19|1|4|79|300|RK500|I500|N179|",
            "P2|RK5-2021-05-01-11|2021-05-01||11|19|2|8|98|100|RK500|K409||",
        ]
    );
    assert_eq!(ran.of(EmergencyCare), ["P1|2021-03-31|1|ambulance|admitted|"]);
    assert_eq!(ran.of(Outpatients), ["P2|2021-06-01|attended|true|130|", "P2|2021-06-02|did_not_attend|false|130|"]);
    // P2: 40 completed years on 2021-06-01 leave the middle at 40.5 (14,793 days); the exact 40.5 on 2021-05-01 is earlier.
    assert_eq!(
        ran.of(Persons),
        [
            "P1|1937-08-15|female|C85017|1937-08-15||2021-04-22||false|||||A",
            "P2|1980-10-30|indeterminate|B83020|1980-10-30||||false|||||C",
        ]
    );
}

#[test]
fn the_worked_example_of_the_manual_works() {
    let manual = include_str!("../../../docs/mapping.md");
    let block = |language: &str| manual.split("```").find_map(|block| block.strip_prefix(language)).unwrap();
    let folder = folder(&[("stays_2024.csv", block("csv\n"))]);
    let ran = run(&mut Mapping::parse("my.toml", block("toml\n")).unwrap(), folder.path()).unwrap();
    assert_eq!(
        ran.of(Persons),
        ["K1|1937-08-15|female|C85017|1937-08-15||||false|||||", "K2|1962-05-15|male|V81999|1962-05-15||||false|||||"]
    );
    assert_eq!(
        ran.of(Admissions),
        [
            "K1|31/03/2024 10:15-A&E|2024-03-31|2024-04-02|21|||||||I50.0|N17.9|",
            "K2|01/04/2024 08:00-Waiting list|2024-04-01||11|||||||K40.9||",
        ]
    );
    assert_eq!(ran.count("stays_2024.csv", SetAside), 1);
}

#[test]
fn every_shipped_mapping_is_sound() {
    let folder = shipped("");
    let mappings: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mappings: Vec<_> = mappings.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    assert!(mappings.len() >= 3);
    for path in mappings {
        Mapping::load(path).unwrap();
    }
}

fn shipped(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings").join(name)
}
