//! Tables whose facts go into the rows of other tables: their own rows are counted, and refused where a date cannot be read.

use crate::domain::Day;
use crate::error::Result;
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::check::reason;
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::header::Header;
use crate::events::foreign::rows::{Emit, date_part};

/// `death` or `observation_period`.
pub(super) struct Side {
    dates: Vec<usize>,
}

impl Side {
    pub(super) fn bind(header: &Header<'_>, dates: &[&str]) -> Result<Self> {
        Ok(Self { dates: dates.iter().map(|name| header.need(name)).collect::<Result<_>>()? })
    }
}

impl RowMap for Side {
    fn map(&self, cells: &Cells<'_>, _: &mut ExtractRow, _: Emit<'_>) -> Mapped {
        for &column in &self.dates {
            let date = date_part(cells[column]);
            if date.is_empty() {
                return Mapped::Reject { column, reason: reason::EMPTY };
            }
            if Day::parse(date).is_err() {
                return Mapped::Reject { column, reason: reason::NOT_A_DATE };
            }
        }
        Mapped::SetAside
    }

    fn source_column(&self, _: ExtractTable, _: usize) -> &'static str {
        ""
    }
}
