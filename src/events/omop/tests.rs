//! Hand-written rows of each table, and the extract rows they have to become.

use super::Omop;
use crate::events::adapter::Mapped::SetAside;
use crate::events::extract::ExtractTable::{
    Admissions, CommunityContacts, EmergencyCare, GpEvents, Outpatients, Persons, Practices, Prescriptions,
};
use crate::events::foreign::harness::{folder, run};

const PERSON: &str =
    "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,location_id,care_site_id,gender_source_value
1,8532,1950,8,2,1950-08-02,7,,F
2,8507,1960,,,,,3,M
3,0,1970,4,,,,,X
";

#[test]
fn people_get_births_practices_and_registrations() {
    let folder = folder(&[
        ("PERSON.csv", PERSON),
        (
            "observation_period.csv",
            "observation_period_id,person_id,observation_period_start_date,observation_period_end_date
1,1,2015-01-01,2018-12-31
2,1,2005-01-01,2010-06-30
",
        ),
        ("Death.csv", "person_id,death_date\n2,2020-02-03\n"),
        ("location.csv", "location_id,city,location_source_value\n7,,S01013490\n8,,S01013491\n"),
    ]);
    let ran = run(&mut Omop::default(), folder.path()).unwrap();
    assert_eq!(
        ran.of(Persons),
        [
            "1|1950-08-02|female|L00007|2005-01-01|2010-06-30|||false|||||",
            "1|1950-08-02|female|L00007|2015-01-01||||false|||||",
            "2|1960-07-01|male|C00003|1960-07-01||2020-02-03||false|||||",
            "3|1970-04-15|unknown|V81999|1970-04-15||||false|||||",
        ]
    );
    assert_eq!(ran.of(Practices), ["L00007|S01013490||OMOP|"]);
}

#[test]
fn a_death_that_cannot_be_read_is_counted_and_its_person_kept() {
    let folder = folder(&[
        ("person.csv", PERSON),
        ("death.csv", "person_id,death_date\n1,soon\n2,2020-02-03\n3,\n"),
        (
            "observation_period.csv",
            "person_id,observation_period_start_date,observation_period_end_date\n1,2015-01-01,x\n2,2015-01-01,2016-01-01\n",
        ),
    ]);
    let ran = run(&mut Omop::default(), folder.path()).unwrap();
    assert_eq!(ran.of(Persons).len(), 3);
    let rejected = |file: &str| {
        let of = ran.mapped.iter().filter(|(label, _)| label == file);
        of.filter(|(_, mapped)| matches!(mapped, crate::events::adapter::Mapped::Reject { .. })).count()
    };
    assert_eq!((rejected("death.csv"), ran.count("death.csv", SetAside)), (2, 1));
    assert_eq!((rejected("observation_period.csv"), ran.count("observation_period.csv", SetAside)), (1, 1));
}

#[test]
fn visits_become_feeds_and_stays_after_an_emergency_are_emergencies() {
    let folder = folder(&[
        ("person.csv", PERSON),
        (
            "visit_occurrence.csv",
            "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date
1,1,9203,2018-01-01,2018-01-02
2,1,9201,2018-01-03,2018-01-09
3,2,9201,2018-01-03,2018-01-04
4,2,262,2018-05-01,2018-05-04
5,2,9202,2018-06-01,2018-06-01
6,2,581477,2018-06-02,2018-06-02
7,2,581476,2018-06-03,2018-06-03
8,2,32036,2018-06-03,2018-06-03
",
        ),
    ]);
    let ran = run(&mut Omop::default(), folder.path()).unwrap();
    assert_eq!(
        ran.of(Admissions),
        [
            "1|2|2018-01-03|2018-01-09|21||1|||||||",
            "2|3|2018-01-03|2018-01-04|11||1|||||||",
            "2|4|2018-05-01|2018-05-04|21||1|||||||",
        ]
    );
    assert_eq!(ran.of(EmergencyCare), ["1|2018-01-01|1||admitted|", "2|2018-05-01|1||admitted|"]);
    assert_eq!(ran.of(Outpatients), ["2|2018-06-01|attended|false||"]);
    assert_eq!(ran.of(GpEvents), ["2|2018-06-02|snomed|185349003|||"]);
    assert_eq!(ran.of(CommunityContacts), ["2|2018-06-03|home_health|"]);
    assert_eq!(ran.count("visit_occurrence.csv", SetAside), 1);
}

const CONCEPT: &str = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_code
201826\tType 2 diabetes\tCondition\tSNOMED\t44054006
4060985\tBMI 30+ - \"obesity\tMeasurement\tSNOMED\t162864005
1308738\tlisinopril 10 MG Oral Tablet\tDrug\tRxNorm\t314076
40213154\tInfluenza vaccine\tDrug\tCVX\t140
40213160\tPolio vaccine\tDrug\tCVX\t10
3000963\tHemoglobin\tMeasurement\tLOINC\t718-7
8713\tgram per deciliter\tUnit\tUCUM\tg/dL
";

#[test]
fn coded_tables_go_by_the_vocabulary() {
    let folder = folder(&[
        ("person.csv", PERSON),
        ("CONCEPT.csv", CONCEPT),
        (
            "condition_occurrence.csv",
            "person_id,condition_concept_id,condition_start_date,condition_source_concept_id,condition_source_value
1,201826,2018-01-01,0,E11
1,0,2018-01-02,4060985,162864005
1,0,2018-01-03,0,99999999
",
        ),
        (
            "drug_exposure.csv",
            "person_id,drug_concept_id,drug_exposure_start_date,drug_source_concept_id
1,1308738,2018-01-01,0
1,40213154,2018-01-02,0
1,40213160,2018-01-03,0
1,0,2018-01-04,201826
",
        ),
        (
            "measurement.csv",
            "person_id,measurement_concept_id,measurement_date,value_as_number,unit_concept_id,unit_source_value
1,3000963,2018-01-01,13.5,8713,
1,3000963,2018-01-02,135,0,g/L
1,3000963,2018-01-03,135,0,
",
        ),
    ]);
    let ran = run(&mut Omop::default(), folder.path()).unwrap();
    assert_eq!(
        ran.of(GpEvents),
        [
            "1|2018-01-01|snomed|44054006|||",
            "1|2018-01-02|snomed|162864005|||",
            "1|2018-01-01|snomed|1022431000000105|135|g/L|",
            "1|2018-01-02|snomed|1022431000000105|135|g/L|",
            "1|2018-01-02|snomed|86198006|||",
        ]
    );
    assert_eq!(ran.of(Prescriptions), ["1|2018-01-01|02050501|"]);
    assert_eq!(ran.count("condition_occurrence.csv", SetAside), 1);
    assert_eq!(ran.count("drug_exposure.csv", SetAside), 2, "another vaccine, and a condition among the drugs");
    assert_eq!(ran.count("measurement.csv", SetAside), 1, "a number without its unit");
}

#[test]
fn without_a_vocabulary_source_values_are_used_where_they_are_snomed() {
    let folder = folder(&[
        ("person.csv", PERSON),
        (
            "condition_occurrence.csv",
            "person_id,condition_concept_id,condition_start_date,condition_source_value\n1,1,2018-01-01,44054006\n1,1,2018-01-01,E11.9\n",
        ),
    ]);
    let ran = run(&mut Omop::default(), folder.path()).unwrap();
    assert_eq!(ran.of(GpEvents), ["1|2018-01-01|snomed|44054006|||"]);
    assert_eq!(ran.count("condition_occurrence.csv", SetAside), 1);
    assert!(ran.plan.unwrap().notes.iter().any(|note| note.contains("no CONCEPT table")));
}

#[test]
fn there_is_no_import_without_people() {
    let folder = folder(&[("visit_occurrence.csv", "person_id\n")]);
    let fault = run(&mut Omop::default(), folder.path()).unwrap_err();
    assert!(fault.to_string().contains("there is no person.csv"), "{fault}");
    assert_eq!(fault.exit_code(), 11);
}
