//! Permission as a parameter: a handler that takes [`Care`] is reached by somebody who looks after people, and by nobody else.

use crate::access::{Access, Admin, Caller, Care, Colleague, Commissioner, Denied, Feed};
use crate::web::Problem;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

type Later<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// Who calls, by the token they present.
async fn caller(request: HttpRequest) -> Result<(Data<Access>, Arc<Caller>), Problem> {
    let access = request.app_data::<Data<Access>>().cloned().ok_or_else(Problem::unauthenticated)?;
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else { return Err(Problem::unauthenticated()) };
    let caller = access.caller(token.trim()).await?.ok_or_else(Problem::unauthenticated)?;
    Ok((access, caller))
}

macro_rules! scopes {
    ($($scope:ty: $enter:ident)*) => {$(
        impl FromRequest for $scope {
            type Error = Problem;
            type Future = Later<Self>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Later<Self> {
                let request = request.clone();
                Box::pin(async move {
                    let (access, caller) = caller(request).await?;
                    access.$enter(caller).map_err(|denied: Denied| denied.into())
                })
            }
        }
    )*};
}

scopes! {
    Care: care
    Admin: admin
    Feed: feed
    Colleague: colleague
    Commissioner: commissioner
}
