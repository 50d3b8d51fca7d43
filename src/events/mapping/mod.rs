//! Extracts with other file and column names, by a mapping file.

use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, Plan, RowMap, SourceFile};
use std::path::Path;

/// A mapping file, checked.
#[derive(Debug)]
pub struct Mapping {}

impl Mapping {
    /// Reads and checks a mapping file.
    ///
    /// # Errors
    /// A definition fault that names the file and the key.
    pub fn load(_file: &Path) -> Result<Self> {
        Err(Fault::Internal("not there yet".into()))
    }
}

impl Adapter for Mapping {
    fn plan(&mut self, _folder: &Path) -> Result<Plan> {
        Err(Fault::Internal("not there yet".into()))
    }
    fn bind(&self, _file: &SourceFile, _header: &[&str]) -> Result<Box<dyn RowMap>> {
        Err(Fault::Internal("not there yet".into()))
    }
}
