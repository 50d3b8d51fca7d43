//! A file whose checksum is taken while it is written.

use std::fs::File;
use std::io::{BufWriter, Result, Write};

#[derive(Debug)]
pub(super) struct HashedFile {
    file: BufWriter<File>,
    hash: blake3::Hasher,
}

impl HashedFile {
    pub(super) fn new(file: File) -> Self {
        Self { file: BufWriter::with_capacity(1 << 20, file), hash: blake3::Hasher::new() }
    }

    /// Writes everything out to the disk and gives the checksum.
    pub(super) fn finish(mut self) -> Result<blake3::Hash> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(self.hash.finalize())
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> Result<()> {
        self.file.flush()
    }
}
