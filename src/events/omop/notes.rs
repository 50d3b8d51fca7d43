//! What a reader of the summary has to know about the approximations.

const RULES: [&str; 11] = [
    "omop: a person's practice is the care site (C and its id), else the location (L and its id), else V81999 (not known)",
    "omop: somebody is registered from the start of each observation period, or from birth without one; the end of the last period is taken as the end of the data, not as leaving the list, so people stay registered; ends of earlier periods count",
    "omop: birth without a month is taken as 1 July, without a day as the 15th; care homes, deprivation and ethnicity are not known",
    "omop: no admission method: a visit that is A&E and inpatient in one (262), or an inpatient visit that begins on the day an A&E visit of the same person ended, or the day after, is 21; else 11",
    "omop: every inpatient visit is taken as an ordinary admission (patient class 1); its diagnoses are conditions, so they are GP events here and not ICD-10",
    "omop: visits become feeds by omop_visits.csv; outpatient visits (9202) are attended follow-up appointments; disposal is admitted when an inpatient visit begins on the day an A&E visit ended or the next, else unknown",
    "omop: conditions, procedures and observations are GP events under the SNOMED CT code of the standard concept, else of the source concept; rows without one (concept 0) are set aside",
    "omop: measurements are brought to UK codes and units where readings.csv has the LOINC code and unit; those with SNOMED CT codes keep code and unit; the rest is set aside",
    "omop: drugs are brought to BNF sections by ingredient where medicines.csv has it, one item an exposure; influenza vaccines are GP events; other vaccines and the rest are set aside",
    "omop: rows of death and observation_period are counted as set aside, because they go into the rows of people; those whose date cannot be read are rejected, and the person is kept",
    "omop: no recorded dates: event dates stand in",
];

/// Notes of the plan.
pub(super) fn notes(has_concepts: bool) -> Vec<String> {
    let mut notes: Vec<String> = RULES.iter().map(ToString::to_string).collect();
    if !has_concepts {
        notes.push(
            "omop: no CONCEPT table: conditions, procedures and observations keep source values that look like SNOMED CT codes; measurements and drugs are set aside".into(),
        );
    }
    notes
}
