//! What stands around every handler: a deadline, a net under panics, and headers for browsers and caches.

use crate::web::Problem;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

/// The longest that a request may take, reading its body included.
const DEADLINE: Duration = if cfg!(test) { Duration::from_millis(200) } else { Duration::from_secs(30) };

/// On every answer: it is what its type says, is kept by nobody, and is shown and followed by nothing.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
];

/// Adds the headers that every answer has, where the handler did not choose its own.
pub fn secure(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
}

/// Answers with a problem when the handler panics or takes too long; the server lives on.
///
/// # Errors
/// Those problems.
pub async fn guard(request: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let reads = request.method().is_safe();
    let mut work = pin!(next.call(request));
    let caught = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(done)) => Poll::Ready(Some(done)),
        Err(_) => Poll::Ready(None),
    });
    match tokio::time::timeout(DEADLINE, caught).await {
        Ok(Some(done)) => done.map(|mut response| {
            secure(response.headers_mut());
            response
        }),
        Ok(None) => Err(Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "A fault of the program",
            "nothing was changed; the place of the fault is in the server's log",
        )
        .into()),
        Err(_) => Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_slow",
            "It took too long",
            if reads {
                "nothing was changed; ask again in a moment, or for less at once"
            } else {
                "read again what you wanted to change before you repeat the change: it may have been made"
            },
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::middleware::from_fn;
    use actix_web::{App, test, web};

    async fn broken() -> String {
        let nobody: Option<String> = std::hint::black_box(None);
        nobody.unwrap()
    }

    #[actix_web::test]
    async fn a_panic_is_a_500_and_the_next_request_is_answered() {
        let app = App::new()
            .wrap(from_fn(guard))
            .route("/broken", web::get().to(broken))
            .route("/", web::get().to(|| async { "well" }));
        let app = test::init_service(app).await;
        for _ in 0..2 {
            let error = test::try_call_service(&app, test::TestRequest::get().uri("/broken").to_request()).await.err().unwrap();
            let answer = error.error_response();
            assert_eq!(answer.status(), 500);
            assert_eq!(answer.headers().get("content-type").unwrap(), "application/problem+json");
            let well = test::call_service(&app, test::TestRequest::get().uri("/").to_request()).await;
            assert_eq!(well.status(), 200);
            assert_eq!(well.headers().get("x-content-type-options").unwrap(), "nosniff");
        }
    }

    #[actix_web::test]
    async fn what_takes_too_long_is_ended() {
        let app = App::new().wrap(from_fn(guard)).route(
            "/slow",
            web::route().to(|| async {
                tokio::time::sleep(DEADLINE * 2).await;
                "late"
            }),
        );
        let app = test::init_service(app).await;
        for (request, words) in [(test::TestRequest::get(), "ask again"), (test::TestRequest::post(), "it may have been made")] {
            let error = test::try_call_service(&app, request.uri("/slow").to_request()).await.err().unwrap();
            let problem: &Problem = error.as_error().unwrap();
            assert!(problem.status == 503 && problem.detail.contains(words), "{problem:?}");
            assert!(error.error_response().headers().contains_key(header::RETRY_AFTER));
        }
    }
}
