//! Joint care plans: drafted, agreed with health and social care, reviewed, declined, or left as a draft.

use super::life::Life;
use super::words;
use crate::domain::Day;
use crate::error::Result;
use serde_json::json;

impl Life<'_> {
    /// The plans that are written today.
    pub(super) fn plans_of_the_day(&mut self, today: Day) -> Result<()> {
        for at in 0..self.followed.len() {
            let who = &self.followed[at];
            if who.ended || who.coordinator.is_none() || self.gone(&who.person, today).is_some() {
                continue;
            }
            let written = who.start.plus_days(6 + who.dice.throw("plan day", 18) as i32);
            let due = !self.planned_on.contains_key(&who.case) && today >= written;
            let reviewed = written.plus_days(55 + who.dice.throw("plan review", 25) as i32);
            if due {
                self.planned_on.insert(who.case.clone(), today);
                self.write(at, today)?;
            } else if who.plan.is_some() && today >= reviewed && self.reviewed_plans.insert(who.case.clone()) {
                self.review_plan(at, today)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, at: usize, today: Day) -> Result<()> {
        let who = &self.followed[at];
        let actor = self.actor(who);
        let thrown = who.dice.throw("plan", 100);
        if thrown < 10 {
            return Ok(());
        }
        if thrown < 18 {
            let body = json!({"reason": words::declined(who.dice)});
            actor.post(&format!("{}/plan-declined", who.case), &body)?;
            self.count("plans declined");
            return Ok(());
        }
        let team = &self.teams[who.team];
        let gp = &self.cast.practices[who.practice].gps[who.dice.throw("gp", self.cast.practices[who.practice].gps.len())];
        let me = &team.members[who.coordinator.unwrap_or(0)];
        let partner = team.partner();
        let content = words::plan(who, me, gp, partner, today);
        let started = actor.post("/plans", &json!({"person": who.person}))?;
        let plan = format!("/plans/{}", started.text("id"));
        let draft = actor.get(&format!("{plan}/draft"))?;
        let saved = actor.change("PUT", &format!("{plan}/draft"), &draft.etag, &content)?;
        if thrown < 28 {
            self.count("plans left as drafts");
            return Ok(());
        }
        let mut contributions = vec![json!({"organisation": "gp_practice", "name": gp.name, "role": "GP"})];
        if who.dice.chance("joint at once", 65) {
            let kind = if partner.role == crate::domain::Role::SocialWorker { "social_care" } else { "voluntary" };
            contributions.push(json!({"organisation": kind, "name": partner.name, "role": "Social worker"}));
        }
        let with = if who.dice.chance("speaks for themselves", 85) {
            json!({"who": "person"})
        } else {
            json!({"who": "best_interests", "name": gp.name})
        };
        let body = json!({"draft_version": saved.json["draft_version"], "with": with, "contributions": contributions});
        self.actor(who).change("POST", &format!("{plan}/agreement"), &started.etag, &body)?;
        self.followed[at].plan = Some(plan);
        self.count("plans agreed");
        self.refresh(at)
    }

    /// A review: still right for most, changed into a second version for some.
    fn review_plan(&mut self, at: usize, today: Day) -> Result<()> {
        let who = &self.followed[at];
        let (actor, Some(plan)) = (self.actor(who), who.plan.as_ref()) else { return Ok(()) };
        let seen = actor.get(plan)?;
        let changed = who.dice.chance("plan changed", 40);
        let outcome = if changed { "changed" } else { "still_right" };
        let body = json!({"outcome": outcome, "note": words::plan_review(changed)});
        let reviewed = actor.change("POST", &format!("{plan}/reviews"), &seen.etag, &body)?;
        self.count("plans reviewed");
        if !changed {
            return Ok(());
        }
        let who = &self.followed[at];
        let (actor, Some(plan)) = (self.actor(who), who.plan.clone()) else { return Ok(()) };
        let draft = actor.get(&format!("{plan}/draft"))?;
        let mut content = draft.json["content"].clone();
        content["goals"] = json!([{"words": words::second_goal(who.dice), "measure": "Asked again at every visit"}]);
        let saved = actor.change("PUT", &format!("{plan}/draft"), &draft.etag, &content)?;
        let team = &self.teams[who.team];
        let (me, partner) = (&team.members[who.coordinator.unwrap_or(0)], team.partner());
        let contributions = json!([
            {"organisation": "community_health", "name": me.name},
            {"organisation": "social_care", "name": partner.name},
        ]);
        let body = json!({"draft_version": saved.json["draft_version"], "on": today, "with": {"who": "person"},
            "contributions": contributions});
        actor.change("POST", &format!("{plan}/agreement"), &reviewed.etag, &body)?;
        self.count("second versions of plans");
        self.refresh(at)
    }
}
