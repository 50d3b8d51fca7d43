//! One statement, two databases: macros that run it on whichever connection there is.
//!
//! What works on both: `$1` placeholders, `RETURNING`, `ON CONFLICT ... DO UPDATE`, dates, instants, ids, booleans and JSON bound
//! as values. What does not, and stays out: `now()`, `ILIKE`, arrays, JSON operators, date arithmetic.

/// Every row of a query, as `$row`.
macro_rules! all {
    ($conn:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $conn {
            $crate::store::Conn::Sqlite(conn) => sqlx::query_as::<sqlx::Sqlite, $row>($sql)$(.bind($bind))*.fetch_all(&mut **conn).await,
            $crate::store::Conn::Postgres(conn) => sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($bind))*.fetch_all(&mut **conn).await,
        }
        .map_err($crate::store::StoreFault::from)
    };
}

/// The one row of a query, or `None`.
macro_rules! maybe {
    ($conn:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $conn {
            $crate::store::Conn::Sqlite(conn) => sqlx::query_as::<sqlx::Sqlite, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **conn).await,
            $crate::store::Conn::Postgres(conn) => sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **conn).await,
        }
        .map_err($crate::store::StoreFault::from)
    };
}

/// Runs a statement; gives the number of rows it changed.
macro_rules! run {
    ($conn:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $conn {
            $crate::store::Conn::Sqlite(conn) => {
                sqlx::query::<sqlx::Sqlite>($sql)$(.bind($bind))*.execute(&mut **conn).await.map(|done| done.rows_affected())
            }
            $crate::store::Conn::Postgres(conn) => {
                sqlx::query::<sqlx::Postgres>($sql)$(.bind($bind))*.execute(&mut **conn).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreFault::from)
    };
}

/// The condition that staff `$1` has, on day `$2`, a legitimate relationship with the person `p` of a query: registration with a
/// practice where they hold a practice role; or an open case held by them or by a team of which they are a member.
macro_rules! sees_person {
    () => {
        "(EXISTS (SELECT 1 FROM staff_role r WHERE r.staff = $1 AND r.role IN ('gp', 'practice_staff') \
            AND r.organisation = p.practice AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2)) \
        OR EXISTS (SELECT 1 FROM case_now o WHERE o.person = p.id AND o.end_day IS NULL AND (o.coordinator = $1 \
            OR EXISTS (SELECT 1 FROM team_member m WHERE m.team = o.team AND m.staff = $1 \
                AND m.from_day <= $2 AND (m.until_day IS NULL OR m.until_day > $2)))))"
    };
}

/// The snake-case name under which serde writes a value without fields: what columns of names hold.
pub(super) fn name(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The value without fields that serde writes as `name`.
pub(super) fn named<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, crate::store::StoreFault> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|_| crate::store::StoreFault::Other("a name in a column is unknown".into()))
}
