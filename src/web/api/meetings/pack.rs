//! `/meetings/{meeting}/pack`: the agenda on paper, a list in front and one page a person.

use super::MeetingLine;
use super::agenda::AgendaLine;
use crate::access::{Care, Pack};
use crate::casework::case::{Action, Case, in_words};
use crate::casework::event::fold;
use crate::casework::meeting::Why;
use crate::casework::meeting::history::since_last_review;
use crate::domain::{Day, MeetingId, NhsNumber, StaffId};
use crate::web::{Answer, Faults, Problem};
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// An action that is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenAction {
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: StaffId,
    /// Their name.
    pub owner_name: String,
    /// By when.
    pub due: Day,
    /// The due date has passed.
    pub overdue: bool,
}

/// Something that happened to the case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackChange {
    /// The day.
    pub on: Day,
    /// In words.
    pub what: String,
}

/// One person's page.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sheet {
    /// Their line of the agenda.
    pub line: AgendaLine,
    /// Open actions, the earliest due date first.
    pub actions: Vec<OpenAction>,
    /// The day of the last review; `null` when there was none.
    pub last_review: Option<Day>,
    /// What was decided at it.
    pub last_decision: Option<String>,
    /// What happened since, or since the start when there was no review; oldest first.
    pub changes: Vec<PackChange>,
}

/// A pack.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackView {
    /// The day it was made: where cases and stays stand.
    pub as_of: Day,
    /// The day after which a newer pack takes its place: that of the meeting.
    pub superseded_after: Day,
    /// The last day of the data that the risk scores rest on; `null` when nobody has a score.
    pub risk_data_date: Option<Day>,
    /// The meeting.
    pub meeting: MeetingLine,
    /// One for each person, in the order of the agenda.
    pub sheets: Vec<Sheet>,
}

/// The meeting's pack
#[utoipa::path(get, path = "/api/v1/meetings/{meeting}/pack", tag = "meetings", params(("meeting" = MeetingId, Path)),
    responses((status = 200, body = PackView), Faults))]
pub async fn json(care: Care, id: Path<MeetingId>) -> Result<Answer, Problem> {
    let pack = care.pack(id.into_inner()).await?;
    Answer::ok(&PackView::new(pack, care.today()))
}

/// The meeting's pack, to be printed: self-contained, dated, with numbered pages
#[utoipa::path(get, path = "/api/v1/meetings/{meeting}/pack.html", tag = "meetings", params(("meeting" = MeetingId, Path)),
    responses((status = 200, body = String, content_type = "text/html"), Faults))]
pub async fn html(care: Care, id: Path<MeetingId>) -> Result<HttpResponse, Problem> {
    let pack = care.pack(id.into_inner()).await?;
    let page = Printed { pack: &PackView::new(pack, care.today()) }
        .render()
        .map_err(|_| Problem::unwritten("the pack cannot be written"))?;
    Ok(crate::web::html::page(page))
}

impl PackView {
    /// The pack of what was read, as of `today`.
    fn new(pack: Pack, today: Day) -> Self {
        let Pack { meeting, agenda, mut cases, names } = pack;
        let on = meeting.on_day;
        let name = |staff: StaffId| names.get(&staff.uuid()).cloned().unwrap_or_default();
        let sheet = |(place, row): (i64, crate::access::rows::AgendaRow)| {
            let events = row.case_id.and_then(|id| cases.remove(&id.into())).unwrap_or_default();
            let case: Case = fold(&events);
            let mut actions: Vec<OpenAction> = case.open_actions().map(|action| open_action(action, name, today)).collect();
            actions.sort_by_key(|action| action.due);
            let last = case.reviews.last();
            let mut changes: Vec<PackChange> = since_last_review(&events)
                .iter()
                .map(|event| PackChange { on: event.happened_on, what: in_words(event, name) })
                .collect();
            changes.sort_by_key(|change| change.on);
            Sheet {
                line: AgendaLine::new(place, row, on, today),
                actions,
                last_review: last.map(|review| review.on),
                last_decision: last.map(|review| plain(review.decision)),
                changes,
            }
        };
        let sheets: Vec<Sheet> = (1..).zip(agenda).map(sheet).collect();
        let dates = sheets.iter().filter_map(|sheet| sheet.line.risk.as_ref());
        let risk_data_date = dates.filter_map(|risk| risk.data_date.or(risk.as_of)).min();
        Self { as_of: today, superseded_after: on.max(today), risk_data_date, meeting: meeting.into(), sheets }
    }
}

fn open_action(action: &Action, name: impl Fn(StaffId) -> String, today: Day) -> OpenAction {
    OpenAction {
        what: action.what.to_string(),
        owner: action.owner,
        owner_name: name(action.owner),
        due: action.due,
        overdue: action.due < today,
    }
}

/// A name such as `step_up` as words.
fn plain(value: impl Serialize) -> String {
    let name = serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    name.replace('_', " ")
}

/// The pack on paper.
#[derive(Template)]
#[template(path = "pack.html")]
struct Printed<'a> {
    pack: &'a PackView,
}

impl Printed<'_> {
    /// `16 March 2026`.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn day(day: &Day) -> String {
        NaiveDate::from(*day).format("%-d %B %Y").to_string()
    }

    /// What kind of meeting.
    fn kind(&self) -> &'static str {
        match self.pack.meeting.kind.as_str() {
            "ward_round" => "Ward round",
            "care_home_round" => "Care-home round",
            _ => "Community MDT",
        }
    }

    /// What the foot of every page says about dates.
    fn dates(&self) -> String {
        let scores =
            self.pack.risk_data_date.map_or("no risk scores".to_owned(), |day| format!("risk data to {}", Self::day(&day)));
        format!("Data of {}; {scores}. Superseded after {}.", Self::day(&self.pack.as_of), Self::day(&self.pack.superseded_after))
    }

    /// `FROST, Edith`, or the id where identity is not kept.
    fn name(line: &AgendaLine) -> String {
        match (&line.family_name, &line.given_name) {
            (Some(family), Some(given)) => format!("{}, {given}", family.to_uppercase()),
            _ => format!("Person {}", line.person),
        }
    }

    /// `943 476 5919`.
    fn number(line: &AgendaLine) -> String {
        let number = line.nhs_number.as_deref().unwrap_or_default();
        match (number.get(..3), number.get(3..6), number.get(6..)) {
            (Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
            _ => "not kept".into(),
        }
    }

    /// Whether anybody on it is made up.
    fn has_made_up_people(&self) -> bool {
        self.pack.sheets.iter().filter_map(|sheet| sheet.line.nhs_number.as_deref()).any(is_made_up)
    }

    /// A reason for being there, with how often it was so when they were carried over.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn why(why: &Why, carried: &i64) -> String {
        match why {
            Why::CarriedOver { .. } if *carried > 1 => format!("{} ({carried} times so far)", why.words(Self::day)),
            _ => why.words(Self::day),
        }
    }

    /// `12.5%`.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn percent(risk: &f64) -> String {
        format!("{:.1}%", risk * 100.0)
    }

    /// Whether any line is in hospital.
    fn anybody_in_hospital(&self) -> bool {
        self.pack.sheets.iter().any(|sheet| sheet.line.in_hospital.is_some())
    }
}

/// Whether an NHS number is one of those that are issued to nobody.
fn is_made_up(number: &str) -> bool {
    NhsNumber::parse(number.as_bytes()).is_ok_and(NhsNumber::is_nobodys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_somebody_was_carried_over_is_said_where_that_is_the_reason() {
        let day = Day::of(2026, 3, 2);
        let carried = Why::CarriedOver { from: MeetingId::default(), on: day };
        assert_eq!(Printed::why(&carried, &2), "carried over from 2 March 2026 (2 times so far)");
        assert_eq!(Printed::why(&carried, &1), "carried over from 2 March 2026");
        assert_eq!(Printed::why(&Why::Nominated { on: day }, &2), "nominated 2 March 2026");
    }

    #[test]
    fn numbers_that_are_issued_to_nobody_are_made_up() {
        assert!(is_made_up("9434765919"));
        for number in ["4010232137", "not a number", ""] {
            assert!(!is_made_up(number), "{number}");
        }
    }
}
