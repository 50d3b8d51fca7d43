//! Who is behind a figure, and why: for those who may see each of them.

use crate::casework::Rules;
use crate::domain::{Day, OdsCode, PersonId, TeamId};
use crate::measures::book::Book;
use crate::measures::compute::Audience;
use crate::measures::compute::answer::Verdict;
use crate::measures::compute::scene::Scene;
use crate::measures::compute::walk::walk;
use crate::measures::{Definition, Definitions, Place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where somebody stands in a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// In the numerator.
    Counted,
    /// In the denominator and not in the numerator.
    Missing {
        /// The first reason, in words.
        why: String,
    },
    /// In neither: there is still time.
    Pending {
        /// The last day of it.
        until: Day,
    },
    /// In neither: taken out.
    Removed {
        /// Why, in words.
        why: String,
    },
    /// In the denominator of a ratio or a rate, which is counted apart from the numerator.
    Denominator {
        /// What they add to it: 1 to a ratio, their days to a rate.
        count: u64,
    },
}

/// A standing, without what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// In the numerator.
    Counted,
    /// In the denominator and not in the numerator.
    Missing,
    /// In neither: there is still time.
    Pending,
    /// In neither: taken out.
    Removed,
    /// In the denominator of a ratio or a rate, which is counted apart from the numerator.
    Denominator,
}

impl Standing {
    /// Without what belongs to it.
    #[must_use]
    pub const fn stands(&self) -> Stands {
        match self {
            Self::Counted => Stands::Counted,
            Self::Missing { .. } => Stands::Missing,
            Self::Pending { .. } => Stands::Pending,
            Self::Removed { .. } => Stands::Removed,
            Self::Denominator { .. } => Stands::Denominator,
        }
    }
}

/// Somebody in a measure, or something of theirs: one who has two actions due is there twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Explained {
    /// Who.
    pub person: PersonId,
    /// The practice at which they count.
    pub practice: Option<OdsCode>,
    /// The team with which they count.
    pub team: Option<TeamId>,
    /// The day it is about: due, notified, died, admitted; of measures that are about a day.
    pub on: Option<Day>,
    /// Where they stand.
    #[serde(flatten)]
    pub standing: Standing,
}

/// Everybody whom `definition` looks at on `as_of` at `place`, by person, objectors among them: in the order of ids, then of days. Of a
/// ratio or a rate somebody can be there twice, for numerator and denominator; of attendance, which is not about people under care,
/// nobody is.
#[must_use]
pub fn explain(
    book: &Book,
    definitions: &Definitions,
    definition: &Definition,
    rules: &Rules,
    as_of: Day,
    place: &Place,
) -> Vec<Explained> {
    let scene = Scene::new(book, definitions, rules, as_of, Audience::Practice);
    let mut told = vec![];
    let mut here: Vec<Option<bool>> = vec![];
    walk(&scene, definition, |found| {
        let home = found.home as usize;
        if home >= here.len() {
            here.resize(home + 1, None);
        }
        let inside = *here[home].get_or_insert_with(|| scene.homes.places(found.home).contains(place));
        let (Some(person), true) = (found.person, inside) else { return };
        let standing = match found.verdict {
            Verdict::Counted => Standing::Counted,
            Verdict::Missing(why) => Standing::Missing { why: why.words(as_of) },
            Verdict::Pending(until) => Standing::Pending { until },
            Verdict::Removed(why) => Standing::Removed { why: why.words(as_of) },
            Verdict::Base(count) => Standing::Denominator { count },
        };
        let home = scene.homes.home(found.home);
        let person = book.people[person as usize];
        told.push(Explained { person, practice: home.practice, team: home.team, on: found.on, standing });
    });
    told.sort_by_key(|explained| (explained.person, explained.on, explained.standing.stands()));
    told
}
