//! Counts and times of requests, by route and status, for a monitor: on a listener of its own.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Instant;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: String,
    /// The pattern of the address, never the address: ids stay out.
    route: String,
    status: u16,
}

/// Every count.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram>,
}

impl Default for Metrics {
    fn default() -> Self {
        let bounds = || Histogram::new([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]);
        let (requests, seconds) = (Family::default(), Family::new_with_constructor(bounds as fn() -> Histogram));
        let mut registry = Registry::with_prefix("casefinder");
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time to answer", seconds.clone());
        Self { registry, requests, seconds }
    }
}

/// Counts a request, and writes one line about it.
///
/// # Errors
/// Those of the service.
pub async fn count(
    metrics: Data<Metrics>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let method = request.method().to_string();
    let answered = next.call(request).await;
    let (route, status) = match &answered {
        Ok(response) => (response.request().match_pattern(), response.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    let (route, status) = (route.unwrap_or_else(|| "none".into()), status.as_u16());
    let seconds = began.elapsed().as_secs_f64();
    tracing::debug!(method, route, status, seconds, "answered");
    let labels = Labels { method, route, status };
    metrics.seconds.get_or_create(&labels).observe(seconds);
    metrics.requests.get_or_create(&labels).inc();
    answered
}

/// `/metrics`, in the text format of Prometheus.
pub async fn show(metrics: Data<Metrics>) -> HttpResponse {
    let mut text = String::new();
    match encode(&mut text, &metrics.registry) {
        Ok(()) => HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
