//! Rows a second of the kernel alone: the combined design over one shard held in memory. Whole-process comparisons, decoding
//! included, are `benches/compare`'s business.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use arrow_array::{ArrayRef, Date32Array, FixedSizeBinaryArray, Float64Array, RecordBatch, StringArray, UInt32Array};
use casefinder::domain::Day;
use casefinder::events::codes::Codes;
use casefinder::events::layout::{Kind, SHARD_PEOPLE, Table};
use casefinder::events::store::Shard;
use casefinder::features::codelist::CodeLists;
use casefinder::features::definition::FeatureList;
use casefinder::features::kernel::Plan;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

/// Rows a person, about as a store of 25 million events over 500,000 people has them.
const ROWS: [(Table, u32); 5] =
    [(Table::GpEvents, 24), (Table::Prescriptions, 20), (Table::Diagnoses, 3), (Table::Admissions, 1), (Table::EmergencyCare, 2)];

/// A small reproducible generator (Knuth's MMIX constants).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(bound)) as u32
    }
}

fn batch(table: Table, rows: u32, index: Day, codes: &[u32], random: &mut Random) -> RecordBatch {
    let count = (SHARD_PEOPLE * rows) as usize;
    let mut dates: Vec<(u32, i32)> =
        (0..count as u32).map(|row| (row / rows, index.number() - 1500 + random.below(1520).cast_signed())).collect();
    dates.sort_unstable();
    let columns = table.columns().iter().map(|column| -> ArrayRef {
        match column.kind {
            Kind::Person => Arc::new(dates.iter().map(|(person, _)| *person).collect::<UInt32Array>()),
            Kind::Key => {
                Arc::new(FixedSizeBinaryArray::try_from_iter((0..count).map(|row| (row as u128).to_be_bytes())).unwrap())
            }
            Kind::Day | Kind::OptionalDay => Arc::new(dates.iter().map(|(_, day)| Some(*day)).collect::<Date32Array>()),
            Kind::Code(_) => {
                Arc::new((0..count).map(|_| codes[random.below(codes.len() as u32) as usize]).collect::<UInt32Array>())
            }
            Kind::Number => Arc::new((0..count).map(|_| Some(f64::from(random.below(200)))).collect::<Float64Array>()),
            Kind::Ordinal => Arc::new((0..count as u32).map(|row| row % 3 + 1).collect::<UInt32Array>()),
            Kind::Text => Arc::new(StringArray::from(vec![""; count])),
        }
    });
    RecordBatch::try_new(table.schema(), columns.collect()).unwrap()
}

fn combined_design(criterion: &mut Criterion) {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/models/combined/design.toml")).unwrap();
    let design: FeatureList = toml::from_str(&text).unwrap();
    let lists = CodeLists::built_in().unwrap();
    let index = Day::from_ymd(2024, 4, 1).unwrap();
    let mut codes = Codes::default();
    for entry in lists.iter().flat_map(|list| &list.entries) {
        codes.intern(&entry.system, &entry.code);
    }
    let ids: BTreeMap<&str, Vec<u32>> = codes.iter().fold(BTreeMap::new(), |mut ids, (id, system, _)| {
        ids.entry(system).or_insert_with(Vec::new).push(id);
        ids
    });
    let mut random = Random(7);
    let mut tables = BTreeMap::from([(Table::Persons, batch(Table::Persons, 1, index, &[0], &mut random))]);
    let mut rows = u64::from(SHARD_PEOPLE);
    for (table, per_person) in ROWS {
        let system = match table {
            Table::GpEvents => "snomed",
            Table::Prescriptions => "bnf",
            Table::Diagnoses => "icd10",
            _ => "admission_method",
        };
        rows += u64::from(SHARD_PEOPLE * per_person);
        tables.insert(table, batch(table, per_person, index, &ids[system], &mut random));
    }
    let shard = Shard { people: 0..SHARD_PEOPLE, tables };
    let plan = Plan::new(&design.features, &lists, &codes).unwrap();
    let mut group = criterion.benchmark_group("kernel");
    group.throughput(Throughput::Elements(rows)).sample_size(20);
    group.bench_function("combined design, one shard", |bench| bench.iter(|| plan.run(black_box(&shard), index, &[]).unwrap()));
    group.finish();
}

criterion_group!(benches, combined_design);
criterion_main!(benches);
