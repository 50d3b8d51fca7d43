//! The folder: a file a table, written stretch by stretch in the order of people with bounded memory, whatever the number of threads.

use super::events::Traces;
use super::neighbourhood::Neighbourhood;
use super::population::{Person, Span};
use super::rows::{self, Dates, Texts};
use super::{Format, Request, Summary, faults, life, note, numbers};
use crate::error::{Fault, Result};
use crate::events::extract::ExtractTable;
use rayon::prelude::*;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// People in one stretch: the unit of work of a thread, and of compression. Part of what "the same bytes" means for `csv.gz`.
const STRETCH_PEOPLE: usize = 2048;
/// The oldest anybody can have been registered, born, or diagnosed before the extract begins.
const OLDEST_DAYS: i32 = 120 * 366;

/// Text of one stretch, and the rows in it.
struct Stretch {
    texts: Texts,
    rows: [u64; ExtractTable::ALL.len()],
    people: u64,
}

/// Everything the stretches share.
struct Work<'a> {
    request: &'a Request,
    span: Span,
    place: Neighbourhood,
    numbers: Vec<u64>,
    dates: Dates,
}

/// Simulates and writes; calls `progress` with the people done so far.
pub(super) fn write(request: &Request, folder: &Path, progress: &mut (dyn FnMut(u64) + Send)) -> Result<Summary> {
    let span = Span { from: request.from.number(), to: request.to.number() };
    let people = request.people as usize;
    let work = Work {
        request,
        span,
        place: Neighbourhood::new(request.seed, request.practices as usize),
        // One more than there are people: the stranger's.
        numbers: numbers::numbers(people + 1),
        dates: Dates::new(span.from - OLDEST_DAYS, span.to),
    };
    let mut files = Files::create(folder, request.format)?;
    let stretches: Vec<usize> = (0..people).step_by(STRETCH_PEOPLE).collect();
    let mut done: Vec<Stretch> = Vec::new();
    let mut people_done = 0;
    for window in stretches.chunks(2 * rayon::current_num_threads()) {
        let simulate = || window.par_iter().map(|&first| work.stretch(first)).collect::<Result<Vec<_>>>();
        // The last window goes to disk while the next one is lived.
        let (next, written) = rayon::join(simulate, || files.append(&done));
        written?;
        done = next?;
        people_done += done.iter().map(|stretch| stretch.people).sum::<u64>();
        progress(people_done);
    }
    files.append(&done)?;
    files.finish()
}

impl Work<'_> {
    fn stretch(&self, first: usize) -> Result<Stretch> {
        let mut texts = Texts::default();
        let mut traces = Traces::default();
        let last = (first + STRETCH_PEOPLE).min(self.numbers.len() - 1);
        if first == 0 {
            texts[1] = rows::practices(&self.place);
        }
        for serial in first..last {
            traces.clear();
            let person = Person::draw(self.request.seed, serial as u64 + 1, &self.place, self.span);
            let died = life::live(self.request.seed, &person, &self.place, self.span, &mut traces);
            rows::person(&mut texts, (&self.place, &self.dates), (&person, self.numbers[serial]), died, &traces);
        }
        if self.request.faults_percent > 0.0 {
            let stranger = self.numbers[self.numbers.len() - 1];
            faults::sprinkle(&mut texts, self.request.faults_percent, (self.request.seed, first as u64, stranger));
        }
        let rows = std::array::from_fn(|table| memchr::memchr_iter(b'\n', &texts[table]).count() as u64);
        for (index, text) in texts.iter_mut().enumerate() {
            if first == 0 {
                text.splice(0..0, rows::header(ExtractTable::ALL[index]));
            }
            if self.request.format == Format::CsvGz {
                *text = compress(text)?;
            }
        }
        Ok(Stretch { texts, rows, people: (last - first) as u64 })
    }
}

/// One gzip member (RFC 1952 allows a file of several).
fn compress(text: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(text.len() / 6), flate2::Compression::new(4));
    encoder.write_all(text).and_then(|()| encoder.finish()).map_err(|error| Fault::Internal(format!("gzip: {error}")))
}

/// The files being written.
struct Files {
    tables: Vec<(std::path::PathBuf, File)>,
    rows: [u64; ExtractTable::ALL.len()],
}

impl Files {
    fn create(folder: &Path, format: Format) -> Result<Self> {
        let create = |table: &ExtractTable| {
            let path = folder.join(format!("{}.{}", table.name(), format.ending()));
            File::create(&path).map(|file| (path.clone(), file)).map_err(|error| Fault::file(&path, error))
        };
        Ok(Self { tables: ExtractTable::ALL.iter().map(create).collect::<Result<_>>()?, rows: Default::default() })
    }

    fn append(&mut self, stretches: &[Stretch]) -> Result<()> {
        for stretch in stretches {
            for (index, (path, file)) in self.tables.iter_mut().enumerate() {
                file.write_all(&stretch.texts[index]).map_err(|error| Fault::file(path, error))?;
                self.rows[index] += stretch.rows[index];
            }
        }
        Ok(())
    }

    /// Makes sure of the bytes, so that the note that follows is true.
    fn finish(self) -> Result<Summary> {
        for (path, file) in &self.tables {
            file.sync_all().map_err(|error| Fault::file(path, error))?;
        }
        Ok(Summary { rows: ExtractTable::ALL.into_iter().zip(self.rows).collect() })
    }
}

/// Empties the folder of an earlier extract, in either format, and of its notes: the sign of completeness first.
pub(super) fn clear(folder: &Path) -> Result<()> {
    let tables =
        ExtractTable::ALL.iter().flat_map(|table| Format::ALL.map(|format| format!("{}.{}", table.name(), format.ending())));
    for name in [note::COMPLETE.into(), note::README.into()].into_iter().chain(tables) {
        let path = folder.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Fault::file(&path, error)),
            _ => {}
        }
    }
    Ok(())
}
