//! Casework on the made-up cases, over a year: enough that every measure counts somebody.

use crate::people::{age, person};
use crate::{Known, Loader, refused};
use casefinder::casework::accountable_gp::{AccountableGp, ChosenBy, Named, TellPerson, Way};
use casefinder::casework::case::{Case, CloseAction, Closing, EndCase, EndReason, How, Reached, RecordContact};
use casefinder::casework::decision::Decision;
use casefinder::casework::meeting::{
    Attendee, CarryOver, Listing, Meeting, MeetingKind, MeetingRole, PlanMeeting, Profession, RecordReview, SetAttendance, Why,
};
use casefinder::casework::plan::{
    Agree, AgreedBy, AgreedWith, CarePlan, Contributor, DeclinePlan, Goal, OnRegister, OrganisationKind, Place, PlanContent,
    PlanDraft, ReviewOutcome, ReviewPlan,
};
use casefinder::casework::stay::{
    AdmissionMethod, Admit, ContactState, Deadlines, DischargeDestination, DischargeMethod, Happening,
    RecordContact as ContactAfter, Source, Stay,
};
use casefinder::casework::{Decided, Fact, Moment, Rules};
use casefinder::domain::{ActionId, CaseId, ContactId, Day, Line, MeetingId, Note, PersonId, PlanId, StaffId, StayId, TeamId};
use casefinder::error::{Fault, Result};
use casefinder::store::Tx;
use casefinder::store::accountable_gp::record_many;
use casefinder::store::log::{Kept, Loaded, record};
use chrono::NaiveTime;

/// A case, as it was opened.
pub(crate) struct Opened {
    pub(crate) case: Loaded<Case>,
    pub(crate) person: PersonId,
    pub(crate) number: u64,
    pub(crate) coordinator: StaffId,
    pub(crate) start: Day,
}

/// Accountable GPs written at once.
const GPS_AT_ONCE: usize = 2_000;
/// The age from which everybody has one.
const NAMED_GP_AGE: i32 = 75;
/// People on the agenda of a meeting.
const AGENDA: usize = 20;

impl Loader {
    /// Noon on a day, with somebody who acts.
    fn on(&self, day: Day, author: StaffId) -> Moment {
        let now = chrono::NaiveDate::from(day).and_time(NaiveTime::MIN).and_utc() + chrono::TimeDelta::hours(12);
        Moment { today: day, now: now.min(self.at.now), author }
    }

    /// A year of a case: levels, contacts, actions, reviews, a plan, a stay, and for some the end.
    pub(crate) async fn live(&self, tx: &mut Tx, opened: &mut Opened, action: Option<ActionId>) -> Result<()> {
        let (number, by, start) = (opened.number, opened.coordinator, opened.start);
        let day = |days: i32| start.plus_days(days).min(self.at.today);
        let at = self.on(day(1), by);
        let case = &mut opened.case;
        let level = decided(case, |case| case.set_level((number % 4 + 1) as u8, (number % 5 + 1) as u8, &at))?;
        keep(tx, case, level, &at).await?;
        // Due in a month: done in time by most, late by some, by the others not at all.
        let due = day(28);
        if due > at.today {
            keep(tx, case, decided(case, |case| case.schedule_review(due, &at))?, &at).await?;
        }
        let at = self.on(day(14), by);
        let contact = RecordContact {
            on: None,
            how: How::Visit,
            reached: if number.is_multiple_of(9) { Reached::Nobody } else { Reached::Person },
            by: None,
            summary: Note::from("Walks with a frame; eats well"),
            next_contact: None,
        };
        keep(tx, case, decided(case, |case| case.record_contact(ContactId::new(), contact, &at))?, &at).await?;
        self.plan(tx, opened, &at).await?;
        let case = &mut opened.case;
        if !number.is_multiple_of(7) {
            let at = self.on(day(if number.is_multiple_of(5) { 40 } else { 26 }), by);
            let mut facts = decided(case, |case| case.review(at.today, None, Decision::NoFurtherAction, &at))?;
            facts.extend(case.state.schedule_review(at.today.plus_days(90), &at).map_err(refused)?);
            keep(tx, case, facts, &at).await?;
        }
        if let Some(action) = action {
            let at = self.on(self.at.today, by);
            let wanted = CloseAction { closing: Closing::Done, outcome: Line::from("Seen"), on: None };
            keep(tx, case, decided(case, |case| case.close_action(action, wanted, &at))?, &at).await?;
        }
        if number % 6 == 1 {
            self.stay(tx, opened, day(30)).await?;
        }
        if number % 20 == 3 && opened.case.state.open_actions().count() == 0 {
            let at = self.on(self.at.today, by);
            let died = number % 40 == 3;
            let died_at = died.then(|| [Place::Home, Place::Hospital, Place::CareHome][(number / 40 % 3) as usize]);
            let reason = if died { EndReason::Died } else { EndReason::Moved };
            let wanted = EndCase { reason, outcome: Note::from("As told"), on: None, died_at };
            let ended = decided(&opened.case, |case| case.end(wanted, &at))?;
            keep(tx, &mut opened.case, ended, &at).await?;
        }
        Ok(())
    }

    /// Seven of ten have a plan, most of these a joint one; one of ten declined.
    async fn plan(&self, tx: &mut Tx, opened: &Opened, at: &Moment) -> Result<()> {
        let register = OnRegister { case: opened.case.id, start: opened.start };
        let mut plan = Loaded::<CarePlan>::new(PlanId::new());
        let kind = opened.number % 10;
        if kind >= 8 {
            return Ok(());
        }
        let started = decided(&plan, |plan| plan.start(opened.person, None, at))?;
        keep(tx, &mut plan, started, at).await?;
        if kind == 7 {
            let wanted = DeclinePlan { on: None, reason: Note::from("Wants none") };
            let declined = decided(&plan, |plan| plan.decline(wanted, Some(&register), at))?;
            return keep(tx, &mut plan, declined, at).await;
        }
        let mut content = PlanContent {
            what_matters: Some(Note::from("Staying at home, and the dog")),
            goals: vec![Goal { words: Line::from("To the shop without falling"), measure: None }],
            ..PlanContent::default()
        };
        content.end_of_life.preferred_place_of_death = opened.number.is_multiple_of(3).then_some(Place::Home);
        let by =
            |organisation| Contributor { organisation, name: Line::from("Somebody"), role: None, staff: None, agreed_on: None };
        let mut contributions = vec![by(OrganisationKind::GpPractice)];
        contributions.extend((kind < 5).then(|| by(OrganisationKind::SocialCare)));
        let draft = PlanDraft { revision: 1, content, saved_at: at.now, saved_by: at.author };
        let with = AgreedWith { who: AgreedBy::Person, name: None };
        let wanted = Agree { draft_version: 1, on: None, with, contributions };
        let rules = Rules::default();
        let agreed = decided(&plan, |plan| plan.agree(draft, wanted, Some(&register), &rules, &mut ActionId::new, at))?;
        keep(tx, &mut plan, agreed, at).await?;
        let later = self.on(at.today.plus_days(120), at.author);
        if kind < 3 && later.today <= self.at.today {
            let wanted = ReviewPlan { on: None, outcome: ReviewOutcome::StillRight, note: None };
            let reviewed = decided(&plan, |plan| plan.review(wanted, &later))?;
            keep(tx, &mut plan, reviewed, &later).await?;
        }
        Ok(())
    }

    /// A week in hospital; some go to a care home, some are not contacted in time.
    async fn stay(&self, tx: &mut Tx, opened: &Opened, from: Day) -> Result<()> {
        let code = |found: Option<AdmissionMethod>| found.ok_or_else(|| Fault::Internal("a code".into()));
        let mut stay = Loaded::<Stay>::new(StayId::new());
        let provider = "RX101".parse().map_err(|_| Fault::Internal("a trust code".into()))?;
        let at = self.on(from, opened.coordinator);
        let method = code(AdmissionMethod::read("21"))?;
        let wanted = Admit { provider, spell: None, method, on: None, ward: None, expected_discharge: None };
        let admitted = decided(&stay, |stay| stay.admit(opened.person, wanted, Source::Hand, &at))?;
        keep(tx, &mut stay, admitted, &at).await?;
        let home = from.plus_days(7);
        if home > self.at.today {
            return Ok(());
        }
        let at = self.on(home, opened.coordinator);
        let deadlines = Deadlines::of(&Rules::default());
        let to = if opened.number.is_multiple_of(4) { "54" } else { "19" };
        let destination = DischargeDestination::read(to).unwrap_or(DischargeDestination::UNKNOWN);
        let what = Happening::Discharged { on: home, destination, method: DischargeMethod::UNKNOWN };
        let discharged = decided(&stay, |stay| stay.happen(what, &deadlines, &at))?;
        keep(tx, &mut stay, discharged, &at).await?;
        let later = self.on(home.plus_days(if opened.number % 5 == 2 { 9 } else { 1 }), opened.coordinator);
        if later.today <= self.at.today && opened.number % 30 != 1 {
            let wanted = ContactAfter { state: ContactState::Done, on: None, note: None };
            let contacted = decided(&stay, |stay| stay.contact_after(wanted, &later))?;
            keep(tx, &mut stay, contacted, &later).await?;
        }
        Ok(())
    }

    /// Every team meets once a month for a year; of each agenda one is carried over, and the last GP sends apologies.
    pub(crate) async fn meetings(&self, tx: &mut Tx, known: &Known) -> Result<()> {
        for (place, &team) in known.teams.iter().enumerate() {
            let mine: Vec<(CaseId, PersonId)> =
                known.cases.iter().filter(|(_, _, of)| *of == team).map(|(case, person, _)| (*case, *person)).collect();
            let who = [known.coordinators[place % known.coordinators.len()], known.gps[place * 6 % known.gps.len()]];
            for month in 0..12 {
                let on = self.at.today.plus_days(-30 * (12 - month) + place as i32 % 5);
                let listed = mine.iter().skip(month as usize * AGENDA % mine.len().max(1)).take(AGENDA);
                self.meeting(tx, team, on, listed.copied().collect(), who).await?;
            }
        }
        Ok(())
    }

    async fn meeting(
        &self,
        tx: &mut Tx,
        team: TeamId,
        on: Day,
        listed: Vec<(CaseId, PersonId)>,
        who: [StaffId; 2],
    ) -> Result<()> {
        let mut meeting = Loaded::<Meeting>::new(MeetingId::new());
        let (before, at) = (self.on(on.plus_days(-10), who[0]), self.on(on, who[0]));
        let wanted = PlanMeeting { team, kind: MeetingKind::CommunityMdt, on, next_on: None, place: None };
        let planned = decided(&meeting, |meeting| meeting.plan(wanted, &Rules::default(), &before))?;
        keep(tx, &mut meeting, planned, &before).await?;
        let found =
            listed.iter().map(|&(case, person)| Listing { case: Some(case), ..Listing::of(person, Why::ReviewDue { due: on }) });
        let filled = decided(&meeting, |meeting| meeting.fill(found.collect(), &before))?;
        keep(tx, &mut meeting, filled, &before).await?;
        let opened = decided(&meeting, |meeting| meeting.open(&at))?;
        keep(tx, &mut meeting, opened, &at).await?;
        for (place, &(case, person)) in listed.iter().enumerate() {
            let reason = Line::from("The meeting ran out of time");
            let facts = if place + 1 == AGENDA {
                decided(&meeting, |meeting| meeting.carry_over(person, CarryOver { reason }, &at))?
            } else {
                decided(&meeting, |meeting| meeting.review(person, &review(), Some(case), &[], &at))?
            };
            keep(tx, &mut meeting, facts, &at).await?;
        }
        let attendee = |place: usize, staff, profession, role| Attendee {
            staff: Some(staff),
            name: None,
            profession,
            organisation: None,
            role,
            apologies: place == 1 && on.number() % 3 == 0,
        };
        let attendees = vec![
            attendee(0, who[0], Profession::CommunityMatron, MeetingRole::Chair),
            attendee(1, who[1], Profession::Gp, MeetingRole::Member),
        ];
        let attended = decided(&meeting, |meeting| meeting.set_attendance(SetAttendance { attendees }, &at))?;
        keep(tx, &mut meeting, attended, &at).await?;
        let closed = decided(&meeting, |meeting| meeting.close(&at))?;
        keep(tx, &mut meeting, closed, &at).await
    }

    /// Everybody of 75 or over has an accountable GP; most were told in time.
    pub(crate) async fn accountable_gps(&self, tx: &mut Tx, known: &Known) -> Result<()> {
        let at = self.on(self.at.today.plus_days(-200), StaffId::default());
        let old: Vec<u64> = (0..self.people).filter(|serial| age(*serial) >= NAMED_GP_AGE).collect();
        for serials in old.chunks(GPS_AT_ONCE) {
            let mut changes = vec![];
            for &serial in serials {
                let number = serial % self.practices;
                let (who, gp) = (person(serial), known.gps[number as usize]);
                let mut loaded = Loaded::<AccountableGp>::new(who);
                let practice = self.practice(number)?;
                let named =
                    Named { person: who, gp, practice, chosen: ChosenBy::LightestList, reason: Line::from("The practice's") };
                let mut facts = loaded.state.assign(named, at.today.plus_days(-20), &at).map_err(refused)?;
                if serial % 8 != 1 {
                    apply(&mut loaded, &facts, &at);
                    let wanted = TellPerson { way: Way::Letter, on: Some(at.today.plus_days(-((serial % 20) as i32))) };
                    facts.extend(loaded.state.tell(&wanted, &at).map_err(refused)?);
                    loaded = Loaded::new(who);
                }
                changes.push((loaded, facts));
            }
            record_many(&mut tx.conn(), &mut changes, &at).await?;
        }
        Ok(())
    }
}

fn review() -> RecordReview {
    RecordReview {
        situation: Note::from("Steadier on her feet since the frame came; a fall in the spring, none since"),
        action_to_date: None,
        update: None,
        next_steps: Some(Note::from("Seen again in a month")),
        decision: Decision::NoFurtherAction,
        not_accepted: None,
        route: None,
        coordinator: None,
        replaces_coordinator: false,
        level: None,
        complexity: None,
        service: None,
        referred_to: None,
        end_reason: None,
        ended_on: None,
        outcome: None,
        close_actions: vec![],
        actions: vec![],
        next_review: None,
    }
}

fn decided<A: Kept>(loaded: &Loaded<A>, decide: impl FnOnce(&A) -> Decided<A::Event>) -> Result<Vec<Fact<A::Event>>> {
    decide(&loaded.state).map_err(refused)
}

async fn keep<A: Kept>(tx: &mut Tx, loaded: &mut Loaded<A>, facts: Vec<Fact<A::Event>>, at: &Moment) -> Result<()> {
    Ok(record(&mut tx.conn(), loaded, facts, at).await?)
}

fn apply<A: Kept>(loaded: &mut Loaded<A>, facts: &[Fact<A::Event>], at: &Moment) {
    for fact in facts {
        loaded.state.apply(&fact.clone().recorded(at));
    }
}
