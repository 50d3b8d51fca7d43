//! The server: listeners, workers, and an orderly end.

use crate::access::Access;
use crate::error::{Fault, Result};
use crate::web::metrics::{Metrics, count, show};
use crate::web::{Problem, body, router};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, PathConfig, PayloadConfig, QueryConfig};
use actix_web::{App, HttpServer};
use std::net::TcpListener;

/// Where the server listens.
pub struct Listeners {
    /// The API.
    pub api: TcpListener,
    /// The metrics, if wanted.
    pub metrics: Option<TcpListener>,
}

/// Seconds that requests under way have to end, once the server was told to stop.
const GRACE_SECONDS: u64 = 20;

/// Serves until told to stop (SIGTERM, SIGINT), then ends the requests under way and closes the database.
///
/// # Errors
/// When a listener cannot be used.
pub async fn serve(access: Access, listeners: Listeners) -> Result<()> {
    let fault = |error: std::io::Error| Fault::Internal(format!("the server cannot listen: {error}"));
    let (data, metrics) = (Data::new(access.clone()), Data::new(Metrics::default()));
    let counted = metrics.clone();
    let api = HttpServer::new(move || {
        App::new()
            .app_data(data.clone())
            .app_data(counted.clone())
            .app_data(PayloadConfig::new(body::LONGEST))
            .app_data(PathConfig::default().error_handler(|_, _| Problem::not_found().into()))
            .app_data(
                QueryConfig::default().error_handler(|_, _| Problem::malformed("a parameter of the address is wrong").into()),
            )
            .wrap(from_fn(count))
            .wrap(Compress::default())
            .configure(|app| {
                for address in router::health() {
                    app.service(address.resource());
                }
                let api =
                    router::api().into_iter().fold(web::scope("/api/v1"), |scope, address| scope.service(address.resource()));
                app.service(api);
            })
            .default_service(web::to(|| async { Err::<String, Problem>(Problem::not_found()) }))
    })
    .shutdown_timeout(GRACE_SECONDS)
    .workers(std::thread::available_parallelism().map_or(2, usize::from))
    .listen(listeners.api)
    .map_err(fault)?
    .run();
    if let Some(listener) = listeners.metrics {
        let monitor = HttpServer::new(move || App::new().app_data(metrics.clone()).route("/metrics", web::get().to(show)))
            .workers(1)
            .disable_signals()
            .listen(listener)
            .map_err(fault)?
            .run();
        tokio::spawn(monitor);
    }
    api.await.map_err(fault)?;
    access.close().await;
    Ok(())
}
