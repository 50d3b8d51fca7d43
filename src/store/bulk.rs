//! Many rows into one table: as one `COPY` on `PostgreSQL`, as `INSERT`s of many rows on `SQLite`.

use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sqlx::{AssertSqlSafe, Sqlite};
use std::fmt::Write;
use uuid::Uuid;

/// A table to be filled, and its columns in the order of the cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Into {
    pub(super) table: &'static str,
    pub(super) columns: &'static [&'static str],
}

/// A value. Texts are borrowed: rows are made and written a batch at a time.
#[derive(Clone, Copy)]
pub(super) enum Cell<'a> {
    Null,
    Whole(i64),
    Number(f64),
    Flag(bool),
    Text(&'a str),
    Bytes(&'a [u8]),
    Id(Uuid),
    Date(NaiveDate),
    At(DateTime<Utc>),
}

macro_rules! cells {
    ($($from:ty => $cell:ident),* $(,)?) => {$(
        impl<'a> From<$from> for Cell<'a> {
            fn from(value: $from) -> Self {
                Self::$cell(value)
            }
        }
    )*};
}

cells! { i64 => Whole, f64 => Number, bool => Flag, &'a str => Text, &'a [u8] => Bytes, Uuid => Id, NaiveDate => Date, DateTime<Utc> => At }

impl<'a, T> From<Option<T>> for Cell<'a>
where
    Cell<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

/// A query with cells bound, in their order.
macro_rules! bound {
    ($query:expr, $cells:expr) => {{
        let mut query = $query;
        for cell in $cells {
            query = match *cell {
                $crate::store::bulk::Cell::Null => query.bind(None::<i64>),
                $crate::store::bulk::Cell::Whole(value) => query.bind(value),
                $crate::store::bulk::Cell::Number(value) => query.bind(value),
                $crate::store::bulk::Cell::Flag(value) => query.bind(value),
                $crate::store::bulk::Cell::Text(value) => query.bind(value),
                $crate::store::bulk::Cell::Bytes(value) => query.bind(value),
                $crate::store::bulk::Cell::Id(value) => query.bind(value),
                $crate::store::bulk::Cell::Date(value) => query.bind(value),
                $crate::store::bulk::Cell::At(value) => query.bind(value),
            };
        }
        query
    }};
}
pub(super) use bound;

/// Values bound in one statement of `SQLite`: below its limit of 32,766, and beyond this more gain nothing.
const BOUND: usize = 4_000;

/// Writes `cells`, row after row, into the table.
///
/// # Errors
/// When the database fails; what was written goes with the transaction.
pub(super) async fn fill(conn: &mut Conn<'_>, into: Into, cells: &[Cell<'_>]) -> Result<(), StoreFault> {
    if cells.is_empty() {
        return Ok(());
    }
    match conn {
        Conn::Sqlite(conn) => {
            let width = into.columns.len();
            let mut rest = cells;
            while !rest.is_empty() {
                let (chunk, after) = rest.split_at(rows_at_once(rest.len() / width, BOUND / width) * width);
                rest = after;
                let query = bound!(sqlx::query::<Sqlite>(AssertSqlSafe(insert(into, chunk.len() / width))), chunk);
                query.execute(&mut **conn).await?;
            }
        }
        Conn::Postgres(conn) => {
            let text = copy_text(cells, into.columns.len());
            let mut copy = conn.copy_in_raw(&format!("COPY {} ({}) FROM STDIN", into.table, into.columns.join(", "))).await?;
            // On an error the copy is dropped, which cancels it.
            copy.send(text).await?;
            copy.finish().await?;
        }
    }
    Ok(())
}

/// How many of `rows` go into one statement: as many as it takes, else the greatest power of two. So a table has few texts, and each is
/// prepared once for a connection.
fn rows_at_once(rows: usize, most: usize) -> usize {
    if rows >= most { most } else { 1 << rows.ilog2() }
}

/// `INSERT INTO t (a, b) VALUES (?, ?), (?, ?)`: table and columns are constants of this program.
fn insert(into: Into, rows: usize) -> String {
    let row = format!("({})", vec!["?"; into.columns.len()].join(", "));
    format!("INSERT INTO {} ({}) VALUES {}", into.table, into.columns.join(", "), vec![row; rows].join(", "))
}

/// Rows in the text format of `COPY`.
fn copy_text(cells: &[Cell<'_>], width: usize) -> Vec<u8> {
    let mut text = String::with_capacity(cells.len() * 12);
    for (at, cell) in cells.iter().enumerate() {
        // Writing into a String cannot fail.
        let _ = match *cell {
            Cell::Null => text.write_str("\\N"),
            Cell::Whole(value) => write!(text, "{value}"),
            Cell::Number(value) => write!(text, "{value:e}"),
            Cell::Flag(value) => text.write_str(if value { "t" } else { "f" }),
            Cell::Text(value) => {
                escape(&mut text, value);
                Ok(())
            }
            // In hexadecimal, the backslash of `\\x` escaped.
            Cell::Bytes(value) => {
                text.write_str("\\\\x").and_then(|()| value.iter().try_for_each(|byte| write!(text, "{byte:02x}")))
            }
            Cell::Id(value) => write!(text, "{value}"),
            Cell::Date(value) => write!(text, "{value}"),
            Cell::At(value) => text.write_str(&value.to_rfc3339_opts(SecondsFormat::Micros, true)),
        };
        text.push(if (at + 1) % width == 0 { '\n' } else { '\t' });
    }
    text.into_bytes()
}

fn escape(text: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copy_separates_what_it_must() {
        let cells = [Cell::from("a\tb\\c\nd"), Cell::Null, Cell::from(true), Cell::from(0.1)];
        assert_eq!(String::from_utf8(copy_text(&cells, 2)).unwrap(), "a\\tb\\\\c\\nd\t\\N\nt\t1e-1\n");
    }

    #[test]
    fn one_statement_takes_many_rows() {
        let into = Into { table: "t", columns: &["a", "b"] };
        assert_eq!(insert(into, 2), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)");
    }
}
