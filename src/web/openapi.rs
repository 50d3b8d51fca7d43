//! The API's description of itself, generated from the handlers.

use crate::web::api;
use crate::web::{Answer, Problem};
use std::sync::LazyLock;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi as Description, OpenApiBuilder, SecurityRequirement};
use utoipa::{OpenApi, openapi};

/// The description: OpenAPI 3.1.
#[must_use]
pub fn description() -> Description {
    let info = InfoBuilder::new()
        .title("casefinder")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Risk stratification and case management for neighbourhoods of GP practices. Dates are civil dates (Europe/London), \
             instants are UTC. Ids are opaque. What is not yours is 404. A change names the version it saw in `If-Match`; a creation \
             may carry an `Idempotency-Key`.",
        ));
    let mut whole = OpenApiBuilder::new().info(info.build()).build();
    for part in parts() {
        whole.merge(part);
    }
    let components = whole.components.get_or_insert_with(openapi::Components::new);
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    whole.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("token", [])]);
    whole
}

static DOCUMENT: LazyLock<Description> = LazyLock::new(description);

/// `/api/v1/openapi.json`.
///
/// # Errors
/// Never.
pub async fn document() -> Result<Answer, Problem> {
    Answer::ok(&*DOCUMENT)
}

fn parts() -> Vec<Description> {
    vec![
        api::organisations::Api::openapi(),
        api::staff::Api::openapi(),
        api::teams::Api::openapi(),
        api::runs::Api::openapi(),
        api::people::Api::openapi(),
        api::practices::Api::openapi(),
        api::nominations::Api::openapi(),
        api::suitability::Api::openapi(),
        api::lists::Api::openapi(),
        api::accountable_gps::Api::openapi(),
        api::proposals::Api::openapi(),
        api::cases::Api::openapi(),
        api::caseload::Api::openapi(),
        api::plans::Api::openapi(),
        api::plan_answers::Api::openapi(),
        api::meetings::Api::openapi(),
        api::hospital::Api::openapi(),
    ]
}
