//! OMOP tables through the import.

use crate::sample_data::sample;
use casefinder::domain::Day;
use casefinder::events::import::{ImportOptions, import};
use casefinder::events::omop::Omop;

#[test]
fn the_sample_of_1130_people_loses_one_born_in_2099() {
    let Some(folder) = sample("omop1001") else { return };
    let work = tempfile::tempdir().unwrap();
    // The last deaths of the sample are in December 2026.
    let options = ImportOptions::new(Day::from_ymd(2026, 12, 31).unwrap());
    let summary = import(&mut Omop::default(), &folder, &work.path().join("store"), &options).unwrap();
    assert_eq!(summary.persons, 1129);
    let file = |name: &str| summary.files.iter().find(|read| read.file == name).unwrap();
    assert_eq!((file("PERSON.csv.gz").rows, file("PERSON.csv.gz").rejected), (1130, 1));
    for (name, rows) in
        [("VISIT_OCCURRENCE.csv.gz", 32_153), ("CONDITION_OCCURRENCE.csv.gz", 7_900), ("DRUG_EXPOSURE.csv.gz", 29_518)]
    {
        assert_eq!((file(name).rows, file(name).rejected), (rows, 0), "{name}");
    }
    // SOURCE.txt: 1,001 inpatient visits, 1,809 to the emergency room.
    assert_eq!(summary.events["admissions"], 1001);
    assert_eq!(summary.events["emergency_care"], 1809);
    // Distinct people and days among the 29,343 outpatient visits.
    assert_eq!(summary.events["outpatients"], 29_181);
    assert_eq!(summary.latest_event["admissions"].max(summary.latest_event["outpatients"]), Day::from_ymd(2019, 1, 9));
}

#[test]
fn a_death_after_the_day_taken_as_today_does_not_cost_the_person() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("person.csv", "person_id,gender_concept_id,year_of_birth\n1,8532,1950\n2,8507,1960\n");
    write("death.csv", "person_id,death_date\n1,2024-05-05\n2,soon\n");
    let mut options = ImportOptions::new(Day::from_ymd(2024, 3, 31).unwrap());
    options.max_reject_percent = 50.0;
    let summary = import(&mut Omop::default(), &folder, &work.path().join("store"), &options).unwrap();
    assert_eq!((summary.persons, summary.conflicts.deaths_ahead), (2, 1));
    let deaths = summary.files.iter().find(|file| file.file == "death.csv").unwrap();
    assert_eq!((deaths.rows, deaths.set_aside, deaths.rejected), (2, 1, 1));
}
