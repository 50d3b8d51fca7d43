//! An address and its methods, as the router lists them.

use crate::web::{Problem, query};
use actix_web::guard::{GuardContext, fn_guard};
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, ResponseError, Route, web};

/// An address. What is not among its methods is 405, with those that are.
pub struct At {
    path: &'static str,
    routes: Vec<(Method, Route)>,
}

/// The address `path`.
#[must_use]
pub fn at(path: &'static str) -> At {
    At { path, routes: vec![] }
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
                self.routes.push((Method::$method, web::$name().to(handler)));
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
        (self.path, self.routes.iter().map(|(method, _)| method.to_string()).collect())
    }

    /// As the server takes it. A method for which `has_query` (of address and method) does not hold takes no query: one with a
    /// parameter is 400 that names it, and never the answer to a question that was not asked.
    #[must_use]
    pub fn resource(self, has_query: impl Fn(&str, &Method) -> bool) -> Resource {
        let methods: Vec<Method> = self.routes.iter().map(|(method, _)| method.clone()).collect();
        let mut resource = web::resource(self.path);
        for (method, route) in self.routes {
            resource = resource.route(if has_query(self.path, &method) { route } else { route.guard(fn_guard(without_query)) });
        }
        resource.default_service(web::to(move |request: HttpRequest| {
            let answer = if methods.contains(request.method()) {
                query::refuse(request.query_string()).error_response()
            } else {
                not_allowed(&methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", "))
            };
            async move { answer }
        }))
    }
}

fn without_query(context: &GuardContext<'_>) -> bool {
    query::is_empty(context.head().uri.query().unwrap_or_default())
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
