//! Lists, meetings, rounds, and the proposals of coordinators that follow them.

use super::dice::Dice;
use super::door::{Reply, day, items, text};
use super::life::Life;
use super::register::Followed;
use super::words;
use crate::domain::{Day, Role};
use crate::error::Result;
use serde_json::{Value, json};

impl Life<'_> {
    /// Proposes the month's list to a team, and plans the meeting on which it is discussed.
    pub(super) fn propose(&mut self, team: usize, on: Day, next: Day) -> Result<()> {
        let most = self.list_length(team);
        let clerk = &self.teams[team].clerk().caller;
        let rules = json!({"select": [{"rule": "top_of_practice_adults", "permille": 20}], "at_most": most});
        clerk.post(&format!("/teams/{}/lists", self.teams[team].id), &json!({"rules": rules}))?;
        let plan =
            json!({"team": self.teams[team].id, "kind": "community_mdt", "on": on, "next_on": next, "place": "Meeting room 1"});
        let planned = clerk.post("/meetings", &plan)?;
        self.planned[team] = Some(planned.text("id"));
        self.count("lists proposed");
        self.count("meetings planned");
        Ok(())
    }

    /// Holds the meeting that was planned.
    pub(super) fn hold(&mut self, team: usize, today: Day) -> Result<()> {
        let Some(id) = self.planned[team].take() else { return Ok(()) };
        self.held(team, &id, today)
    }

    /// A round: planned and held on the day.
    pub(super) fn round(&mut self, team: usize, kind: &str, place: &str, today: Day) -> Result<()> {
        let plan = json!({"team": self.teams[team].id, "kind": kind, "on": today, "place": place});
        let planned = self.teams[team].clerk().caller.post("/meetings", &plan)?;
        self.count(if kind == "ward_round" { "ward rounds" } else { "care-home rounds" });
        self.held(team, &planned.text("id"), today)
    }

    fn held(&mut self, team: usize, id: &str, today: Day) -> Result<()> {
        let path = format!("/meetings/{id}");
        let clerk = &self.teams[team].clerk().caller;
        let filled = clerk.post(&format!("{path}/agenda-fill"), &Value::Null)?;
        let opened = clerk.change("PUT", &format!("{path}/opening"), &filled.etag, &Value::Null)?;
        let agenda = clerk.get(&format!("{path}/agenda"))?;
        let mut lines: Vec<(String, Value)> =
            items(&agenda.json, "lines").iter().map(|line| (text(line, "nhs_number"), line.clone())).collect();
        // By somebody's number, so that every demonstration of a seed goes the same way.
        lines.sort_by(|one, other| one.0.cmp(&other.0));
        for (number, line) in &lines {
            self.discuss(team, &path, &opened.etag, (number, line), today)?;
        }
        let clerk = &self.teams[team].clerk().caller;
        let meeting = clerk.get(&path)?;
        let attended = clerk.change("PUT", &format!("{path}/attendance"), &meeting.etag, &self.attendance(team, today))?;
        clerk.change("PUT", &format!("{path}/closing"), &attended.etag, &Value::Null)?;
        self.count("meetings held");
        Ok(())
    }

    fn attendance(&self, team: usize, today: Day) -> Value {
        let members = self.teams[team].members.iter().enumerate().map(|(at, member)| {
            let apologies = at > 1 && Dice::new(self.seed, &member.name).chance(&format!("away {today}"), 18);
            let role = match at {
                0 => "note_taker",
                1 => "chair",
                _ => "member",
            };
            json!({"staff": member.id, "profession": profession(member.role), "organisation": member.organisation, "role": role,
                "apologies": apologies})
        });
        let gps = self.teams[team].practices.iter().map(|&practice| {
            let gp = &self.cast.practices[practice].gps[0];
            let apologies = Dice::new(self.seed, &gp.name).chance(&format!("away {today}"), 35);
            json!({"staff": gp.id, "profession": "gp", "organisation": gp.organisation, "role": "member", "apologies": apologies})
        });
        let guest = json!({"name": "Paramedic on duty", "profession": "paramedic", "role": "guest"});
        json!({"attendees": members.chain(gps).chain([guest]).collect::<Vec<_>>()})
    }

    /// One person's review, or carried over when the meeting runs out of time.
    fn discuss(&mut self, team: usize, path: &str, etag: &str, (number, line): (&str, &Value), today: Day) -> Result<()> {
        let person = text(line, "person");
        let known = self.followed.iter().position(|who| who.person == person && !who.ended);
        let dice = Dice::new(self.seed, number);
        let (mut body, kind) = match known {
            Some(at) => self.review_of_case(at, today),
            None => self.review_of_candidate(team, dice, line, today),
        };
        let place = format!("{path}/agenda/{person}");
        let carried = line["carried"].as_i64().unwrap_or_default();
        let out_of_time = carried < 2 && dice.chance(&format!("out of time {today}"), 4);
        if !out_of_time {
            body["situation"] = json!(words::situation(dice, &today.to_string(), line));
            let clerk = &self.teams[team].clerk().caller;
            if let Some(reply) = clerk.attempt("PUT", &format!("{place}/review"), etag, &body)? {
                self.count(kind);
                return self.reviewed(team, known, dice, line, &reply, &body, today);
            }
        }
        let clerk = &self.teams[team].clerk().caller;
        clerk.change("PUT", &format!("{place}/carry-over"), etag, &json!({"reason": "The meeting ran out of time"}))?;
        self.count("carried over");
        Ok(())
    }

    fn review_of_candidate(&self, team: usize, dice: Dice, line: &Value, today: Day) -> (Value, &'static str) {
        let key = format!("candidate {today}");
        let left = self.gone(&text(line, "person"), today);
        let thrown = if line["carried"].as_i64().unwrap_or_default() > 0 { 0 } else { dice.throw(&key, 100) };
        match (left, thrown) {
            (Some((_, died)), _) => (json!({"decision": if died { "died" } else { "moved" }}), "found died or moved"),
            (_, 0..=65) => {
                let level = [1, 2, 2, 2, 3, 3, 3, 3, 4, 4][dice.throw("level", 10)];
                let mut body = json!({"decision": "accept", "level": level, "complexity": 1 + dice.throw("complexity", 5),
                    "next_steps": words::next_steps(dice, &key), "actions": self.actions(team, dice, &key, today),
                    "next_review": today.plus_days(40 + dice.throw("review", 60) as i32)});
                if dice.chance("named at once", 25) {
                    body["coordinator"] = json!(self.teams[team].members[1 + dice.throw("who", 3)].id);
                }
                (body, "accepted")
            }
            (_, 66..=77) => {
                let reason = dice.pick(&key, &["declined", "already_supported", "not_suitable", "no_capacity"]);
                (json!({"decision": "do_not_accept", "not_accepted": reason}), "not accepted")
            }
            (_, 78..=86) => {
                let (service, words) = words::REFERRALS[dice.throw(&key, words::REFERRALS.len())];
                (json!({"decision": "refer", "service": service, "referred_to": words}), "referred")
            }
            (_, 87..=95) => (json!({"decision": "defer", "next_steps": "Ask the GP for the latest letters first"}), "deferred"),
            _ => (json!({"decision": "no_further_action"}), "no further action"),
        }
    }

    fn review_of_case(&self, at: usize, today: Day) -> (Value, &'static str) {
        let who = &self.followed[at];
        let key = format!("case {today}");
        let closing = |how: &str, outcome: &str| -> Vec<Value> {
            let close =
                |action: &super::register::Open| json!({"action": action.id, "closing": {"how": how}, "outcome": outcome});
            who.actions.iter().map(close).collect()
        };
        if let Some((on, died)) = self.gone(&who.person, today) {
            let (decision, words) = if died { ("died", "Has died") } else { ("moved", "Has moved away") };
            let body = json!({"decision": decision, "ended_on": on, "close_actions": closing("cancelled", words),
                "outcome": words::end(decision)});
            return (body, "cases ended");
        }
        let review = today.plus_days(40 + who.dice.throw(&format!("{key} review"), 50) as i32);
        match who.dice.throw(&key, 100) {
            0..=9 if today.days_since(who.start) > 50 => {
                let reason = who.dice.pick(&key, &["goals_met", "step_down_to_practice", "referred", "declined"]);
                let body = json!({"decision": "discharge", "end_reason": reason, "outcome": words::end(reason),
                    "close_actions": closing("done", "Done before discharge")});
                (body, "cases ended")
            }
            0..=24 if who.level > 1 => (
                json!({"decision": "step_up", "level": who.level - 1, "next_review": review,
                    "actions": self.actions(who.team, who.dice, &key, today)}),
                "stepped up",
            ),
            25..=49 if who.level < 4 => {
                (json!({"decision": "step_down", "level": who.level + 1, "next_review": review}), "stepped down")
            }
            50..=55 => (json!({"decision": "defer", "next_steps": "The coordinator visits before the next meeting"}), "deferred"),
            _ => (
                json!({"decision": "no_further_action", "update": words::update(who.dice, &key),
                    "actions": self.actions(who.team, who.dice, &key, today), "next_review": review}),
                "reviewed as before",
            ),
        }
    }

    /// None, one or two actions, with owners and due dates.
    fn actions(&self, team: usize, dice: Dice, key: &str, today: Day) -> Vec<Value> {
        let members = &self.teams[team].members;
        let action = |at: usize| {
            let key = format!("{key} action {at}");
            let owner = &members[1 + dice.throw(&key, members.len() - 1)];
            let due = today.plus_days(14 + dice.throw(&format!("{key} due"), 30) as i32);
            json!({"what": words::action(dice, &key), "owner": owner.id, "due": due})
        };
        (0..[0, 1, 1, 2][dice.throw(&format!("{key} actions"), 4)]).map(action).collect()
    }

    #[allow(clippy::too_many_arguments, reason = "what a review is made of")]
    fn reviewed(
        &mut self,
        team: usize,
        known: Option<usize>,
        dice: Dice,
        line: &Value,
        reply: &Reply,
        body: &Value,
        today: Day,
    ) -> Result<()> {
        if let Some(at) = known {
            // Somebody who has left the register cannot be read by everybody any more; their case is closed.
            if matches!(body["decision"].as_str(), Some("died" | "moved" | "discharge")) {
                self.followed[at].ended = true;
                return Ok(());
            }
            return self.refresh(at);
        }
        if body["decision"] != "accept" {
            return Ok(());
        }
        let practice = self.cast.practices.iter().position(|one| one.code == text(line, "practice")).unwrap_or_default();
        self.followed.push(Followed {
            dice,
            person: text(line, "person"),
            nhs_number: text(line, "nhs_number").replace(' ', ""),
            family_name: text(line, "family_name"),
            born_on: day(line, "born_on").unwrap_or(today),
            age: line["age"].as_i64().unwrap_or_default(),
            care_home: line["care_home"] == true,
            practice,
            team,
            case: format!("/cases/{}", text(&reply.json, "case")),
            etag: String::new(),
            start: today,
            level: body["level"].as_u64().unwrap_or(3) as u8,
            coordinator: None,
            actions: vec![],
            contact_due: today.plus_days(2 + dice.throw("first contact", 6) as i32),
            first_contact: None,
            plan: None,
            ended: false,
        });
        self.refresh(self.followed.len() - 1)
    }

    /// Coordinators are proposed for whoever has none, and the team confirms.
    pub(super) fn coordinators(&mut self, team: usize) -> Result<()> {
        let waiting = |who: &Followed| who.team == team && !who.ended && who.coordinator.is_none();
        let waiting: Vec<usize> = (0..self.followed.len()).filter(|&at| waiting(&self.followed[at])).collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let clerk = &self.teams[team].clerk().caller;
        let made = clerk.post(&format!("/teams/{}/coordinator-proposals", self.teams[team].id), &json!({}))?;
        let confirm = |placed: &Value| json!({"case": placed["case"], "verdict": {"decide": "confirm"}});
        let placed: Vec<Value> = items(&made.json["proposed"], "placed").iter().map(confirm).collect();
        if !placed.is_empty() {
            let path = format!("/coordinator-proposals/{}/confirmation", made.text("id"));
            clerk.post(&path, &json!({"cases": placed}))?;
        }
        self.count("proposals of coordinators");
        waiting.into_iter().try_for_each(|at| self.refresh(at))
    }
}

const fn profession(role: Role) -> &'static str {
    match role {
        Role::Gp => "gp",
        Role::CommunityMatron => "community_matron",
        Role::Nurse => "nurse",
        Role::MentalHealthNurse => "mental_health_nurse",
        Role::Therapist => "therapist",
        Role::SocialWorker => "social_worker",
        Role::VoluntarySector => "voluntary_sector",
        _ => "administration",
    }
}
