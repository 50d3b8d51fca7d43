//! Each measure by id, counted from plain rows, one by one.

use super::view::{CaseNow, StayNow, View, age, first_of_quarter, year_before};
use super::world::{CaseRow, PlanRow, RawStay, Row};
use crate::casework::case::{EndReason, Route};
use crate::casework::meeting::{Profession, Service};
use crate::casework::objection::ObjectionKind;
use crate::casework::plan::Place;
use crate::casework::stay::ContactState;
use crate::casework::working_days::WorkingDays;
use crate::domain::{Day, Role};
use chrono::{Datelike, NaiveDate};

/// What one person or thing adds, and where.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) practice: Option<usize>,
    pub(super) team: Option<usize>,
    pub(super) n: u64,
    pub(super) d: u64,
    pub(super) pending: u64,
    pub(super) removed: u64,
    pub(super) part: Option<&'static str>,
    pub(super) beside: Vec<&'static str>,
}

type Home = (usize, Option<usize>);

fn line((practice, team): Home) -> Line {
    Line { practice: Some(practice), team, ..Line::default() }
}

/// In the denominator, and perhaps in the numerator.
fn share(home: Home, counted: bool) -> Line {
    Line { n: u64::from(counted), d: 1, ..line(home) }
}

impl View<'_> {
    /// Everybody registered and alive who passes `whom`, with their home.
    fn people(&self, whom: impl Fn(usize) -> bool) -> Vec<(usize, Home)> {
        let all = 0..self.w.born.len();
        all.filter(|who| self.registered(*who, self.d) && whom(*who))
            .filter_map(|who| Some((who, self.home(who, None)?)))
            .collect()
    }

    fn shares(&self, whom: impl Fn(usize) -> bool, counted: impl Fn(usize) -> bool) -> Vec<Line> {
        self.people(whom).into_iter().map(|(who, home)| share(home, counted(who))).collect()
    }

    fn aged(&self, who: usize, from: i32, day: Day) -> bool {
        age(self.w.born[who], day) >= from
    }

    fn adult(&self, who: usize) -> bool {
        self.aged(who, 18, self.d)
    }

    fn register_adult(&self, who: usize) -> bool {
        self.adult(who) && self.on_register(who, self.d).is_some()
    }

    /// The lines of a measure; `None` when nobody wrote an oracle for it.
    pub(super) fn lines(&self, id: &str, version: u32) -> Option<Vec<Line>> {
        let count = |mut lines: Vec<Line>| {
            lines.retain(|line| line.n > 0);
            for line in &mut lines {
                line.d = 0;
            }
            lines
        };
        Some(match (id, version) {
            ("register_size", 1) => count(self.shares(|who| self.register_adult(who), |_| true)),
            ("register_size", 2) => count(self.register_or_left(|_| true)),
            ("register_percent", version) => {
                let mut lines = match version {
                    1 => count(self.shares(|who| self.register_adult(who), |_| true)),
                    _ => count(self.register_or_left(|_| true)),
                };
                lines.extend(self.adults_at_start());
                lines
            }
            ("counts_for_payment", 1) => {
                let mut lines = vec![];
                for (who, home) in self.people(|who| self.register_adult(who)) {
                    lines.push(self.payment(who, home));
                }
                lines
            }
            ("counts_for_payment", 2) => {
                self.register_or_left_people().into_iter().map(|(who, home)| self.payment(who, home)).collect()
            }
            ("plan_coverage", 1) => self.with_declined(|who| self.has_plan(who)),
            ("plan_joint", 1) => self.with_declined(|who| self.has_joint_plan(who)),
            ("plans_all_ages", 1) => self.shares(|_| true, |who| self.has_plan(who)),
            ("ltc_plan", 1) => {
                let condition =
                    |who| self.w.conditions.iter().any(|row| row.who == who && row.on <= self.d && self.held(row.held));
                self.shares(condition, |who| self.has_plan(who))
            }
            ("bcf_high_risk", 1) => self.shares(|who| self.adult(who), |who| self.high(who)),
            ("bcf_joint_plan_and_professional", 1) => {
                self.shares(|who| self.adult(who) && self.high(who), |who| self.has_joint_plan(who) && self.has_professional(who))
            }
            ("bcf_joint_plan", 1) => self.shares(|who| self.adult(who) && self.high(who), |who| self.has_joint_plan(who)),
            ("bcf_professional", 1) => self.shares(|who| self.adult(who) && self.high(who), |who| self.has_professional(who)),
            ("coordinator", 1) => self.shares(
                |who| self.high(who) || self.on_register(who, self.d).is_some(),
                |who| {
                    let cases = self.cases(who).into_iter().filter(|case| case.on(self.d));
                    let held: Vec<(usize, usize)> =
                        cases.filter_map(|case| Some((case.coordinator(self.d)?, case.team(self.d)))).collect();
                    held.len() == 1 && self.members(held[0].1, self.d).iter().any(|(staff, _)| *staff == held[0].0)
                },
            ),
            ("matron_referral_65", 1) => {
                let referred = self.referred_to_matron();
                self.shares(|who| self.aged(who, 65, self.d), |who| referred.contains(&who) || self.came_to_matron(who))
            }
            ("gp_informed_75", 1) => self.informed(),
            ("objections", 1) => self.objecting(),
            ("reviews_on_time", 1) => self.reviews(),
            ("mdt_discussed", 1) => self.discussed(),
            ("actions_on_time", 1) => self.actions(),
            ("carried_three_times", 1) => self.carried(),
            ("attendance", 1) => self.attendance(),
            ("discharge_contact", 1) => self.contacts(),
            ("care_home_plan", 1) => self.care_homes(),
            ("deaths_in_hospital", 1) => {
                self.deaths(|who, died, case| Some(self.died_at(who, died, case) == Some(Place::Hospital)))
            }
            ("deaths_in_preferred_place", 1) => self.deaths(|who, died, case| {
                let wanted = self.wanted(who, died)?;
                Some(self.died_at(who, died, case) == Some(wanted))
            }),
            ("emergency_rate", 1) => self.rate(|who, day| self.was_on(who, day)),
            ("emergency_rate_comparator", 1) => {
                let first = year_before(self.d).plus_days(1);
                self.rate(|who, day| {
                    self.in_high_tier(who, first)
                        && self.aged(who, 18, first)
                        && self.list(who, day).is_some()
                        && self.died(who).is_none_or(|died| day <= died)
                        && !self.was_on(who, day)
                })
            }
            _ => return None,
        })
    }

    /// On the register on the day, or gone within the quarter after its first day.
    fn register_or_left_people(&self) -> Vec<(usize, Home)> {
        let first = first_of_quarter(self.d);
        let within = |day: Day| first < day && day <= self.d;
        let mut found = vec![];
        for who in (0..self.w.born.len()).filter(|who| self.adult(*who)) {
            let died = self.died(who);
            let here = self.registered(who, self.d) && self.on_register(who, self.d).is_some();
            let gone = died.is_some_and(|died| within(died) && self.at_death(who, died).is_some());
            let moved = self
                .cases(who)
                .iter()
                .any(|case| !case.error && case.end.is_some_and(|(end, reason, _)| reason == EndReason::Moved && within(end)));
            let off = self.list(who, self.d).is_none() && died.is_none_or(|died| died > self.d);
            let left = off
                && self.last_list(who).is_some_and(|(_, until)| {
                    until.is_some_and(|until| within(until) && self.on_register(who, until.plus_days(-1)).is_some())
                });
            if (here || gone || moved || left)
                && let Some(home) = self.home(who, None)
            {
                found.push((who, home));
            }
        }
        found
    }

    fn register_or_left(&self, counted: impl Fn(usize) -> bool) -> Vec<Line> {
        self.register_or_left_people().into_iter().map(|(who, home)| share(home, counted(who))).collect()
    }

    fn adults_at_start(&self) -> Vec<Line> {
        let first = first_of_quarter(self.d);
        let mut lines = vec![];
        for who in (0..self.w.born.len()).filter(|who| self.registered(*who, first) && self.aged(*who, 18, first)) {
            let practice = self.standing(self.list(who, first).unwrap().0);
            let team = self.on_register(who, first).map(|case| case.team(first)).or(self.serving(practice));
            lines.push(Line { d: 1, ..line((practice, team)) });
        }
        lines
    }

    fn payment(&self, who: usize, home: Home) -> Line {
        let rule = self.first_rule_that_fails(who);
        Line { beside: rule.into_iter().collect(), ..share(home, rule.is_none()) }
    }

    fn first_rule_that_fails(&self, who: usize) -> Option<&'static str> {
        let cases = self.cases(who).into_iter().filter(|case| !case.error && case.start <= self.d);
        let Some(case) = cases.max_by_key(|case| (case.start, case.end.map(|(end, ..)| end))) else { return Some("not_started") };
        if let Some((end, reason, _)) = case.end.filter(|(end, ..)| *end <= self.d) {
            let quarter = |day: Day| (NaiveDate::from(day).year(), (NaiveDate::from(day).month() - 1) / 3);
            let gone = matches!(reason, EndReason::Died | EndReason::Moved);
            if !(gone && quarter(end) == quarter(self.d)) {
                return Some("left_register");
            }
        }
        let gps = self.gps(who).into_iter().filter(|(_, from, until, _)| until.is_none_or(|until| until > *from));
        match gps.map(|(_, from, ..)| from).filter(|from| *from <= self.d).max() {
            None => return Some("no_accountable_gp"),
            Some(from) if from < Day::of(2014, 4, 1) => return Some("accountable_gp_too_early"),
            Some(_) => {}
        }
        let counts = |what: &PlanRow| {
            matches!(what, PlanRow::Agreed { .. } | PlanRow::Reviewed | PlanRow::Declined | PlanRow::ReviewDeclined)
        };
        let plans = self.plans(who);
        let events = plans.iter().flat_map(|(_, rows)| rows).filter(|row| counts(&row.what) && row.on <= self.d);
        match events.map(|row| row.on).max() {
            None => Some("no_plan_event"),
            Some(on) if on < case.start => Some("plan_before_start"),
            Some(on) if on <= year_before(self.d) => Some("plan_too_old"),
            Some(_) => None,
        }
    }

    fn with_declined(&self, counted: impl Fn(usize) -> bool) -> Vec<Line> {
        let lines = self.people(|who| self.register_adult(who)).into_iter().map(|(who, home)| {
            let start = self.on_register(who, self.d).unwrap().start;
            let declined = self.plans(who).iter().any(|(_, rows)| {
                rows.iter().any(|row| matches!(row.what, PlanRow::Declined) && start <= row.on && row.on <= self.d)
            });
            let mut line = share(home, counted(who));
            if line.n == 0 && declined {
                line.beside.push("declined");
            }
            line
        });
        lines.collect()
    }

    fn has_professional(&self, who: usize) -> bool {
        let Some((at, _)) = self.list(who, self.d) else { return false };
        let gps = self.gps(who);
        let gp = gps.iter().rfind(|(_, from, until, _)| *from <= self.d && until.is_none_or(|until| self.d < until));
        gp.is_some_and(|(practice, ..)| *practice == at || *practice == self.standing(at))
            || self.on_register(who, self.d).is_some_and(|case| case.professional(self.d))
    }

    /// Those whom a meeting of the year referred to a matron.
    fn referred_to_matron(&self) -> Vec<usize> {
        let meetings = self.meetings_since(year_before(self.d).plus_days(1));
        let items = meetings.iter().flat_map(|meeting| &meeting.items);
        items.filter(|(_, item)| item.referred == Some(Service::CommunityMatron)).map(|(who, _)| *who).collect()
    }

    fn came_to_matron(&self, who: usize) -> bool {
        let year = |day: Day| year_before(self.d) < day && day <= self.d;
        self.cases(who).iter().filter(|case| !case.error).any(|case| {
            let named = case.coordinators().into_iter().chain(case.leads().into_iter().filter_map(|(on, who)| Some((on, who?))));
            let mut named = named.filter(|(on, _)| year(*on));
            case.raw.route == Route::MatronCaseload && year(case.start)
                || named.any(|(on, staff)| self.is_matron(staff, case.team(on), on))
        })
    }

    fn informed(&self) -> Vec<Line> {
        let told = self.people(|who| self.aged(who, 75, self.d)).into_iter().map(|(who, home)| {
            let (since, practices) = self.on_lists_since(who).unwrap();
            let born = NaiveDate::from(self.w.born[who]);
            let birthday = Day::from_ymd(born.year() + 75, born.month(), born.day()).unwrap_or(Day::of(born.year() + 75, 3, 1));
            let entitled = since.max(birthday);
            let due = if entitled < Day::of(2014, 4, 1) { Day::of(2014, 6, 30) } else { entitled.plus_days(21) };
            if self.d <= due {
                return Line { pending: 1, ..line(home) };
            }
            let counted = self.gps(who).into_iter().any(|(practice, from, until, told)| {
                practices.contains(&practice)
                    && from <= self.d
                    && until.is_none_or(|until| until > since)
                    && told.is_some_and(|told| told <= due && told <= self.d)
            });
            share(home, counted)
        });
        told.collect()
    }

    fn objecting(&self) -> Vec<Line> {
        let all = View { hides: false, ..*self };
        let mut lines = vec![];
        for (who, home) in all.people(|who| all.objects(who)) {
            let mut beside = vec![];
            if all.objects_to(who, ObjectionKind::Type1) {
                beside.push("type_1");
            }
            if all.objects_to(who, ObjectionKind::NationalOptOut) {
                beside.push("national_opt_out");
            }
            lines.push(Line { n: 1, beside, ..line(home) });
        }
        lines
    }

    /// Died, left the register or every list before `due`.
    fn gone_before(&self, who: usize, case: &CaseNow<'_>, due: Day) -> bool {
        let died = self.died(who);
        died.is_some_and(|died| died < due)
            || case.end.is_some_and(|(end, ..)| end < due)
            || self.list(who, due).is_none() && died.is_none_or(|died| died > due)
    }

    fn reviews(&self) -> Vec<Line> {
        let first = first_of_quarter(self.d);
        let mut lines = vec![];
        for who in 0..self.w.born.len() {
            for case in self.cases(who).iter().filter(|case| !case.error) {
                for (place, row) in case.rows.iter().enumerate() {
                    let CaseRow::Schedule(due) = row.what else { continue };
                    let mut later = case.rows[place + 1..].iter();
                    let next = later.clone().find(|row| matches!(row.what, CaseRow::Schedule(_) | CaseRow::Review));
                    let moved = next.is_some_and(|row| matches!(row.what, CaseRow::Schedule(_)) && row.on <= due);
                    if due < first || due > self.d || moved {
                        continue;
                    }
                    let Some(home) = self.home(who, Some(case.team(self.d))) else { continue };
                    let done = later.find(|row| matches!(row.what, CaseRow::Review)).map(|row| row.on);
                    let (band, overdue) = match age(self.w.born[who], due) {
                        ..=17 => ("under 18", "overdue_under_18"),
                        18..=64 => ("18 to 64", "overdue_18_to_64"),
                        65..=74 => ("65 to 74", "overdue_65_to_74"),
                        75..=84 => ("75 to 84", "overdue_75_to_84"),
                        85.. => ("85 and over", "overdue_85_and_over"),
                    };
                    let part = Some(band);
                    let beside = match done {
                        Some(on) if on <= due => vec![],
                        Some(on) if on <= self.d => vec!["late"],
                        _ => vec![overdue],
                    };
                    lines.push(if self.gone_before(who, case, due) {
                        Line { removed: 1, part, ..line(home) }
                    } else {
                        Line { part, ..Line { n: u64::from(beside.is_empty()), d: 1, beside, ..line(home) } }
                    });
                }
            }
        }
        lines
    }

    fn actions(&self) -> Vec<Line> {
        let first = first_of_quarter(self.d);
        let mut lines = vec![];
        for who in 0..self.w.born.len() {
            for case in self.cases(who).iter().filter(|case| !case.error) {
                for row in &case.rows {
                    let CaseRow::Action(number, due) = row.what else { continue };
                    if due < first || due > self.d {
                        continue;
                    }
                    let Some(home) = self.home(who, Some(case.team(self.d))) else { continue };
                    let done = case.rows.iter().any(|row| matches!(row.what, CaseRow::Done(n) if n == number) && row.on <= due);
                    let cancelled =
                        case.rows.iter().any(|row| matches!(row.what, CaseRow::Cancelled(n) if n == number) && row.on <= due);
                    lines.push(if cancelled || self.gone_before(who, case, due) {
                        Line { removed: 1, ..line(home) }
                    } else {
                        share(home, done)
                    });
                }
            }
        }
        lines
    }

    fn discussed(&self) -> Vec<Line> {
        let mut lines = vec![];
        for meeting in self.meetings(first_of_quarter(self.d)) {
            for (who, item) in &meeting.items {
                if let Some(home) = self.home(*who, Some(meeting.raw.team)) {
                    lines.push(share(home, item.discussed));
                }
            }
        }
        lines
    }

    fn carried(&self) -> Vec<Line> {
        let meetings = self.meetings(first_of_quarter(self.d));
        let items = |who| meetings.iter().filter_map(move |meeting| meeting.items.get(&who));
        self.shares(|who| items(who).next().is_some(), |who| items(who).any(|item| item.carried + u32::from(item.over) >= 3))
    }

    fn attendance(&self) -> Vec<Line> {
        let mut lines = vec![];
        for meeting in self.meetings(first_of_quarter(self.d)) {
            let team = Some(meeting.raw.team);
            let mut tell = |came: bool, part: Profession| {
                lines.push(Line { team, n: u64::from(came), d: 1, part: Some(part.name()), ..Line::default() });
            };
            for (_, profession, apologies) in &meeting.attended {
                tell(!apologies, *profession);
            }
            for (staff, role) in self.members(meeting.raw.team, meeting.on) {
                if !meeting.attended.iter().any(|(other, ..)| *other == Some(staff)) {
                    tell(false, if role == Role::CommunityMatron { Profession::CommunityMatron } else { Profession::Nurse });
                }
            }
        }
        lines
    }

    fn each_stay(&self, told: impl Fn(usize, &RawStay, &StayNow, Home) -> Option<Line>) -> Vec<Line> {
        let mut lines = vec![];
        for who in 0..self.w.born.len() {
            for (raw, stay) in self.stays(who).iter().filter(|(_, stay)| !stay.error) {
                lines.extend(self.home(who, None).and_then(|home| told(who, raw, stay, home)));
            }
        }
        lines
    }

    /// Died or was back in hospital between leaving and the deadline, as far as has happened by the day.
    fn gone_by(&self, who: usize, raw: &RawStay, stay: &StayNow, from: Day, due: Day) -> bool {
        let by = due.min(self.d);
        let others = self.stays(who).into_iter().filter(|(other, now)| !now.error && !std::ptr::eq(*other, raw));
        let ended = stay.left.map(|(on, _)| on).or(stay.died);
        let back = others.into_iter().any(|(other, _)| {
            ended.is_some_and(|ended| ended <= other.on) && raw.on < other.on && from <= other.on && other.on <= by
        });
        back || stay.back.is_some_and(|on| on <= by) || self.died(who).is_some_and(|died| died <= by)
    }

    fn contacts(&self) -> Vec<Line> {
        let first = first_of_quarter(self.d);
        self.each_stay(|who, raw, stay, home| {
            let (on, due) = stay.notice.filter(|(on, _)| first <= *on && *on <= self.d)?;
            if self.gone_by(who, raw, stay, on, due) {
                return Some(Line { removed: 1, ..line(home) });
            }
            if self.d <= due {
                return Some(Line { pending: 1, ..line(home) });
            }
            let tried = |(on, state): &(Day, ContactState)| *state != ContactState::NotNeeded && *on <= due;
            Some(share(home, stay.contacts.iter().any(tried)))
        })
    }

    /// Lives in a care home on a day, as social care tells.
    fn resident(&self, who: usize, day: Day) -> bool {
        let mut rows = self.w.homes.iter().filter(|row| row.who == who && self.held(row.held));
        rows.any(|row| row.from <= day && row.until.is_none_or(|until| day < until))
    }

    /// The seventh working day after `day`, by the calendar on the wall.
    fn seventh_working_day(day: Day) -> Day {
        let mut last = day;
        for _ in 0..7 {
            last = last.plus_days(1);
            while WorkingDays::england().is_working_day(last) != Ok(true) {
                last = last.plus_days(1);
            }
        }
        last
    }

    /// Discharges from hospital into a home: first day, last day of the clock, and the stay.
    fn homes_from_hospital(&self, who: usize) -> Vec<(Day, Day, &RawStay, StayNow)> {
        let stays = self.stays(who).into_iter().filter(|(_, stay)| !stay.error);
        let found = stays.filter_map(|(raw, stay)| {
            let (on, due) = stay.left?;
            // Without a deadline of its own the destination was the usual place of residence.
            let due = due.or_else(|| self.resident(who, on).then(|| Self::seventh_working_day(on)))?;
            Some((on, due, raw, stay))
        });
        found.collect()
    }

    /// Days on which somebody began to live in a home, who had not the day before, nor the day before that.
    fn homes_begun(&self, who: usize) -> Vec<Day> {
        let rows = self.w.homes.iter().filter(|row| row.who == who && row.until.is_none_or(|until| until > row.from));
        let mut days: Vec<Day> = rows.filter(|row| self.held(row.held)).map(|row| row.from).collect();
        days.sort_unstable();
        days.dedup();
        days.retain(|day| !self.resident(who, day.plus_days(-1)) && !self.resident(who, day.plus_days(-2)));
        let from_hospital = self.homes_from_hospital(who);
        days.retain(|day| {
            let away = self.stays(who).iter().any(|(raw, stay)| {
                let gone = stay.left.map(|(on, _)| on).or(stay.died);
                !stay.error && raw.on < *day && gone.is_none_or(|gone| *day <= gone)
            });
            !away && !from_hospital.iter().any(|(on, due, ..)| on <= day && day <= due)
        });
        days
    }

    fn care_homes(&self) -> Vec<Line> {
        let first = first_of_quarter(self.d);
        let mut lines = vec![];
        for who in 0..self.w.born.len() {
            let Some(home) = self.home(who, None) else { continue };
            let mut comings: Vec<(Day, Day, bool)> = vec![];
            for (on, due, raw, stay) in self.homes_from_hospital(who) {
                comings.push((on, due, self.gone_by(who, raw, &stay, on, due)));
            }
            for on in self.homes_begun(who) {
                let due = Self::seventh_working_day(on);
                let by = due.min(self.d);
                let back = self.stays(who).iter().any(|(raw, stay)| !stay.error && on <= raw.on && raw.on <= by);
                comings.push((on, due, back || self.died(who).is_some_and(|died| died <= by)));
            }
            for (on, due, gone) in comings.into_iter().filter(|(on, ..)| first <= *on && *on <= self.d) {
                let made = self.plans(who).iter().any(|(_, rows)| {
                    let looked = |row: &&Row<PlanRow>| {
                        matches!(row.what, PlanRow::Agreed { .. } | PlanRow::Reviewed) && on <= row.on && row.on <= due
                    };
                    rows.iter().any(looked) && Self::in_force(rows, due)
                });
                lines.push(match (gone, self.d <= due) {
                    (true, _) => Line { removed: 1, ..line(home) },
                    (false, true) => Line { pending: 1, ..line(home) },
                    (false, false) => share(home, made),
                });
            }
        }
        lines
    }

    fn deaths(&self, counted: impl Fn(usize, Day, &CaseNow<'_>) -> Option<bool>) -> Vec<Line> {
        let mut lines = vec![];
        for who in 0..self.w.born.len() {
            let Some(died) = self.died(who).filter(|died| year_before(self.d) < *died && *died <= self.d) else { continue };
            let Some(case) = self.at_death(who, died) else { continue };
            let Some(home) = self.home(who, Some(case.team(self.d))) else { continue };
            lines.extend(counted(who, died, &case).map(|counted| share(home, counted)));
        }
        lines
    }

    fn died_at(&self, who: usize, died: Day, case: &CaseNow<'_>) -> Option<Place> {
        let in_hospital = self.stays(who).iter().any(|(_, stay)| !stay.error && stay.died == Some(died));
        if in_hospital { Some(Place::Hospital) } else { case.end.and_then(|(_, _, place)| place) }
    }

    /// Where somebody wanted to die, by the plan in force then.
    fn wanted(&self, who: usize, died: Day) -> Option<Place> {
        let mut found: Option<(Day, Option<Place>)> = None;
        for (_, rows) in self.plans(who) {
            let ended = rows.iter().any(|row| matches!(row.what, PlanRow::Ended) && row.on == died);
            let stood = Self::in_force(&rows, died) || ended && Self::in_force(&rows, died.plus_days(-1));
            let mut version = rows.iter().filter(|row| row.on <= died).filter_map(|row| match row.what {
                PlanRow::Agreed { prefers, .. } => Some((row.on, prefers)),
                _ => None,
            });
            if let Some(version) = version.next_back().filter(|_| stood)
                && found.is_none_or(|(on, _)| on <= version.0)
            {
                found = Some(version);
            }
        }
        found.and_then(|(_, place)| place).filter(|place| *place != Place::NoPreference)
    }

    /// On the register on a day, the day of death included.
    fn was_on(&self, who: usize, day: Day) -> bool {
        match self.died(who) {
            Some(died) if day > died => false,
            Some(died) if day == died => self.at_death(who, died).is_some(),
            _ => self.on_register(who, day).is_some(),
        }
    }

    fn rate(&self, counts: impl Fn(usize, Day) -> bool) -> Vec<Line> {
        let mut lines = vec![];
        for who in 0..self.w.born.len() {
            let Some(home) = self.home(who, None) else { continue };
            let stays = self.stays(who);
            let mut day = year_before(self.d).plus_days(1);
            let mut sum = Line::default();
            while day <= self.d {
                if counts(who, day) {
                    sum.d += 1;
                    sum.n += stays.iter().filter(|(raw, stay)| !stay.error && raw.emergency && raw.on == day).count() as u64;
                }
                day = day.plus_days(1);
            }
            if sum.d > 0 {
                lines.push(Line { n: sum.n, d: sum.d, ..line(home) });
            }
        }
        lines
    }
}
