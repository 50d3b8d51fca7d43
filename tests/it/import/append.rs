//! A later delivery added to an earlier one is the same as one whole delivery with the corrections in it.

use super::delivery::*;
use casefinder::events::layout::Table;

const EMERGENCY_CARE: &str = "nhs_number,arrived_on,department_type,arrival_mode,disposal\n";
const OUTPATIENTS: &str = "nhs_number,appointment_on,attended,first,treatment_function\n";
const CONTACTS: &str = "nhs_number,contact_on,service\n";
const SOCIAL_CARE: &str = "nhs_number,started_on,ended_on,service,hours_per_week\n";
const OBJECTIONS: &str = "nhs_number,kind,from,withdrawn_on\n";
const PRACTICES: &str = "practice_code,name,pcn_code,commissioner_code,locality\n";

fn spell(who: u32, spell: &str, on: &str, to: &str, diagnoses: &str) -> String {
    format!("{},{spell},{on},{to},21,,,,,,,{diagnoses}\n", nhs(who))
}

/// File, header, rows that stay, rows that the later delivery corrects, rows it brings.
fn feeds() -> Vec<(&'static str, &'static str, String, String, String)> {
    let (a, b, d) = (nhs(1), nhs(2), nhs(4));
    vec![
        (
            "persons.csv",
            PERSONS,
            [1, 2, 3].map(|n| format!("{},1950-06-15,female,Y00001,2010-01-01,,,5,false\n", nhs(n))).concat(),
            format!("{},1950-06-15,male,Y00001,2011-01-01,,,,false\n", nhs(5)),
            // A new person, a correction, a move to another practice.
            format!(
                "{d},1980-01-01,male,Y00002,2023-01-01,,,,true\n{},1950-06-16,male,Y00001,2011-01-01,2023-05-01,,3,false\n\
                 {},1950-06-15,female,Y00002,2023-05-01,,,6,false\n",
                nhs(5),
                nhs(3)
            ),
        ),
        (
            "practices.csv",
            PRACTICES,
            "Y00001,Old Road,P1,C1,\n".into(),
            "Y00002,New Raod,P1,C1,\n".into(),
            "Y00002,New Road,P1,C1,North\n".into(),
        ),
        (
            "admissions.csv",
            ADMISSIONS,
            spell(1, "S1", "2022-01-01", "2022-01-05", "I500,E119;J449;E119") + &spell(2, "S1", "2022-06-01", "", "J449,"),
            spell(1, "S2", "2023-01-01", "", ",I10"),
            spell(1, "S2", "2023-01-02", "2023-01-09", "I500,I10;E119") + &spell(4, "S3", "2023-02-02", "", "E119,"),
        ),
        (
            "emergency_care.csv",
            EMERGENCY_CARE,
            format!("{a},2022-01-01,01,ambulance,admitted\n{a},2023-01-01,01,other,left\n"),
            format!("{a},2023-01-01,01,ambulance,left\n"),
            format!("{a},2023-01-01,01,ambulance,admitted\n"),
        ),
        (
            "outpatients.csv",
            OUTPATIENTS,
            format!("{b},2022-01-01,attended,true,300\n"),
            format!("{b},2023-01-01,attended,true,300\n"),
            format!("{b},2023-01-01,cancelled,true,300\n"),
        ),
        (
            "gp_events.csv",
            GP_EVENTS,
            format!("{a},2022-01-01,snomed,73211009,7,,\n{b},2023-01-01,snomed,271649006,140,mmHg,2023-02-01\n"),
            format!("{b},2023-01-01,ctv3,XaYD1,140,mmHg,\n{b},2023-01-01,ctv3,XaYD1,150,mmHg,\n"),
            format!("{b},2023-01-01,ctv3,XaYD1,145,mmHg,2023-01-03\n{d},2023-03-01,readv2,C10..,,,\n"),
        ),
        (
            "prescriptions.csv",
            PRESCRIPTIONS,
            format!("{a},2022-01-01,0205051R0\n"),
            format!("{a},2023-01-01,0205051R0\n"),
            format!("{a},2023-01-01,0205051R0\n{d},2023-01-01,0206020A0\n"),
        ),
        (
            "community_contacts.csv",
            CONTACTS,
            format!("{a},2022-01-01,podiatry\n"),
            String::new(),
            format!("{a},2022-01-01,nursing\n"),
        ),
        (
            "social_care.csv",
            SOCIAL_CARE,
            format!("{a},2022-01-01,2022-06-01,home_care,7\n"),
            format!("{b},2023-01-01,,nursing,\n"),
            format!("{b},2023-01-01,2023-08-01,nursing,168\n"),
        ),
        (
            "objections.csv",
            OBJECTIONS,
            format!("{a},type_1,2015-01-01,\n"),
            format!("{b},national_opt_out,2018-05-25,\n"),
            format!("{b},national_opt_out,2018-05-25,2020-01-01\n"),
        ),
    ]
}

#[test]
fn append_is_importing_the_corrected_whole() {
    let (mut early, mut late, mut whole) = (Delivery::empty(), Delivery::empty(), Delivery::empty());
    for (file, header, stays, corrected, brings) in feeds() {
        early = early.file(file, format!("{header}{stays}{corrected}"));
        late = late.file(file, format!("{header}{brings}"));
        whole = whole.file(file, format!("{header}{stays}{brings}"));
    }
    early.import().unwrap();
    let mut both = early;
    for (file, header, _, _, brings) in feeds() {
        both = both.file(file, format!("{header}{brings}"));
    }
    // The key has to be the same for people to be in the same order.
    std::fs::create_dir(whole.store()).unwrap();
    std::fs::copy(both.store().join("person.key"), whole.store().join("person.key")).unwrap();
    whole.import().unwrap();
    let summary = both.import_with(|options| options.append = true).unwrap();
    assert!(summary.rejected.is_empty(), "{:?}", summary.rejected);
    assert_eq!(summary.replaced["gp_events"], 2);
    for table in Table::ALL {
        assert_eq!(both.rows(table), whole.rows(table), "{table:?}");
    }
    assert_eq!(both.rows(Table::Persons).len(), 5);
    let (a, b) = (store(&both), store(&whole));
    assert_eq!(a.practices().unwrap(), b.practices().unwrap());
    assert!(a.identity().unwrap() == b.identity().unwrap());
    for (table, facts) in &a.manifest().tables {
        let other = &b.manifest().tables[table];
        assert_eq!((facts.rows, facts.latest_event), (other.rows, other.latest_event), "{table:?}");
    }
}

fn store(delivery: &Delivery) -> casefinder::events::store::Store {
    casefinder::events::store::Store::open(&delivery.store()).unwrap()
}

#[test]
fn feeds_that_do_not_come_again_are_carried_over() {
    let ann = nhs(1);
    let delivery = Delivery::new()
        .file("prescriptions.csv", format!("{PRESCRIPTIONS}{ann},2022-01-01,0205051R0\n"))
        .file("admissions.csv", format!("{ADMISSIONS}{}", spell(1, "S", "2022-02-02", "", "I500,E119")));
    delivery.import().unwrap();
    let before: Vec<_> = Table::ALL.map(|table| delivery.rows(table)).into();
    // No persons file either: people stay as they are.
    let later = delivery.without("persons.csv").without("admissions.csv").without("prescriptions.csv").file(
        "gp_events.csv",
        format!("{GP_EVENTS}{ann},2022-01-01,snomed,73211009,,,\n{},2022-01-01,snomed,73211009,,,\n", nhs(50)),
    );
    let summary = later.import_with(|options| {
        options.append = true;
        options.max_reject_percent = 50.0;
    });
    assert_eq!(summary.unwrap().files[0].rejected, 1);
    for (table, before) in Table::ALL.into_iter().zip(before) {
        let expected = if table == Table::GpEvents { vec![format!("{ann}|2022-01-01|2022-01-01|73211009||")] } else { before };
        assert_eq!(later.rows(table), expected, "{table:?}");
    }
}

#[test]
fn without_append_the_delivery_replaces_everything_but_the_key() {
    let delivery = Delivery::new().file("prescriptions.csv", format!("{PRESCRIPTIONS}{},2022-01-01,0205051R0\n", nhs(1)));
    delivery.import().unwrap();
    let keys = store(&delivery).person_keys().unwrap();
    let delivery = delivery.without("prescriptions.csv");
    delivery.import().unwrap();
    assert!(!store(&delivery).manifest().has(Table::Prescriptions));
    assert_eq!(store(&delivery).person_keys().unwrap(), keys);
}

#[test]
fn a_synthetic_delivery_does_not_make_real_people_synthetic() {
    let real = format!("{PERSONS}4505577104,1950-06-15,female,Y00001,2010-01-01,,,5,false\n");
    let delivery = Delivery::empty().file("persons.csv", real);
    delivery.import().unwrap();
    assert!(!store(&delivery).manifest().synthetic);
    let made_up = format!("{PERSONS}{},1950-06-15,female,Y00001,2010-01-01,,,5,false\n", nhs(1));
    let delivery = delivery.file("persons.csv", made_up).file("synth.json", "{\"synthetic\": true}");
    delivery.import_with(|options| options.append = true).unwrap();
    assert_eq!(delivery.rows(Table::Persons).len(), 2);
    assert!(!store(&delivery).manifest().synthetic);
    delivery.import().unwrap();
    assert!(store(&delivery).manifest().synthetic);
}

#[test]
fn readers_stay_on_the_generation_they_opened() {
    let delivery = Delivery::new().file("prescriptions.csv", format!("{PRESCRIPTIONS}{},2022-01-01,0205051R0\n", nhs(1)));
    delivery.import().unwrap();
    let open = store(&delivery);
    let delivery = delivery.file("prescriptions.csv", PRESCRIPTIONS);
    delivery.import().unwrap();
    let read = open.read(0, &[(Table::Prescriptions, vec![])].into()).unwrap();
    assert_eq!(read.tables[&Table::Prescriptions].num_rows(), 1);
    assert_eq!(delivery.rows(Table::Prescriptions).len(), 0);
    // The generation before the one in force is kept, older ones are not.
    delivery.import().unwrap();
    let names: Vec<bool> = (1..=3).map(|n| delivery.store().join(format!("gen-{n:06}")).exists()).collect();
    assert_eq!(names, [false, true, true]);
}
