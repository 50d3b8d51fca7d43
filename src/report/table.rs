//! Figures for a terminal.

use crate::measures::Published;
use crate::measures::published::{PublishedMeasure, Shown};
use crate::report::header::{header_of, header_text};
use crate::report::rows::of_measure;
use crate::report::words::{self, one_line};
use crate::report::{Kind, Row, Selection};

/// Plain text: what the figures rest on, then a table for each measure. `*` is withheld, `n/a` has denominator 0.
#[must_use]
pub fn table(published: &Published, selection: &Selection) -> String {
    let mut text = header_text(&header_of(published, selection));
    text += "\n* withheld by disclosure control; n/a: nobody in the denominator\n";
    for measure in selection.measures(published) {
        let rows = of_measure(published, measure, selection);
        if !rows.is_empty() {
            text += &one(measure, &rows);
        }
    }
    text
}

fn one(measure: &PublishedMeasure, rows: &[Row]) -> String {
    let definition = &measure.definition;
    let mut text = format!(
        "\n{} (version {}): {}, {}\n",
        definition.id,
        definition.version,
        one_line(&definition.title),
        words::days(measure.days)
    );
    if !measure.warning.is_empty() {
        text.extend([format!("  {}\n", one_line(&measure.warning))]);
    }
    let aims = rows.first().is_some_and(|row| !row.targets.is_empty());
    if let Some(row) = rows.first().filter(|_| aims) {
        text.extend([format!("  {}; met or not by the numbers shown\n", one_line(&words::targets(&row.targets)))]);
    }
    let any = |count: fn(&Row) -> Option<Shown>| rows.iter().any(|row| !matches!(count(row), None | Some(Shown::Number(0))));
    let unit = words::unit(definition.shape);
    let mut columns: Vec<Column> = vec![
        Column { title: "place", right: false, cell: |row| place(row) },
        Column {
            title: "code",
            right: false,
            cell: |row| if row.kind == Kind::Whole { one_line(&row.place) } else { String::new() },
        },
    ];
    if unit.is_some() {
        columns.push(Column { title: "numerator", right: true, cell: |row| words::shown(row.numerator) });
        columns.push(Column {
            title: "denominator",
            right: true,
            cell: |row| row.denominator.map_or_else(String::new, words::shown),
        });
    } else {
        columns.push(Column { title: "count", right: true, cell: |row| words::shown(row.numerator) });
    }
    if let Some(title) = unit {
        columns.push(Column { title, right: true, cell: |row| row.value.map_or_else(String::new, words::share) });
    }
    if any(|row| row.pending) {
        columns.push(Column { title: "pending", right: true, cell: |row| row.pending.map_or_else(String::new, words::shown) });
    }
    if any(|row| row.removed) {
        columns.push(Column { title: "removed", right: true, cell: |row| row.removed.map_or_else(String::new, words::shown) });
    }
    if aims {
        columns.push(Column { title: "targets", right: false, cell: |row| one_line(&words::met(row)) });
    }
    text + &aligned(&columns, rows)
}

struct Column {
    title: &'static str,
    right: bool,
    cell: fn(&Row) -> String,
}

fn place(row: &Row) -> String {
    match &row.part {
        None => one_line(&row.name),
        Some(part) if row.kind == Kind::Part => format!("  of which {}", one_line(part)),
        Some(beside) => format!("  beside it: {}", one_line(beside)),
    }
}

fn aligned(columns: &[Column], rows: &[Row]) -> String {
    let mut lines = vec![columns.iter().map(|column| column.title.to_owned()).collect::<Vec<_>>()];
    lines.extend(rows.iter().map(|row| columns.iter().map(|column| (column.cell)(row)).collect()));
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let cells = columns
            .iter()
            .zip(&widths)
            .zip(line)
            .map(|((column, &width), cell)| if column.right { format!("{cell:>width$}") } else { format!("{cell:<width$}") });
        text += "  ";
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}
