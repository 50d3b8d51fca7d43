//! OMOP CDM 5.x tables.

use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, Plan, RowMap, SourceFile};
use std::path::Path;

/// OMOP CDM 5.x tables.
#[derive(Debug, Default)]
pub struct Omop {}

impl Adapter for Omop {
    fn plan(&mut self, _folder: &Path) -> Result<Plan> {
        Err(Fault::Internal("not there yet".into()))
    }
    fn bind(&self, _file: &SourceFile, _header: &[&str]) -> Result<Box<dyn RowMap>> {
        Err(Fault::Internal("not there yet".into()))
    }
}
