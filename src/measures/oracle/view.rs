//! What plain rows say of a day, as known on another: read row by row, from the brief, without casework's questions.

use super::world::{CaseRow, GpRow, Held, MeetingRow, PlanRow, RawCase, RawMeeting, RawPlan, RawStay, Row, StayRow, World};
use crate::casework::case::{EndReason, Route};
use crate::casework::meeting::{Profession, Service};
use crate::casework::objection::ObjectionKind;
use crate::casework::organisation::LinkKind;
use crate::casework::plan::OrganisationKind::{Acute, CommunityHealth, GpPractice, MentalHealth, SocialCare, Voluntary};
use crate::casework::plan::{OrganisationKind, Place};
use crate::casework::stay::ContactState;
use crate::domain::{Day, Role};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// A world as known in the evening of `k`, asked about `d`.
#[derive(Clone, Copy)]
pub(super) struct View<'w> {
    pub(super) w: &'w World,
    pub(super) k: Day,
    pub(super) d: Day,
    /// Leave out those who object.
    pub(super) hides: bool,
}

/// A case, as known.
pub(super) struct CaseNow<'w> {
    pub(super) raw: &'w RawCase,
    pub(super) rows: Vec<&'w Row<CaseRow>>,
    pub(super) start: Day,
    pub(super) end: Option<(Day, EndReason, Option<Place>)>,
    pub(super) error: bool,
}

impl CaseNow<'_> {
    pub(super) fn on(&self, day: Day) -> bool {
        !self.error && self.start <= day && self.end.is_none_or(|(end, ..)| end > day)
    }

    pub(super) fn at_death(&self, day: Day) -> bool {
        let by_it = self.end.is_some_and(|(end, reason, _)| end == day && reason == EndReason::Died);
        self.on(day) || !self.error && self.start <= day && by_it
    }

    pub(super) fn team(&self, day: Day) -> usize {
        let mut moved = self.rows.iter().filter(|row| row.on <= day).filter_map(|row| match row.what {
            CaseRow::Team(team) => Some(team),
            _ => None,
        });
        moved.next_back().unwrap_or(self.raw.team)
    }

    /// Coordinators and the days from which each was.
    pub(super) fn coordinators(&self) -> Vec<(Day, usize)> {
        let mut found: Vec<(Day, usize)> = vec![];
        for row in &self.rows {
            match row.what {
                CaseRow::Coordinator(who) => found.push((row.on, who)),
                // What began with the case moves with its start.
                CaseRow::StartCorrected => {
                    if let Some(first) = found.first_mut().filter(|(on, _)| *on == self.raw.start) {
                        first.0 = row.on;
                    }
                }
                _ => {}
            }
        }
        found
    }

    pub(super) fn leads(&self) -> Vec<(Day, Option<usize>)> {
        let leads = self.rows.iter().filter_map(|row| match row.what {
            CaseRow::Lead(who) => Some((row.on, who)),
            _ => None,
        });
        leads.collect()
    }

    pub(super) fn coordinator(&self, day: Day) -> Option<usize> {
        self.coordinators().into_iter().filter(|(on, _)| *on <= day).map(|(_, who)| who).next_back()
    }

    pub(super) fn professional(&self, day: Day) -> bool {
        let lead = self.leads().into_iter().rfind(|(on, _)| *on <= day);
        lead.is_some_and(|(_, who)| who.is_some()) || self.coordinator(day).is_some()
    }
}

/// A stay, as known.
#[derive(Default)]
pub(super) struct StayNow {
    pub(super) notice: Option<(Day, Day)>,
    pub(super) contacts: Vec<(Day, ContactState)>,
    pub(super) back: Option<Day>,
    pub(super) left: Option<(Day, Option<Day>)>,
    pub(super) died: Option<Day>,
    pub(super) error: bool,
}

/// Somebody on an agenda.
#[derive(Default, Clone)]
pub(super) struct ItemNow {
    pub(super) removed: bool,
    pub(super) carried: u32,
    pub(super) discussed: bool,
    pub(super) referred: Option<Service>,
    pub(super) over: bool,
}

/// A meeting that was held.
pub(super) struct MeetingNow<'w> {
    pub(super) raw: &'w RawMeeting,
    pub(super) on: Day,
    pub(super) items: BTreeMap<usize, ItemNow>,
    pub(super) attended: Vec<(Option<usize>, Profession, bool)>,
    pub(super) closed: bool,
}

pub(super) fn year_before(day: Day) -> Day {
    let date = NaiveDate::from(day);
    Day::from_ymd(date.year() - 1, date.month(), date.day()).unwrap_or(Day::of(date.year() - 1, 2, 28))
}

pub(super) fn first_of_quarter(day: Day) -> Day {
    let date = NaiveDate::from(day);
    let month = match date.month() {
        1..=3 => 1,
        4..=6 => 4,
        7..=9 => 7,
        _ => 10,
    };
    Day::of(date.year(), month, 1)
}

pub(super) fn age(born: Day, day: Day) -> i32 {
    let (b, d) = (NaiveDate::from(born), NaiveDate::from(day));
    let had = d.month() > b.month() || d.month() == b.month() && d.day() >= b.day();
    d.year() - b.year() - i32::from(!had)
}

impl<'w> View<'w> {
    pub(super) fn held(&self, held: Held) -> bool {
        held.rec <= self.k && held.sup.is_none_or(|sup| sup > self.k)
    }

    /// The practice on whose list somebody is on a day, and since when.
    pub(super) fn list(&self, who: usize, day: Day) -> Option<(usize, Day)> {
        let rows = self.w.lists.iter().filter(|row| row.who == who && self.held(row.held));
        let rows = rows.filter(|row| row.from <= day && row.until.is_none_or(|until| day < until));
        rows.max_by_key(|row| (row.from, row.until.unwrap_or(Day::from_number(i32::MAX)), row.at)).map(|row| (row.at, row.from))
    }

    /// The one they are on on the day asked about, or last were.
    pub(super) fn last_list(&self, who: usize) -> Option<(usize, Option<Day>)> {
        if let Some((at, _)) = self.list(who, self.d) {
            return Some((at, None));
        }
        let rows = self.w.lists.iter().filter(|row| row.who == who && self.held(row.held) && row.from <= self.d);
        rows.max_by_key(|row| (row.until, row.from, row.at)).map(|row| (row.at, row.until))
    }

    pub(super) fn died(&self, who: usize) -> Option<Day> {
        let told = self.w.deaths.iter().filter(|row| row.who == who && self.held(row.held)).map(|row| row.on);
        let cases = self.cases(who);
        let cases = cases.iter().filter(|case| !case.error).filter_map(|case| case.end);
        let cases = cases.filter(|(_, reason, _)| *reason == EndReason::Died).map(|(on, ..)| on);
        let stays = self.stays(who).into_iter().map(|(_, stay)| stay).filter(|stay| !stay.error).filter_map(|stay| stay.died);
        told.chain(cases).chain(stays).min()
    }

    pub(super) fn alive(&self, who: usize, day: Day) -> bool {
        self.died(who).is_none_or(|died| died > day)
    }

    pub(super) fn registered(&self, who: usize, day: Day) -> bool {
        self.alive(who, day) && self.list(who, day).is_some() && !(self.hides && self.objects(who))
    }

    pub(super) fn cases(&self, who: usize) -> Vec<CaseNow<'w>> {
        let known = self.w.cases.iter().filter(|case| case.who == who && case.rec <= self.k);
        let now = known.map(|raw| {
            let rows: Vec<_> = raw.rows.iter().filter(|row| row.rec <= self.k).collect();
            let (mut start, mut end, mut error) = (raw.start, None, false);
            for row in &rows {
                match row.what {
                    CaseRow::StartCorrected => start = row.on,
                    CaseRow::End(reason, place) | CaseRow::EndCorrected(reason, place) => end = Some((row.on, reason, place)),
                    CaseRow::EndWithdrawn => end = None,
                    CaseRow::Error => error = true,
                    _ => {}
                }
            }
            CaseNow { raw, rows, start, end, error }
        });
        now.collect()
    }

    /// The case by which somebody is on the register.
    pub(super) fn on_register(&self, who: usize, day: Day) -> Option<CaseNow<'w>> {
        self.cases(who).into_iter().filter(|case| case.on(day)).max_by_key(|case| case.start)
    }

    pub(super) fn at_death(&self, who: usize, day: Day) -> Option<CaseNow<'w>> {
        let by_death = || self.cases(who).into_iter().filter(|case| case.at_death(day)).max_by_key(|case| case.start);
        self.on_register(who, day).or_else(by_death)
    }

    pub(super) fn objects_to(&self, who: usize, wanted: ObjectionKind) -> bool {
        let mut events: Vec<(Day, bool, bool)> = vec![];
        for row in self.w.objections.iter().filter(|row| row.who == who && row.kind == wanted) {
            if row.held.is_some_and(|held| self.held(held)) {
                events.push((row.from, false, false));
                events.extend(row.withdrawn.map(|on| (on, false, true)));
            }
            if let Some((rec, again)) = row.door
                && rec <= self.k
            {
                events.push((row.from, true, false));
                if again.is_some_and(|again| again <= self.k) {
                    events.extend(row.withdrawn.map(|on| (on, true, true)));
                }
            }
        }
        // The latest wins; of one day what came in at the door, and an end after its beginning.
        events.retain(|(on, ..)| *on <= self.k);
        events.into_iter().max().is_some_and(|(_, _, withdrawn)| !withdrawn)
    }

    pub(super) fn objects(&self, who: usize) -> bool {
        self.objects_to(who, ObjectionKind::Type1) || self.objects_to(who, ObjectionKind::NationalOptOut)
    }

    /// Tiers "very high" and "high" of the latest run that looks at `day` or earlier.
    pub(super) fn in_high_tier(&self, who: usize, day: Day) -> bool {
        let runs = self.w.runs.iter().filter(|run| run.index <= day && run.published <= self.k);
        let run = runs.max_by_key(|run| (run.index, run.published));
        run.is_some_and(|run| run.tiers.iter().any(|(other, tier)| *other == who && *tier < 2))
    }

    pub(super) fn high(&self, who: usize) -> bool {
        self.in_high_tier(who, self.d) || self.cases(who).iter().any(|case| case.on(self.d) && case.raw.route != Route::Risk)
    }

    pub(super) fn plans(&self, who: usize) -> Vec<(&'w RawPlan, Vec<&'w Row<PlanRow>>)> {
        let known = self.w.plans.iter().filter(|plan| plan.who == who && plan.rec <= self.k);
        known.map(|plan| (plan, plan.rows.iter().filter(|row| row.rec <= self.k).collect())).collect()
    }

    pub(super) fn in_force(rows: &[&Row<PlanRow>], day: Day) -> bool {
        let agreed = rows.iter().any(|row| row.on <= day && matches!(row.what, PlanRow::Agreed { .. }));
        let over =
            rows.iter().any(|row| row.on <= day && matches!(row.what, PlanRow::Declined | PlanRow::Withdrawn | PlanRow::Ended));
        let looked = rows.iter().any(|row| {
            matches!(row.what, PlanRow::Agreed { .. } | PlanRow::Reviewed) && row.on <= day && row.on > year_before(day)
        });
        agreed && looked && !over
    }

    pub(super) fn has_plan(&self, who: usize) -> bool {
        self.plans(who).iter().any(|(_, rows)| Self::in_force(rows, self.d))
    }

    pub(super) fn has_joint_plan(&self, who: usize) -> bool {
        self.plans(who).iter().any(|(_, rows)| {
            let at = |row: &&Row<PlanRow>| matches!(row.what, PlanRow::Agreed { .. }) && row.on <= self.d;
            let Some(place) = rows.iter().rposition(at).filter(|_| Self::in_force(rows, self.d)) else { return false };
            let PlanRow::Agreed { by, no_need, .. } = &rows[place].what else { return false };
            let mut agreed: Vec<OrganisationKind> =
                by.iter().filter(|(_, on)| on.is_some_and(|on| on <= self.d)).map(|(kind, _)| *kind).collect();
            for row in &rows[place + 1..] {
                match row.what {
                    PlanRow::Agreed { .. } => break,
                    PlanRow::Joined(kind) if row.on <= self.d => agreed.push(kind),
                    _ => {}
                }
            }
            let health = agreed.iter().any(|kind| matches!(kind, Acute | CommunityHealth | GpPractice | MentalHealth));
            let other = agreed.iter().any(|kind| matches!(kind, SocialCare | Voluntary));
            no_need.is_some_and(|on| on <= self.d) || health && other
        })
    }

    /// Accountable GPs: practice, first day, end, told.
    pub(super) fn gps(&self, who: usize) -> Vec<(usize, Day, Option<Day>, Option<Day>)> {
        let mut spans: Vec<(usize, Day, Option<Day>, Option<Day>)> = vec![];
        let rows = self.w.gps.iter().filter(|gp| gp.who == who).flat_map(|gp| &gp.rows);
        for row in rows.filter(|row| row.rec <= self.k) {
            let open = spans.last_mut().filter(|span| span.2.is_none());
            match row.what {
                GpRow::Assigned(at) => {
                    if let Some(span) = open {
                        span.2 = Some(row.on);
                    }
                    spans.push((at, row.on, None, None));
                }
                GpRow::Told => {
                    if let Some(span) = open {
                        span.3 = Some(row.on);
                    }
                }
                GpRow::Ended => {
                    if let Some(span) = open {
                        span.2 = Some(row.on);
                    }
                }
            }
        }
        spans
    }

    pub(super) fn stays(&self, who: usize) -> Vec<(&'w RawStay, StayNow)> {
        let known = self.w.stays.iter().filter(|stay| stay.who == who && stay.rec <= self.k);
        let now = known.map(|raw| {
            let mut now = StayNow::default();
            for row in raw.rows.iter().filter(|row| row.rec <= self.k) {
                match row.what {
                    StayRow::Notified(due) => now.notice = Some((row.on, due)),
                    StayRow::Cancelled => now = StayNow { error: now.error, ..StayNow::default() },
                    StayRow::Contact(state) => now.contacts.push((row.on, state)),
                    StayRow::Discharged(due) => now.left = Some((row.on, due)),
                    StayRow::Readmitted => now.back = Some(row.on),
                    StayRow::Died => now.died = Some(row.on),
                    StayRow::Error => now.error = true,
                }
            }
            (raw, now)
        });
        now.collect()
    }

    /// Meetings that were held and closed.
    pub(super) fn meetings(&self, first: Day) -> Vec<MeetingNow<'w>> {
        let mut all = self.meetings_since(first);
        all.retain(|meeting| meeting.closed);
        all
    }

    /// Those with a day from `first` on, and not cancelled.
    pub(super) fn meetings_since(&self, first: Day) -> Vec<MeetingNow<'w>> {
        let known = self.w.meetings.iter().filter(|meeting| meeting.rec <= self.k);
        let held = known.filter_map(|raw| {
            let (mut on, mut closed, mut items, mut attended) = (raw.on, false, BTreeMap::new(), vec![]);
            for row in raw.rows.iter().filter(|row| row.rec <= self.k) {
                match &row.what {
                    MeetingRow::Moved(day) => on = *day,
                    MeetingRow::Listed(who, carried) => {
                        let item: &mut ItemNow = items.entry(*who).or_default();
                        item.carried = item.carried.max(*carried);
                        item.removed = false;
                    }
                    MeetingRow::Removed(who) => {
                        if let Some(item) = items.get_mut(who) {
                            item.removed = true;
                        }
                    }
                    MeetingRow::Discussed(who) => {
                        if let Some(item) = items.get_mut(who) {
                            (item.discussed, item.over) = (true, false);
                        }
                    }
                    MeetingRow::Referred(who, service) => {
                        if let Some(item) = items.get_mut(who) {
                            (item.discussed, item.over) = (true, false);
                            item.referred = Some(*service);
                        }
                    }
                    MeetingRow::CarriedOver(who) => {
                        if let Some(item) = items.get_mut(who) {
                            item.over = true;
                        }
                    }
                    MeetingRow::Attended(all) => attended.clone_from(all),
                    MeetingRow::Opened => {}
                    MeetingRow::Closed => closed = true,
                    MeetingRow::Cancelled => return None,
                }
            }
            items.retain(|_, item| !item.removed);
            (first <= on && on <= self.d).then_some(MeetingNow { raw, on, items, attended, closed })
        });
        held.collect()
    }

    fn link(&self, practice: usize, kind: LinkKind) -> Option<usize> {
        let rows = self.w.links.iter().filter(|row| row.what.practice == practice && row.what.kind == kind && row.rec <= self.k);
        let rows = rows.filter(|row| row.from <= self.d && row.end.is_none_or(|(on, rec)| rec > self.k || on > self.d));
        rows.max_by_key(|row| row.from).map(|row| row.what.to)
    }

    pub(super) fn network(&self, practice: usize) -> Option<usize> {
        self.link(practice, LinkKind::Network)
    }

    pub(super) fn commissioner(&self, practice: usize) -> Option<usize> {
        self.link(practice, LinkKind::Commissioner)
    }

    /// What stands for a practice on the day.
    pub(super) fn standing(&self, practice: usize) -> usize {
        let mut now = practice;
        while let Some(next) = self.link(now, LinkKind::Successor) {
            now = next;
        }
        now
    }

    /// Since when somebody has been on the list they are on, moves by succession left out of account, and the practices on the way.
    pub(super) fn on_lists_since(&self, who: usize) -> Option<(Day, Vec<usize>)> {
        let (at, from) = self.list(who, self.d)?;
        let mut practices = vec![at, self.standing(at)];
        let since = self.earlier_lists(who, at, from, &mut practices);
        Some((since, practices))
    }

    fn earlier_lists(&self, who: usize, at: usize, from: Day, practices: &mut Vec<usize>) -> Day {
        let on_the_day = Self { d: from, ..*self };
        let mut since = from;
        for row in self.w.lists.iter().filter(|row| row.who == who && self.held(row.held) && row.from < from) {
            let reaches = row.until.is_none_or(|until| until >= from);
            if reaches && on_the_day.standing(row.at) == on_the_day.standing(at) {
                practices.push(row.at);
                since = since.min(self.earlier_lists(who, row.at, row.from, practices));
            }
        }
        since
    }

    /// The team that serves a practice on the day: the one that has longest.
    pub(super) fn serving(&self, practice: usize) -> Option<usize> {
        let rows = self.w.serves.iter().filter(|row| row.what.1 == practice && self.runs(row.from, row.rec, row.end, self.d));
        rows.min_by_key(|row| (row.from, row.what.0)).map(|row| row.what.0)
    }

    pub(super) fn runs(&self, from: Day, rec: Day, end: Option<(Day, Day)>, day: Day) -> bool {
        rec <= self.k && from <= day && end.is_none_or(|(on, rec)| rec > self.k || on > day)
    }

    pub(super) fn members(&self, team: usize, day: Day) -> Vec<(usize, Role)> {
        let rows = self.w.members.iter().filter(|row| row.what.0 == team && self.runs(row.from, row.rec, row.end, day));
        rows.map(|row| (row.what.1, row.what.2)).collect()
    }

    pub(super) fn is_matron(&self, staff: usize, team: usize, day: Day) -> bool {
        let roles = self.w.roles.iter().filter(|row| row.what == (staff, Role::CommunityMatron));
        let held = roles.into_iter().any(|row| self.runs(row.from, row.rec, row.end, day));
        held || self.members(team, day).contains(&(staff, Role::CommunityMatron))
    }

    /// Practice and team at which somebody counts; with the team given, if one is.
    pub(super) fn home(&self, who: usize, team: Option<usize>) -> Option<(usize, Option<usize>)> {
        if self.hides && self.objects(who) {
            return None;
        }
        let practice = match self.last_list(who) {
            Some((at, _)) => at,
            None => {
                let cases = self.cases(who).into_iter().filter(|case| !case.error && case.start <= self.d);
                cases.max_by_key(|case| case.start)?.raw.practice
            }
        };
        let practice = self.standing(practice);
        let open = self.on_register(who, self.d).map(|case| case.team(self.d));
        Some((practice, team.or(open).or(self.serving(practice))))
    }
}
