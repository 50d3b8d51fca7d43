//! The real server in this process, and the clients that live through the months with it.

use crate::access::{Access, Clock};
use crate::casework::{Moment, Rules};
use crate::domain::{Day, StaffId};
use crate::error::{Fault, Result};
use crate::store::Db;
use crate::web::server::{Listeners, serve_until};
use chrono::{NaiveDate, NaiveTime};
use serde_json::Value;
use std::net::TcpListener;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Microseconds that pass with every request.
const REQUEST_TAKES: i64 = 2_000_000;
/// When a working day begins (UTC), in minutes.
const MORNING: u32 = 8 * 60;
/// When the night's work is done, in minutes after midnight.
const NIGHT: u32 = 2;

/// The time of the demonstration: it stands where it is put, and passes with every request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time(&'static AtomicI64);

impl Time {
    /// The first instant of 1970, until it is put.
    pub(super) fn new() -> Self {
        Self(Box::leak(Box::new(AtomicI64::new(0))))
    }

    /// As the server's clock.
    pub(super) const fn clock(self) -> Clock {
        Clock::Put(self.0)
    }

    fn put(self, day: Day, minutes: u32) {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0).unwrap_or_default();
        self.0.store(NaiveDate::from(day).and_time(time).and_utc().timestamp_micros(), Ordering::Relaxed);
    }

    /// The morning of `day`.
    pub(super) fn morning(self, day: Day) {
        self.put(day, MORNING);
    }

    /// The small hours of `day`, when runs are published and data is taken in.
    pub(super) fn night(self, day: Day) {
        self.put(day, NIGHT);
    }

    fn pass(self) {
        self.0.fetch_add(REQUEST_TAKES, Ordering::Relaxed);
    }

    /// This moment, for what the program itself does.
    pub(super) fn moment(self) -> Moment {
        self.clock().moment(StaffId::default())
    }

    /// The day.
    pub(super) fn today(self) -> Day {
        self.clock().today()
    }
}

/// The server, in this process, on a port of its own.
pub(super) struct House {
    /// The database, for what no caller does: publishing, taking data in, tokens.
    pub(super) db: Db,
    /// The way in, to make the first administrator known.
    pub(super) access: Access,
    /// The time.
    pub(super) time: Time,
    address: String,
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<()>>,
}

impl House {
    /// Opens the database and serves it.
    pub(super) fn open(url: &str, time: Time) -> Result<Self> {
        let unable = |error: std::io::Error| Fault::Internal(format!("the demonstration cannot start its server: {error}"));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(unable)?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(unable)?;
        listener.set_nonblocking(true).map_err(unable)?;
        let address = format!("http://{}", listener.local_addr().map_err(unable)?);
        let (db, access) = runtime.block_on(async {
            let db = Db::open_current(url).await?;
            Ok::<_, Fault>((db.clone(), Access::start(db, Rules::default(), time.clock())))
        })?;
        let (stop, stopped) = oneshot::channel();
        let served = runtime.spawn({
            let access = access.clone();
            let told = async {
                let _ = stopped.await;
            };
            async move { serve_until(access, Listeners { api: listener, metrics: None }, told).await }
        });
        Ok(Self { db, access, time, address, runtime, stop, served })
    }

    /// Runs `work` to its end, beside the server.
    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Ends the server, in order.
    pub(super) fn close(self) -> Result<()> {
        let _ = self.stop.send(());
        self.runtime.block_on(self.served).map_err(|error| Fault::Internal(error.to_string()))?
    }

    /// A client with that token.
    pub(super) fn caller(&self, token: &str) -> Caller {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Caller { token: token.to_owned(), address: self.address.clone(), agent, time: self.time }
    }
}

/// A client of the API: one person's.
pub(super) struct Caller {
    /// What they sign in with.
    pub(super) token: String,
    address: String,
    agent: ureq::Agent,
    time: Time,
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    /// `ETag`, or empty.
    pub(super) etag: String,
    /// Body.
    pub(super) json: Value,
}

impl Reply {
    /// A text of the body.
    pub(super) fn text(&self, name: &str) -> String {
        text(&self.json, name)
    }
}

/// A text field, or nothing.
pub(super) fn text(json: &Value, name: &str) -> String {
    json[name].as_str().unwrap_or_default().to_owned()
}

/// A day in a field.
pub(super) fn day(json: &Value, name: &str) -> Option<Day> {
    json[name].as_str().and_then(|text| Day::parse(text.as_bytes()).ok())
}

/// The items of a list.
pub(super) fn items<'j>(json: &'j Value, name: &str) -> &'j [Value] {
    json[name].as_array().map_or(&[], Vec::as_slice)
}

impl Caller {
    /// GET.
    pub(super) fn get(&self, path: &str) -> Result<Reply> {
        self.done("GET", path, "", None)
    }

    /// POST.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Reply> {
        self.done("POST", path, "", Some(body))
    }

    /// A change of the version `etag`.
    pub(super) fn change(&self, method: &'static str, path: &str, etag: &str, body: &Value) -> Result<Reply> {
        self.done(method, path, etag, Some(body))
    }

    /// As [`Caller::change`] (without a version: POST); `None` when a rule refuses, as happens in life.
    pub(super) fn attempt(&self, method: &'static str, path: &str, etag: &str, body: &Value) -> Result<Option<Reply>> {
        let (status, reply) = self.send(method, path, etag, Some(body))?;
        match status {
            200..=299 => Ok(Some(reply)),
            409 => Ok(None),
            _ => Err(fault(method, path, status, &reply.json)),
        }
    }

    fn done(&self, method: &'static str, path: &str, etag: &str, body: Option<&Value>) -> Result<Reply> {
        let (status, reply) = self.send(method, path, etag, body)?;
        if (200..300).contains(&status) { Ok(reply) } else { Err(fault(method, path, status, &reply.json)) }
    }

    fn send(&self, method: &'static str, path: &str, etag: &str, body: Option<&Value>) -> Result<(u16, Reply)> {
        self.time.pass();
        let unable = |error: ureq::Error| Fault::Internal(format!("the demonstration's own server does not answer: {error}"));
        let url = format!("{}/api/v1{path}", self.address);
        let bearer = format!("Bearer {}", self.token);
        let response = match body {
            None => self.agent.get(url).header("Authorization", bearer).call(),
            Some(body) => {
                let request = if method == "PUT" { self.agent.put(url) } else { self.agent.post(url) };
                let request = request.header("Authorization", bearer).header("Content-Type", "application/json");
                let request = if etag.is_empty() { request } else { request.header("If-Match", etag) };
                request.send(body.to_string())
            }
        };
        let mut response = response.map_err(unable)?;
        let etag = response.headers().get("etag").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let text = response.body_mut().read_to_string().map_err(unable)?;
        Ok((response.status().as_u16(), Reply { etag, json: serde_json::from_str(&text).unwrap_or(Value::Null) }))
    }
}

/// The rule and its words: they hold nothing that was sent.
fn fault(method: &str, path: &str, status: u16, problem: &Value) -> Fault {
    let (rule, detail) = (text(problem, "rule"), text(problem, "detail"));
    Fault::Internal(format!("in the demonstration, {method} {path} was answered {status} {rule}: {detail}"))
}
