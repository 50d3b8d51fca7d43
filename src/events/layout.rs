//! The event store's tables and columns. Writers, readers, features and benchmarks all go by this page.
//!
//! A store is a folder:
//!
//! ```text
//! STORE/current                  the name of the generation in force, replaced by one rename
//! STORE/person.key               the secret of the pseudonyms, readable by its owner alone
//! STORE/rejects.csv              rows that could not be used (file, row, column, reason)
//! STORE/gen-000001/manifest.json what the generation holds (`events::manifest`)
//! STORE/gen-000001/codes.parquet every distinct code: id, system, code (`events::codes`)
//! STORE/gen-000001/practices.parquet
//! STORE/gen-000001/identity.parquet  numbers, names and postcodes, readable by its owner alone
//! STORE/gen-000001/<table>.parquet   one file for each table below that the extract had
//! ```
//!
//! People are dense indexes 0..n in the order of their person keys. Index `p` belongs to shard `p / SHARD_PEOPLE`, and **row group
//! `s` of every table holds exactly the rows of shard `s`**, sorted by person, then date, then the remaining columns. One shard can
//! therefore be read from all tables and worked on alone: features need one pass, no merging, and memory for a shard at a time.
//! A shard without rows in a table still has its (empty) place in the manifest's `row_groups` list, which maps shard to row group.
//!
//! Codes and categories are numbers into `codes.parquet`; 0 is "empty". Dates are Arrow `Date32`.

use serde::{Deserialize, Serialize};

/// People in one shard, hence in one row group.
pub const SHARD_PEOPLE: u32 = 8192;

/// A table of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// One row a person, in index order.
    Persons,
    /// Times on a practice's list. A person's row in force is the one with the latest `registered_on`.
    Registrations,
    /// One row a hospital spell.
    Admissions,
    /// One row a diagnosis of a spell, with the spell's date and admission method beside it. Rows of a spell are adjacent.
    /// Visible from the discharge at the earliest: diagnoses are coded after it.
    Diagnoses,
    /// A&E attendances.
    EmergencyCare,
    /// Outpatient appointments.
    Outpatients,
    /// Coded entries of the GP record.
    GpEvents,
    /// Items issued.
    Prescriptions,
    /// Community contacts.
    CommunityContacts,
    /// Social-care services, with start and end.
    SocialCare,
    /// Objections, with start and withdrawal.
    Objections,
}

/// What a column holds, and its Arrow type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `UInt32`: dense person index.
    Person,
    /// `FixedSizeBinary(16)`: person key.
    Key,
    /// `Date32`, never null.
    Day,
    /// `Date32`, null when unknown or not over.
    OptionalDay,
    /// `UInt32` id in `codes.parquet`, of the named system; 0 when empty.
    Code(&'static str),
    /// `Float64`, null when empty.
    Number,
    /// `UInt32`: a small count (spell within person, position of a diagnosis), from 1.
    Ordinal,
    /// `Utf8`.
    Text,
}

/// A column: its name in extract and store alike, and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name, as in the extract layout.
    pub name: &'static str,
    /// Contents.
    pub kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// Coding systems in `codes.parquet`. GP codes carry their own system (`snomed`, `ctv3`, `readv2`), so one column may mix systems.
pub const GP_SYSTEMS: [&str; 3] = ["snomed", "ctv3", "readv2"];

const PERSON: Column = column("person", Kind::Person);
/// The later of event date and recorded date: the first day on which anybody could have known.
/// Where the source has no recorded date it is the event date, and the manifest says so.
const VISIBLE_ON: Column = column("visible_on", Kind::Day);

impl Table {
    /// Every table.
    pub const ALL: [Self; 11] = [
        Self::Persons,
        Self::Registrations,
        Self::Admissions,
        Self::Diagnoses,
        Self::EmergencyCare,
        Self::Outpatients,
        Self::GpEvents,
        Self::Prescriptions,
        Self::CommunityContacts,
        Self::SocialCare,
        Self::Objections,
    ];

    /// The seven event feeds of the extract layout.
    pub const FEEDS: [Self; 7] = [
        Self::Admissions,
        Self::EmergencyCare,
        Self::Outpatients,
        Self::GpEvents,
        Self::Prescriptions,
        Self::CommunityContacts,
        Self::SocialCare,
    ];

    /// Name in files, definitions and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::Registrations => "registrations",
            Self::Admissions => "admissions",
            Self::Diagnoses => "diagnoses",
            Self::EmergencyCare => "emergency_care",
            Self::Outpatients => "outpatients",
            Self::GpEvents => "gp_events",
            Self::Prescriptions => "prescriptions",
            Self::CommunityContacts => "community_contacts",
            Self::SocialCare => "social_care",
            Self::Objections => "objections",
        }
    }

    /// What it is called in a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Persons => "people",
            Self::Registrations => "registrations",
            Self::Admissions => "hospital admissions",
            Self::Diagnoses => "hospital diagnoses",
            Self::EmergencyCare => "emergency care",
            Self::Outpatients => "outpatients",
            Self::GpEvents => "GP events",
            Self::Prescriptions => "prescriptions",
            Self::CommunityContacts => "community contacts",
            Self::SocialCare => "social care",
            Self::Objections => "objections",
        }
    }

    /// The feed that has to be there for this table to mean anything: diagnoses come with admissions.
    #[must_use]
    pub const fn feed(self) -> Self {
        match self {
            Self::Diagnoses => Self::Admissions,
            other => other,
        }
    }

    /// The date an event counts from.
    #[must_use]
    pub const fn date_column(self) -> Option<&'static str> {
        match self {
            Self::Admissions | Self::Diagnoses => Some("admitted_on"),
            Self::EmergencyCare => Some("arrived_on"),
            Self::Outpatients => Some("appointment_on"),
            Self::GpEvents => Some("effective_on"),
            Self::Prescriptions => Some("issued_on"),
            Self::CommunityContacts => Some("contact_on"),
            Self::SocialCare => Some("started_on"),
            Self::Persons | Self::Registrations | Self::Objections => None,
        }
    }

    /// The date an event ends, in tables of intervals.
    #[must_use]
    pub const fn end_column(self) -> Option<&'static str> {
        match self {
            Self::Admissions => Some("discharged_on"),
            Self::SocialCare => Some("ended_on"),
            _ => None,
        }
    }

    /// Columns in file order.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        use Kind::{Code, Day, Key, Number, OptionalDay, Ordinal, Text};
        match self {
            Self::Persons => {
                const {
                    &[
                        column("person_key", Key),
                        column("date_of_birth", Day),
                        column("sex", Code("sex")),
                        column("imd_decile", Number),
                        column("care_home", Code("true_false")),
                        column("ethnicity", Code("ethnicity")),
                        column("died_on", OptionalDay),
                        column("usual_gp_code", Code("gp")),
                    ]
                }
            }
            Self::Registrations => {
                const {
                    &[
                        PERSON,
                        column("practice_code", Code("ods")),
                        column("registered_on", Day),
                        column("deregistered_on", OptionalDay),
                    ]
                }
            }
            Self::Admissions => {
                const {
                    &[
                        PERSON,
                        column("admitted_on", Day),
                        column("discharged_on", OptionalDay),
                        VISIBLE_ON,
                        column("spell", Ordinal),
                        column("spell_id", Text),
                        column("admission_method", Code("admission_method")),
                        column("admission_source", Code("admission_source")),
                        column("patient_class", Code("patient_class")),
                        column("discharge_method", Code("discharge_method")),
                        column("discharge_destination", Code("discharge_destination")),
                        column("treatment_function", Code("treatment_function")),
                        column("provider_code", Code("ods")),
                        column("primary_diagnosis", Code("icd10")),
                    ]
                }
            }
            Self::Diagnoses => {
                const {
                    &[
                        PERSON,
                        column("admitted_on", Day),
                        VISIBLE_ON,
                        column("spell", Ordinal),
                        column("admission_method", Code("admission_method")),
                        column("position", Ordinal),
                        column("diagnosis", Code("icd10")),
                    ]
                }
            }
            Self::EmergencyCare => {
                const {
                    &[
                        PERSON,
                        column("arrived_on", Day),
                        VISIBLE_ON,
                        column("department_type", Code("department_type")),
                        column("arrival_mode", Code("arrival_mode")),
                        column("disposal", Code("disposal")),
                    ]
                }
            }
            Self::Outpatients => {
                const {
                    &[
                        PERSON,
                        column("appointment_on", Day),
                        VISIBLE_ON,
                        column("attended", Code("attended")),
                        column("first", Code("true_false")),
                        column("treatment_function", Code("treatment_function")),
                    ]
                }
            }
            Self::GpEvents => {
                const {
                    &[
                        PERSON,
                        column("effective_on", Day),
                        VISIBLE_ON,
                        column("code", Code("gp_code")),
                        column("value", Number),
                        column("unit", Code("unit")),
                    ]
                }
            }
            Self::Prescriptions => const { &[PERSON, column("issued_on", Day), VISIBLE_ON, column("bnf_code", Code("bnf"))] },
            Self::CommunityContacts => {
                const { &[PERSON, column("contact_on", Day), VISIBLE_ON, column("service", Code("community_service"))] }
            }
            Self::SocialCare => {
                const {
                    &[
                        PERSON,
                        column("started_on", Day),
                        column("ended_on", OptionalDay),
                        VISIBLE_ON,
                        column("service", Code("social_service")),
                        column("hours_per_week", Number),
                    ]
                }
            }
            Self::Objections => {
                const { &[PERSON, column("kind", Code("objection")), column("from", Day), column("withdrawn_on", OptionalDay)] }
            }
        }
    }

    /// The column called `name`.
    #[must_use]
    pub fn column(self, name: &str) -> Option<Column> {
        self.columns().iter().find(|column| column.name == name).copied()
    }

    /// The Arrow schema of the table's file.
    #[must_use]
    pub fn schema(self) -> arrow_schema::SchemaRef {
        use arrow_schema::{DataType, Field, Schema};
        let fields: Vec<Field> = self
            .columns()
            .iter()
            .map(|column| {
                let (kind, nullable) = match column.kind {
                    Kind::Person | Kind::Code(_) | Kind::Ordinal => (DataType::UInt32, false),
                    Kind::Key => (DataType::FixedSizeBinary(16), false),
                    Kind::Day => (DataType::Date32, false),
                    Kind::OptionalDay => (DataType::Date32, true),
                    Kind::Number => (DataType::Float64, true),
                    Kind::Text => (DataType::Utf8, false),
                };
                Field::new(column.name, kind, nullable)
            })
            .collect();
        Schema::new(fields).into()
    }
}
