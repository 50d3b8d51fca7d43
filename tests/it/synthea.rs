//! Synthea's files through the import.

use crate::sample_data::sample;
use casefinder::domain::Day;
use casefinder::events::import::{ImportOptions, import};
use casefinder::events::synthea::Synthea;

#[test]
fn the_sample_of_27_people_goes_in_whole() {
    let Some(folder) = sample("synthea_27") else { return };
    let work = tempfile::tempdir().unwrap();
    let options = ImportOptions::new(Day::from_ymd(2024, 12, 31).unwrap());
    let summary = import(&mut Synthea::default(), &folder, &work.path().join("store"), &options).unwrap();
    assert_eq!(summary.persons, 27);
    // SOURCE.txt: 11 inpatient, 17 emergency and 2 urgent-care, 52 outpatient encounters, two of them one person's on one day.
    assert_eq!(summary.events["admissions"], 11);
    assert_eq!(summary.events["emergency_care"], 19);
    assert_eq!(summary.events["outpatients"], 51);
    let rows = |file: &str| summary.files.iter().find(|read| read.file == file).unwrap();
    for (file, count) in [("patients.csv", 27), ("encounters.csv", 604), ("conditions.csv", 438), ("medications.csv", 663)] {
        assert_eq!((rows(file).rows, rows(file).rejected), (count, 0), "{file}");
    }
    assert!(summary.feeds_missing.contains(&"social_care".to_owned()), "no such encounters, so no such feed");
    assert!(summary.notes.iter().any(|note| note.contains("no admission method")));
}
