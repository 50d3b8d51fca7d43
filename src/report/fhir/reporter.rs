//! Whose figures they are.

use crate::measures::{Place, Published};
use crate::report::fhir::elements::{self, full_url};
use crate::report::words;
use serde_json::{Value, json};

/// Codes of the Organisation Data Service.
const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// The organisation that a place is; none for a locality and for everything together.
pub(super) fn organization(published: &Published, place: &Place) -> Option<Value> {
    let identifier = match place {
        Place::Commissioner(code) | Place::Network(code) | Place::Practice(code) => {
            json!({"system": ODS, "value": code.as_str()})
        }
        Place::Team(team) => json!({"system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{}", team.uuid())}),
        Place::Locality(_) | Place::Everywhere => return None,
    };
    Some(json!({
        "resourceType": "Organization",
        "id": id(place),
        "identifier": [identifier],
        "type": [elements::our_code("level", place.level().name(), place.level().name())],
        "name": name(published, place),
    }))
}

/// A reference to it; its name alone where it is none.
pub(super) fn reference(published: &Published, place: &Place) -> Value {
    let display = name(published, place);
    match place {
        Place::Locality(_) | Place::Everywhere => json!({"display": display}),
        _ => json!({"reference": full_url(&id(place).into()), "type": "Organization", "display": display}),
    }
}

/// What it is called, on one line; its code where the name is blank.
pub(super) fn name(published: &Published, place: &Place) -> String {
    let named = elements::text_of(&words::name(published, place)).or_else(|| elements::text_of(&place.id()));
    named.unwrap_or_else(|| place.level().name().to_owned())
}

fn id(place: &Place) -> String {
    elements::id(&["place", place.level().name(), &place.id()])
}
