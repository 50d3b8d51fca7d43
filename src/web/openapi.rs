//! The API's description of itself, generated from the handlers. `docs/openapi.json` is the copy that is reviewed.

mod closed;
mod complete;
mod links;
mod merge;

use crate::web::api;
use crate::web::problem::FieldError;
use crate::web::{Answer, Problem};
use actix_web::http::Method;
use serde_json::Value;
use std::sync::LazyLock;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, OpenApi as Description, OpenApiBuilder, SecurityRequirement};
use utoipa::{OpenApi, PartialSchema, ToSchema};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document = gathered();
    closed::close_requests(&mut document);
    complete::complete(&mut document);
    links::link(&mut document);
    document
});

/// The description: `OpenAPI` 3.1.
#[must_use]
pub fn description() -> &'static Value {
    &DOCUMENT
}

/// Whether what `method` does at `path`, below `/api/v1`, has a parameter in its query.
#[must_use]
pub fn has_query(path: &str, method: &Method) -> bool {
    let operation = &DOCUMENT["paths"][format!("/api/v1{path}")][method.as_str().to_lowercase()];
    operation["parameters"].as_array().is_some_and(|parameters| parameters.iter().any(|parameter| parameter["in"] == "query"))
}

/// `/api/v1/openapi.json`.
///
/// # Errors
/// Never.
pub async fn document() -> Result<Answer, Problem> {
    Answer::ok(description())
}

macro_rules! parts {
    ($($file:ident)*) => { vec![$((stringify!($file), api::$file::Api::openapi())),*] };
}

/// What each file of handlers says of itself.
fn parts() -> Vec<(&'static str, Description)> {
    parts! {
        organisations staff teams runs reports coverage people practices nominations suitability lists accountable_gps proposals cases caseload plans
        plan_answers meetings hospital hospital_events
    }
}

fn gathered() -> Value {
    let info = InfoBuilder::new()
        .title("casefinder")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Risk stratification and case management for neighbourhoods of GP practices. Dates are civil dates (Europe/London), \
             instants are UTC. Ids are opaque. What is not yours is 404. A change names the version it saw in `If-Match`; a creation \
             may carry an `Idempotency-Key`.",
        ));
    let mut whole = OpenApiBuilder::new().info(info.build()).build();
    let components = whole.components.get_or_insert_with(Components::new);
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    components.schemas.insert(FieldError::name().into_owned(), FieldError::schema());
    whole.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("token", [])]);
    let mut document = serde_json::to_value(whole).unwrap_or_default();
    for (file, part) in parts() {
        merge::merge(&mut document, file, serde_json::to_value(part).unwrap_or_default());
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_describes_the_types_that_it_names() {
        for (file, part) in parts() {
            let part = serde_json::to_value(part).unwrap();
            let mut named = vec![];
            closed::references(&part, &mut named);
            for name in named.iter().filter(|name| !matches!(name.as_str(), "Problem" | "FieldError")) {
                assert!(
                    part["components"]["schemas"][name].is_object(),
                    "web/api/{file}.rs: {name} is not described; add `components(schemas({name}))` to its #[openapi(..)]"
                );
            }
        }
    }
}
