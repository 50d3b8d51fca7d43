//! Small deliveries and what became of them.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use casefinder::domain::{Day, NhsNumber};
use casefinder::error::Fault;
use casefinder::events::extract_adapter::Extract;
use casefinder::events::import::{ImportOptions, import};
use casefinder::events::layout::{Kind, Table};
use casefinder::events::quality::ImportSummary;
use casefinder::events::store::Store;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(super) const PERSONS: &str =
    "nhs_number,date_of_birth,sex,practice_code,registered_on,deregistered_on,died_on,imd_decile,care_home\n";
pub(super) const ADMISSIONS: &str = "nhs_number,spell_id,admitted_on,discharged_on,admission_method,admission_source,patient_class,\
    discharge_method,discharge_destination,treatment_function,provider_code,primary_diagnosis,secondary_diagnoses\n";
pub(super) const GP_EVENTS: &str = "nhs_number,effective_on,code_system,code,value,unit,recorded_on\n";
pub(super) const PRESCRIPTIONS: &str = "nhs_number,issued_on,bnf_code\n";

/// The day all tests take as today.
pub(super) const AS_OF: &str = "2024-03-31";

/// A valid NHS number for test person `n`.
pub(super) fn nhs(n: u32) -> String {
    (n * 2..).find_map(NhsNumber::synthetic).unwrap().reveal()
}

/// A folder with a delivery and a place for a store.
pub(super) struct Delivery {
    root: TempDir,
}

impl Delivery {
    /// A delivery without files.
    pub(super) fn empty() -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("in")).unwrap();
        Self { root }
    }

    /// A delivery with three people, born 1950, 1960 and 1970, of one practice.
    pub(super) fn new() -> Self {
        let rows: String =
            (1..=3).map(|n| format!("{},19{}0-06-15,female,Y00001,2010-01-01,,,5,false\n", nhs(n), n + 4)).collect();
        Self::empty().file("persons.csv", format!("{PERSONS}{rows}"))
    }

    /// The delivery with this file too (or in place of one of that name).
    pub(super) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.folder().join(name), content).unwrap();
        self
    }

    /// The delivery without this file.
    pub(super) fn without(self, name: &str) -> Self {
        std::fs::remove_file(self.folder().join(name)).unwrap();
        self
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.root.path().join("in")
    }

    pub(super) fn store(&self) -> PathBuf {
        self.root.path().join("store")
    }

    /// Imports, whatever the share of rejects.
    pub(super) fn import(&self) -> Result<ImportSummary, Fault> {
        self.import_with(|options| options.max_reject_percent = 100.0)
    }

    pub(super) fn import_with(&self, set: impl FnOnce(&mut ImportOptions)) -> Result<ImportSummary, Fault> {
        let mut options = ImportOptions::new(AS_OF.parse().unwrap());
        set(&mut options);
        import(&mut Extract, &self.folder(), &self.store(), &options)
    }

    /// Imports and gives the rejects: file, row, column, reason, one text a reject.
    pub(super) fn rejects(&self) -> Vec<String> {
        self.import().unwrap();
        read_rejects(&self.store().join("rejects.csv"))
    }

    /// Rows of a table of the store, after an import.
    pub(super) fn rows(&self, table: Table) -> Vec<String> {
        rows(&self.store(), table)
    }

    /// Imports, which has to fail with a data fault, and gives the message. Neither store nor rejects may be there.
    pub(super) fn refusal(&self) -> String {
        let fault = self.import_with(|_| {}).unwrap_err();
        assert_eq!(fault.exit_code(), 11, "{fault}");
        assert!(!self.store().exists(), "a store was left");
        fault.to_string()
    }
}

pub(super) fn read_rejects(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("file,row,column,reason"));
    lines.map(str::to_owned).collect()
}

/// Every row of a table in file order, cells joined by `|`, people by NHS number, codes as text, empty when there is none.
pub(super) fn rows(store: &Path, table: Table) -> Vec<String> {
    let store = Store::open(store).unwrap();
    let numbers: Vec<String> = store.identity().unwrap().iter().map(|person| person.nhs_number.reveal()).collect();
    let mut rows = Vec::new();
    for shard in 0..store.manifest().shards() {
        let read = store.read(shard, &[(table, vec![])].into()).unwrap();
        let Some(batch) = read.tables.get(&table) else { continue };
        for row in 0..batch.num_rows() {
            let mut cells = cells(&store, table, batch, row, &numbers);
            if table == Table::Persons {
                cells[0].clone_from(&numbers[read.people.start as usize + row]);
            }
            rows.push(cells.join("|"));
        }
    }
    assert_eq!(rows.len() as u64, store.manifest().tables.get(&table).map_or(0, |facts| facts.rows), "{table:?}");
    rows
}

fn cells(store: &Store, table: Table, batch: &RecordBatch, row: usize, numbers: &[String]) -> Vec<String> {
    let cell = |(column, array): (&casefinder::events::layout::Column, &arrow_array::ArrayRef)| {
        if array.is_null(row) {
            return String::new();
        }
        match column.kind {
            Kind::Person => numbers[array.as_primitive::<UInt32Type>().value(row) as usize].clone(),
            Kind::Key => String::new(),
            Kind::Day | Kind::OptionalDay => Day::from_number(array.as_primitive::<Date32Type>().value(row)).to_string(),
            Kind::Code(_) => store.codes().get(array.as_primitive::<UInt32Type>().value(row)).1.to_owned(),
            Kind::Number => array.as_primitive::<Float64Type>().value(row).to_string(),
            Kind::Ordinal => array.as_primitive::<UInt32Type>().value(row).to_string(),
            Kind::Text => array.as_string::<i32>().value(row).to_owned(),
        }
    };
    table.columns().iter().zip(batch.columns()).map(cell).collect()
}
