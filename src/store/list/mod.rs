//! MDT lists: what they are made from, as they were made, and as they are read.

mod candidates;
mod made;
mod read;

pub use candidates::{LatestRun, before, ground, latest_run, nominated, ranked, run};
pub use made::{ListHeader, Made, header, headers, latest, make};
pub use read::{ChangeRow, EntryFilter, EntryRow, changes, entries};

/// The facts about the person `p` of score `s` on the day `$2`, who declined since `$3`, for the run `$4` and the team `$5`.
macro_rules! candidates_sql {
    ($from:literal) => {
        concat!(
            "SELECT p.id AS person, p.practice, p.care_home, (p.died_on IS NOT NULL AND p.died_on <= $2) AS died, \
             (p.deregistered_on IS NOT NULL AND p.deregistered_on <= $2) AS left_list, \
             (p.had_case AND EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_day IS NULL)) AS on_register, ",
            $crate::store::list::declined!("$3"),
            " AS declined, ",
            $crate::store::objection::objects_to_case_management!("$2"),
            " AS objects, ",
            $crate::store::list::not_suitable!("$2"),
            " AS not_suitable, (SELECT n.id FROM nomination n WHERE n.person = p.id AND n.team = $5 AND n.closed_day IS NULL) AS nomination, \
             s.practice AS scored_at, s.risk, s.percentile, s.tier, s.rank, s.practice_rank FROM ",
            $from
        )
    };
}

/// Whether the person `p` declined after the day `$since`.
macro_rules! declined {
    ($since:literal) => {
        concat!(
            "((p.had_case AND EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_reason = 'declined' AND c.end_day > ",
            $since,
            ")) OR (p.had_nomination AND EXISTS (SELECT 1 FROM nomination d WHERE d.person = p.id \
                AND d.not_accepted_reason = 'declined' AND d.closed_day > ",
            $since,
            ")) OR EXISTS (SELECT 1 FROM meeting_item d JOIN meeting_now m ON m.id = d.meeting WHERE d.person = p.id \
                AND d.not_accepted = 'declined' AND m.on_day > ",
            $since,
            "))"
        )
    };
}

/// Whether the person `p` is called not suitable on the day `$day`.
macro_rules! not_suitable {
    ($day:literal) => {
        concat!(
            "(p.had_suitability AND EXISTS (SELECT 1 FROM suitability u WHERE u.person = p.id AND u.from_day <= ",
            $day,
            " AND u.until_day > ",
            $day,
            " AND (u.lifted_day IS NULL OR u.lifted_day > ",
            $day,
            ")))"
        )
    };
}
pub(in crate::store) use not_suitable;
use {candidates_sql, declined};
