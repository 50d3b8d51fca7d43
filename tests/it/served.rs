//! A server under test: the real one, on a port of its own, over a real database, and a caller that speaks HTTP to it.

use crate::databases::TestDatabase;
use casefinder::access::token::issue;
use casefinder::access::{Access, Admin, Caller, Clock};
use casefinder::casework::Rules;
use casefinder::casework::staff::{AddStaff, GiveRole, RoleHeld, Staff};
use casefinder::casework::team::{CreateTeam, JoinTeam, Team, TeamKind};
use casefinder::domain::{Day, Line, OdsCode, PersonId, PersonKey, Role, StaffId, TeamId};
use casefinder::store::Db;
use casefinder::store::log::Loaded;
use casefinder::store::person::{PersonRow, put};
use casefinder::web::server::{Listeners, serve};
use serde_json::Value;
use std::net::TcpListener;
use std::sync::Arc;

/// The day on which tests happen.
pub const TODAY: Day = Day::of(2026, 3, 16);
/// The practice of the tests.
pub const PRACTICE: &str = "A81001";

/// A running server, and what was put into its database.
pub struct Served {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// The database, for what HTTP cannot reach.
    pub db: Db,
    /// The way in, for what HTTP cannot reach.
    pub access: Access,
    runtime: tokio::runtime::Runtime,
    _database: TestDatabase,
}

/// Somebody who calls.
#[derive(Clone)]
pub struct Someone {
    /// Their id.
    pub id: StaffId,
    token: String,
    address: String,
    agent: ureq::Agent,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// `ETag`, or empty.
    pub etag: String,
    /// Body, or null.
    pub json: Value,
}

impl Served {
    /// Serves a fresh `database` with the default rules.
    pub fn start(database: TestDatabase) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let clock = Clock::as_at(TODAY);
        let (db, access) = runtime.block_on(async {
            let db = Db::open_current(&database.url).await.unwrap();
            (db.clone(), Access::start(db, Rules::default(), clock))
        });
        let served = access.clone();
        runtime.spawn(async move { serve(served, Listeners { api: listener, metrics: None }).await.unwrap() });
        Self { address, db, access, runtime, _database: database }
    }

    /// Runs `work` beside the server.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// A scope that may configure anything.
    pub fn admin(&self) -> Admin {
        let role = RoleHeld {
            role: Role::Administrator,
            organisation: PRACTICE.parse().unwrap(),
            from: TODAY,
            until: None,
            session_tenths: None,
        };
        self.access.admin(Arc::new(Caller { staff: StaffId::default(), roles: vec![role] })).unwrap()
    }

    /// A member of staff with a role at [`PRACTICE`], since years.
    pub fn someone(&self, name: &str, role: Role) -> Someone {
        self.someone_at(name, role, PRACTICE)
    }

    /// A member of staff with a role at an organisation, since years.
    pub fn someone_at(&self, name: &str, role: Role, organisation: &str) -> Someone {
        self.wait(async {
            let admin = self.admin();
            let mut work = admin.begin("test").await.unwrap();
            let mut staff = Loaded::<Staff>::new(StaffId::new());
            let decided = staff.state.add(AddStaff { name: Line::from(name) }, work.at());
            work.record(&mut staff, decided).await.unwrap();
            let organisation: OdsCode = organisation.parse().unwrap();
            let given = GiveRole { role, organisation, from: Some(Day::of(2015, 1, 1)), session_tenths: None };
            let decided = staff.state.give_role(given, work.at());
            work.record(&mut staff, decided).await.unwrap();
            work.commit().await.unwrap();
            let token = issue(&self.db, staff.id, "test", 7, self.access.clock().now()).await.unwrap();
            let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
            Someone { id: staff.id, token: token.reveal().to_owned(), address: self.address.clone(), agent }
        })
    }

    /// A team of `members`, since years.
    pub fn team(&self, name: &str, members: &[(&Someone, Role)]) -> TeamId {
        self.wait(async {
            let admin = self.admin();
            let mut work = admin.begin("test").await.unwrap();
            let mut team = Loaded::<Team>::new(TeamId::new());
            let decided = team
                .state
                .create(CreateTeam { name: Line::from(name), kind: TeamKind::Community, base: None, locality: None }, work.at());
            work.record(&mut team, decided).await.unwrap();
            for (someone, role) in members {
                let wanted = JoinTeam {
                    staff: someone.id,
                    role: *role,
                    organisation: PRACTICE.parse().unwrap(),
                    from: Some(Day::of(2015, 1, 1)),
                    capacity: 60,
                    skills: vec![],
                };
                let decided = team.state.join(wanted, work.at());
                work.record(&mut team, decided).await.unwrap();
            }
            work.commit().await.unwrap();
            team.id
        })
    }

    /// A person registered with [`PRACTICE`], born in 1940.
    pub fn person(&self, serial: u8) -> PersonId {
        self.person_at(serial, PRACTICE)
    }

    /// The same, at another practice.
    pub fn person_at(&self, serial: u8, practice: &str) -> PersonId {
        self.wait(async {
            let row = PersonRow {
                id: PersonId::of(PersonKey::from_bytes([serial; 16])),
                practice: practice.parse().unwrap(),
                born_on: Day::of(1940, 5, 1),
                sex: "female".into(),
                registered_on: Day::of(2000, 1, 1),
                deregistered_on: None,
                died_on: None,
                care_home: false,
            };
            let mut tx = self.db.begin().await.unwrap();
            put(&mut tx.conn(), &row).await.unwrap();
            tx.commit().await.unwrap();
            row.id
        })
    }
}

impl Someone {
    /// The same somebody, calling another server of the same database.
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// As [`Someone::post`]; `None` when the connection is lost.
    pub fn try_post(&self, path: &str, body: Value) -> Option<Reply> {
        self.try_send(path, &[], body)
    }

    /// As [`Someone::change`], for a POST; `None` when the connection is lost.
    pub fn try_change(&self, path: &str, seen: &Reply, body: Value) -> Option<Reply> {
        self.try_send(path, &[("If-Match", &seen.etag)], body)
    }

    fn try_send(&self, path: &str, headers: &[(&str, &str)], body: Value) -> Option<Reply> {
        let request =
            self.agent.post(format!("{}{path}", self.address)).header("Authorization", format!("Bearer {}", self.token));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let mut response = request.header("Content-Type", "application/json").send(body.to_string()).ok()?;
        let etag = response.headers().get("etag").map_or(String::new(), |value| value.to_str().unwrap().to_owned());
        let text = response.body_mut().read_to_string().ok()?;
        Some(Reply { status: response.status().as_u16(), etag, json: serde_json::from_str(&text).unwrap_or(Value::Null) })
    }

    /// Their token, for requests that are written by hand.
    pub fn token(&self) -> &str {
        &self.token
    }

    fn reply(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Reply {
        let mut response = response.unwrap();
        let etag = response.headers().get("etag").map_or(String::new(), |value| value.to_str().unwrap().to_owned());
        let text = response.body_mut().read_to_string().unwrap();
        Reply { status: response.status().as_u16(), etag, json: serde_json::from_str(&text).unwrap_or(Value::Null) }
    }

    /// GET.
    pub fn get(&self, path: &str) -> Reply {
        let request = self.agent.get(format!("{}{path}", self.address)).header("Authorization", format!("Bearer {}", self.token));
        Self::reply(request.call())
    }

    /// GET of what is not JSON.
    pub fn text(&self, path: &str) -> String {
        let request = self.agent.get(format!("{}{path}", self.address)).header("Authorization", format!("Bearer {}", self.token));
        request.call().unwrap().body_mut().read_to_string().unwrap()
    }

    /// GET of what is no text.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        let request = self.agent.get(format!("{}{path}", self.address)).header("Authorization", format!("Bearer {}", self.token));
        request.call().unwrap().body_mut().read_to_vec().unwrap()
    }

    /// POST.
    pub fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, &[], body)
    }

    /// POST of a creation that names its key.
    pub fn post_once(&self, path: &str, key: &str, body: Value) -> Reply {
        self.send("POST", path, &[("Idempotency-Key", key)], body)
    }

    /// A change of the version that `seen` had.
    pub fn change(&self, method: &str, path: &str, seen: &Reply, body: Value) -> Reply {
        self.send(method, path, &[("If-Match", &seen.etag)], body)
    }

    /// Any request with a body.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Value) -> Reply {
        let url = format!("{}{path}", self.address);
        let request = if method == "PUT" { self.agent.put(url) } else { self.agent.post(url) };
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request =
            request.header("Authorization", format!("Bearer {}", self.token)).header("Content-Type", "application/json");
        Self::reply(request.send(body.to_string()))
    }
}
