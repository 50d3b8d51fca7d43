//! One Parquet file whose row groups are encoded by any thread and written in order.

use super::hashed::HashedFile;
use crate::error::{Fault, Result};
use arrow_array::{Array, ArrayRef};
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriter, compute_leaves,
};
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// A row group's columns, encoded.
pub(crate) type Encoded = Vec<ArrowColumnChunk>;

/// A written file: its name and checksum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub name: String,
    pub hash: blake3::Hash,
}

/// Who may read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// As the folder has it.
    Usual,
    /// Its owner alone.
    Owner,
}

pub(crate) struct TableFile {
    path: PathBuf,
    writer: SerializedFileWriter<HashedFile>,
    columns: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
}

impl TableFile {
    pub(crate) fn create(folder: &Path, name: &str, schema: SchemaRef, readers: Readers) -> Result<Self> {
        let path = folder.join(name);
        let file = create(&path, readers).map_err(|error| Fault::file(&path, error))?;
        let (writer, columns) = ArrowWriter::try_new(HashedFile::new(file), schema.clone(), Some(properties()))
            .and_then(ArrowWriter::into_serialized_writer)
            .map_err(|error| Fault::file(&path, error))?;
        Ok(Self { path, writer, columns, schema })
    }

    /// What threads need to encode row groups.
    pub(crate) fn encoder(&self) -> Encoder<'_> {
        Encoder { columns: &self.columns, schema: &self.schema, path: &self.path }
    }

    /// Adds a row group.
    pub(crate) fn append(&mut self, encoded: Encoded) -> Result<()> {
        let path = &self.path;
        let fault = |error| Fault::file(path, error);
        let mut group = self.writer.next_row_group().map_err(fault)?;
        for column in encoded {
            column.append_to_row_group(&mut group).map_err(fault)?;
        }
        group.close().map(|_| ()).map_err(fault)
    }

    /// Adds rows as one row group, unless there are none.
    pub(crate) fn append_rows(&mut self, rows: usize, columns: Vec<ArrayRef>) -> Result<()> {
        let mut group = self.encoder().group()?;
        group.add(rows, columns)?;
        let encoded = group.finish()?;
        encoded.map_or(Ok(()), |encoded| self.append(encoded))
    }

    pub(crate) fn finish(self) -> Result<Written> {
        let fault = |error: &dyn std::fmt::Display| Fault::file(&self.path, error);
        let file = self.writer.into_inner().map_err(|error| fault(&error))?;
        let hash = file.finish().map_err(|error| fault(&error))?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Written { name, hash })
    }
}

/// Encodes row groups of one file.
#[derive(Clone, Copy)]
pub(crate) struct Encoder<'a> {
    columns: &'a ArrowRowGroupWriterFactory,
    schema: &'a SchemaRef,
    path: &'a Path,
}

impl<'a> Encoder<'a> {
    /// Begins a row group.
    pub(crate) fn group(self) -> Result<Group<'a>> {
        let writers = self.columns.create_column_writers(0).map_err(|error| Fault::file(self.path, error))?;
        Ok(Group { encoder: self, writers, rows: 0 })
    }
}

/// A row group being encoded, from one or several lots of rows.
pub(crate) struct Group<'a> {
    encoder: Encoder<'a>,
    writers: Vec<ArrowColumnWriter>,
    rows: u64,
}

impl Group<'_> {
    /// Adds `rows` rows; the columns are asked for one after the other, so that only one needs to be in memory.
    pub(crate) fn add(&mut self, rows: usize, columns: impl IntoIterator<Item = ArrayRef>) -> Result<()> {
        if rows == 0 {
            return Ok(());
        }
        let fault = |error| Fault::file(self.encoder.path, error);
        let mut columns = columns.into_iter();
        for (writer, field) in self.writers.iter_mut().zip(self.encoder.schema.fields()) {
            let column = columns.next().filter(|column| column.len() == rows && column.data_type() == field.data_type());
            let column = column.ok_or_else(|| Fault::Internal(format!("column {} does not fit its table", field.name())))?;
            for leaf in compute_leaves(field, &column).map_err(fault)? {
                writer.write(&leaf).map_err(fault)?;
            }
        }
        self.rows += rows as u64;
        Ok(())
    }

    /// Rows added.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The row group, `None` when it has no rows.
    pub(crate) fn finish(self) -> Result<Option<Encoded>> {
        if self.rows == 0 {
            return Ok(None);
        }
        let fault = |error| Fault::file(self.encoder.path, error);
        self.writers.into_iter().map(|writer| writer.close().map_err(fault)).collect::<Result<_>>().map(Some)
    }
}

fn create(path: &Path, readers: Readers) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path)
}

/// Dictionary-coded columns and light compression: of ten ways tried on ten million GP events (plain, delta, dictionary; no, snappy and
/// zstd compression), among the fastest to decode and the smallest but one.
fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_created_by(format!("casefinder {}", env!("CARGO_PKG_VERSION")))
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build()
}
