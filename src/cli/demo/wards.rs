//! What happens in hospital: stays from the imported data, what the hospital and the team say of them, and contacts after discharge.

use super::cast::HOSPITAL;
use super::dice::Dice;
use super::door::{day, items, text};
use super::life::Life;
use super::register::Followed;
use crate::casework::Rules;
use crate::cli::hospital::sync;
use crate::domain::Day;
use crate::error::Result;
use crate::measures::Definitions;
use serde_json::{Value, json};

/// Stays taken in begin here: two years before the demonstration's own months.
const SINCE: Day = Day::of(2023, 1, 1);

impl Life<'_> {
    /// The night's load of admissions and discharges.
    pub(super) fn take_in_stays(&mut self) -> Result<()> {
        let done = self.house.wait(sync(
            &self.house.db,
            self.store,
            SINCE,
            (&Rules::default(), &Definitions::built_in()),
            &self.house.time.moment(),
        ))?;
        self.count_many("hospital stays", done.added);
        Ok(())
    }

    /// What the team writes of those in hospital, and the contacts after discharge that are made.
    pub(super) fn day_of_the_wards(&mut self, today: Day) -> Result<()> {
        for team in 0..self.teams.len() {
            self.beds(team, today)?;
            self.after_discharge(team, today)?;
        }
        Ok(())
    }

    fn dice_of(&self, person: &str) -> Option<Dice> {
        self.followed.iter().find(|who| who.person == person).map(|who| who.dice)
    }

    fn beds(&mut self, team: usize, today: Day) -> Result<()> {
        let path = format!("/teams/{}/in-hospital?limit=200", self.teams[team].id);
        let found = self.teams[team].clerk().caller.get(&path)?.json;
        for line in items(&found, "items") {
            let Some(dice) = self.dice_of(&text(line, "person")) else { continue };
            let Some(since) = day(line, "admitted_on") else { continue };
            let event = if line["expected_discharge"].is_null() && dice.chance(&format!("expected {since}"), 75) {
                let days = 3 + dice.throw(&format!("days {since}"), 9) as i32;
                json!({"type": "expected_discharge_set", "on": today, "expected_discharge": today.plus_days(days)})
            } else if line["days"].as_i64().unwrap_or_default() > 9
                && line["delayed_since"].is_null()
                && dice.chance(&format!("delayed {since}"), 50)
            {
                let reason = dice.pick("why", &["care_package_at_home", "completion_of_assessment", "nursing_home"]);
                self.count("delays in hospital");
                json!({"type": "delayed", "on": today, "reason": reason})
            } else {
                continue;
            };
            let path = format!("/stays/{}/events", text(line, "stay"));
            let etag = format!("\"{}\"", line["version"]);
            self.teams[team].clerk().caller.attempt("POST", &path, &etag, &event)?;
        }
        Ok(())
    }

    fn after_discharge(&mut self, team: usize, today: Day) -> Result<()> {
        let path = format!("/teams/{}/after-discharge?limit=200", self.teams[team].id);
        let found = self.teams[team].clerk().caller.get(&path)?.json;
        for line in items(&found, "items") {
            let (person, state) = (text(line, "person"), text(&line["contact"], "state"));
            let Some(who) = self.followed.iter().find(|who| who.person == person && !who.ended) else { continue };
            let notified = text(line, "notified_on");
            if state != "due" && state != "overdue" || who.dice.chance(&format!("missed {notified}"), 15) {
                continue;
            }
            let tried = who.dice.chance(&format!("tried {notified}"), 12);
            let body = if tried {
                json!({"state": "attempted", "note": "Rang twice, no answer; visit tomorrow"})
            } else {
                json!({"state": "done", "note": "Home and settled; discharge letter and new tablets gone through"})
            };
            let stay = format!("/stays/{}", text(line, "stay"));
            let actor = self.actor(who);
            let seen = actor.get(&stay)?;
            if actor.attempt("POST", &format!("{stay}/contacts"), &seen.etag, &body)?.is_some() {
                self.count("contacts after discharge");
            }
        }
        let _ = today;
        Ok(())
    }

    /// The hospital's own messages of the last weeks: so that somebody is in, somebody is delayed, somebody has just left and somebody was
    /// missed on the last day; and one message about nobody here.
    pub(super) fn messages(&mut self, today: Day, week: &'static str) -> Result<()> {
        let free = |who: &&Followed| !who.ended && who.coordinator.is_some() && self.gone(&who.person, today).is_none();
        let mut chosen: Vec<Followed> = self.followed.iter().filter(free).cloned().collect();
        chosen.sort_by_key(|who| who.dice.throw("messages", 1_000_000));
        let ward = "Ward 7, acute medicine";
        let back = |days: i32| today.plus_days(-days);
        let admitted = |days: i32| json!({"type": "admitted", "on": back(days), "method": "21", "ward": ward, "expected_discharge": today.plus_days(4)});
        let left = |days: i32| json!({"type": "discharged", "on": back(days), "destination": "19", "method": "1"});
        let scenes: Vec<(usize, Vec<Value>)> = match week {
            "missed" => vec![(0, vec![admitted(8), left(0)])],
            _ => vec![
                (1, vec![admitted(2)]),
                (2, vec![admitted(16), json!({"type": "delayed", "on": back(3), "reason": "care_package_at_home"})]),
                (3, vec![admitted(7), json!({"type": "discharge_notified", "on": today})]),
                (4, vec![admitted(5), left(0)]),
            ],
        };
        for (place, events) in scenes {
            let Some(who) = chosen.get(place) else { continue };
            for (at, event) in events.into_iter().enumerate() {
                let id = format!("{week}-{place}-{at}");
                self.message(&id, (&who.nhs_number, who.born_on), Some(&format!("{week}-{place}")), event)?;
            }
        }
        if week == "last" {
            // A number with a good check digit that the extract gives to nobody, and somebody's number with another date of birth.
            if let Some(who) = chosen.first() {
                self.message("wrong-birth", (&who.nhs_number, who.born_on.plus_days(31)), None, admitted(1))?;
            }
        }
        Ok(())
    }

    fn message(&mut self, id: &str, (number, born): (&str, Day), spell: Option<&str>, event: Value) -> Result<()> {
        let body = json!({"provider": HOSPITAL, "event_id": id, "sent_at": self.house.time.clock().now(), "nhs_number": number,
            "born_on": born, "spell": spell.map(|spell| format!("demo-{spell}")), "event": event});
        let done = self.cast.feed.caller.post("/hospital-events", &body)?;
        self.count(if done.json["outcome"] == "set_aside" {
            "hospital messages set aside"
        } else {
            "hospital messages taken in"
        });
        Ok(())
    }
}
