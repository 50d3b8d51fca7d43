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
