//! The migrations make the same tables on both databases: compared fact by fact, from what the databases themselves say.

use crate::databases::{postgres, sqlite, wait};
use casefinder::store::{Conn, Db};
use std::collections::BTreeSet;

/// What there is, in words; both databases must say the same.
type Facts = BTreeSet<String>;

async fn rows<T>(db: &Db, sql: &'static str) -> Vec<T>
where
    T: Send + Unpin,
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
{
    match db.read().await.unwrap().conn() {
        Conn::Sqlite(conn) => sqlx::query_as(sql).fetch_all(&mut *conn).await.unwrap(),
        Conn::Postgres(conn) => sqlx::query_as(sql).fetch_all(&mut *conn).await.unwrap(),
    }
}

/// An expression without what the two databases write in their own ways: case, blanks, brackets, casts.
fn plain(expression: &str) -> String {
    let mut text =
        expression.to_lowercase().replace("= any (array[", "in (").replace("<> all (array[", "not in (").replace("])", ")");
    while let Some(cast) = text.find("::") {
        let end =
            text[cast + 2..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(text.len(), |end| cast + 2 + end);
        text.replace_range(cast..end, "");
    }
    text.retain(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"'));
    text
}

/// What stands between the bracket at the start of `text` and its partner.
fn bracketed(text: &str) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[1..at];
        }
    }
    panic!("brackets do not match: {text}")
}

fn index(facts: &mut Facts, table: &str, name: &str, definition: &str) {
    let definition = definition.split_whitespace().collect::<Vec<_>>().join(" ");
    let unique = if definition.starts_with("CREATE UNIQUE") { "unique index" } else { "index" };
    let columns = bracketed(&definition[definition.find('(').unwrap()..]).to_lowercase();
    let condition =
        definition.split_once(" WHERE ").map_or("always".into(), |(_, condition)| format!("where {}", plain(condition)));
    facts.insert(format!("{table}: {unique} {name} on ({columns}) {condition}"));
}

fn column(facts: &mut Facts, table: &str, place: i64, name: &str, kind: &str, required: bool, default: Option<&str>) {
    let required = if required { "required" } else { "optional" };
    let default = default.map_or(String::new(), |default| format!(", default {}", plain(default)));
    facts.insert(format!("{table}: column {place} is {name}, {kind}, {required}{default}"));
}

async fn of_sqlite(db: &Db) -> Facts {
    let mut facts = Facts::new();
    let tables: Vec<(String, String)> = rows(
        db,
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'",
    )
    .await;
    for (table, sql) in &tables {
        let strict = sql.rsplit(')').next().is_some_and(|options| options.contains("STRICT"));
        assert!(strict, "SQLite: the table {table} is not STRICT: it would take values of any type");
        let upper = sql.to_uppercase();
        for (at, _) in upper.match_indices("CHECK (") {
            facts.insert(format!("{table}: check {}", plain(bracketed(&sql[at + "CHECK ".len()..]))));
        }
    }
    let columns: Vec<(String, i64, String, String, bool, Option<String>)> = rows(
        db,
        "SELECT t.name, c.cid + 1, c.name, lower(c.type), c.\"notnull\" = 1, c.dflt_value FROM sqlite_master t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations'",
    )
    .await;
    for (table, place, name, kind, required, default) in &columns {
        column(&mut facts, table, *place, name, kind, *required, default.as_deref());
    }
    let keys: Vec<(String, String)> = rows(
        db,
        "SELECT table_name, group_concat(name, ', ') FROM (SELECT t.name AS table_name, c.name AS name FROM sqlite_master t, \
         pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND c.pk > 0 ORDER BY t.name, c.pk) \
         GROUP BY table_name",
    )
    .await;
    facts.extend(keys.into_iter().map(|(table, columns)| format!("{table}: primary key ({columns})")));
    let unique: Vec<(String, String)> = rows(
        db,
        "SELECT table_name, group_concat(name, ', ') FROM (SELECT t.name AS table_name, i.name AS index_name, c.name AS name \
         FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c \
         WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND i.origin = 'u' ORDER BY i.name, c.seqno) GROUP BY table_name, index_name",
    )
    .await;
    facts.extend(unique.into_iter().map(|(table, columns)| format!("{table}: unique ({columns})")));
    let references: Vec<(String, String, String, String, String)> = rows(
        db,
        "SELECT table_name, group_concat(source, ', '), target_table, group_concat(target, ', '), on_delete FROM \
         (SELECT t.name AS table_name, k.id AS id, k.\"from\" AS source, k.\"table\" AS target_table, coalesce(k.\"to\", 'id') AS target, \
          k.on_delete AS on_delete FROM sqlite_master t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table' ORDER BY t.name, k.id, k.seq) \
         GROUP BY table_name, id, target_table, on_delete",
    )
    .await;
    for (table, from, to_table, to, on_delete) in references {
        facts.insert(format!("{table}: ({from}) refers to {to_table} ({to}), on delete {}", on_delete.to_lowercase()));
    }
    let indexes: Vec<(String, String, String)> =
        rows(db, "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").await;
    for (table, name, sql) in &indexes {
        index(&mut facts, table, name, sql);
    }
    let triggers: Vec<(String, String, String)> =
        rows(db, "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'").await;
    for (table, name, sql) in &triggers {
        let (head, body) = sql.split_once(" BEGIN").unwrap();
        let when = head.split_once(" WHEN ").map_or(String::new(), |(_, when)| format!(" when {}", plain(when)));
        assert!(head.contains(" AFTER INSERT ON "), "{sql}");
        facts.insert(format!("{table}: trigger {name} after insert{when} sets {}", set_by(body)));
    }
    facts
}

/// The column of `person` that an update of a trigger sets.
fn set_by(update: &str) -> &str {
    let (_, rest) = update.split_once("UPDATE person SET ").unwrap();
    rest.split_once(" = ").unwrap().0
}

/// Indexes that PostgreSQL alone has, since SQLite keeps these tables in the order of their keys, whole rows.
const COVERING: [(&str, &str); 2] = [
    (
        "person_shown",
        "CREATE INDEX person_shown ON public.person USING btree (id) INCLUDE (practice, died_on, born_on, care_home, had_case, \
         had_nomination, had_declined_plan, had_suitability, had_objection)",
    ),
    (
        "identity_shown",
        "CREATE INDEX identity_shown ON public.identity USING btree (person) INCLUDE (nhs_number, given_name, family_name)",
    ),
];

/// The type that SQLite keeps what a type of PostgreSQL holds in.
fn kept_as(kind: &str) -> &'static str {
    match kind {
        "uuid" | "bytea" => "blob",
        "text" | "date" | "timestamp with time zone" | "jsonb" => "text",
        "bigint" | "boolean" => "integer",
        "double precision" => "real",
        other => panic!("PostgreSQL: a column of the type {other}, which the shared SQL does not use"),
    }
}

async fn of_postgres(db: &Db) -> Facts {
    let mut facts = Facts::new();
    let columns: Vec<(String, i64, String, String, bool, Option<String>)> = rows(
        db,
        "SELECT table_name::text, ordinal_position::bigint, column_name::text, data_type::text, is_nullable = 'NO', column_default::text \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'",
    )
    .await;
    for (table, place, name, kind, required, default) in &columns {
        column(&mut facts, table, *place, name, kept_as(kind), *required, default.as_deref());
    }
    let constraints: Vec<(String, String, String)> = rows(
        db,
        "SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND conrelid::regclass::text <> '_sqlx_migrations' AND contype <> 'n'",
    )
    .await;
    for (table, kind, definition) in constraints {
        let (_, rest) = definition.split_once('(').unwrap();
        facts.insert(match kind.as_str() {
            "p" => format!("{table}: primary key ({rest}"),
            "u" => format!("{table}: unique ({rest}"),
            "c" => format!("{table}: check {}", plain(rest)),
            "f" => {
                let (from, to) = rest.split_once(") REFERENCES ").unwrap();
                let (to, on_delete) = to.split_once(" ON DELETE ").unwrap_or((to, "NO ACTION"));
                let to = to.replace('(', " (");
                format!("{table}: ({from}) refers to {to}, on delete {}", on_delete.to_lowercase())
            }
            other => panic!("PostgreSQL: {table} has a constraint of the kind {other}, which SQLite does not have"),
        });
    }
    let indexes: Vec<(String, String, String)> = rows(
        db,
        "SELECT tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations' \
         AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = indexname AND c.contype IN ('p', 'u'))",
    )
    .await;
    for (name, definition) in COVERING {
        assert!(indexes.iter().any(|(_, there, as_made)| there == name && as_made == definition), "{name}: {indexes:?}");
    }
    for (table, name, definition) in indexes.iter().filter(|(_, name, _)| COVERING.iter().all(|(covering, _)| name != covering)) {
        index(&mut facts, table, name, definition);
    }
    let triggers: Vec<(String, String, String, String)> = rows(
        db,
        "SELECT t.tgrelid::regclass::text, t.tgname::text, pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t \
         JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal",
    )
    .await;
    for (table, name, definition, body) in &triggers {
        let when = definition
            .split_once(" WHEN (")
            .map_or(String::new(), |(_, rest)| format!(" when {}", plain(rest.split_once(" EXECUTE ").unwrap().0)));
        assert!(definition.contains(" AFTER INSERT ON ") && definition.contains(" FOR EACH ROW "), "{definition}");
        let branch = body.split_once(&format!("WHEN '{table}' THEN")).or_else(|| body.split_once("ELSE")).unwrap().1;
        facts.insert(format!("{table}: trigger {name} after insert{when} sets {}", set_by(branch)));
    }
    facts
}

#[test]
fn both_databases_have_the_same_tables() {
    let facts = |url: String| {
        wait(async move {
            let db = Db::open_current(&url).await.unwrap();
            let facts = match &db {
                Db::Sqlite { .. } => of_sqlite(&db).await,
                Db::Postgres(_) => of_postgres(&db).await,
            };
            db.close().await;
            facts
        })
    };
    let (one, other) = (sqlite(), postgres());
    let (one, other) = (facts(one.url.clone()), facts(other.url.clone()));
    let list = |facts: Vec<&String>| facts.into_iter().map(|fact| format!("\n  {fact}")).collect::<String>();
    let (only_one, only_other) = (list(one.difference(&other).collect()), list(other.difference(&one).collect()));
    assert!(
        only_one.is_empty() && only_other.is_empty(),
        "the migrations differ.\nSQLite alone has:{only_one}\nPostgreSQL alone has:{only_other}"
    );
    // That the facts are looked for at all.
    for fact in [
        "audit_head: check one=1",
        "case_now: unique index case_now_one_open on (person) where end_dayisnull",
        "case_now: (person) refers to person (id), on delete no action",
        "casework_event: primary key (kind, stream, version)",
        "casework_event: column 4 is person, blob, optional",
        "staff: unique (name)",
        "plan_happened: trigger plan_happened_had after insert when new.what='declined' sets had_declined_plan",
    ] {
        assert!(one.contains(fact), "{fact}");
    }
}

#[test]
fn expressions_are_compared_without_their_dress() {
    assert_eq!(plain("((state = 'open'::text) AND (until_day IS NULL))"), plain("state = 'open' and until_day IS NULL"));
    assert_eq!(plain("(route = ANY (ARRAY['a'::text, 'b'::text]))"), plain("route IN ('a', 'b')"));
    assert_ne!(plain("a >= b"), plain("a > b"));
    assert_eq!(bracketed("(a (b) c) d"), "a (b) c");
}
