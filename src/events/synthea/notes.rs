//! What a reader of the summary has to know about the approximations.

use crate::events::foreign::files::Folder;

const RULES: [&str; 12] = [
    "synthea: people and care are synthetic and American; nothing here describes English practice",
    "synthea: no admission method: an inpatient encounter that begins on the day an emergency or urgent-care encounter of the same person ended, or the day after, is 21; else one whose description or reason says emergency is 28; else 11",
    "synthea: every inpatient encounter is taken as an ordinary admission (patient class 1); there are no ICD-10 diagnoses",
    "synthea: emergency is department type 1, urgentcare type 3; disposal is admitted when an inpatient encounter begins on that day or the next, else unknown",
    "synthea: ambulatory, wellness and virtual encounters are GP consultations; outpatient encounters are attended follow-up appointments",
    "synthea: home and hospice encounters are community contacts, stays in a skilled nursing facility are nursing care",
    "synthea: reason codes, conditions and procedures (SNOMED CT) are GP events on the day the encounter, condition or procedure began",
    "synthea: a person's practice is the organisation of the last wellness encounter, else of the last ambulatory one, else V81999 (not known); its code is Y and the start of its id",
    "synthea: people are registered from birth and stay so until death; care homes, deprivation and ethnicity are not known",
    "synthea: observations are brought to UK codes and units where readings.csv has the code and unit; the rest is set aside",
    "synthea: medications are brought to BNF sections by ingredient where medicines.csv has it, the rest is set aside; a course is one item a month from its start, as many as were dispensed, none after its end or after the last encounter of the data",
    "synthea: no recorded dates: event dates stand in",
];

/// Files that Synthea writes and that hold nothing for the extract layout.
const NOT_READ: [&str; 10] = [
    "allergies",
    "careplans",
    "claims",
    "claims_transactions",
    "devices",
    "imaging_studies",
    "payer_transitions",
    "payers",
    "providers",
    "supplies",
];

/// Notes of the plan.
pub(super) fn notes(folder: &Folder) -> Vec<String> {
    let mut notes: Vec<String> = RULES.iter().map(ToString::to_string).collect();
    let unread: Vec<_> = NOT_READ.into_iter().filter(|stem| !matches!(folder.find(stem), Ok(None))).collect();
    if !unread.is_empty() {
        notes.push(format!("synthea: not read: {}", unread.join(", ")));
    }
    notes
}
