//! People on the register, as the demonstration follows them: contacts, actions, ends.

use super::dice::Dice;
use super::door::{Caller, Reply, day, items, text};
use super::life::Life;
use super::words;
use crate::domain::Day;
use crate::error::Result;
use serde_json::{Value, json};

/// Days from one contact to the next by level: the rules' own.
const EVERY: [i32; 4] = [7, 14, 28, 91];
/// From here on the neglected are not contacted, so that the last day has something overdue.
pub(super) const NEGLECT_FROM: Day = Day::of(2025, 6, 9);

/// An open action.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) id: String,
    pub(super) due: Day,
}

/// Somebody on the register.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    pub(super) dice: Dice,
    pub(super) person: String,
    pub(super) nhs_number: String,
    pub(super) family_name: String,
    pub(super) born_on: Day,
    pub(super) age: i64,
    pub(super) care_home: bool,
    pub(super) practice: usize,
    pub(super) team: usize,
    /// The address of their case.
    pub(super) case: String,
    pub(super) etag: String,
    pub(super) start: Day,
    pub(super) level: u8,
    /// Place among the members of the team.
    pub(super) coordinator: Option<usize>,
    pub(super) actions: Vec<Open>,
    pub(super) contact_due: Day,
    /// The first contact, to be corrected one day: its id.
    pub(super) first_contact: Option<(String, Day)>,
    /// Agreed: the address of their plan.
    pub(super) plan: Option<String>,
    pub(super) ended: bool,
}

impl Followed {
    /// Takes over what an answer says of the case.
    pub(super) fn take(&mut self, reply: &Reply) {
        self.etag.clone_from(&reply.etag);
        let open = items(&reply.json, "actions").iter().filter(|action| action["status"] == "open");
        self.actions = open.filter_map(|one| Some(Open { id: text(one, "id"), due: day(one, "due")? })).collect();
        self.ended = reply.json["standing"] != "open";
        if self.first_contact.is_none() {
            let first = items(&reply.json, "contacts").first();
            self.first_contact = first.and_then(|first| Some((text(first, "id"), day(first, "on")?)));
        }
        if let Some(level) = reply.json["level"].as_u64() {
            self.level = level as u8;
        }
    }

    /// The days from one contact to the next.
    pub(super) fn every(&self) -> i32 {
        EVERY[usize::from(self.level.clamp(1, 4)) - 1]
    }

    fn neglected(&self, today: Day) -> bool {
        today >= NEGLECT_FROM && self.dice.chance("neglected", 14)
    }
}

impl Life<'_> {
    /// Who acts for somebody: their coordinator, or the clerk of the team.
    pub(super) fn actor(&self, who: &Followed) -> &Caller {
        &self.teams[who.team].members[who.coordinator.unwrap_or(0)].caller
    }

    /// Reads the case anew.
    pub(super) fn refresh(&mut self, at: usize) -> Result<()> {
        let reply = self.teams[self.followed[at].team].clerk().caller.get(&self.followed[at].case)?;
        let staff = text(&reply.json, "coordinator");
        let team = &self.teams[self.followed[at].team];
        self.followed[at].coordinator = team.member(&staff);
        self.followed[at].take(&reply);
        Ok(())
    }

    /// Everybody's day: departures, contacts that are due, actions.
    pub(super) fn day_of_everybody(&mut self, today: Day) -> Result<()> {
        for at in 0..self.followed.len() {
            if self.followed[at].ended {
                continue;
            }
            if self.gone(&self.followed[at].person, today).is_some() {
                self.departed(at, today)?;
            } else {
                self.contact(at, today)?;
                self.close_actions(at, today)?;
            }
        }
        Ok(())
    }

    /// Closes the case of somebody who died or moved away, a few days after; some are left for the meeting.
    fn departed(&mut self, at: usize, today: Day) -> Result<()> {
        let who = &self.followed[at];
        let Some((on, died)) = self.gone(&who.person, today) else { return Ok(()) };
        if today.days_since(on) < 3 || (who.dice.chance("at the meeting", 40) && today.days_since(on) < 40) {
            return Ok(());
        }
        let (outcome, reason) = if died { ("The person has died", "died") } else { ("The person has moved away", "moved") };
        self.cancel_actions(at, outcome)?;
        let who = &self.followed[at];
        let body = json!({"reason": reason, "outcome": words::end(reason), "on": on});
        if let Some(reply) = self.actor(who).attempt("PUT", &format!("{}/end", who.case), &who.etag, &body)? {
            self.followed[at].take(&reply);
            self.count("cases ended");
        } else {
            // Seen after the day on which they are said to have left: somebody else's to put right.
            self.followed[at].ended = true;
        }
        Ok(())
    }

    /// Cancels whatever is open.
    pub(super) fn cancel_actions(&mut self, at: usize, why: &str) -> Result<()> {
        for action in self.followed[at].actions.clone() {
            let who = &self.followed[at];
            let body = json!({"closing": {"how": "cancelled"}, "outcome": why});
            let path = format!("{}/actions/{}/closing", who.case, action.id);
            let reply = self.actor(who).change("PUT", &path, &who.etag, &body)?;
            self.followed[at].take(&reply);
        }
        Ok(())
    }

    fn contact(&mut self, at: usize, today: Day) -> Result<()> {
        let who = &self.followed[at];
        if today < who.contact_due || who.coordinator.is_none() || who.neglected(today) {
            return Ok(());
        }
        let key = format!("contact {today}");
        // Some write it down days later; some call in vain, and try again.
        let late = who.dice.chance(&format!("{key} late"), 6) && who.contact_due >= who.start;
        if late && today.days_since(who.contact_due) < 4 {
            return Ok(());
        }
        let on = if late && who.contact_due < today { who.contact_due } else { today };
        let vain = who.dice.chance(&format!("{key} in vain"), 8);
        let how = who.dice.pick(&format!("{key} how"), &["visit", "visit", "phone", "phone", "phone", "video"]);
        let reached = match (vain, who.care_home, who.dice.throw(&format!("{key} whom"), 10)) {
            (true, ..) => "nobody",
            (_, true, 0..=4) => "care_home",
            (_, _, 9) => "carer",
            _ => "person",
        };
        let summary = words::contact(who.dice, &key, reached);
        let next = who.dice.chance(&format!("{key} next"), 15).then(|| today.plus_days(who.every() / 2 + 1));
        let body = json!({"on": on, "how": how, "reached": reached, "summary": summary, "next_contact": next});
        let reply = self.actor(who).change("POST", &format!("{}/contacts", who.case), &who.etag, &body)?;
        let every = who.every();
        let due = if vain { today.plus_days(3) } else { next.unwrap_or_else(|| on.plus_days(every)) };
        let who = &mut self.followed[at];
        who.take(&reply);
        who.contact_due = due;
        self.count("contacts");
        if on < today {
            self.count("late entries");
        }
        Ok(())
    }

    fn close_actions(&mut self, at: usize, today: Day) -> Result<()> {
        for (place, action) in self.followed[at].actions.clone().into_iter().enumerate() {
            let who = &self.followed[at];
            let key = format!("action {} {place}", action.due);
            let (never, slip) = (who.dice.chance(&format!("{key} never"), 12), who.dice.throw(&format!("{key} slip"), 18) as i32);
            if never || who.neglected(today) || today < action.due.plus_days(slip - 12) {
                continue;
            }
            let body = json!({"closing": {"how": "done"}, "outcome": words::action_done(who.dice, &key)});
            let path = format!("{}/actions/{}/closing", who.case, action.id);
            let reply = self.actor(who).change("PUT", &path, &who.etag, &body)?;
            self.followed[at].take(&reply);
            self.count("actions closed");
        }
        Ok(())
    }

    /// A month late: how a contact, and a start, really was.
    pub(super) fn corrections(&mut self, today: Day) -> Result<()> {
        let old = |who: &Followed| {
            let first = who.first_contact.as_ref();
            !who.ended && who.coordinator.is_some() && first.is_some_and(|(_, on)| today.days_since(*on) >= 28)
        };
        let chosen: Vec<usize> = (0..self.followed.len()).filter(|&at| old(&self.followed[at])).take(5).collect();
        for (place, at) in chosen.into_iter().enumerate() {
            self.refresh(at)?;
            let who = &self.followed[at];
            let Some((contact, on)) = who.first_contact.clone() else { continue };
            let (method, path, body): (_, _, Value) = match place {
                0..=2 => (
                    "PUT",
                    format!("{}/contacts/{contact}", who.case),
                    json!({"on": on, "how": "visit", "reached": "person", "summary": words::contact(who.dice, "corrected", "person"),
                        "why": "It was written down as a telephone call; it was a visit"}),
                ),
                _ => (
                    "PUT",
                    format!("{}/start", who.case),
                    json!({"start": who.start.plus_days(-2), "why": "The referral was accepted two days before the meeting"}),
                ),
            };
            if let Some(reply) = self.actor(who).attempt(method, &path, &who.etag, &body)? {
                self.followed[at].take(&reply);
                self.count("corrections");
            }
        }
        Ok(())
    }

    /// Somebody goes on leave: all their people, and what they had promised, go to a colleague.
    pub(super) fn hand_over(&mut self, team: usize) -> Result<()> {
        let (from, to) = (&self.teams[team].members[1].id, &self.teams[team].members[2].id);
        let body = json!({"from": from, "to": to, "everything": true, "actions_too": true,
            "reason": "On leave until the end of the summer"});
        if self.teams[team].clerk().caller.attempt("POST", "/handovers", "", &body)?.is_some() {
            self.count("hand-overs");
        }
        for at in 0..self.followed.len() {
            if self.followed[at].team == team && !self.followed[at].ended {
                self.refresh(at)?;
            }
        }
        Ok(())
    }
}
