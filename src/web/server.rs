//! The server: listeners, workers, and an orderly end.

use crate::access::Access;
use crate::access::SERVING;
use crate::error::{Fault, Result};
use crate::web::guard::guard;
use crate::web::metrics::{Metrics, count, show};
use crate::web::{Problem, body, openapi, router};
use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, PathConfig, PayloadConfig};
use actix_web::{App, HttpServer};
use std::net::TcpListener;
use std::time::Duration;

/// Where the server listens.
pub struct Listeners {
    /// The API.
    pub api: TcpListener,
    /// The metrics, if wanted.
    pub metrics: Option<TcpListener>,
}

/// Seconds that requests under way have to end, once the server was told to stop.
const GRACE_SECONDS: u64 = 20;
/// Connections that a worker serves at once; later ones wait.
const CONNECTIONS: usize = 1024;
/// How long a connection without a request stays open: longer than the proxy's, so that the proxy ends it.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may take over the head of a request.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// How long a client may take to hear that the connection ends.
const GOODBYE: Duration = Duration::from_secs(2);

/// Serves until told to stop (SIGTERM, SIGINT), then ends the requests under way and closes the database.
///
/// # Errors
/// When a listener cannot be used.
pub async fn serve(access: Access, listeners: Listeners) -> Result<()> {
    serve_until(access, listeners, told_to_stop()).await
}

/// As [`serve`], until `when` is ready.
///
/// # Errors
/// As [`serve`].
pub async fn serve_until(access: Access, listeners: Listeners, when: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    let fault = |error: std::io::Error| Fault::Internal(format!("the server cannot listen: {error}"));
    let metrics = Data::new(Metrics::default());
    let (shared, counted) = (access.clone(), metrics.clone());
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(SERVING);
    // Called once on the thread of each worker.
    let api = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(shared.of_a_thread(workers)))
            .app_data(counted.clone())
            .app_data(PayloadConfig::new(body::LONGEST))
            .app_data(PathConfig::default().error_handler(|_, _| Problem::not_found().into()))
            .wrap(Compress::default())
            .wrap(from_fn(guard))
            .wrap(from_fn(count))
            .configure(|app| {
                for address in router::health() {
                    // A monitor may add what it likes.
                    app.service(address.resource(|_, _| true));
                }
                let api = router::api()
                    .into_iter()
                    .fold(web::scope("/api/v1"), |scope, address| scope.service(address.resource(openapi::has_query)));
                app.service(api);
            })
            .default_service(web::to(|| async { Err::<String, Problem>(Problem::not_found()) }))
    })
    .shutdown_timeout(GRACE_SECONDS)
    .disable_signals()
    .workers(workers)
    .max_connections(CONNECTIONS)
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(HEAD_WITHIN)
    .client_disconnect_timeout(GOODBYE)
    .listen(listeners.api)
    .map_err(fault)?
    .run();
    tokio::spawn(stop(api.handle(), when));
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

/// Stops the server in order when told to, and at once at a signal after that.
async fn stop(server: ServerHandle, when: impl Future<Output = ()>) {
    when.await;
    tracing::info!("told to stop; requests under way are ended");
    let orderly = tokio::spawn({
        let server = server.clone();
        async move { server.stop(true).await }
    });
    tokio::select! {
        _ = orderly => {}
        () = told_to_stop() => server.stop(false).await,
    }
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        tracing::error!("signals cannot be heard; stop the server with SIGKILL");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
