//! From spilled records to the files of a generation: sort a shard, drop what is superseded, write a row group.

mod columns;
mod dictionary;
mod hashed;
mod parquet_file;
mod people;
mod settle;
mod shard;
mod spells;
mod table;

pub(crate) use dictionary::write_codes;
pub(crate) use parquet_file::Written;
pub(crate) use people::{write_identity, write_persons, write_practices, write_registrations};
pub(crate) use table::{Outcome, write_table};
