//! One Parquet file whose row groups are encoded by any thread and written in order.

use super::hashed::HashedFile;
use crate::error::{Fault, Result};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, ArrowWriter, compute_leaves};
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

    /// Encodes and adds a batch as one row group, unless it is empty.
    pub(crate) fn append_batch(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let encoded = self.encoder().encode(batch)?;
        self.append(encoded)
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

impl Encoder<'_> {
    pub(crate) fn encode(&self, batch: &RecordBatch) -> Result<Encoded> {
        let fault = |error| Fault::file(self.path, error);
        let writers = self.columns.create_column_writers(0).map_err(fault)?;
        let mut encoded = Encoded::with_capacity(writers.len());
        for ((mut writer, field), array) in writers.into_iter().zip(self.schema.fields()).zip(batch.columns()) {
            for leaf in compute_leaves(field, array).map_err(fault)? {
                writer.write(&leaf).map_err(fault)?;
            }
            encoded.push(writer.close().map_err(fault)?);
        }
        Ok(encoded)
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

/// Dictionary-coded columns and light compression: read many times, written once.
fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_created_by(format!("casefinder {}", env!("CARGO_PKG_VERSION")))
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build()
}
