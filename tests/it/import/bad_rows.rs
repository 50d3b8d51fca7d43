//! Rows that cannot be used: each kind by itself, beside a good row that must not be lost.

use super::delivery::*;
use casefinder::events::layout::Table;

/// Imports `text` as `file`, expects exactly these rejects, and no trace of the bad cells in them.
fn check(file: &str, text: &str, expected: &[&str]) {
    let delivery = Delivery::new().file(file, text);
    let rejects: Vec<String> = expected.iter().map(|reject| format!("{file},{reject}")).collect();
    assert_eq!(delivery.rejects(), rejects, "{text}");
}

/// A persons file with one good person and `row`.
fn person(row: &str, reject: &str) {
    let good = format!("{},1950-06-15,female,Y00001,2010-01-01,,,5,false\n", nhs(1));
    check("persons.csv", &format!("{PERSONS}{good}{row}\n"), &[reject]);
}

#[test]
fn nhs_numbers() {
    let rest = "1960-01-01,male,Y00001,2010-01-01,,,1,false";
    person(&format!(",{rest}"), "2,nhs_number,NHS number missing");
    person(&format!("943476591,{rest}"), "2,nhs_number,NHS number is not ten digits");
    person(&format!("９４３４７６５９１９,{rest}"), "2,nhs_number,NHS number is not ten digits");
    person(&format!("9434765918,{rest}"), "2,nhs_number,NHS number fails its check digit");
    person(&format!("0000000000,{rest}"), "2,nhs_number,NHS number is a placeholder");
}

#[test]
fn dates_of_people() {
    let row =
        |birth: &str, from: &str, to: &str, died: &str| format!("{},{birth},male,Y00001,{from},{to},{died},1,false", nhs(2));
    person(&row("1960-02-30", "2010-01-01", "", ""), "2,date_of_birth,not a date written YYYY-MM-DD");
    person(&row("01/02/1960", "2010-01-01", "", ""), "2,date_of_birth,not a date written YYYY-MM-DD");
    person(&row("１９６０-02-03", "2010-01-01", "", ""), "2,date_of_birth,not a date written YYYY-MM-DD");
    person(&row("", "2010-01-01", "", ""), "2,date_of_birth,required cell is empty");
    person(&row("2099-01-01", "2010-01-01", "", ""), "2,date_of_birth,date lies after the day taken as today");
    person(&row("1894-03-31", "2010-01-01", "", ""), "2,date_of_birth,birth more than 130 years back");
    person(&row("1960-01-01", "2010-01-01", "2009-12-31", ""), "2,deregistered_on,deregistered before registered");
    person(&row("1960-01-01", "2010-01-01", "", "1959-12-31"), "2,died_on,death before birth");
    person(&row("1960-01-01", "2010-01-01", "", "2024-04-01"), "2,died_on,date lies after the day taken as today");
}

#[test]
fn categories_and_numbers_of_people() {
    let row = |sex: &str, practice: &str, decile: &str, home: &str| {
        format!("{},1960-01-01,{sex},{practice},2010-01-01,,,{decile},{home}", nhs(2))
    };
    person(&row("F", "Y00001", "1", "false"), "2,sex,not an accepted value of this column");
    person(&row("male", "Y-1", "1", "false"), "2,practice_code,not a code of its system");
    person(&row("male", "Y00001", "11", "false"), "2,imd_decile,number out of range");
    person(&row("male", "Y00001", "2.5", "false"), "2,imd_decile,number out of range");
    person(&row("male", "Y00001", "low", "false"), "2,imd_decile,not a number");
    person(&row("male", "Y00001", "1", "0"), "2,care_home,not an accepted value of this column");
}

#[test]
fn admissions() {
    let row = |who: &str, spell: &str, from: &str, to: &str, method: &str, primary: &str, others: &str| {
        format!("{who},{spell},{from},{to},{method},,,,,,,{primary},{others}\n")
    };
    let (ann, stranger) = (nhs(1), nhs(99));
    let text = [
        ADMISSIONS.to_owned(),
        row(&ann, "1", "2023-01-01", "2023-01-03", "2A", "I50.0", "E11.9;R02X"),
        row(&ann, "2", "2023-01-03", "2023-01-01", "21", "", ""),
        row(&ann, "3", "1949-01-01", "", "21", "", ""),
        row(&ann, "4", "2024-04-01", "", "21", "", ""),
        row(&ann, "5", "2023-02-01", "", "emergency", "", ""),
        row(&ann, "6", "2023-02-01", "", "21", "heart", ""),
        row(&ann, "7", "2023-02-01", "", "21", "I50", "E119;?"),
        row(&ann, "", "2023-02-01", "", "21", "I50", ""),
        row(&stranger, "8", "2023-02-01", "", "21", "I50", ""),
        row(&ann, "9", "2023-02-01", "2024-04-01", "21", "I50", ""),
    ];
    check(
        "admissions.csv",
        &text.concat(),
        &[
            "2,discharged_on,discharged before admitted",
            "3,admitted_on,event before birth",
            "4,admitted_on,date lies after the day taken as today",
            "5,admission_method,not a code of its system",
            "8,spell_id,required cell is empty",
            "9,nhs_number,person is not in the persons file",
            "10,discharged_on,date lies after the day taken as today",
        ],
    );
}

#[test]
fn gp_events() {
    let ann = nhs(1);
    let text = [
        GP_EVENTS.to_owned(),
        format!("{ann},2023-01-01,snomed,73211009,120,mmHg,2023-01-05\n"),
        format!("{ann},2023-01-01,icd10,E11,,,\n"),
        format!("{ann},2023-01-01,snomed,7321,,,\n"),
        format!("{ann},2023-01-01,readv2,C10,,,\n"),
        format!("{ann},2023-01-01,snomed,73211009,>90,,\n"),
        format!("{ann},2023-01-01,snomed,73211009,NaN,,\n"),
        format!("{ann},2023-01-01,snomed,73211009,1e999,,\n"),
        format!("{ann},2023-01-01,snomed,73211009,,,2024-04-01\n"),
        format!("{ann},2023-01-01,snomed,73211009,,,yesterday\n"),
        format!("{ann},2023-01-01,snomed,73211009,120,mmHg,2023-01-05\n"),
    ];
    check(
        "gp_events.csv",
        &text.concat(),
        &[
            "2,code_system,not an accepted value of this column",
            "3,code,not a code of its system",
            "4,code,not a code of its system",
            "5,value,not a number",
            "6,value,not a number",
            "7,value,number out of range",
            "8,recorded_on,date lies after the day taken as today",
            "9,recorded_on,not a date written YYYY-MM-DD",
            "10,,duplicate of an earlier row",
        ],
    );
}

#[test]
fn other_feeds() {
    let ann = nhs(1);
    check(
        "emergency_care.csv",
        &format!(
            "nhs_number,arrived_on,department_type,arrival_mode,disposal\n{ann},2023-01-01,01,Ambulance,admitted\n\
             {ann},2023-01-01,01,taxi,admitted\n{ann},2023-01-02,01,other,home\n"
        ),
        &["2,arrival_mode,not an accepted value of this column", "3,disposal,not an accepted value of this column"],
    );
    check(
        "outpatients.csv",
        &format!(
            "nhs_number,appointment_on,attended,first,treatment_function\n{ann},2023-01-01,attended,true,300\n\
             {ann},2023-01-01,yes,true,300\n{ann},2023-01-01,cancelled,1,300\n{ann},2023-01-01,,true,300\n"
        ),
        &[
            "2,attended,not an accepted value of this column",
            "3,first,not an accepted value of this column",
            "4,attended,required cell is empty",
        ],
    );
    check(
        "social_care.csv",
        &format!(
            "nhs_number,started_on,ended_on,service,hours_per_week\n{ann},2023-01-01,2030-01-01,home_care,10.5\n\
             {ann},2023-01-01,2022-12-31,home_care,10\n{ann},2023-01-01,,gardening,10\n{ann},2023-01-01,,nursing,169\n"
        ),
        &[
            "2,ended_on,ended before started",
            "3,service,not an accepted value of this column",
            "4,hours_per_week,number out of range",
        ],
    );
    check(
        "objections.csv",
        &format!("nhs_number,kind,from,withdrawn_on\n{ann},type_1,2015-01-01,\n{ann},type_2,2015-01-01,\n"),
        &["2,kind,not an accepted value of this column"],
    );
    check(
        "community_contacts.csv",
        &format!("nhs_number,contact_on,service\n{ann},2023-01-01,district nursing\n{ann},2023-01-01,\n"),
        &["2,service,required cell is empty"],
    );
}

#[test]
fn rows_of_another_width() {
    let ann = nhs(1);
    let wide = ",x".repeat(200);
    check(
        "prescriptions.csv",
        &format!("{PRESCRIPTIONS}{ann},2023-01-01,0205051R0\n{ann},2023-01-01\n{ann},2023-01-01,0205051R0{wide}\n"),
        &["2,,wrong number of columns", "3,,wrong number of columns"],
    );
}

#[test]
fn cells_that_are_no_text() {
    let ann = nhs(1);
    let mut text = format!("nhs_number,contact_on,service\n{ann},2023-01-01,podiatry\n{ann},2023-01-01,caf").into_bytes();
    text.extend([0xE9, b'\n']);
    text.extend(format!("{ann},2023-01-02,podiatry\n").bytes());
    let delivery = Delivery::new().file("community_contacts.csv", &text);
    assert_eq!(delivery.rejects(), ["community_contacts.csv,2,service,not UTF-8"]);
    assert_eq!(delivery.rows(Table::CommunityContacts).len(), 2);
}

#[test]
fn a_ten_megabyte_cell_costs_one_row() {
    let ann = nhs(1);
    let huge = "x".repeat(10 << 20);
    for huge in [huge.clone(), format!("\"{huge}\"")] {
        let delivery = Delivery::new().file(
            "prescriptions.csv",
            format!("{PRESCRIPTIONS}{ann},2023-01-01,0205051R0\n{ann},2023-01-02,{huge}\n{ann},2023-01-03,0205051R0\n"),
        );
        assert_eq!(delivery.rejects(), ["prescriptions.csv,2,bnf_code,cell longer than 64 KiB"]);
        assert_eq!(delivery.rows(Table::Prescriptions).len(), 2);
    }
}

#[test]
fn duplicated_people_and_people_in_two_practices() {
    let row = |practice: &str, from: &str, to: &str, sex: &str| {
        format!("{},1950-06-15,{sex},{practice},{from},{to},,5,false\n", nhs(1))
    };
    let text = [
        PERSONS.to_owned(),
        row("Y00001", "2010-01-01", "2015-01-01", "female"),
        row("Y00002", "2015-01-01", "", "female"),
        row("Y00002", "2015-01-01", "", "female"),
        row("Y00003", "2012-01-01", "", "male"),
        row("Y00003", "2012-01-01", "2012-06-01", "male"),
    ];
    let delivery = Delivery::empty().file("persons.csv", text.concat());
    assert_eq!(
        delivery.rejects(),
        ["persons.csv,3,,duplicate of an earlier row", "persons.csv,4,,superseded by a later row of the same registration",]
    );
    // Particulars come from the latest registration; the overlap and the second sex are counted, not refused.
    assert_eq!(delivery.rows(Table::Persons), [format!("{}|1950-06-15|female|5|false|||", nhs(1))]);
    assert_eq!(
        delivery.rows(Table::Registrations),
        [
            format!("{}|Y00001|2010-01-01|2015-01-01", nhs(1)),
            format!("{}|Y00003|2012-01-01|2012-06-01", nhs(1)),
            format!("{}|Y00002|2015-01-01|", nhs(1)),
        ]
    );
    let conflicts = delivery.import().unwrap().conflicts;
    assert_eq!((conflicts.people_with_two_sexes, conflicts.people_with_two_births), (1, 0));
    assert_eq!(conflicts.people_with_overlapping_registrations, 1);
}

#[test]
fn of_one_spell_the_last_row_counts() {
    let row = |spell: &str, to: &str, method: &str| format!("{},{spell},2023-01-01,{to},{method},,,,,,,,\n", nhs(1));
    let delivery = Delivery::new().file(
        "admissions.csv",
        [ADMISSIONS.to_owned(), row("S1", "", "21"), row("S2", "", "11"), row("S1", "2023-01-05", "21")].concat(),
    );
    assert_eq!(delivery.rejects(), ["admissions.csv,1,,superseded by a later row of the same spell"]);
    let spells: Vec<String> =
        delivery.rows(Table::Admissions).iter().map(|row| row.split('|').skip(2).take(4).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(spells, [" 2023-01-01 1 S2", "2023-01-05 2023-01-01 2 S1"]);
}

#[test]
fn an_earlier_registration_tells_of_a_death_too() {
    let ann = nhs(1);
    let row = |from: &str, died: &str| format!("{ann},1950-06-15,female,Y00001,{from},,{died},5,false\n");
    let text = format!("{PERSONS}{}{}", row("2010-01-01", "2023-01-05"), row("2015-01-01", ""));
    let delivery = Delivery::empty().file("persons.csv", text);
    assert_eq!(delivery.import().unwrap().conflicts.people_with_two_deaths, 0);
    assert!(delivery.rows(Table::Persons)[0].contains("2023-01-05"));
}

#[test]
fn what_is_odd_about_an_admission_is_counted_and_the_spell_kept() {
    let ann = nhs(1);
    let text = format!("{ADMISSIONS}{ann},1,2023-02-01,,ZZ,,,,,,,heart,E119;?\n");
    let delivery = Delivery::new().file("admissions.csv", text).file("admisions.csv", "x\n").file("notes.CSV", "x\n");
    let summary = delivery.import_with(|_| {}).unwrap();
    assert_eq!((summary.events["admissions"], summary.conflicts.unknown_admission_methods), (1, 1));
    let codes: Vec<_> = summary.conflicts.unreadable_codes.into_iter().collect();
    assert_eq!(codes, [("admissions.primary_diagnosis".into(), 1), ("admissions.secondary_diagnoses".into(), 1)]);
    assert!(delivery.rows(Table::Diagnoses)[0].contains("E119"));
    assert!(["admisions.csv", "notes.CSV"].iter().all(|file| summary.notes.iter().any(|note| note.contains(file))));
}

#[test]
fn duplicates_alone_do_not_stop_an_import() {
    let row = format!("{},2023-01-01,0205051R0\n", nhs(1));
    let delivery = Delivery::new().file("prescriptions.csv", format!("{PRESCRIPTIONS}{row}{row}"));
    let summary = delivery.import_with(|_| {}).unwrap();
    assert_eq!((summary.duplicates, summary.events["prescriptions"]), (1, 1));
}

#[test]
fn one_recorded_date_does_not_make_a_feed_dated() {
    let row = |day: u32, recorded: &str| format!("{},2023-01-{day:02},snomed,73211009,,,{recorded}\n", nhs(1));
    let text = format!("{GP_EVENTS}{}{}", row(1, "2023-01-02"), row(2, ""));
    let summary = Delivery::new().file("gp_events.csv", text).import().unwrap();
    assert_eq!((summary.recorded_share["gp_events"], summary.has_recorded_dates["gp_events"]), (0.5, false));
}
