//! One walk over a table's rows for up to 64 features.

use super::accumulate::Person;
use super::columns::{self, Numbers, Optional};
use super::lookup::{CodeWords, Companions, WindowWords};
use super::op::{Adds, Name, Op, layout_name};
use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::events::layout::{Kind, Table};
use crate::features::codelist::CodeLists;
use crate::features::definition::{Condition, FeatureDefinition, KNOWN_AT_DISCHARGE, Window};
use arrow_array::RecordBatch;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A walk, prepared.
#[derive(Debug)]
pub(super) struct Scan {
    table: Table,
    ops: Vec<Op>,
    windows: WindowWords,
    /// Code columns with conditions.
    filters: Vec<(Name, CodeWords)>,
    /// What a diagnosis after the first shows to rules on its spell.
    companions: Option<CodeWords>,
    /// Features that only ask whether there is a row: all of them are noted at once.
    presence: u64,
    /// Features with something left to look at on a row whose bit is set.
    residual: u64,
    needs_end: bool,
    needs_spell: bool,
}

/// A code column; codes known only at discharge read as empty before it.
struct CodeColumn<'a> {
    ids: &'a [u32],
    at_discharge: bool,
}

impl CodeColumn<'_> {
    #[inline]
    fn get(&self, row: usize, ended: bool) -> u32 {
        if self.at_discharge && !ended { 0 } else { self.ids[row] }
    }
}

/// What an op reads on a row, in the order of the ops.
struct Inputs<'a> {
    numbers: Vec<(Numbers<'a>, f64, f64)>,
    codes: Option<CodeColumn<'a>>,
    number: Option<Numbers<'a>>,
}

impl Scan {
    pub(super) fn new(
        table: Table,
        features: &[(usize, &FeatureDefinition)],
        lists: &CodeLists,
        codes: &Codes,
        wanted: &mut BTreeSet<Name>,
    ) -> Result<Self> {
        let mut companions = Companions::default();
        let mut ops = Vec::new();
        let mut windows = Vec::new();
        let mut conditions: BTreeMap<Name, Vec<(usize, &Condition)>> = BTreeMap::new();
        let (mut presence, mut residual) = (0, 0);
        for (bit, &(position, feature)) in features.iter().enumerate() {
            let op = Op::new(position, feature, lists, codes, &mut companions)?;
            windows.push((bit, feature.window.unwrap_or(Window::Ever), op.is_open()));
            for (column, condition) in &feature.filter {
                if matches!(table.column(column).map(|column| column.kind), Some(Kind::Code(_))) {
                    conditions.entry(layout_name(table, column)?).or_default().push((bit, condition));
                }
            }
            if let Adds::Groups(column, ..) = &op.adds {
                conditions.entry(column).or_default();
            }
            presence |= u64::from(matches!(op.adds, Adds::Presence)) << bit;
            residual |= u64::from(op.current || !op.numbers.is_empty() || !op.ruled.is_empty()) << bit;
            ops.push(op);
        }
        let mut filters = Vec::new();
        for (column, conditions) in conditions {
            let mut words = CodeWords::new(&conditions, lists, codes);
            // Codes outside a list add nothing to its groups, so that their rows need not be looked at.
            for (bit, op) in ops.iter().enumerate() {
                if let Adds::Groups(of, lookup, _) = &op.adds
                    && *of == column
                {
                    words = words.restricted(bit, codes, |id| lookup.knows(id));
                }
            }
            filters.push((column, words));
        }
        let has_rules = ops.iter().any(|op| !op.ruled.is_empty() || matches!(op.adds, Adds::Groups(..)));
        let companions = companions.words(codes).filter(|_| has_rules);
        let read: BTreeSet<Name> = filters.iter().map(|(name, _)| *name).chain(ops.iter().flat_map(Op::reads)).collect();
        let at_discharge = table == Table::Admissions && read.iter().any(|name| KNOWN_AT_DISCHARGE.contains(name));
        let needs_end = at_discharge || ops.iter().any(|op| op.current || op.is_open());
        let needs_position =
            table == Table::Diagnoses && ops.iter().any(|op| !op.ruled.is_empty() || matches!(op.adds, Adds::Groups(..)));
        let needs_spell = companions.is_some() || ops.iter().any(|op| matches!(op.adds, Adds::Spell));
        wanted.extend(read);
        wanted.extend(["person", "visible_on"]);
        wanted.extend(table.date_column());
        wanted.extend(table.end_column().filter(|_| needs_end));
        wanted.extend(needs_spell.then_some("spell"));
        wanted.extend(needs_position.then_some(["position", "diagnosis"]).into_iter().flatten());
        Ok(Self {
            table,
            ops,
            windows: WindowWords::new(&windows),
            filters,
            companions,
            presence,
            residual,
            needs_end,
            needs_spell,
        })
    }

    pub(super) const fn table(&self) -> Table {
        self.table
    }

    fn code_column<'a>(&self, batch: &'a RecordBatch, name: Name) -> Result<CodeColumn<'a>> {
        let at_discharge = self.table == Table::Admissions && KNOWN_AT_DISCHARGE.contains(&name);
        Ok(CodeColumn { ids: columns::ids(batch, name)?, at_discharge })
    }

    fn inputs<'a>(&self, op: &Op, batch: &'a RecordBatch) -> Result<Inputs<'a>> {
        let bounds = |&(name, least, bound): &(Name, f64, f64)| Ok((columns::numbers(batch, name)?, least, bound));
        let (code, number) = op.adds.column();
        Ok(Inputs {
            numbers: op.numbers.iter().map(bounds).collect::<Result<_>>()?,
            codes: code.map(|name| self.code_column(batch, name)).transpose()?,
            number: number.map(|name| columns::numbers(batch, name)).transpose()?,
        })
    }

    /// Walks over `batch` and writes the numbers of its people into `outputs`.
    pub(super) fn run(&self, batch: &RecordBatch, people: &Range<u32>, index: Day, outputs: &mut [Vec<f32>]) -> Result<()> {
        let index = index.number();
        let persons = columns::ids(batch, "person")?;
        let dates = columns::days(batch, self.table.date_column().unwrap_or("visible_on"))?;
        let visible = columns::days(batch, "visible_on")?;
        let ends =
            self.table.end_column().filter(|_| self.needs_end).map(|name| columns::optional_days(batch, name)).transpose()?;
        let spells = if self.needs_spell { columns::ids(batch, "spell")? } else { &[] };
        let ruled = self.ops.iter().any(|op| !op.ruled.is_empty() || matches!(op.adds, Adds::Groups(..)));
        let diagnoses: Option<(&[u32], &[u32])> = if self.table == Table::Diagnoses && ruled {
            Some((columns::ids(batch, "position")?, columns::ids(batch, "diagnosis")?))
        } else {
            None
        };
        let filters: Vec<(CodeColumn<'_>, &CodeWords)> =
            self.filters.iter().map(|(name, words)| Ok((self.code_column(batch, name)?, words))).collect::<Result<_>>()?;
        let inputs: Vec<Inputs<'_>> = self.ops.iter().map(|op| self.inputs(op, batch)).collect::<Result<_>>()?;

        let mut state = Person::new(&self.ops);
        let mut current = people.start;
        // The spell that `shown` is about: the first row beyond it.
        let (mut spell_end, mut shown) = (0, 0);
        for row in 0..batch.num_rows() {
            let person = persons[row];
            if person != current {
                if person < current || person >= people.end {
                    return Err(Fault::Data(format!(
                        "{}: rows are not in the order of people; import the extract again",
                        self.table.name()
                    )));
                }
                state.write(&self.ops, index, (current - people.start) as usize, outputs);
                current = person;
            }
            if let (Some(words), Some((positions, diagnoses))) = (&self.companions, diagnoses)
                && row >= spell_end
            {
                shown = 0;
                spell_end = row;
                while spell_end < persons.len() && persons[spell_end] == person && spells[spell_end] == spells[row] {
                    if positions[spell_end] > 1 && dates[spell_end] <= index && visible[spell_end] <= index {
                        shown |= words.get(diagnoses[spell_end]);
                    }
                    spell_end += 1;
                }
            }
            let day = dates[row];
            if day > index || visible[row] > index {
                continue;
            }
            let end = ends.as_ref().and_then(|ends: &Optional<'_, i32>| ends.get(row)).filter(|&end| end <= index);
            let mut bits = self.windows.get(index.abs_diff(day));
            for (codes, words) in &filters {
                bits &= words.get(codes.get(row, end.is_some()));
            }
            let noted = bits & self.presence & !self.residual;
            state.note(noted);
            bits &= !noted;
            while bits != 0 {
                let bit = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let (Some(op), Some(inputs)) = (self.ops.get(bit), inputs.get(bit)) else { break };
                if self.residual & (1 << bit) != 0 {
                    if op.current && end.is_some() {
                        continue;
                    }
                    let within = |(numbers, least, bound): &(Numbers<'_>, f64, f64)| {
                        numbers.get(row).is_some_and(|number| number >= *least && number < *bound)
                    };
                    if !inputs.numbers.iter().all(within) {
                        continue;
                    }
                    if let Some((positions, diagnoses)) = diagnoses
                        && !op.ruled.iter().all(|list| list.groups(diagnoses[row], positions[row], shown) != 0)
                    {
                        continue;
                    }
                }
                match &op.adds {
                    Adds::One => state.add(bit, 1.0),
                    Adds::Presence => state.note(1 << bit),
                    Adds::Spell => state.spell(bit, spells[row]),
                    Adds::Number(_) => {
                        if let Some(number) = inputs.number.and_then(|numbers| numbers.get(row)) {
                            state.add(bit, number);
                        }
                    }
                    Adds::Nights(near, far) => {
                        let first = far.map_or(day, |far| day.max(index - i32::from(far)));
                        let beyond = end.unwrap_or(index).min(index - i32::from(*near) + 1);
                        state.add(bit, f64::from((beyond - first).max(0)));
                    }
                    Adds::Value(_, values, _) => {
                        let id = inputs.codes.as_ref().map_or(0, |codes| codes.get(row, end.is_some()));
                        state.value(bit, values.get(id as usize).copied().unwrap_or(0), person);
                    }
                    Adds::Groups(_, lookup, _) => {
                        let id = inputs.codes.as_ref().map_or(0, |codes| codes.get(row, end.is_some()));
                        let position = diagnoses.map_or(0, |(positions, _)| positions[row]);
                        state.groups(bit, lookup.groups(id, position, shown));
                    }
                    Adds::LatestNumber(_) => {
                        if let Some(number) = inputs.number.and_then(|numbers| numbers.get(row)) {
                            state.latest(bit, day, number);
                        }
                    }
                    Adds::LatestDay => state.latest(bit, day, 0.0),
                    Adds::FirstDay => state.earliest(bit, day),
                }
            }
        }
        if current < people.end {
            state.write(&self.ops, index, (current - people.start) as usize, outputs);
        }
        Ok(())
    }
}
