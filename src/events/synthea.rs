//! Synthea's CSV files.

use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, Plan, RowMap, SourceFile};
use std::path::Path;

/// The CSV files that Synthea writes.
#[derive(Debug, Default)]
pub struct Synthea {}

impl Adapter for Synthea {
    fn plan(&mut self, _folder: &Path) -> Result<Plan> {
        Err(Fault::Internal("not there yet".into()))
    }
    fn bind(&self, _file: &SourceFile, _header: &[&str]) -> Result<Box<dyn RowMap>> {
        Err(Fault::Internal("not there yet".into()))
    }
}
