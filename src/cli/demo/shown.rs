//! What the demonstration says at its end: what is in the database, and how to look at it.

use super::cast::Colleague;
use super::life::{LAST, Life, MONTH_END};
use crate::domain::Role;
use std::net::SocketAddr;

/// What is in the database.
pub(super) fn counts(life: &Life<'_>) {
    for (what, how_many) in life.counts() {
        outln!("  {how_many:>6}  {what}");
    }
    let open = life.followed.iter().filter(|who| !who.ended).count();
    outln!("  {open:>6}  people on the register on {LAST}");
}

/// Addresses to look at, and who may.
pub(super) struct Signs {
    lines: Vec<String>,
}

impl Signs {
    /// Everybody's sign-in, with what to look at first.
    pub(super) fn of(life: &Life<'_>, bind: SocketAddr) -> Self {
        let (team, practice) = (&life.teams[0], &life.cast.practices[0]);
        let meeting = life.planned[0].clone().unwrap_or_default();
        let holds =
            |at: usize| life.followed.iter().filter(|who| who.team == 0 && !who.ended && who.coordinator == Some(at)).count();
        let busiest = (1..team.members.len()).max_by_key(|&at| holds(at)).unwrap_or(1);
        let planned =
            life.followed.iter().find(|who| !who.ended && who.plan.is_some() && life.teams[0].practices.contains(&who.practice));
        let mut lines = vec![format!("Sign-ins (API tokens; today is {LAST} and the clock runs on):")];
        let mut sign = |who: &Colleague, what: &str| {
            lines.push(format!("  {:<28} {:<26} {what}", who.name, who.role.name().replace('_', " ")));
            lines.push(format!("    {}", who.caller.token));
        };
        sign(&practice.gps[0], &practice.name);
        sign(&practice.clerk, &practice.name);
        sign(team.clerk(), &team.name);
        for member in &team.members[1..] {
            sign(member, &team.name);
        }
        sign(life.teams[life.teams.len() - 1].clerk(), "Care homes team");
        sign(&life.cast.administrator, "accounts, teams, organisations");
        sign(&life.cast.governance, "the audit trail");
        sign(&life.cast.commissioner, "aggregates");
        sign(&life.cast.feed, "sends hospital events");
        lines.push("\nTry:".into());
        let mut curl = |what: &str, who: &Colleague, path: &str| {
            let token = &who.caller.token;
            lines.push(format!("  # {what}\n  curl -s -H 'Authorization: Bearer {token}' 'http://{bind}/api/v1{path}'"));
        };
        curl("the caseload of a coordinator", &team.members[busiest], "/caseload");
        curl("the agenda of the next meeting", team.clerk(), &format!("/meetings/{meeting}/agenda"));
        curl("its pack, on paper", team.clerk(), &format!("/meetings/{meeting}/pack.html"));
        curl("a practice's risk list", &practice.gps[0], &format!("/practices/{}/risk-list", practice.code));
        let coverage = format!("/practices/{}/coverage?as_of={LAST}", practice.code);
        curl("a practice's own coverage, as it is", &practice.gps[0], &coverage);
        curl("the Better Care Fund answer", &life.cast.commissioner, &format!("/reports/bcf?as_of={MONTH_END}"));
        curl(
            "coverage with charts, under disclosure control",
            &life.cast.commissioner,
            &format!("/reports/coverage.html?as_of={MONTH_END}"),
        );
        if let Some(who) = planned {
            let gp = &life.cast.practices[who.practice].gps[0];
            debug_assert_eq!(gp.role, Role::Gp);
            curl("an emergency summary, one page", gp, &format!("/people/{}/emergency-summary.html", who.person));
        }
        Self { lines }
    }

    /// Prints them.
    pub(super) fn print(&self) {
        self.lines.iter().for_each(|line| outln!("{line}"));
    }
}
