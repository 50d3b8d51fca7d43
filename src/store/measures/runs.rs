//! Published runs, and who is at high risk by them.

use super::Asked;
use super::packed::{Field, each, packed};
use super::people::Numbers;
use crate::domain::Day;
use crate::measures::ledger::Run;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct RunRow {
    id: Uuid,
    model_title: String,
    model_version: String,
    index_date: NaiveDate,
    data_date: Option<NaiveDate>,
    sources: String,
    published_at: DateTime<Utc>,
    synthetic: bool,
    scored: i64,
}

const RUNS: &str = "SELECT id, model_title, model_version, index_date, data_date, sources, published_at, synthetic, scored FROM run \
    ORDER BY index_date, published_at, id";
const TIERS: &str = "SELECT run, name FROM run_tier ORDER BY run, place";

pub(super) async fn read(conn: &mut Conn<'_>, asked: &Asked<'_>, numbers: &mut Numbers<'_>) -> Result<Vec<Run>, StoreFault> {
    let mut tiers: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (run, name) in all!(conn, (Uuid, String), TIERS)? {
        tiers.entry(run).or_default().push(name);
    }
    let mut runs = vec![];
    for row in all!(conn, RunRow, RUNS)? {
        if asked.known_until.is_some_and(|known| row.published_at > known) {
            continue;
        }
        let tiers = tiers.remove(&row.id).unwrap_or_default();
        let mut high = vec![];
        for (tier, _) in (0u16..).zip(&tiers).filter(|(_, name)| asked.high_tiers.contains(name)) {
            let sql = format!("SELECT {} FROM score WHERE run = $1 AND tier = $2", packed(conn, &[Field::Id("person")]));
            each(conn, &sql, &[row.id.into(), i64::from(tier).into()], |_, mut rows| {
                while rows.more() {
                    high.push((numbers.number(rows.id()?)?, tier));
                }
                Ok(())
            })
            .await?;
        }
        high.sort_unstable();
        runs.push(Run {
            id: row.id.into(),
            model: row.model_title,
            version: row.model_version,
            index: row.index_date.into(),
            data_date: row.data_date.map(Day::from),
            sources: row.sources.split(", ").filter(|source| !source.is_empty()).map(str::to_owned).collect(),
            published_at: row.published_at,
            synthetic: row.synthetic,
            tiers,
            scored: u64::try_from(row.scored).unwrap_or_default(),
            high,
        });
    }
    Ok(runs)
}
