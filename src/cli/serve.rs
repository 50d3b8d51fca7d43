//! `casefinder serve`: the server.

use crate::access::{Access, Clock};
use crate::cli::database::{Database, wait};
use crate::cli::local::Local;
use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::web::server::{Listeners, serve};
use std::net::{SocketAddr, TcpListener};

/// Serve the API until told to stop
///
/// Callers are known by API tokens: `casefinder user add`, then `casefinder user token`. A proxy in front ends TLS.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder serve --database sqlite://casefinder.db --bind 127.0.0.1:8080")]
pub struct Serve {
    #[command(flatten)]
    database: Database,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    bind: SocketAddr,
    /// Where a monitor reads /metrics; nowhere when left out
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
    #[command(flatten)]
    local: Local,
    /// Pretend that today is this day: for demonstrations, whose data ends in the past
    #[arg(long, value_name = "DATE")]
    today: Option<Day>,
}

impl Serve {
    pub(super) fn run(self) -> Result<()> {
        crate::web::logs::start();
        crate::web::logs::quiet_panics();
        let listen = |address: SocketAddr| {
            TcpListener::bind(address)
                .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
                .map_err(|error| Fault::Usage(format!("cannot listen on {address}: {error}")))
        };
        let (rules, definitions) = (self.local.rules()?, self.local.definitions()?);
        let listeners = Listeners { api: listen(self.bind)?, metrics: self.metrics.map(listen).transpose()? };
        let address = listeners.api.local_addr().map_err(|error| Fault::Internal(error.to_string()))?;
        wait(async {
            let db = self.database.open().await?;
            let clock = self.today.map_or(Clock::System, Clock::as_at);
            outln!(
                "casefinder serves http://{address} from a {} database; today is {}. Stop it with Ctrl-C.",
                db.kind(),
                clock.today()
            );
            serve(Access::start_measuring(db, rules, definitions, clock), listeners).await
        })
    }
}
