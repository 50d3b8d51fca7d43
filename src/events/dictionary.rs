//! Codes get numbers while threads read, and final numbers in the order of system and code when all is read, so that
//! the numbers in a store do not depend on which thread met a code first.

use crate::events::check::System;
use crate::events::codes::Codes;
use crate::events::fast_hash::FastMap;
use crate::events::read::lock;
use std::sync::{Mutex, PoisonError};

/// The dictionary all threads share while reading. Its numbers are provisional.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    codes: Mutex<Codes>,
}

impl Dictionary {
    /// The provisional number of a code already in its one form.
    pub(crate) fn intern(&self, system: &str, code: &str) -> u32 {
        lock(&self.codes).intern(system, code)
    }

    /// The final dictionary, and the final number of each provisional one.
    pub(crate) fn finish(self) -> (Codes, Vec<u32>) {
        let provisional = self.codes.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut order: Vec<(&str, &str, u32)> = provisional.iter().map(|(id, system, code)| (system, code, id)).collect();
        order.sort_unstable();
        let (mut codes, mut numbers) = (Codes::default(), vec![0; provisional.len()]);
        for (system, code, id) in order {
            numbers[id as usize] = codes.intern(system, code);
        }
        (codes, numbers)
    }
}

/// One thread's memory of the dictionary, by the cell as it came: checking and bringing into form is done once a code, not once a row.
#[derive(Debug)]
pub(crate) struct CodeReader<'a> {
    dictionary: &'a Dictionary,
    known: Vec<FastMap<Box<[u8]>, u32>>,
}

impl<'a> CodeReader<'a> {
    pub(crate) fn new(dictionary: &'a Dictionary) -> Self {
        Self { dictionary, known: vec![FastMap::default(); System::ALL.len()] }
    }

    /// The provisional number of the code in a cell; 0 for an empty one. Errors say why it is no code of `system`.
    pub(crate) fn number(&mut self, system: System, cell: &[u8]) -> Result<u32, &'static str> {
        if cell.is_empty() {
            return Ok(0);
        }
        let known = &mut self.known[system as usize];
        if let Some(&number) = known.get(cell) {
            return Ok(number);
        }
        let number = self.dictionary.intern(system.name(), &system.read(cell)?);
        known.insert(cell.into(), number);
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_numbers_do_not_depend_on_the_order_of_meeting() {
        let numbered = |cells: &[(System, &str)]| {
            let dictionary = Dictionary::default();
            let mut reader = CodeReader::new(&dictionary);
            let met: Vec<u32> = cells.iter().map(|&(system, cell)| reader.number(system, cell.as_bytes()).unwrap()).collect();
            let (codes, numbers) = dictionary.finish();
            let mut last: Vec<_> = met
                .iter()
                .map(|&id| (numbers[id as usize], codes.get(numbers[id as usize])))
                .map(|(n, (s, c))| (n, s.to_owned(), c.to_owned()))
                .collect();
            last.sort();
            last
        };
        let (a, b, c) = ((System::Snomed, "73211009"), (System::Bnf, "0205051r0"), (System::Snomed, "195967001"));
        assert_eq!(numbered(&[a, b, c]), numbered(&[c, a, b]));
        assert_eq!(numbered(&[a, b, c])[0], (1, "bnf".into(), "0205051R0".into()));
    }

    #[test]
    fn a_cell_that_is_no_code_gets_no_number() {
        let dictionary = Dictionary::default();
        let mut reader = CodeReader::new(&dictionary);
        assert!(reader.number(System::Sex, b"F").is_err());
        assert_eq!(reader.number(System::Unit, b"").unwrap(), 0);
        assert_eq!(dictionary.finish().0.len(), 1);
    }
}
