//! Figures as a workbook: what they rest on, the figures, their definitions.

use crate::error::{Fault, Result};
use crate::measures::Published;
use crate::measures::published::{Shown, ShownShare};
use crate::report::csv::is_formula;
use crate::report::header::header_of;
use crate::report::words::{self, one_line, unit};
use crate::report::{Row, Selection, rows};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// The workbook's bytes. Numbers are numbers, `*` is withheld, `n/a` has denominator 0; no text can be run as a formula.
///
/// # Errors
/// A fault of the program.
pub fn xlsx(published: &Published, selection: &Selection) -> Result<Vec<u8>> {
    write(published, selection).map_err(|_| Fault::Internal("the figures cannot be written as a workbook".into()))
}

fn write(published: &Published, selection: &Selection) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    // The time they were made is the only one in the file: the same figures give the same bytes.
    let made = ExcelDateTime::from_timestamp(published.basis.made_at.timestamp())?;
    let title = format!("Coverage as of {}", words::day(published.basis.as_of));
    book.set_properties(
        &DocProperties::new()
            .set_title(&title)
            .set_subject("Coverage measures")
            .set_author("casefinder")
            .set_creation_datetime(&made),
    );
    about(book.add_worksheet(), published, selection, &title, &looks)?;
    figures(book.add_worksheet(), published, selection, &title, &looks)?;
    definitions(book.add_worksheet(), published, selection, &looks)?;
    book.save_to_buffer()
}

/// Formats of cells.
struct Looks {
    title: Format,
    head: Format,
    head_right: Format,
    text: Format,
    guarded: Format,
    bold: Format,
    date: Format,
    whole: Format,
    tenths: Format,
    right: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let head =
            Format::new().set_bold().set_background_color(0x00DD_E3EA).set_border_bottom(FormatBorder::Thin).set_text_wrap();
        let number = |format| Format::new().set_num_format(format).set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head_right: head.clone().set_align(FormatAlign::Right),
            head,
            guarded: text.clone().set_quote_prefix(),
            bold: text.clone().set_bold(),
            text,
            date: number("yyyy-mm-dd").set_align(FormatAlign::Left),
            whole: number("#,##0"),
            tenths: number("#,##0.0"),
            right: Format::new().set_align(FormatAlign::Right).set_align(FormatAlign::Top),
        }
    }

    /// A text that stays one, even when the cell is edited or saved as CSV.
    fn of(&self, text: &str) -> &Format {
        if text.starts_with(is_formula) { &self.guarded } else { &self.text }
    }
}

fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, looks: &Looks) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, one_line(text), looks.of(text))?;
    Ok(())
}

fn about(
    sheet: &mut Worksheet,
    published: &Published,
    selection: &Selection,
    title: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name("About")?.set_column_width(0, 28)?.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, title, &looks.title)?;
    let mut at = 2;
    let legend = [
        ("*", "withheld by disclosure control"),
        ("n/a", "nobody in the denominator"),
        ("kind", "whole: the measure; part: a part of it; beside: a count in neither numerator nor denominator"),
        ("pending", "in neither: the deadline has not passed"),
        ("removed", "in neither: taken out by an exclusion"),
    ];
    for row in header_of(published, selection) {
        sheet.write_string_with_format(at, 0, row.label, &looks.bold)?;
        text(sheet, at, 1, &row.value, looks)?;
        at += 1;
    }
    at += 1;
    for (sign, meaning) in legend {
        sheet.write_string_with_format(at, 0, sign, &looks.bold)?;
        text(sheet, at, 1, meaning, looks)?;
        at += 1;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Heading, width, whether its cells are numbers.
const COLUMNS: [(&str, f64, bool); 19] = [
    ("Measure", 30.0, false),
    ("Version", 8.0, true),
    ("Title", 44.0, false),
    ("First day", 11.0, false),
    ("Last day", 11.0, false),
    ("Level", 14.0, false),
    ("Place", 12.0, false),
    ("Name", 34.0, false),
    ("Kind", 8.0, false),
    ("Part", 22.0, false),
    ("Numerator or count", 12.0, true),
    ("Denominator", 13.0, true),
    ("Value", 9.0, true),
    ("Unit", 22.0, false),
    ("Pending", 9.0, true),
    ("Removed", 9.0, true),
    ("Targets", 30.0, false),
    ("Met, by the numbers shown", 24.0, false),
    ("Warning", 40.0, false),
];

/// Rows above the figures: what they are, and the headings.
const ABOVE: u32 = 2;

fn figures(
    sheet: &mut Worksheet,
    published: &Published,
    selection: &Selection,
    title: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name("Figures")?;
    let warning = if published.basis.synthetic { " - MADE-UP PEOPLE, not to be submitted" } else { "" };
    let policy = words::policy(published.basis.policy);
    sheet.write_string_with_format(0, 0, format!("{title}; policy {policy}; see About{warning}"), &looks.title)?;
    for (column, (heading, width, number)) in (0u16..).zip(COLUMNS) {
        sheet.write_string_with_format(1, column, heading, if number { &looks.head_right } else { &looks.head })?;
        sheet.set_column_width(column, width)?;
    }
    let rows = rows(published, selection);
    for (at, row) in (ABOVE..).zip(&rows) {
        figure(sheet, at, row, looks)?;
    }
    let last = ABOVE + (rows.len() as u32).max(1) - 1;
    sheet.autofilter(1, 0, last, COLUMNS.len() as u16 - 1)?.set_freeze_panes(ABOVE, 1)?;
    sheet.set_repeat_rows(1, 1)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn figure(sheet: &mut Worksheet, at: u32, row: &Row, looks: &Looks) -> Result<(), XlsxError> {
    text(sheet, at, 0, &row.measure, looks)?;
    sheet.write_number_with_format(at, 1, row.version, &looks.whole)?;
    text(sheet, at, 2, &row.title, looks)?;
    for (column, day) in [(3, row.first_day), (4, row.last_day)] {
        sheet.write_datetime_with_format(at, column, excel_day(day)?, &looks.date)?;
    }
    text(sheet, at, 5, row.level.name(), looks)?;
    text(sheet, at, 6, &row.place, looks)?;
    text(sheet, at, 7, &row.name, looks)?;
    text(sheet, at, 8, row.kind.name(), looks)?;
    text(sheet, at, 9, row.part.as_deref().unwrap_or_default(), looks)?;
    let counts = [(10, Some(row.numerator)), (11, row.denominator), (14, row.pending), (15, row.removed)];
    for (column, count) in counts {
        match count {
            Some(Shown::Number(number)) => drop(sheet.write_number_with_format(at, column, number as f64, &looks.whole)?),
            Some(Shown::Withheld) => drop(sheet.write_string_with_format(at, column, "*", &looks.right)?),
            None => {}
        }
    }
    match row.value {
        Some(value @ ShownShare::Tenths(_, decimals)) => {
            // What is shown, with the decimals it is shown with: never one more that the cell hides.
            let number: f64 = value.to_string().parse().unwrap_or_default();
            sheet.write_number_with_format(at, 12, number, if decimals == 0 { &looks.whole } else { &looks.tenths })?;
        }
        Some(other) => drop(sheet.write_string_with_format(at, 12, words::share(other), &looks.right)?),
        None => {}
    }
    text(sheet, at, 13, row.value.and(unit(row.shape)).unwrap_or_default(), looks)?;
    text(sheet, at, 16, &words::targets(&row.targets), looks)?;
    text(sheet, at, 17, &words::met(row), looks)?;
    text(sheet, at, 18, &row.warning, looks)
}

fn excel_day(day: crate::domain::Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&day.to_string())
}

fn definitions(sheet: &mut Worksheet, published: &Published, selection: &Selection, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name("Definitions")?;
    let columns = [
        ("Measure", 30.0),
        ("Version", 8.0),
        ("Title", 36.0),
        ("Numerator", 50.0),
        ("Denominator", 50.0),
        ("Taken out", 36.0),
        ("Source", 36.0),
        ("Used from", 11.0),
        ("Used until", 11.0),
        ("Warning", 40.0),
    ];
    for (column, (heading, width)) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, column, heading, &looks.head)?;
        sheet.set_column_width(column, width)?;
    }
    let mut last = 1;
    for (at, measure) in (1u32..).zip(selection.measures(published)) {
        let definition = &measure.definition;
        let day = |day: Option<crate::domain::Day>| day.map_or_else(String::new, |day| day.to_string());
        let texts = [
            (0, definition.id.clone()),
            (2, definition.title.clone()),
            (3, definition.numerator_words.clone()),
            (4, definition.denominator_words.clone()),
            (5, definition.exclusions_words.clone()),
            (6, definition.source.clone()),
            (7, day(definition.used_from)),
            (8, day(definition.used_until)),
            (9, measure.warning.clone()),
        ];
        for (column, cell) in texts {
            text(sheet, at, column, &cell, looks)?;
        }
        sheet.write_number_with_format(at, 1, definition.version, &looks.whole)?;
        last = at;
    }
    sheet.autofilter(0, 0, last, columns.len() as u16 - 1)?.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}
