//! What every input format is made into: rows of the extract layout. One adapter a format; the import engine
//! reads the files (CSV, CSV.gz, Parquet), checks the rows, and knows nothing of formats.

use crate::error::Result;
use crate::events::extract::{ExtractRow, ExtractTable};
use std::path::{Path, PathBuf};

/// What identifies people in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleAre {
    /// NHS numbers, checked.
    NhsNumbers,
    /// Some other id; people get numbers of the 999 range, kept from import to import.
    SourceIds,
}

/// A file to read, in the order of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is. CSV, CSV.gz or Parquet by its ending.
    pub path: PathBuf,
    /// Name in summaries and rejects: the file name, with "(people)" behind it when read for people alone.
    pub label: String,
    /// Tables its rows may become. A file that gives people gives nothing else: it is planned twice if it holds both.
    pub gives: Vec<ExtractTable>,
}

/// Everything to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Files; those that give people come first, then practices.
    pub files: Vec<SourceFile>,
    /// What the first cell of every row but a practice's is.
    pub people: PeopleAre,
    /// What a reader of the summary has to know: "no admission method: inpatient visits are taken as ...".
    pub notes: Vec<String>,
    /// Whether the source says that its people are synthetic; every card made from them then says so.
    pub synthetic: bool,
}

/// The cells of one source row, in the order of the file's header. Blank or sentinel cells are the adapter's business.
pub type Cells<'a> = [&'a [u8]];

/// What became of a source row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapped {
    /// Its extract rows were emitted (there may be several).
    Emitted,
    /// It is of no use by rule, which is no fault of the row: counted as kept, and as set aside.
    SetAside,
    /// It cannot be used.
    Reject {
        /// Position of the source column at fault.
        column: usize,
        /// Why; never the value.
        reason: &'static str,
    },
}

/// Makes extract rows of one file's source rows. Shared by threads.
pub trait RowMap: Send + Sync {
    /// Maps one row; calls `emit` once for each extract row. Emitted rows are checked by the engine, which
    /// reports faults under the source column that [`RowMap::source_column`] names.
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: &mut dyn FnMut(ExtractTable, &ExtractRow)) -> Mapped;

    /// The source column that extract column `column` of `table` came from, for reports of rejects.
    fn source_column(&self, table: ExtractTable, column: usize) -> &str;
}

/// An input format.
pub trait Adapter: Sync {
    /// Finds the files and reads what small side tables (deaths, concepts) the rows need.
    ///
    /// # Errors
    /// A data fault when a required file is missing or a side table is damaged; a definition fault for a bad mapping.
    fn plan(&mut self, folder: &Path) -> Result<Plan>;

    /// Binds a file's header to a row map.
    ///
    /// # Errors
    /// A data fault that names missing, doubled or unknown columns.
    fn bind(&self, file: &SourceFile, header: &[&str]) -> Result<Box<dyn RowMap>>;
}
