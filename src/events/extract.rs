//! The extract layout: tables and columns that outside tools write and every adapter maps to.

use crate::domain::hidden_debug;

hidden_debug!(ExtractRow);

/// A file of the extract layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtractTable {
    /// Everyone on a practice list; one row a registration.
    Persons,
    /// Practices.
    Practices,
    /// Hospital spells.
    Admissions,
    /// A&E attendances.
    EmergencyCare,
    /// Outpatient appointments.
    Outpatients,
    /// Coded GP entries.
    GpEvents,
    /// Items issued.
    Prescriptions,
    /// Community contacts.
    CommunityContacts,
    /// Social-care services.
    SocialCare,
    /// Objections.
    Objections,
}

/// A column of the extract layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtractColumn {
    /// Name in the header row.
    pub name: &'static str,
    /// Whether the file is refused without the column.
    pub required: bool,
    /// Whether a cell may be empty.
    pub may_be_empty: bool,
}

/// A required column whose cells are never empty.
const fn full(name: &'static str) -> ExtractColumn {
    ExtractColumn { name, required: true, may_be_empty: false }
}
/// A required column whose cells may be empty.
const fn maybe(name: &'static str) -> ExtractColumn {
    ExtractColumn { name, required: true, may_be_empty: true }
}
/// A column that may be absent, and its cells empty.
const fn optional(name: &'static str) -> ExtractColumn {
    ExtractColumn { name, required: false, may_be_empty: true }
}

impl ExtractTable {
    /// Every table; people and practices first.
    pub const ALL: [Self; 10] = [
        Self::Persons,
        Self::Practices,
        Self::Admissions,
        Self::EmergencyCare,
        Self::Outpatients,
        Self::GpEvents,
        Self::Prescriptions,
        Self::CommunityContacts,
        Self::SocialCare,
        Self::Objections,
    ];

    /// File name without its ending.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::Practices => "practices",
            Self::Admissions => "admissions",
            Self::EmergencyCare => "emergency_care",
            Self::Outpatients => "outpatients",
            Self::GpEvents => "gp_events",
            Self::Prescriptions => "prescriptions",
            Self::CommunityContacts => "community_contacts",
            Self::SocialCare => "social_care",
            Self::Objections => "objections",
        }
    }

    /// Columns, in the order in which [`ExtractRow`] holds its cells.
    #[must_use]
    pub const fn columns(self) -> &'static [ExtractColumn] {
        match self {
            Self::Persons => {
                const {
                    &[
                        full("nhs_number"),
                        full("date_of_birth"),
                        full("sex"),
                        full("practice_code"),
                        full("registered_on"),
                        maybe("deregistered_on"),
                        maybe("died_on"),
                        maybe("imd_decile"),
                        full("care_home"),
                        optional("usual_gp_code"),
                        optional("given_name"),
                        optional("family_name"),
                        optional("postcode"),
                        optional("ethnicity"),
                    ]
                }
            }
            Self::Practices => {
                const { &[full("practice_code"), full("name"), maybe("pcn_code"), full("commissioner_code"), maybe("locality")] }
            }
            Self::Admissions => {
                const {
                    &[
                        full("nhs_number"),
                        full("spell_id"),
                        full("admitted_on"),
                        maybe("discharged_on"),
                        full("admission_method"),
                        maybe("admission_source"),
                        maybe("patient_class"),
                        maybe("discharge_method"),
                        maybe("discharge_destination"),
                        maybe("treatment_function"),
                        maybe("provider_code"),
                        maybe("primary_diagnosis"),
                        maybe("secondary_diagnoses"),
                        optional("recorded_on"),
                    ]
                }
            }
            Self::EmergencyCare => {
                const {
                    &[
                        full("nhs_number"),
                        full("arrived_on"),
                        maybe("department_type"),
                        maybe("arrival_mode"),
                        maybe("disposal"),
                        optional("recorded_on"),
                    ]
                }
            }
            Self::Outpatients => {
                const {
                    &[
                        full("nhs_number"),
                        full("appointment_on"),
                        full("attended"),
                        full("first"),
                        maybe("treatment_function"),
                        optional("recorded_on"),
                    ]
                }
            }
            Self::GpEvents => {
                const {
                    &[
                        full("nhs_number"),
                        full("effective_on"),
                        full("code_system"),
                        full("code"),
                        maybe("value"),
                        maybe("unit"),
                        optional("recorded_on"),
                    ]
                }
            }
            Self::Prescriptions => const { &[full("nhs_number"), full("issued_on"), full("bnf_code"), optional("recorded_on")] },
            Self::CommunityContacts => {
                const { &[full("nhs_number"), full("contact_on"), full("service"), optional("recorded_on")] }
            }
            Self::SocialCare => {
                const {
                    &[
                        full("nhs_number"),
                        full("started_on"),
                        maybe("ended_on"),
                        full("service"),
                        maybe("hours_per_week"),
                        optional("recorded_on"),
                    ]
                }
            }
            Self::Objections => const { &[full("nhs_number"), full("kind"), full("from"), maybe("withdrawn_on")] },
        }
    }
}

/// Cells of one row of one extract table, in the order of [`ExtractTable::columns`]. Reused from row to row. Debug output shows no cell.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ExtractRow {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl ExtractRow {
    /// Empties the row.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Adds the next cell.
    pub fn push(&mut self, cell: &[u8]) {
        self.bytes.extend_from_slice(cell);
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// Cell `index`; empty when the row is shorter.
    #[must_use]
    pub fn cell(&self, index: usize) -> &[u8] {
        let Some(&end) = self.ends.get(index) else { return &[] };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// Cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_no_cell() {
        let mut row = ExtractRow::default();
        row.push(b"Canary");
        assert_eq!(format!("{row:?}"), "ExtractRow(hidden)");
        // As numbers, bytes would tell as much.
        assert_eq!(format!("{:#?}", [row]).matches("hidden").count(), 1);
    }
}
