//! The server as an operator sees it: how it stops, what it logs, what it counts.

use crate::databases::sqlite;
use crate::process::Process;
use crate::served::Served;
use casefinder::domain::Role;
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[test]
fn told_to_stop_it_ends_what_is_under_way_and_leaves_with_0() {
    let database = sqlite();
    let url = database.url.clone();
    let served = Served::start(database);
    let admin = served.someone("Ada Reeve", Role::Administrator);
    let process = Process::serve(&url, &[]);
    let address = process.address.trim_start_matches("http://").to_owned();
    let body = json!({"name": "Nurse of the last hour"}).to_string();
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST /api/v1/staff HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer {}\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        admin.token(),
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut asked_for = [0; 25];
    stream.read_exact(&mut asked_for).unwrap();
    assert_eq!(&asked_for, b"HTTP/1.1 100 Continue\r\n\r\n", "the request is under way");
    process.terminate();
    // A server that stops takes nothing new, as soon as it has heard: refused, or ended without an answer.
    let refused = || {
        let late = TcpStream::connect(&address).and_then(|mut late| {
            late.set_read_timeout(Some(Duration::from_millis(500)))?;
            late.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")?;
            late.read(&mut [0; 16])
        });
        late.map_or_else(|error| !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), |read| read == 0)
    };
    let told = Instant::now();
    while !refused() {
        assert!(told.elapsed() < Duration::from_secs(15), "it goes on taking requests");
        std::thread::sleep(Duration::from_millis(20));
    }
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let (status, _) = process.ended();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn logs_are_json_and_hold_nothing_about_anybody() {
    let database = sqlite();
    let url = database.url.clone();
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let team = served.team("North", &[(&gp, Role::Gp)]);
    let person = served.person(1);
    let process = Process::serve(&url, &[]);
    let caller = gp.at(&process.address);
    let opened =
        caller.post("/api/v1/cases", json!({"person": person, "team": team, "route": "risk", "reason": "Mrs Marchbanks fell"}));
    assert_eq!(opened.status, 201);
    let id = opened.json["id"].as_str().unwrap();
    for path in [
        "/api/v1/caseload?name=Marchbanks",
        "/api/v1/cases/Marchbanks",
        "/api/v1/Marchbanks/9434765919",
        &format!("/api/v1/cases/{id}"),
    ] {
        caller.get(path);
    }
    for body in [
        json!({"name": "Marchbanks"}),
        json!({"person": "9434765919"}),
        json!("Marchbanks"),
        json!({"Marchbanks": 9_434_765_919_i64}),
    ] {
        assert!(caller.post("/api/v1/cases", body).status < 500);
    }
    process.terminate();
    let (_, log) = process.ended();
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
    assert!(log.lines().any(|line| line.contains("told to stop")), "{log}");
    for word in ["Marchbanks", "9434765919", "Amin", "fell", id, gp.token(), &person.to_string()] {
        assert!(!log.contains(word), "the log tells: {word}");
    }
}

#[test]
fn requests_are_counted_by_route_on_a_listener_of_its_own() {
    let database = sqlite();
    let url = database.url.clone();
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let metrics = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let process = Process::serve(&url, &["--metrics", &metrics.to_string()]);
    let caller = gp.at(&process.address);
    let id = "00000000-0000-0000-0000-000000000001";
    assert_eq!(caller.get("/api/v1/caseload").status, 200);
    assert_eq!(caller.get(&format!("/api/v1/cases/{id}")).status, 404);
    assert_eq!(caller.get("/metrics").status, 404, "not at the public door");
    let mut stream = TcpStream::connect(metrics).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    for line in [
        r#"casefinder_http_requests_total{method="GET",route="/api/v1/caseload",status="200"} 1"#,
        r#"casefinder_http_requests_total{method="GET",route="/api/v1/cases/{case}",status="404"} 1"#,
        "casefinder_http_request_seconds_bucket",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    assert!(!text.contains(id));
}
