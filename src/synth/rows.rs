//! Rows of the extract layout as CSV text, written by hand: millions of dates and numbers, no cell that needs a quote.

use super::events::{Tenths, Traces};
use super::neighbourhood::Neighbourhood;
use super::population::Person;
use crate::domain::Day;
use crate::events::extract::ExtractTable;

/// Text of one stretch of people, by table in the order of [`ExtractTable::ALL`].
pub(super) type Texts = [Vec<u8>; ExtractTable::ALL.len()];

/// Dates as text, looked up: formatting one takes longer than simulating it.
pub(super) struct Dates {
    first: i32,
    texts: Vec<[u8; 10]>,
}

impl Dates {
    /// Every day from `first` to `last`.
    pub(super) fn new(first: i32, last: i32) -> Self {
        let text = |day: i32| {
            let mut text = [b'0'; 10];
            for (to, from) in text.iter_mut().zip(Day::from_number(day).to_string().bytes()) {
                *to = from;
            }
            text
        };
        Self { first, texts: (first..=last).map(text).collect() }
    }

    fn of(&self, day: i32) -> &[u8] {
        self.texts.get((day - self.first) as usize).map_or(&[], |text| text)
    }
}

/// A row being written.
struct Line<'a> {
    out: &'a mut Vec<u8>,
    dates: &'a Dates,
}

impl<'a> Line<'a> {
    fn of(out: &'a mut Vec<u8>, dates: &'a Dates, number: &[u8]) -> Self {
        out.extend_from_slice(number);
        Self { out, dates }
    }

    fn text(self, text: &str) -> Self {
        self.out.push(b',');
        self.out.extend_from_slice(text.as_bytes());
        self
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        self.out.push(b',');
        self.out.extend_from_slice(bytes);
        self
    }

    fn day(self, day: i32) -> Self {
        let dates = self.dates;
        self.bytes(dates.of(day))
    }

    fn optional_day(self, day: Option<i32>) -> Self {
        match day {
            Some(day) => self.day(day),
            None => self.bytes(&[]),
        }
    }

    fn flag(self, flag: bool) -> Self {
        self.text(if flag { "true" } else { "false" })
    }

    fn number(self, number: Option<Tenths>) -> Self {
        use std::io::Write;
        self.out.push(b',');
        if let Some(number) = number {
            let _ = write!(self.out, "{number}");
        }
        self
    }

    fn end(self) {
        self.out.push(b'\n');
    }
}

/// The header row of `table`.
pub(super) fn header(table: ExtractTable) -> Vec<u8> {
    let names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    (names.join(",") + "\n").into_bytes()
}

/// The practices' rows.
pub(super) fn practices(place: &Neighbourhood) -> Vec<u8> {
    let mut out = String::new();
    for practice in &place.practices {
        let cells = [&practice.code, &practice.name, &practice.network, &practice.commissioner, &practice.locality];
        out += &(cells.map(String::as_str).join(",") + "\n");
    }
    out.into_bytes()
}

/// Writes down one person and everything they left behind.
pub(super) fn person(
    texts: &mut Texts,
    (place, dates): (&Neighbourhood, &Dates),
    (person, number): (&Person, u64),
    died: Option<i32>,
    traces: &Traces,
) {
    let number = format!("{number:010}");
    let number = number.as_bytes();
    let [persons, _, admissions, emergency_care, outpatients, gp_events, prescriptions, community, social_care, objections] =
        texts;
    for registration in &person.registrations {
        if died.is_some_and(|died| died < registration.from) {
            continue;
        }
        let practice = &place.practices[registration.practice];
        Line::of(persons, dates, number)
            .day(person.born)
            .text(person.sex.text())
            .text(&practice.code)
            .day(registration.from)
            .optional_day(registration.to.filter(|&to| died.is_none_or(|died| to <= died)))
            .optional_day(died)
            .text(&person.imd_decile.to_string())
            .flag(person.care_home)
            .text(&format!("G9{:05}{}", registration.practice + 1, person.usual_gp))
            .text(person.given_name)
            .text(person.family_name)
            .bytes(&person.postcode)
            .text(person.ethnicity)
            .end();
    }
    for (index, row) in traces.spells.iter().enumerate() {
        Line::of(admissions, dates, number)
            .text(&format!("S{:08}{:03}", person.serial, index + 1))
            .day(row.admitted)
            .optional_day(row.discharged)
            .text(row.method)
            .text(row.source)
            .text(row.class)
            .text(row.discharge_method)
            .text(row.destination)
            .text(row.specialty)
            .text(&place.hospitals[row.provider])
            .text(row.primary)
            .text(&row.secondary.join(";"))
            .day(row.recorded)
            .end();
    }
    for row in &traces.attendances {
        Line::of(emergency_care, dates, number)
            .day(row.on)
            .text(row.department)
            .text(row.arrival)
            .text(row.disposal)
            .day(row.recorded)
            .end();
    }
    for row in &traces.appointments {
        Line::of(outpatients, dates, number)
            .day(row.on)
            .text(row.attended)
            .flag(row.first)
            .text(row.specialty)
            .day(row.recorded)
            .end();
    }
    for row in &traces.gp {
        Line::of(gp_events, dates, number)
            .day(row.on)
            .text("snomed")
            .text(row.code)
            .number(row.value.map(|(value, _)| value))
            .text(row.value.map_or("", |(_, unit)| unit))
            .day(row.recorded)
            .end();
    }
    for row in &traces.items {
        Line::of(prescriptions, dates, number).day(row.on).text(row.bnf).day(row.recorded).end();
    }
    for row in &traces.contacts {
        Line::of(community, dates, number).day(row.on).text(row.service).day(row.recorded).end();
    }
    for row in &traces.services {
        Line::of(social_care, dates, number)
            .day(row.from)
            .optional_day(row.to)
            .text(row.kind)
            .number(row.hours)
            .day(row.recorded)
            .end();
    }
    for row in &traces.objections {
        Line::of(objections, dates, number).text(row.kind).day(row.from).optional_day(row.withdrawn).end();
    }
}
