//! Sorting a shard's records and deciding which of them count.

use crate::events::check::reason;
use crate::events::layout::{SHARD_PEOPLE, Table};
use crate::events::spill::{EARLIER, ShardRows};

/// A record that does not count: block and row word of where it came from, and why.
pub(crate) type Dropped = ([u32; 2], &'static str);

/// What settling a shard gives.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Records that count, by person, then the columns in order.
    pub order: Vec<u32>,
    /// Records of the delivery that do not.
    pub dropped: Vec<Dropped>,
    /// Records of the earlier generation that the delivery replaces.
    pub replaced: u64,
}

/// Columns that name the thing a row is about: a later delivery's row replaces the earlier one with the same key.
pub(super) const fn key(table: Table) -> &'static [&'static str] {
    match table {
        Table::Admissions => &["spell_id"],
        Table::EmergencyCare => &["arrived_on", "department_type", "arrival_mode"],
        Table::Outpatients => &["appointment_on", "treatment_function"],
        Table::GpEvents => &["effective_on", "code"],
        Table::Prescriptions => &["issued_on", "bnf_code"],
        Table::CommunityContacts => &["contact_on", "service"],
        Table::SocialCare => &["started_on", "service"],
        Table::Objections => &["kind", "from"],
        Table::Persons | Table::Registrations | Table::Diagnoses => &[],
    }
}

/// Sorts the records of one shard; drops duplicates, rows of a spell that comes again, and what the delivery replaces.
pub(super) fn settle(table: Table, rows: &ShardRows) -> Settled {
    let mut sorted = by_person(rows);
    let keys: Vec<usize> = key(table).iter().filter_map(|name| rows.shape.word(table, name)).collect();
    let mut settled = Settled { order: Vec::with_capacity(sorted.len()), ..Settled::default() };
    let mut lost = Vec::new();
    for person in sorted.chunk_by_mut(|&a, &b| rows.record(a)[0] == rows.record(b)[0]) {
        person.sort_unstable_by(|&a, &b| rows.record(a).cmp(rows.record(b)));
        lost.clear();
        lost.resize(person.len(), false);
        drop_duplicates(rows, person, &mut lost, &mut settled);
        if table == Table::Admissions || person.iter().any(|&row| origin(rows, row)[0] == EARLIER) {
            drop_replaced(table, rows, &keys, person, &mut lost, &mut settled);
        }
        settled.order.extend(person.iter().zip(&lost).filter(|(_, lost)| !**lost).map(|(&row, _)| row));
    }
    settled
}

fn origin(rows: &ShardRows, row: u32) -> [u32; 2] {
    let record = rows.record(row);
    [record[rows.shape.content], record[rows.shape.content + 1]]
}

/// Counting sort: people are dense, so one pass puts each record where its person's are.
fn by_person(rows: &ShardRows) -> Vec<u32> {
    let count = rows.len() as u32;
    let mut starts = vec![0u32; SHARD_PEOPLE as usize + 1];
    let place = |row: u32| (rows.record(row)[0] % SHARD_PEOPLE) as usize;
    for row in 0..count {
        starts[place(row) + 1] += 1;
    }
    for person in 1..starts.len() {
        starts[person] += starts[person - 1];
    }
    let mut sorted = vec![0; rows.len()];
    for row in 0..count {
        let start = &mut starts[place(row)];
        sorted[*start as usize] = row;
        *start += 1;
    }
    sorted
}

/// Of equal rows the first delivered counts, before any of the earlier generation.
fn drop_duplicates(rows: &ShardRows, person: &[u32], lost: &mut [bool], settled: &mut Settled) {
    let mut counts = 0;
    for at in 1..person.len() {
        if rows.content(person[counts]) != rows.content(person[at]) {
            counts = at;
            continue;
        }
        if origin(rows, person[counts])[0] == EARLIER {
            lost[counts] = true;
            settled.replaced += 1;
            counts = at;
        } else {
            lost[at] = true;
            settled.dropped.push((origin(rows, person[at]), reason::DUPLICATE));
        }
    }
}

/// Rows with one key: those of the earlier generation go when the delivery has any; of a spell only the last row delivered stays.
fn drop_replaced(table: Table, rows: &ShardRows, keys: &[usize], person: &[u32], lost: &mut [bool], settled: &mut Settled) {
    let mut places: Vec<usize> = (0..person.len()).filter(|&at| !lost[at]).collect();
    let key = |at: usize| keys.iter().map(move |&word| rows.record(person[at])[word]);
    places.sort_unstable_by(|&a, &b| key(a).cmp(key(b)).then_with(|| origin(rows, person[a]).cmp(&origin(rows, person[b]))));
    for same in places.chunk_by(|&a, &b| key(a).eq(key(b))) {
        let Some((&last, before)) = same.split_last() else { continue };
        if origin(rows, person[last])[0] == EARLIER {
            continue;
        }
        for &at in before {
            let from = origin(rows, person[at]);
            if from[0] == EARLIER {
                settled.replaced += 1;
            } else if table == Table::Admissions {
                settled.dropped.push((from, reason::LATER_SPELL));
            } else {
                continue;
            }
            lost[at] = true;
        }
    }
}
