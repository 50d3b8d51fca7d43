//! A stay as the imported admissions tell it.

use crate::casework::stay::{AdmissionMethod, Admit, DischargeDestination, DischargeMethod, Happening};
use crate::domain::{Day, Line, OdsCode, PersonId, StayId};

/// An imported stay.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedStay {
    /// Who.
    pub person: PersonId,
    /// The hospital's organisation.
    pub provider: OdsCode,
    /// The provider's own number of the spell.
    pub spell: Line,
    /// How they came.
    pub method: AdmissionMethod,
    /// When they came.
    pub admitted_on: Day,
    /// How and when it ended.
    pub end: Option<Happening>,
}

/// How a stay ended, from the codes of the admissions: death by method or destination; codes of no list as "not known".
#[must_use]
pub fn imported_end(on: Day, method: &str, destination: &str) -> Happening {
    if method == "4" || destination == "79" {
        return Happening::Died { on };
    }
    let unknown = (DischargeDestination::UNKNOWN, DischargeMethod::UNKNOWN);
    Happening::Discharged {
        on,
        destination: DischargeDestination::read(destination).unwrap_or(unknown.0),
        method: DischargeMethod::read(method).unwrap_or(unknown.1),
    }
}

impl ImportedStay {
    /// Its id: the same for the same spell of the same person, so that one that was marked as entered in error does not come back with
    /// the next import.
    #[must_use]
    pub fn id(&self) -> StayId {
        let mut bytes = [0; 16];
        let mut hasher = blake3::Hasher::new_derive_key("casefinder 2026 imported stay");
        for part in [self.person.uuid().as_bytes().as_slice(), self.provider.as_str().as_bytes(), self.spell.as_str().as_bytes()]
        {
            hasher.update(&(part.len() as u64).to_be_bytes()).update(part);
        }
        hasher.finalize_xof().fill(&mut bytes);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
    }

    /// Its admission.
    #[must_use]
    pub fn admission(&self) -> Admit {
        Admit {
            provider: self.provider.clone(),
            spell: Some(self.spell.clone()),
            method: self.method,
            on: Some(self.admitted_on),
            ward: None,
            expected_discharge: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ends_and_keeps_ids() {
        let on = Day::of(2026, 3, 1);
        assert_eq!(imported_end(on, "4", "19"), Happening::Died { on });
        assert_eq!(imported_end(on, "1", "79"), Happening::Died { on });
        let Happening::Discharged { destination, method, .. } = imported_end(on, "", "54") else { panic!("a discharge") };
        assert_eq!((destination.as_str(), method.as_str()), ("54", "9"));
        let stay = ImportedStay {
            person: PersonId::new(),
            provider: "RX1".parse().unwrap(),
            spell: "1".into(),
            method: AdmissionMethod::read("21").unwrap(),
            admitted_on: on,
            end: None,
        };
        assert_eq!(stay.id(), stay.clone().id());
        assert_ne!(stay.id(), ImportedStay { spell: "2".into(), ..stay.clone() }.id());
    }
}
