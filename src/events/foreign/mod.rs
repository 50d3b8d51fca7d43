//! What the foreign formats share: finding files, binding headers, side tables, and codes brought to those of the extract layout.

pub(crate) mod files;
#[cfg(test)]
pub(crate) mod harness;
pub(crate) mod header;
pub(crate) mod medicines;
pub(crate) mod people;
pub(crate) mod readings;
pub(crate) mod rows;
pub(crate) mod side_table;
