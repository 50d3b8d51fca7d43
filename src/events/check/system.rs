//! Coding systems and categories of the store's code columns, and how a cell is brought into its system's one form.

use super::reason;
use crate::domain::OdsCode;
use crate::domain::clinical_code::{Bnf, Ctv3, Icd10, ReadV2, Snomed};

/// What a code has to look like.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// One of these, in any case of letters.
    OneOf(&'static [&'static str]),
    /// Any text, as it stands.
    Text,
    /// Any text, letters raised.
    Upper,
    /// Two letters or digits, letters raised.
    TwoCharacters,
    Ods,
    Icd10,
    Snomed,
    Ctv3,
    ReadV2,
    Bnf,
}

macro_rules! systems {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $form:expr;)*) => {
        /// A coding system of `codes.parquet`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum System { $($(#[$doc])* $variant,)* }

        impl System {
            /// Every system.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Name in `codes.parquet` and in the layout.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            const fn form(self) -> Form {
                match self { $(Self::$variant => $form,)* }
            }
        }
    };
}

systems! {
    Sex = "sex", Form::OneOf(&["female", "male", "indeterminate", "unknown"]);
    TrueFalse = "true_false", Form::OneOf(&["true", "false"]);
    Ethnicity = "ethnicity", Form::Text;
    Gp = "gp", Form::Upper;
    Ods = "ods", Form::Ods;
    /// Providers are kept as they come: an admission is not lost for the form of its hospital's code.
    Provider = "ods", Form::Upper;
    AdmissionMethod = "admission_method", Form::TwoCharacters;
    AdmissionSource = "admission_source", Form::Upper;
    PatientClass = "patient_class", Form::Upper;
    DischargeMethod = "discharge_method", Form::Upper;
    DischargeDestination = "discharge_destination", Form::Upper;
    TreatmentFunction = "treatment_function", Form::Upper;
    Icd10 = "icd10", Form::Icd10;
    DepartmentType = "department_type", Form::Upper;
    ArrivalMode = "arrival_mode", Form::OneOf(&["ambulance", "other"]);
    Disposal = "disposal", Form::OneOf(&["admitted", "discharged", "left", "died", "other"]);
    Attended = "attended", Form::OneOf(&["attended", "did_not_attend", "cancelled"]);
    Snomed = "snomed", Form::Snomed;
    Ctv3 = "ctv3", Form::Ctv3;
    ReadV2 = "readv2", Form::ReadV2;
    Unit = "unit", Form::Text;
    Bnf = "bnf", Form::Bnf;
    CommunityService = "community_service", Form::Text;
    SocialService = "social_service", Form::OneOf(&[
        "home_care", "residential", "nursing", "reablement", "equipment", "day_care", "direct_payment", "carer_support",
    ]);
    Objection = "objection", Form::OneOf(&["type_1", "national_opt_out", "case_management"]);
}

impl System {
    /// The code in its one form, or why it is none.
    pub(crate) fn read(self, cell: &[u8]) -> Result<String, &'static str> {
        let text = || std::str::from_utf8(cell).map_err(|_| reason::NOT_UTF8);
        let code = |code: Result<&str, ()>| code.map(str::to_owned).map_err(|()| reason::NOT_ITS_CODE);
        match self.form() {
            Form::OneOf(accepted) => accepted
                .iter()
                .find(|name| name.as_bytes().eq_ignore_ascii_case(cell))
                .map(|&name| name.to_owned())
                .ok_or(reason::UNKNOWN_CATEGORY),
            Form::Text => text().map(str::to_owned),
            Form::Upper => text().map(str::to_ascii_uppercase),
            Form::TwoCharacters if cell.len() == 2 && cell.iter().all(u8::is_ascii_alphanumeric) => {
                text().map(str::to_ascii_uppercase)
            }
            Form::TwoCharacters => Err(reason::NOT_ITS_CODE),
            Form::Ods => code(OdsCode::parse(cell).as_ref().map(OdsCode::as_str).map_err(|_| ())),
            Form::Icd10 => code(Icd10::parse(cell).as_ref().map(Icd10::as_str).map_err(|_| ())),
            Form::Snomed => code(Snomed::parse(cell).as_ref().map(Snomed::as_str).map_err(|_| ())),
            Form::Ctv3 => code(Ctv3::parse(cell).as_ref().map(Ctv3::as_str).map_err(|_| ())),
            Form::ReadV2 => code(ReadV2::parse(cell).as_ref().map(ReadV2::as_str).map_err(|_| ())),
            Form::Bnf => code(Bnf::parse(cell).as_ref().map(Bnf::as_str).map_err(|_| ())),
        }
    }

    /// The GP coding system of that name.
    pub(crate) fn of_gp(name: &[u8]) -> Option<Self> {
        [Self::Snomed, Self::Ctv3, Self::ReadV2].into_iter().find(|system| system.name().as_bytes().eq_ignore_ascii_case(name))
    }
}
