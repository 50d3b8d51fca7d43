//! Rows by person, packed: half a million people, most of them without any.

use crate::measures::ledger::PersonIx;

/// Rows of a kind, together in memory by person.
#[derive(Debug, Clone)]
pub(in crate::measures) struct Index<T> {
    /// Where each person's rows begin; one more at the end.
    begins: Vec<u32>,
    rows: Vec<T>,
}

impl<T> Index<T> {
    /// Of rows with their people. Rows of a person stay in the order in which they come.
    pub(in crate::measures) fn new(people: usize, mut rows: Vec<(PersonIx, T)>) -> Self {
        rows.sort_by_key(|(person, _)| *person);
        let mut begins = vec![0; people + 1];
        for (person, _) in &rows {
            begins[*person as usize + 1] += 1;
        }
        for place in 1..begins.len() {
            begins[place] += begins[place - 1];
        }
        Self { begins, rows: rows.into_iter().map(|(_, row)| row).collect() }
    }

    /// A person's rows.
    pub(in crate::measures) fn of(&self, person: PersonIx) -> &[T] {
        let place = person as usize;
        &self.rows[self.begins[place] as usize..self.begins[place + 1] as usize]
    }

    /// Every row, with its person.
    pub(in crate::measures) fn all(&self) -> impl Iterator<Item = (PersonIx, &T)> {
        self.people().flat_map(|person| self.of(person).iter().map(move |row| (person, row)))
    }

    /// Everybody who has rows, in order.
    pub(in crate::measures) fn people(&self) -> impl Iterator<Item = PersonIx> {
        (0..).zip(self.begins.windows(2)).filter(|(_, pair)| pair[0] < pair[1]).map(|(person, _)| person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_their_own() {
        let index = Index::new(4, vec![(2, 'a'), (0, 'b'), (2, 'c')]);
        assert_eq!([0, 1, 2, 3].map(|person| index.of(person).iter().collect::<String>()), ["b", "", "ac", ""]);
        assert_eq!(index.people().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(index.all().map(|(person, row)| (person, *row)).collect::<Vec<_>>(), [(0, 'b'), (2, 'a'), (2, 'c')]);
    }
}
