//! Whom the model is of, what it predicts, and the data it saw.

use super::document::{Section, Table};
use super::input::CardInput;
use super::numbers::{NONE, enough, people, percent, whole};

pub(super) fn population(input: &CardInput) -> Section {
    let test = &input.evaluation;
    let rate = |events: u64, n: u64| if enough(events, n) { percent(events as f64 / n as f64, 1) } else { NONE.to_owned() };
    let until = |index: crate::domain::Day| index.plus_days(i32::from(input.horizon_days)).to_string();
    let row = |what: &str, index: crate::domain::Day, n: u64, events: u64| {
        vec![what.to_owned(), index.to_string(), until(index), people(n), people(events), rate(events, n)]
    };
    let left_out = input.left_out.iter().map(|left| vec![left.reason.clone(), people(left.people)]).collect();
    Section::new("population", "People and outcome")
        .text(format!("Who is scored: {}", input.population))
        .text(format!("Outcome: {} Horizon: {} days after the index date.", input.outcome, input.horizon_days))
        .text(format!("How it was tested: {}.", input.validation.words()))
        .table(Table::of_numbers(
            "Fitting and testing",
            &["", "Index date", "Outcome to", "People", "With the event", "Event rate"],
            vec![
                row("The fit that was tested", input.fit_index_date, input.fit_people, input.fit_events),
                row("Tested on", input.test_index_date, test.n, test.events),
            ],
        ))
        .table(Table::of_numbers("Left out of the test, by reason", &["Reason", "People"], left_out))
}

pub(super) fn data(input: &CardInput) -> Section {
    let feeds = input.feeds.iter().map(|feed| {
        let latest = feed.latest_event.map_or_else(|| NONE.to_owned(), |day| day.to_string());
        let delivered = if feed.present { "yes" } else { "not delivered" };
        let recorded = match (feed.present, feed.recorded_dates) {
            (false, _) => NONE,
            (true, true) => "yes",
            (true, false) => "no: may hold what was entered later",
        };
        vec![feed.name.clone(), delivered.to_owned(), whole(feed.rows), latest, recorded.to_owned()]
    });
    let names = |wanted: &dyn Fn(&super::input::Feed) -> bool| {
        let names: Vec<&str> = input.feeds.iter().filter(|feed| wanted(feed)).map(|feed| feed.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let mut section = Section::new("data", "Data").text(format!("The data reach to {}.", input.data_until)).table(
        Table::of_words("Feeds", &["Feed", "Delivered", "Rows", "Latest event", "Says when rows were recorded"], feeds.collect()),
    );
    if let Some(absent) = names(&|feed| !feed.present) {
        section = section.text(format!(
            "Not delivered: {absent}. What these feeds would have shown is unknown, not nought; a model fitted without them \
             must be used without them."
        ));
    }
    if let Some(undated) = names(&|feed| feed.present && !feed.recorded_dates) {
        section = section.text(format!(
            "Without recorded dates: {undated}. Rows entered after the index date about days before it cannot be told apart, so \
             the test may have looked ahead a little and figures may be better than in use."
        ));
    }
    section.text(format!("When something is missing: {}", input.missing_rule))
}
