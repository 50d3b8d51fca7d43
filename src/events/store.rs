//! Reading the event store, a shard of people at a time.

use crate::domain::person_key::PersonKey;
use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::events::identity::{Identity, Practice};
use crate::events::layout::{SHARD_PEOPLE, Table};
use crate::events::manifest::{FORMAT, Manifest};
use crate::events::quality::ImportSummary;
use crate::events::seal;
use arrow_array::cast::AsArray;
use arrow_array::types::{UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The rows of one shard by table. Tables without rows in the shard, or not in the store, are absent.
#[derive(Debug, Clone, Default)]
pub struct Shard {
    /// Person indexes of the shard.
    pub people: Range<u32>,
    /// One batch a table, with the columns asked for, in the order of the layout.
    pub tables: BTreeMap<Table, RecordBatch>,
}

/// An event store opened for reading. Stays on the generation it was opened on.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    manifest: Manifest,
    codes: Codes,
    metadata: BTreeMap<Table, ArrowReaderMetadata>,
}

/// The columns wanted of each table; the empty list means all of them.
pub type Wanted = BTreeMap<Table, Vec<&'static str>>;

impl Store {
    /// Opens the generation in force.
    ///
    /// # Errors
    /// A data fault when there is no store, it is damaged, or another version of the program wrote another layout.
    pub fn open(store: &Path) -> Result<Self> {
        let pointer = store.join("current");
        let name = std::fs::read_to_string(&pointer).map_err(|_| {
            Fault::Data(format!(
                "{}: there is no event store here; make one with `casefinder import DIR --store {}`",
                store.display(),
                store.display()
            ))
        })?;
        let name = name.trim();
        if !name.strip_prefix("gen-").is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return Err(Fault::file(&pointer, "names no generation; the store is damaged"));
        }
        let folder = store.join(name);
        if !folder.is_dir() {
            return Err(Fault::file(&pointer, format!("names {name}, which is not there; restore it, or import again")));
        }
        let text =
            std::fs::read(folder.join("manifest.json")).map_err(|error| Fault::file(&folder.join("manifest.json"), error))?;
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|error| Fault::file(&folder.join("manifest.json"), error))?;
        if manifest.format != FORMAT {
            return Err(Fault::Data(format!(
                "{}: written in store layout {}, this program reads {FORMAT}; import the extract again",
                store.display(),
                manifest.format
            )));
        }
        seal::check_all(&folder, &manifest.files)?;
        let codes = read_codes(&folder.join("codes.parquet"))?;
        let mut metadata = BTreeMap::new();
        for &table in manifest.tables.keys() {
            let path = folder.join(format!("{}.parquet", table.name()));
            let file = File::open(&path).map_err(|error| Fault::file(&path, error))?;
            let read =
                ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()).map_err(|error| Fault::file(&path, error))?;
            let damaged = read.schema().fields() != table.schema().fields()
                || (table == Table::Persons && read.metadata().file_metadata().num_rows() != i64::from(manifest.people));
            if damaged {
                return Err(Fault::file(&path, "the store is damaged: this is not the table of its name; import again"));
            }
            metadata.insert(table, read);
        }
        Ok(Self { folder, manifest, codes, metadata })
    }

    /// What the generation holds.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The dictionary of codes.
    #[must_use]
    pub const fn codes(&self) -> &Codes {
        &self.codes
    }

    /// The folder of the generation that was opened.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Person indexes of shard `shard`.
    #[must_use]
    pub fn people(&self, shard: usize) -> Range<u32> {
        let first = u32::try_from(shard).unwrap_or(u32::MAX).saturating_mul(SHARD_PEOPLE);
        first.min(self.manifest.people)..first.saturating_add(SHARD_PEOPLE).min(self.manifest.people)
    }

    /// Reads the wanted columns of one shard.
    ///
    /// # Errors
    /// A data fault naming the file that is damaged or has gone.
    pub fn read(&self, shard: usize, wanted: &Wanted) -> Result<Shard> {
        let mut tables = BTreeMap::new();
        for (&table, columns) in wanted {
            if let Some(batch) = self.read_table(shard, table, columns)? {
                tables.insert(table, batch);
            }
        }
        Ok(Shard { people: self.people(shard), tables })
    }

    fn read_table(&self, shard: usize, table: Table, columns: &[&'static str]) -> Result<Option<RecordBatch>> {
        let Some(metadata) = self.metadata.get(&table) else { return Ok(None) };
        let facts = &self.manifest.tables[&table];
        let Some(Some(row_group)) = facts.row_groups.get(shard).copied() else { return Ok(None) };
        let path = self.folder.join(format!("{}.parquet", table.name()));
        let fault = |error: &dyn std::fmt::Display| Fault::file(&path, error);
        let file = File::open(&path).map_err(|error| fault(&error))?;
        let group = metadata.metadata().row_groups().get(row_group as usize);
        let rows = group.map_or(0, |group| usize::try_from(group.num_rows()).unwrap_or(0));
        if rows == 0 {
            return Ok(None);
        }
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
        let mask = if columns.is_empty() {
            ProjectionMask::all()
        } else {
            ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied())
        };
        let mut reader = builder
            .with_projection(mask)
            .with_row_groups(vec![row_group as usize])
            .with_batch_size(rows)
            .build()
            .map_err(|error| fault(&error))?;
        reader.next().transpose().map_err(|error| fault(&error))
    }
}

impl Store {
    /// Everybody's key, in index order.
    ///
    /// # Errors
    /// A data fault naming the file that is damaged or has gone.
    pub fn person_keys(&self) -> Result<Vec<PersonKey>> {
        let mut keys = Vec::with_capacity(self.manifest.people as usize);
        for shard in 0..self.manifest.shards() {
            let Some(batch) = self.read_table(shard, Table::Persons, &["person_key"])? else { continue };
            let column = batch.column(0).as_fixed_size_binary();
            keys.extend(column.iter().flatten().filter_map(|key| key.try_into().ok()).map(PersonKey::from_bytes));
        }
        if keys.len() == self.manifest.people as usize {
            Ok(keys)
        } else {
            Err(Fault::file(&self.folder.join("persons.parquet"), "does not hold everybody's key; import the extract again"))
        }
    }

    /// Who everybody is, in index order: for those who may know.
    ///
    /// # Errors
    /// A data fault naming the file that is damaged or has gone.
    pub fn identity(&self) -> Result<Vec<Identity>> {
        seal::check(&self.folder, seal::IDENTITY, &self.manifest.files)?;
        crate::events::identity::read_identity(&self.folder.join(seal::IDENTITY))
    }

    /// Practices, by code.
    ///
    /// # Errors
    /// A data fault naming the file that is damaged or has gone.
    pub fn practices(&self) -> Result<Vec<Practice>> {
        crate::events::identity::read_practices(&self.folder.join("practices.parquet"))
    }

    /// The data-quality summary of the import that wrote this generation.
    ///
    /// # Errors
    /// A data fault naming the file that is damaged or has gone.
    pub fn quality(&self) -> Result<ImportSummary> {
        let path = self.folder.join("quality.json");
        let text = std::fs::read(&path).map_err(|error| Fault::file(&path, error))?;
        serde_json::from_slice(&text).map_err(|error| Fault::file(&path, error))
    }

    /// Rows of all tables that carry each code, by code id: what coverage of code lists is counted from.
    ///
    /// # Errors
    /// A data fault naming the file that is damaged or has gone.
    pub fn code_rows(&self) -> Result<Vec<u64>> {
        let path = self.folder.join("codes.parquet");
        let mut rows = vec![0; self.codes.len()];
        for batch in crate::events::identity::batches(&path)? {
            let (ids, counts) = (batch.column(0).as_primitive::<UInt32Type>(), batch.column(3).as_primitive::<UInt64Type>());
            for (&id, &count) in ids.values().iter().zip(counts.values()) {
                if let Some(rows) = rows.get_mut(id as usize) {
                    *rows = count;
                }
            }
        }
        Ok(rows)
    }
}

fn read_codes(path: &Path) -> Result<Codes> {
    let fault = |error: &dyn std::fmt::Display| Fault::file(path, error);
    let file = File::open(path).map_err(|error| fault(&error))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(|error| fault(&error))?;
    let mut codes = Codes::default();
    for batch in reader {
        let batch = batch.map_err(|error| fault(&error))?;
        let ids = batch.column(0).as_primitive::<UInt32Type>();
        let (systems, texts) = (batch.column(1).as_string::<i32>(), batch.column(2).as_string::<i32>());
        for row in 0..batch.num_rows() {
            if codes.intern(systems.value(row), texts.value(row)) != ids.value(row) || ids.is_null(row) {
                return Err(Fault::file(path, "the dictionary of codes is damaged; import the extract again"));
            }
        }
    }
    Ok(codes)
}
