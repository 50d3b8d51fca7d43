//! The emergency summary as one page to print: styles inside, no scripts, nothing fetched, black on white.

use crate::casework::plan::one_page::{PageSection, fit};
use crate::casework::plan::summary::EmergencySummary;
use crate::web::Problem;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use askama::Template;

#[derive(Template)]
#[template(path = "emergency_summary.html")]
struct Page<'s> {
    summary: &'s EmergencySummary,
    sections: Vec<PageSection>,
}

/// The page.
///
/// # Errors
/// When the template fails: a fault of the program.
pub fn page(summary: &EmergencySummary) -> Result<HttpResponse, Problem> {
    let html = html(summary).map_err(|_| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "A fault of the program", "the page cannot be written")
    })?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        ))
        .body(html))
}

fn html(summary: &EmergencySummary) -> askama::Result<String> {
    Page { summary, sections: fit(summary) }.render()
}
