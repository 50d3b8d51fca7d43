//! Who is in the store: registrations become people with dense indexes.

mod roll;
mod source_id;

pub(crate) use roll::{Given, Person, Registration, Roll, call_up};
pub(crate) use source_id::{Numbers, assign};

use crate::domain::hidden_debug;
use crate::domain::{Day, NhsNumber};
use crate::events::adapter::PeopleAre;
use crate::events::check::reason;
use crate::events::fast_hash::FastMap;

hidden_debug!(People, Known);

/// What checking an event needs to know of people.
pub(crate) struct People {
    named_by: PeopleAre,
    /// By NHS number, or by a hash of the source's id. The birth lies beside the index because every event asks for both.
    named: FastMap<u64, Known>,
}

/// A person's index and date of birth.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub index: u32,
    pub date_of_birth: Day,
}

impl People {
    /// The person a cell names, or why there is none.
    pub(crate) fn find(&self, cell: &[u8]) -> Result<Known, &'static str> {
        match self.named_by {
            PeopleAre::SourceIds if cell.is_empty() => Err(reason::EMPTY),
            PeopleAre::SourceIds => self.named.get(&id_hash(cell)).copied().ok_or(reason::UNKNOWN_PERSON),
            PeopleAre::NhsNumbers => {
                // Numbers of known people were checked when the people were read.
                if let Some(&known) = ten_digits(cell).and_then(|number| self.named.get(&number)) {
                    return Ok(known);
                }
                let number = NhsNumber::parse(cell).map_err(reason::of_number)?;
                self.named.get(&number.as_u64()).copied().ok_or(reason::UNKNOWN_PERSON)
            }
        }
    }
}

fn ten_digits(cell: &[u8]) -> Option<u64> {
    if cell.len() != 10 {
        return None;
    }
    cell.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u64::from(digit - b'0')))
}

/// Sixty-four bits of an id. Two people of one extract with one hash are found when the roll is called.
fn id_hash(id: &[u8]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(id).as_bytes()[..8]);
    u64::from_le_bytes(first)
}
