//! An address and its methods, as the router lists them.

use crate::web::Problem;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, ResponseError, web};

/// An address. What is not among its methods is 405, with those that are.
pub struct At {
    path: &'static str,
    methods: Vec<Method>,
    resource: Resource,
}

/// The address `path`.
#[must_use]
pub fn at(path: &'static str) -> At {
    At { path, methods: vec![], resource: web::resource(path) }
}

macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident $method:ident)*) => {
        impl At {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name<F, Args>(mut self, handler: F) -> Self
            where
                F: Handler<Args>,
                Args: FromRequest + 'static,
                F::Output: Responder + 'static,
            {
                self.methods.push(Method::$method);
                self.resource = self.resource.route(web::$name().to(handler));
                self
            }
        )*}
    };
}

methods! {
    /// Answers GET.
    get GET
    /// Answers POST.
    post POST
    /// Answers PUT.
    put PUT
    /// Answers DELETE.
    delete DELETE
}

impl At {
    /// The address, and its methods in capitals.
    #[must_use]
    pub fn listing(&self) -> (&'static str, Vec<String>) {
        (self.path, self.methods.iter().map(ToString::to_string).collect())
    }

    /// As the server takes it.
    #[must_use]
    pub fn resource(self) -> Resource {
        let allowed = self.methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        self.resource.default_service(web::to(move || {
            let allowed = allowed.clone();
            async move { not_allowed(&allowed) }
        }))
    }
}

fn not_allowed(allowed: &str) -> HttpResponse {
    let problem =
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "Not that method", format!("this address answers {allowed}"));
    let mut response = problem.error_response();
    if let Ok(value) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}
