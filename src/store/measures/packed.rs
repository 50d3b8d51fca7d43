//! Very many rows in few answers: the database packs a whole set of them into one value, which is read here field by field.
//!
//! A row that comes alone costs more than all that is in it: at half a million, `SQLite` packs them in a quarter of the time. It packs
//! text, each field ended by a line feed, which no field holds (JSON writes it as `\n`); `PostgreSQL` packs its own binary forms.

use crate::domain::Day;
use crate::store::bulk::{Cell, bound};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Postgres, Row, Sqlite};
use uuid::Uuid;

/// A column to be packed, by what it holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field {
    Id(&'static str),
    Day(&'static str),
    MaybeDay(&'static str),
    At(&'static str),
    MaybeAt(&'static str),
    Whole(&'static str),
    Text(&'static str),
}

impl Field {
    fn sqlite(self) -> String {
        match self {
            Self::Id(name) => format!("hex({name})"),
            Self::Day(name) | Self::At(name) | Self::Whole(name) | Self::Text(name) => name.into(),
            Self::MaybeDay(name) | Self::MaybeAt(name) => format!("coalesce({name}, '')"),
        }
    }

    fn postgres(self) -> String {
        match self {
            Self::Id(name) => format!("uuid_send({name})"),
            Self::Day(name) => format!("date_send({name})"),
            Self::MaybeDay(name) => format!("coalesce(date_send({name}), int4send({NO_DAY}))"),
            Self::At(name) => format!("timestamptz_send({name})"),
            Self::MaybeAt(name) => format!("coalesce(timestamptz_send({name}), int8send({NO_INSTANT}))"),
            Self::Whole(name) => format!("int8send({name})"),
            Self::Text(name) => format!("convert_to(CAST({name} AS TEXT), 'UTF8') || '\\x0a'::bytea"),
        }
    }
}

/// What stands for no day and no instant in the binary forms.
const NO_DAY: i32 = i32::MAX;
const NO_INSTANT: i64 = i64::MAX;

/// The aggregate that packs `fields` of every row of a group; no value at all of no rows.
pub(super) fn packed(conn: &Conn<'_>, fields: &[Field]) -> String {
    let joined = |one: fn(Field) -> String, by| fields.iter().map(|&field| one(field)).collect::<Vec<_>>().join(by);
    match conn {
        Conn::Sqlite(_) => format!("string_agg(concat_ws(char(10), {}), char(10))", joined(Field::sqlite, ", ")),
        Conn::Postgres(_) => format!("string_agg({}, ''::bytea)", joined(Field::postgres, " || ")),
    }
}

/// Runs `sql` with `binds`, and gives each row to `take` as it comes: the id in its first column, where it has two (else nil), and what
/// is packed in its last.
pub(super) async fn each(
    conn: &mut Conn<'_>,
    sql: &str,
    binds: &[Cell<'_>],
    mut take: impl FnMut(Uuid, Unpacker<'_>) -> Result<(), StoreFault> + Send,
) -> Result<(), StoreFault> {
    // The statement is made of constants of this program.
    let sql = AssertSqlSafe(sql.to_owned());
    let mut taken = Ok(());
    let mut rest = |id: Uuid, rows: Unpacker<'_>| {
        if taken.is_ok() {
            taken = take(id, rows);
        }
    };
    match conn {
        Conn::Sqlite(conn) => {
            let one = |row: SqliteRow| {
                let id = if row.len() > 1 { row.try_get(0)? } else { Uuid::nil() };
                rest(id, Unpacker::new(false, row.try_get(row.len() - 1)?));
                Ok(())
            };
            bound!(sqlx::query::<Sqlite>(sql), binds).try_map(one).fetch_all(&mut **conn).await?;
        }
        Conn::Postgres(conn) => {
            let one = |row: PgRow| {
                let id = if row.len() > 1 { row.try_get(0)? } else { Uuid::nil() };
                rest(id, Unpacker::new(true, row.try_get(row.len() - 1)?));
                Ok(())
            };
            bound!(sqlx::query::<Postgres>(sql), binds).try_map(one).fetch_all(&mut **conn).await?;
        }
    }
    taken
}

/// Packed rows, being read: fields in the order in which they were packed.
pub(super) struct Unpacker<'a> {
    left: &'a [u8],
    binary: bool,
    /// The last instant that was read: those of one publication are the same.
    last: (&'a [u8], DateTime<Utc>),
}

/// From 1970-01-01 to 2000-01-01, which `PostgreSQL` counts from.
const DAYS_TO_2000: i32 = 10_957;
const MICROS_TO_2000: i64 = 946_684_800_000_000;

fn unreadable() -> StoreFault {
    StoreFault::Other("a row does not hold what it should".into())
}

impl<'a> Unpacker<'a> {
    pub(super) fn new(binary: bool, packed: Option<&'a [u8]>) -> Self {
        Self { left: packed.unwrap_or_default(), binary, last: (&[], DateTime::UNIX_EPOCH) }
    }

    /// Whether there is another row.
    pub(super) fn more(&self) -> bool {
        !self.left.is_empty()
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], StoreFault> {
        let (field, left) = self.left.split_first_chunk::<N>().ok_or_else(unreadable)?;
        self.left = left;
        Ok(*field)
    }

    /// The field to the line feed, or the end.
    pub(super) fn text(&mut self) -> &'a [u8] {
        let end = memchr::memchr(b'\n', self.left);
        let field = &self.left[..end.unwrap_or(self.left.len())];
        self.left = end.map_or(&[], |end| &self.left[end + 1..]);
        field
    }

    pub(super) fn id(&mut self) -> Result<Uuid, StoreFault> {
        if self.binary {
            return Ok(Uuid::from_bytes(self.bytes()?));
        }
        Uuid::try_parse_ascii(self.text()).map_err(|_| unreadable())
    }

    pub(super) fn maybe_day(&mut self) -> Result<Option<Day>, StoreFault> {
        if self.binary {
            let days = i32::from_be_bytes(self.bytes()?);
            return Ok((days != NO_DAY).then(|| Day::from_number(days.saturating_add(DAYS_TO_2000))));
        }
        let text = self.text();
        (!text.is_empty()).then(|| Day::parse(text).map_err(|_| unreadable())).transpose()
    }

    pub(super) fn day(&mut self) -> Result<Day, StoreFault> {
        self.maybe_day()?.ok_or_else(unreadable)
    }

    pub(super) fn maybe_at(&mut self) -> Result<Option<DateTime<Utc>>, StoreFault> {
        if self.binary {
            let micros = i64::from_be_bytes(self.bytes()?);
            let instant = || DateTime::from_timestamp_micros(micros.saturating_add(MICROS_TO_2000)).ok_or_else(unreadable);
            return (micros != NO_INSTANT).then(instant).transpose();
        }
        let text = self.text();
        if text.is_empty() {
            return Ok(None);
        }
        if text != self.last.0 {
            let instant = std::str::from_utf8(text).ok().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
            self.last = (text, instant.ok_or_else(unreadable)?.to_utc());
        }
        Ok(Some(self.last.1))
    }

    pub(super) fn at(&mut self) -> Result<DateTime<Utc>, StoreFault> {
        self.maybe_at()?.ok_or_else(unreadable)
    }

    pub(super) fn whole(&mut self) -> Result<i64, StoreFault> {
        if self.binary {
            return Ok(i64::from_be_bytes(self.bytes()?));
        }
        std::str::from_utf8(self.text()).ok().and_then(|text| text.parse().ok()).ok_or_else(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(micros).unwrap()
    }

    #[test]
    fn text_is_read_field_by_field() {
        let text = b"00000000000000000000000000000007\n-12\n2024-02-29\n\n1970-01-01T00:00:01.5+00:00\n\n{\"a\":\"b\\n\"}";
        let mut rows = Unpacker::new(false, Some(text));
        assert_eq!((rows.id(), rows.whole()), (Ok(Uuid::from_u128(7)), Ok(-12)));
        assert_eq!((rows.day(), rows.maybe_day()), (Ok(Day::of(2024, 2, 29)), Ok(None)));
        assert_eq!((rows.at(), rows.maybe_at()), (Ok(at(1_500_000)), Ok(None)));
        assert!(rows.more());
        assert_eq!(rows.text(), b"{\"a\":\"b\\n\"}");
        assert!(!rows.more());
    }

    #[test]
    fn binary_forms_count_from_the_year_2000() {
        let mut bytes = vec![0; 16];
        bytes.extend((-1i64).to_be_bytes());
        bytes.extend((-1i32).to_be_bytes());
        bytes.extend(NO_DAY.to_be_bytes());
        bytes.extend(1i64.to_be_bytes());
        bytes.extend(NO_INSTANT.to_be_bytes());
        bytes.extend(b"x\n");
        let mut rows = Unpacker::new(true, Some(&bytes));
        assert_eq!((rows.id(), rows.whole()), (Ok(Uuid::nil()), Ok(-1)));
        assert_eq!((rows.day(), rows.maybe_day()), (Ok(Day::of(1999, 12, 31)), Ok(None)));
        assert_eq!((rows.at(), rows.maybe_at()), (Ok("2000-01-01T00:00:00.000001Z".parse().unwrap()), Ok(None)));
        assert_eq!((rows.text(), rows.more()), (&b"x"[..], false));
    }

    #[test]
    fn what_breaks_off_or_is_no_value_is_a_fault() {
        for (binary, bytes) in [(true, &b"123"[..]), (false, b"123\n456"), (false, b""), (true, b"")] {
            let mut rows = Unpacker::new(binary, Some(bytes));
            assert!(rows.id().is_err() && Unpacker::new(binary, Some(bytes)).at().is_err());
        }
        assert!(Unpacker::new(false, Some(b"2024-02-30")).day().is_err());
        assert!(Unpacker::new(false, Some(b"\n")).day().is_err(), "a day that must be there");
        assert!(!Unpacker::new(true, None).more());
    }
}
