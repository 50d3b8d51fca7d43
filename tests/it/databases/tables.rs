//! Tables, looked into and changed behind the program's back.

use casefinder::store::{Conn, Db};
use sqlx::AssertSqlSafe;

/// Every row of a table as text, in order.
pub async fn rows(db: &Db, table: &str) -> Vec<String> {
    let mut reader = db.read().await.unwrap();
    let mut found: Vec<(String,)> = match reader.conn() {
        Conn::Postgres(conn) => {
            sqlx::query_as(AssertSqlSafe(format!("SELECT CAST(t AS TEXT) FROM {table} t"))).fetch_all(conn).await.unwrap()
        }
        Conn::Sqlite(conn) => {
            let columns =
                format!("SELECT group_concat('quote(' || name || ')', ' || '','' || ') FROM pragma_table_info('{table}')");
            let (columns,): (String,) = sqlx::query_as(AssertSqlSafe(columns)).fetch_one(&mut *conn).await.unwrap();
            sqlx::query_as(AssertSqlSafe(format!("SELECT {columns} FROM {table}"))).fetch_all(conn).await.unwrap()
        }
    };
    found.sort();
    found.into_iter().map(|(row,)| row).collect()
}

/// Runs a statement.
pub async fn execute(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.unwrap();
    match tx.conn() {
        Conn::Postgres(conn) => drop(sqlx::query(sql).execute(conn).await.unwrap()),
        Conn::Sqlite(conn) => drop(sqlx::query(sql).execute(conn).await.unwrap()),
    }
    tx.commit().await.unwrap();
}
