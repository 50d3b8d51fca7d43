//! What the door does with requests that nobody should send: a problem that says what is wrong, and never a 5xx.

use crate::databases::{postgres, sqlite};
use crate::served::{Served, Someone};
use casefinder::domain::Role;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer as it came over the wire.
#[derive(Debug)]
struct Raw {
    status: u16,
    head: String,
    body: String,
}

impl Raw {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    fn pointer(&self) -> String {
        self.json()["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

/// Sends `request` as it is, and reads all that comes back.
fn send(served: &Served, request: &[u8]) -> Raw {
    let mut stream = TcpStream::connect(served.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // A server that has heard enough may close before all is sent.
    let _ = stream.write_all(request);
    let mut bytes = vec![];
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Raw { status, head: head.to_owned(), body: body.to_owned() }
}

fn request(someone: &Someone, line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n{headers}\r\n",
        someone.token(),
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

const JSON: &str = "Content-Type: application/json\r\n";

#[test]
fn bad_bodies_are_told_with_a_pointer() {
    let served = Served::start(sqlite());
    let gp = served.someone("Dr Amin", Role::Gp);
    let team = served.team("North", &[(&gp, Role::Gp)]);
    let good = json!({"person": served.person(1), "team": team, "route": "risk", "reason": "Falls"});
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body.to_string().into_bytes()
    };
    let without = |field: &str| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(field);
        body.to_string().into_bytes()
    };
    let text = good.to_string();
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("no body", vec![], 400, ""),
        ("not JSON", b"{\"person\": ".to_vec(), 400, ""),
        ("something after it", format!("{text} 1").into_bytes(), 400, ""),
        ("not an object", b"[]".to_vec(), 400, ""),
        ("not UTF-8", b"{\"person\": \"\xff\"}".to_vec(), 400, ""),
        ("half a surrogate pair", br#"{"reason": "\ud800"}"#.to_vec(), 400, ""),
        ("a huge number", b"{\"person\": 1e999999}".to_vec(), 400, ""),
        ("deep nesting", "[".repeat(100_000).into_bytes(), 400, ""),
        ("deep nesting of objects", "{\"person\":".repeat(20_000).into_bytes(), 400, "/person"),
        ("a field twice", text.replacen('{', "{\"reason\": \"x\", ", 1).into_bytes(), 400, "/reason"),
        ("a field missing", without("team"), 400, "/team"),
        ("an unknown field", with("colour", json!(1)), 400, "/colour"),
        ("a wrong type", with("person", json!(7)), 400, "/person"),
        ("null", with("person", json!(null)), 400, "/person"),
        ("no id", with("team", json!("North")), 400, "/team"),
        ("an unknown choice", with("route", json!("whim")), 400, "/route"),
        ("a day that does not exist", with("start", json!("2026-02-30")), 400, "/start"),
        ("an instant for a day", with("start", json!("2026-02-03T00:00:00Z")), 400, "/start"),
        ("blank", with("reason", json!(" \t ")), 400, "/reason"),
        ("empty", with("reason", json!("")), 400, "/reason"),
        ("a NUL", with("reason", json!("a\u{0}b")), 400, "/reason"),
        ("an escape character", with("reason", json!("\u{1b}[2J")), 400, "/reason"),
        ("a control character of ISO 8859", with("reason", json!("a\u{9b}2J")), 400, "/reason"),
        ("letters the other way round", with("reason", json!("\u{202e}llaf")), 400, "/reason"),
        ("too long", with("reason", json!("x".repeat(4001))), 400, "/reason"),
        ("a body too large", with("reason", json!("x".repeat(1_100_000))), 413, ""),
        ("somebody else's team", with("team", json!("00000000-0000-0000-0000-000000000001")), 409, "/team"),
        ("nobody", with("person", json!("00000000-0000-0000-0000-000000000001")), 404, ""),
    ];
    for (what, body, status, pointer) in cases {
        let answer = send(&served, &request(&gp, "POST /api/v1/cases", JSON, &body));
        assert_eq!((answer.status, answer.pointer().as_str()), (status, pointer), "{what}: {answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
        assert!(!answer.json()["detail"].as_str().unwrap().is_empty(), "{what}");
    }
    assert_eq!(gp.get("/api/v1/caseload").json["cases"], json!([]), "nothing happened");
    let answer = send(&served, &request(&gp, "POST /api/v1/cases", JSON, text.as_bytes()));
    assert_eq!(answer.status, 201, "{answer:?}");
}

#[test]
fn bad_heads_are_told_too() {
    let served = Served::start(postgres());
    let gp = served.someone("Dr Amin", Role::Gp);
    let body = br#"{"what": "x"}"#;
    let id = "00000000-0000-0000-0000-000000000001";
    let long = "x".repeat(3000);
    let end = format!("PUT /api/v1/cases/{id}/end");
    let cases: Vec<(&str, String, String, u16, &str)> = vec![
        ("no content type", "POST /api/v1/cases".into(), String::new(), 415, ""),
        ("a form", "POST /api/v1/cases".into(), "Content-Type: application/x-www-form-urlencoded\r\n".into(), 415, ""),
        ("text", "POST /api/v1/cases".into(), "Content-Type: text/plain\r\n".into(), 415, ""),
        ("no version", end.clone(), JSON.into(), 400, "If-Match"),
        ("a weak version", end.clone(), format!("{JSON}If-Match: W/\"1\"\r\n"), 400, "If-Match"),
        ("any version", end.clone(), format!("{JSON}If-Match: *\r\n"), 400, "If-Match"),
        ("a huge version", end.clone(), format!("{JSON}If-Match: \"99999999999999999999\"\r\n"), 400, "If-Match"),
        ("an empty key", "POST /api/v1/cases".into(), format!("{JSON}Idempotency-Key: \r\n"), 400, "Idempotency-Key"),
        ("a long key", "POST /api/v1/cases".into(), format!("{JSON}Idempotency-Key: {long}\r\n"), 400, "Idempotency-Key"),
        ("no id in the address", "GET /api/v1/cases/x".into(), String::new(), 404, ""),
        ("an encoded NUL", "GET /api/v1/cases/%00".into(), String::new(), 404, ""),
        ("bytes that are no text", "GET /api/v1/cases/%ff%fe".into(), String::new(), 404, ""),
        ("half an escape", "GET /api/v1/cases/%".into(), String::new(), 404, ""),
        ("a way up", "GET /api/v1/../../etc/passwd".into(), String::new(), 404, ""),
        ("an unknown address", "GET /api/v2/cases".into(), String::new(), 404, ""),
        ("a long address", format!("GET /api/v1/cases/{long}"), String::new(), 404, ""),
        ("an unknown case", format!("GET /api/v1/cases/{id}"), String::new(), 404, ""),
        ("an action of no case", format!("PUT /api/v1/cases/{id}/actions/{id}/closing"), JSON.into(), 400, "If-Match"),
    ];
    for (what, line, headers, status, pointer) in cases {
        let answer = send(&served, &request(&gp, &line, &headers, body));
        assert_eq!((answer.status, answer.pointer().as_str()), (status, pointer), "{what}: {answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
    }
}

#[test]
fn other_methods_are_405_and_say_which_are_answered() {
    let served = Served::start(sqlite());
    let gp = served.someone("Dr Amin", Role::Gp);
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"] {
        let answer = send(&served, &request(&gp, &format!("{method} /api/v1/people/search"), "", b""));
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")), "{method}: {answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method}");
    }
    assert_eq!(send(&served, &request(&gp, "HEAD /api/v1/people/search", "", b"")).status, 405);
    assert_eq!(send(&served, &request(&gp, "DELETE /health/live", "", b"")).status, 405);
}

#[test]
fn what_is_not_http_does_no_harm() {
    let served = Served::start(sqlite());
    let gp = served.someone("Dr Amin", Role::Gp);
    let endless = [b"GET / HTTP/1.1\r\nX: ".as_slice(), &vec![b'x'; 1 << 20]].concat();
    let lines = format!("GET / HTTP/1.1\r\n{}\r\n", (0..5000).map(|n| format!("X{n}: y\r\n")).collect::<String>());
    // Answered by the reader of HTTP, before there is a request for which a problem could be told: without a body.
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(),
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        &endless,
        lines.as_bytes(),
    ] {
        let answer = send(&served, bytes);
        // Much sent after the head can make the connection end before the answer is read.
        let lost = answer.status == 0 && bytes.len() > 1000;
        assert!(lost || matches!(answer.status, 400 | 404 | 431), "{answer:?}");
        assert!(answer.status == 404 || answer.body.is_empty(), "{answer:?}");
    }
    assert_eq!(gp.get("/api/v1/caseload").status, 200);
}

#[test]
fn every_answer_forbids_guessing_and_keeping() {
    let served = Served::start(sqlite());
    let gp = served.someone("Dr Amin", Role::Gp);
    for line in
        ["GET /api/v1/caseload", "GET /api/v1/nothing", "PUT /api/v1/caseload", "GET /health/live", "GET /api/v1/openapi.json"]
    {
        let answer = send(&served, &request(&gp, line, "", b""));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{line}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{line}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{line}");
        assert!(
            answer.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")),
            "{line}"
        );
        assert_eq!(answer.header("server"), None, "{line}");
    }
}

#[test]
fn tokens_that_are_none_are_401() {
    let served = Served::start(sqlite());
    let gp = served.someone("Dr Amin", Role::Gp);
    let with = |header: &str| {
        send(&served, format!("GET /api/v1/caseload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n").as_bytes())
    };
    for header in [
        "",
        "Authorization: \r\n",
        "Authorization: Bearer\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Bearer x\r\n",
        "Authorization: Basic YTpi\r\n",
        "Authorization: Bearer \u{e9}\r\n",
        &format!("Authorization: Bearer {}x\r\n", gp.token()),
        &format!("Authorization: Basic {}\r\n", gp.token()),
    ] {
        let answer = with(header);
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")), "{header}: {answer:?}");
    }
    assert_eq!(with(&format!("Authorization: bearer {}\r\n", gp.token())).status, 200);
    // A revoked token ends within seconds.
    served.wait(async {
        let now = served.access.clock().now();
        assert_eq!(casefinder::access::token::revoke_all(&served.db, gp.id, now).await.unwrap(), 1);
        tokio::time::sleep(Duration::from_millis(2100)).await;
    });
    assert_eq!(gp.get("/api/v1/caseload").status, 401);
}
