//! What the server writes about itself: one JSON line an event, on standard error, without anything about a person.

use tracing_subscriber::EnvFilter;

/// What other people's code logs can hold what it works on: statements with their values, heads of requests.
const SILENT: [&str; 4] = ["sqlx=off", "actix_http=off", "actix_web=off", "mio=off"];

/// Begins to write. `RUST_LOG` narrows or widens it; the default is `info`. Other people's code stays silent whatever it says.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = SILENT.iter().filter_map(|rule| rule.parse().ok()).fold(filter, EnvFilter::add_directive);
    let _ = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// Lets panics tell where they happened and nothing else: their words can hold what was being worked on.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}
