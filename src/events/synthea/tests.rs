//! Hand-written rows of each file, and the extract rows they have to become.

use super::Synthea;
use crate::events::adapter::Mapped::{Emitted, SetAside};
use crate::events::extract::ExtractTable::{
    Admissions, CommunityContacts, EmergencyCare, GpEvents, Outpatients, Persons, Practices, Prescriptions, SocialCare,
};
use crate::events::foreign::harness::{Ran, folder, run};

const PATIENTS: &str = "Id,BIRTHDATE,DEATHDATE,GENDER,FIRST,LAST,ZIP
p1,1950-01-02,,F,Ada,Smith,02155
p2,1960-03-04,2023-05-06,M,Bob,Jones,
";
const ORGANIZATIONS: &str = "Id,NAME,CITY
aaaaaaaa-0000-0000-0000-000000000001,SURGERY,BOSTON
bbbbbbbb-0000-0000-0000-000000000002,HOSPITAL,BOSTON
";
const ENCOUNTER_COLUMNS: &str =
    "Id,START,STOP,PATIENT,ORGANIZATION,ENCOUNTERCLASS,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION\n";

fn encounter(id: &str, start: &str, stop: &str, patient: &str, class: &str, rest: &str) -> String {
    let organisation =
        if class == "wellness" { "aaaaaaaa-0000-0000-0000-000000000001" } else { "bbbbbbbb-0000-0000-0000-000000000002" };
    format!("{id},{start}T10:00:00Z,{stop}T11:00:00Z,{patient},{organisation},{class},1,{rest}\n")
}

fn import(encounters: &[String], others: &[(&str, &str)]) -> Ran {
    let encounters = format!("{ENCOUNTER_COLUMNS}{}", encounters.concat());
    let mut files = vec![("patients.csv", PATIENTS), ("organizations.csv", ORGANIZATIONS), ("encounters.csv", &encounters)];
    files.extend_from_slice(others);
    let folder = folder(&files);
    run(&mut Synthea::default(), folder.path()).unwrap()
}

#[test]
fn people_are_registered_where_they_had_their_last_check_up() {
    let ran = import(
        &[
            encounter("e1", "2020-01-01", "2020-01-01", "p1", "wellness", "Check,,"),
            encounter("e2", "2021-01-01", "2021-01-01", "p1", "ambulatory", "Visit,,"),
        ],
        &[],
    );
    assert_eq!(
        ran.of(Persons),
        [
            "p1|1950-01-02|female|YAAAAAAAA0|1950-01-02||||false||Ada|Smith|02155|",
            "p2|1960-03-04|male|V81999|1960-03-04||2023-05-06||false||Bob|Jones||",
        ]
    );
    assert_eq!(ran.of(Practices), ["YAAAAAAAA0|SURGERY||SYNTHEA|BOSTON"]);
    assert_eq!(ran.count("organizations.csv", SetAside), 1);
    let files: Vec<_> = ran.plan.unwrap().files.into_iter().map(|file| file.label).collect();
    assert_eq!(files, ["patients.csv", "organizations.csv", "encounters.csv"]);
}

#[test]
fn an_admission_after_an_emergency_is_one() {
    let ran = import(
        &[
            encounter("e1", "2020-03-01", "2020-03-02", "p1", "emergency", "ER,,"),
            encounter("e2", "2020-03-03", "2020-03-09", "p1", "inpatient", "Stay,74400008,Appendicitis"),
            encounter("e3", "2020-03-03", "2020-03-04", "p2", "inpatient", "Stay,,"),
            encounter("e4", "2020-06-01", "2020-06-02", "p2", "inpatient", "Emergency admission,,"),
            encounter("e5", "2020-07-01", "2020-07-01", "p2", "urgentcare", "Clinic,,"),
            encounter("e6", "2020-03-04", "2020-03-05", "p1", "inpatient", "Stay,,"),
        ],
        &[],
    );
    assert_eq!(
        ran.of(Admissions),
        [
            "p1|e2|2020-03-03|2020-03-09|21||1||||YBBBBBBBB0|||",
            "p2|e3|2020-03-03|2020-03-04|11||1||||YBBBBBBBB0|||",
            "p2|e4|2020-06-01|2020-06-02|28||1||||YBBBBBBBB0|||",
            "p1|e6|2020-03-04|2020-03-05|11||1||||YBBBBBBBB0|||",
        ]
    );
    assert_eq!(ran.of(EmergencyCare), ["p1|2020-03-01|1||admitted|", "p2|2020-07-01|3|||"]);
    assert_eq!(ran.of(GpEvents), ["p1|2020-03-03|snomed|74400008|||"], "the reason code is kept");
}

#[test]
fn other_classes_go_to_their_feeds_and_feeds_that_never_occur_are_absent() {
    let ran = import(
        &[
            encounter("e1", "2020-01-01", "2020-01-01", "p1", "wellness", "Check,,"),
            encounter("e2", "2020-01-02", "2020-01-02", "p1", "outpatient", "Clinic,,"),
            encounter("e3", "2020-01-03", "2020-01-03", "p1", "virtual", "Call,,"),
            encounter("e4", "2020-01-04", "2020-01-04", "p1", "home", "Home,,"),
            encounter("e5", "2020-01-05", "2020-02-05", "p1", "snf", "Home,,"),
            encounter("e6", "2020-01-06", "2020-01-06", "p1", "somethingnew", "New,,"),
        ],
        &[],
    );
    assert_eq!(ran.of(Outpatients), ["p1|2020-01-02|attended|false||"]);
    assert_eq!(ran.of(GpEvents), ["p1|2020-01-01|snomed|185349003|||", "p1|2020-01-03|snomed|185349003|||"]);
    assert_eq!(ran.of(CommunityContacts), ["p1|2020-01-04|home_health|"]);
    assert_eq!(ran.of(SocialCare), ["p1|2020-01-05|2020-02-05|nursing||"]);
    assert_eq!((ran.count("encounters.csv", Emitted), ran.count("encounters.csv", SetAside)), (5, 1));
    let gives = &ran.plan.as_ref().unwrap().files[2].gives;
    assert!(!gives.contains(&Admissions) && !gives.contains(&EmergencyCare) && gives.contains(&SocialCare));
}

#[test]
fn clinical_files_are_coded_converted_or_set_aside() {
    let ran = import(
        &[encounter("e1", "2020-12-31", "2020-12-31", "p1", "wellness", "Check,,")],
        &[
            ("conditions.csv", "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n2009-08-09,,p1,e1,44054006,Diabetes\n"),
            (
                "observations.csv",
                "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,VALUE,UNITS,TYPE
2020-01-01T00:00:00Z,p1,e1,4548-4,HbA1c,6.5,%,numeric
2020-01-01T00:00:00Z,p1,e1,8302-2,Height,170,cm,numeric
2020-01-01T00:00:00Z,p1,e1,72166-2,Smoking,Former smoker,,text
",
            ),
            (
                "medications.csv",
                "START,STOP,PATIENT,DESCRIPTION,DISPENSES
2020-01-31T00:00:00Z,2020-04-15T00:00:00Z,p1,lisinopril 10 MG Oral Tablet,12
2020-12-20T00:00:00Z,,p1,Simvastatin 10 MG Oral Tablet,5
2020-01-01T00:00:00Z,,p1,Unobtainium 10 MG,1
",
            ),
            (
                "immunizations.csv",
                "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n2020-10-01,p1,e1,140,Influenza\n2020-10-01,p1,e1,33,Pneumo\n",
            ),
        ],
    );
    assert_eq!(
        ran.of(GpEvents)[1..],
        [
            "p1|2009-08-09|snomed|44054006|||",
            "p1|2020-01-01|snomed|999791000000106|47.5|mmol/mol|",
            "p1|2020-01-01|snomed|8517006|||",
            "p1|2020-10-01|snomed|86198006|||",
        ]
    );
    assert_eq!(
        ran.of(Prescriptions),
        ["p1|2020-01-31|02050501|", "p1|2020-02-29|02050501|", "p1|2020-03-31|02050501|", "p1|2020-12-20|0212|"],
        "monthly, not after the course or the data end"
    );
    assert_eq!(ran.count("observations.csv", SetAside), 1);
    assert_eq!(ran.count("medications.csv", SetAside), 1);
}

#[test]
fn says_which_file_or_column_is_missing() {
    let no_encounters = folder(&[("patients.csv", PATIENTS)]);
    let fault = run(&mut Synthea::default(), no_encounters.path()).unwrap_err();
    assert!(fault.to_string().contains("there is no encounters.csv"), "{fault}");
    assert_eq!(fault.exit_code(), 11);
    let folder = folder(&[("patients.csv", "Id,GENDER\n"), ("encounters.csv", ENCOUNTER_COLUMNS)]);
    let fault = run(&mut Synthea::default(), folder.path()).unwrap_err();
    assert_eq!(fault.to_string(), "patients.csv: column BIRTHDATE is missing");
}
