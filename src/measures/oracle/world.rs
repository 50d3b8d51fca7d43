//! A small world as plain rows ("reviewed on, recorded on"), and the ledger that the same rows make.

use crate::casework::Recorded;
use crate::casework::accountable_gp::{AccountableGpEvent, ChosenBy, EndedBecause, Way};
use crate::casework::case::{CaseEvent, Closing, EndReason, Route};
use crate::casework::decision::Decision;
use crate::casework::meeting::{
    Attendee, Listing, MeetingEvent, MeetingKind, MeetingRole, Minutes, Profession, Service, Why, Words,
};
use crate::casework::objection::{ObjectionEvent, ObjectionKind, ObjectionSpan, Source as Told};
use crate::casework::organisation::{Link, LinkKind, OrganisationEvent, OrganisationKind as Kind, OrganisationStatus, Profile};
use crate::casework::plan::{
    AgreedBy, AgreedWith, Agreement, Contributor, EndOfLife, EndPlanReason, NoSocialCareNeed, OrganisationKind, Place,
    PlanContent, PlanEvent, ReviewOutcome,
};
use crate::casework::staff::StaffEvent;
use crate::casework::stay::{AdmissionMethod, ContactState, DischargeDestination, DischargeMethod, Source, StayEvent};
use crate::casework::team::{ServedKind, TeamEvent, TeamKind};
use crate::domain::{ActionId, CaseId, Day, Line, Note, OdsCode, OrganisationId, PersonId, Role, RunId, StaffId, StayId, TeamId};
use crate::measures::ledger::{Believed, Ledger, Registration, Residence, Run, Stream, Told as DayTold};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Something that is so on a day, and was recorded on another.
#[derive(Debug, Clone)]
pub(super) struct Row<T> {
    pub(super) on: Day,
    pub(super) rec: Day,
    pub(super) what: T,
}

/// For how long it was believed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) rec: Day,
    pub(super) sup: Option<Day>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    pub(super) who: usize,
    pub(super) at: usize,
    pub(super) from: Day,
    pub(super) until: Option<Day>,
    pub(super) held: Held,
}

/// A time in a care home; `until` is the first day no longer there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lived {
    pub(super) who: usize,
    pub(super) from: Day,
    pub(super) until: Option<Day>,
    pub(super) held: Held,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Since {
    pub(super) who: usize,
    pub(super) on: Day,
    pub(super) held: Held,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Objection {
    pub(super) who: usize,
    pub(super) kind: ObjectionKind,
    pub(super) from: Day,
    pub(super) withdrawn: Option<Day>,
    /// From an extract.
    pub(super) held: Option<Held>,
    /// At the door: recorded, and the withdrawal recorded.
    pub(super) door: Option<(Day, Option<Day>)>,
}

#[derive(Debug, Clone)]
pub(super) struct RawRun {
    pub(super) index: Day,
    pub(super) published: Day,
    /// Person and tier: 0 "very high", 1 "high", 2 "moderate".
    pub(super) tiers: Vec<(usize, u16)>,
}

#[derive(Debug, Clone)]
pub(super) enum CaseRow {
    Coordinator(usize),
    Lead(Option<usize>),
    Team(usize),
    Schedule(Day),
    Review,
    Action(usize, Day),
    Done(usize),
    Cancelled(usize),
    End(EndReason, Option<Place>),
    StartCorrected,
    EndCorrected(EndReason, Option<Place>),
    EndWithdrawn,
    Error,
}

#[derive(Debug, Clone)]
pub(super) struct RawCase {
    pub(super) who: usize,
    pub(super) practice: usize,
    pub(super) team: usize,
    pub(super) route: Route,
    pub(super) start: Day,
    pub(super) rec: Day,
    pub(super) rows: Vec<Row<CaseRow>>,
}

#[derive(Debug, Clone)]
pub(super) enum PlanRow {
    Agreed { by: Vec<(OrganisationKind, Option<Day>)>, no_need: Option<Day>, prefers: Option<Place> },
    Joined(OrganisationKind),
    Reviewed,
    ReviewDeclined,
    Declined,
    Withdrawn,
    Ended,
}

#[derive(Debug, Clone)]
pub(super) struct RawPlan {
    pub(super) who: usize,
    pub(super) start: Day,
    pub(super) rec: Day,
    pub(super) rows: Vec<Row<PlanRow>>,
}

#[derive(Debug, Clone)]
pub(super) enum GpRow {
    Assigned(usize),
    Told,
    Ended,
}

#[derive(Debug, Clone)]
pub(super) struct RawGp {
    pub(super) who: usize,
    pub(super) rows: Vec<Row<GpRow>>,
}

#[derive(Debug, Clone)]
pub(super) enum StayRow {
    Notified(Day),
    Cancelled,
    Contact(ContactState),
    Discharged(Option<Day>),
    Readmitted,
    Died,
    Error,
}

#[derive(Debug, Clone)]
pub(super) struct RawStay {
    pub(super) who: usize,
    pub(super) on: Day,
    pub(super) rec: Day,
    pub(super) emergency: bool,
    pub(super) rows: Vec<Row<StayRow>>,
}

#[derive(Debug, Clone)]
pub(super) enum MeetingRow {
    Moved(Day),
    Listed(usize, u32),
    Removed(usize),
    Discussed(usize),
    /// Referred to a service.
    Referred(usize, Service),
    CarriedOver(usize),
    /// Staff, whether they sent apologies; a guest without a number.
    Attended(Vec<(Option<usize>, Profession, bool)>),
    Opened,
    Closed,
    Cancelled,
}

#[derive(Debug, Clone)]
pub(super) struct RawMeeting {
    pub(super) team: usize,
    pub(super) on: Day,
    pub(super) rec: Day,
    pub(super) rows: Vec<Row<MeetingRow>>,
}

/// Something that holds between two days; each end with the day on which it was recorded.
#[derive(Debug, Clone)]
pub(super) struct Between<T> {
    pub(super) from: Day,
    pub(super) rec: Day,
    pub(super) end: Option<(Day, Day)>,
    pub(super) what: T,
}

/// A practice belongs to, or is followed by, another organisation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Belongs {
    pub(super) practice: usize,
    pub(super) kind: LinkKind,
    /// Of networks and commissioners their number, of successors the practice's.
    pub(super) to: usize,
}

#[derive(Debug, Clone)]
pub(super) struct RawPractice {
    pub(super) rec: Day,
    pub(super) locality: Option<&'static str>,
    pub(super) opened: Option<Day>,
    pub(super) closed: Option<Day>,
}

/// Everything.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    pub(super) born: Vec<Day>,
    pub(super) practices: Vec<RawPractice>,
    pub(super) lists: Vec<List>,
    pub(super) homes: Vec<Lived>,
    pub(super) deaths: Vec<Since>,
    pub(super) conditions: Vec<Since>,
    pub(super) objections: Vec<Objection>,
    pub(super) runs: Vec<RawRun>,
    pub(super) cases: Vec<RawCase>,
    pub(super) plans: Vec<RawPlan>,
    pub(super) gps: Vec<RawGp>,
    pub(super) stays: Vec<RawStay>,
    pub(super) meetings: Vec<RawMeeting>,
    pub(super) teams: usize,
    pub(super) staff: usize,
    /// Team, staff, role.
    pub(super) members: Vec<Between<(usize, usize, Role)>>,
    /// Staff, role.
    pub(super) roles: Vec<Between<(usize, Role)>>,
    /// Team, practice.
    pub(super) serves: Vec<Between<(usize, usize)>>,
    pub(super) links: Vec<Between<Belongs>>,
}

pub(super) fn noon(day: Day) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(day.number()) * 86_400 + 43_200, 0).unwrap()
}

/// The evening of a day: what was recorded on it is known.
pub(super) fn evening(day: Day) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(day.number()) * 86_400 + 64_800, 0).unwrap()
}

fn id<T: From<Uuid>>(kind: u128, number: usize) -> T {
    T::from(Uuid::from_u128(kind << 64 | number as u128))
}

pub(super) fn person(number: usize) -> PersonId {
    id(1, number)
}

pub(super) fn team(number: usize) -> TeamId {
    id(2, number)
}

fn staff(number: usize) -> StaffId {
    id(3, number)
}

pub(super) fn practice(number: usize) -> OdsCode {
    format!("P{number:05}").parse().unwrap()
}

pub(super) fn target(kind: LinkKind, number: usize) -> OdsCode {
    match kind {
        LinkKind::Network => format!("N{number:05}").parse().unwrap(),
        LinkKind::Commissioner => format!("C{number:05}").parse().unwrap(),
        LinkKind::Successor => practice(number),
    }
}

fn recorded<E>(on: Day, rec: Day, event: E) -> Recorded<E> {
    Recorded { happened_on: on, recorded_at: noon(rec), author: StaffId::default(), event }
}

fn believed(held: Held) -> Believed {
    Believed { recorded_at: noon(held.rec), superseded_at: held.sup.map(noon) }
}

fn line() -> Line {
    Line::from("x")
}

/// Events of things that begin and end, in the order in which they were recorded.
fn between<T, E>(rows: &[&Between<T>], begin: impl Fn(&T) -> E, end: impl Fn(&T) -> E) -> Vec<Recorded<E>> {
    let mut events = vec![];
    for row in rows {
        events.push(recorded(row.from, row.rec, begin(&row.what)));
        if let Some((on, rec)) = row.end {
            events.push(recorded(on, rec, end(&row.what)));
        }
    }
    events.sort_by_key(|event| event.recorded_at);
    events
}

impl World {
    /// The ledger of these rows.
    pub(super) fn ledger(&self) -> Ledger {
        let told = |rows: &[Since]| {
            rows.iter().map(|row| DayTold { person: row.who as u32, on: row.on, believed: believed(row.held) }).collect()
        };
        let registration = |list: &List| Registration {
            person: list.who as u32,
            practice: list.at as u16,
            from: list.from,
            until: list.until,
            believed: believed(list.held),
        };
        Ledger {
            people: (0..self.born.len()).map(person).collect(),
            born: self.born.clone(),
            practices: (0..self.practices.len()).map(practice).collect(),
            registrations: self.lists.iter().map(registration).collect(),
            residences: self
                .homes
                .iter()
                .map(|row| Residence { person: row.who as u32, from: row.from, until: row.until, believed: believed(row.held) })
                .collect(),
            deaths: told(&self.deaths),
            conditions: told(&self.conditions),
            objections: self.objections.iter().filter_map(extract_objection).collect(),
            objections_told: (0..self.born.len()).map(|who| self.door(who)).collect(),
            runs: self.runs.iter().enumerate().map(|(number, run)| self.run(number, run)).collect(),
            cases: self
                .cases
                .iter()
                .enumerate()
                .map(|(number, case)| Stream { id: id(4, number), events: case.events() })
                .collect(),
            plans: self
                .plans
                .iter()
                .enumerate()
                .map(|(number, plan)| Stream { id: id(5, number), events: plan.events() })
                .collect(),
            accountable_gps: self.gps.iter().map(|gp| Stream { id: person(gp.who), events: gp.events() }).collect(),
            nominations: vec![],
            meetings: self
                .meetings
                .iter()
                .enumerate()
                .map(|(number, row)| Stream { id: id(6, number), events: row.events() })
                .collect(),
            stays: self
                .stays
                .iter()
                .enumerate()
                .map(|(number, stay)| Stream { id: id(7, number), events: stay.events() })
                .collect(),
            teams: (0..self.teams).map(|number| Stream { id: team(number), events: self.team(number) }).collect(),
            staff: (0..self.staff).map(|number| Stream { id: staff(number), events: self.staff(number) }).collect(),
            organisations: self.organisations(),
        }
    }

    fn run(&self, number: usize, run: &RawRun) -> Run {
        let mut high: Vec<(u32, u16)> =
            run.tiers.iter().filter(|(_, tier)| *tier < 2).map(|(who, tier)| (*who as u32, *tier)).collect();
        high.sort_unstable();
        Run {
            id: id::<RunId>(8, number),
            model: "m".into(),
            version: "1".into(),
            index: run.index,
            data_date: None,
            sources: vec![],
            published_at: noon(run.published),
            synthetic: true,
            tiers: ["very high", "high", "moderate", "low"].map(String::from).into(),
            scored: self.born.len() as u64,
            high,
        }
    }

    fn door(&self, who: usize) -> Stream<crate::casework::objection::Objections> {
        let mut events = vec![];
        for row in self.objections.iter().filter(|row| row.who == who) {
            let (Some((rec, again)), kind) = (row.door, row.kind) else { continue };
            events.push(recorded(row.from, rec, ObjectionEvent::Objected { person: person(who), kind }));
            if let (Some(on), Some(rec)) = (row.withdrawn, again) {
                events.push(recorded(on, rec, ObjectionEvent::Withdrawn { person: person(who), kind, made_on: row.from }));
            }
        }
        Stream { id: person(who), events }
    }

    fn team(&self, number: usize) -> Vec<Recorded<TeamEvent>> {
        let created = TeamEvent::Created { name: line(), kind: TeamKind::Community, base: None, locality: None };
        let members: Vec<_> = self.members.iter().filter(|row| row.what.0 == number).collect();
        let serves: Vec<_> = self.serves.iter().filter(|row| row.what.0 == number).collect();
        let mut events = vec![recorded(Day::of(2000, 1, 1), Day::of(2000, 1, 1), created)];
        events.extend(between(
            &members,
            |(_, who, role)| TeamEvent::Joined {
                staff: staff(*who),
                role: *role,
                organisation: practice(0),
                capacity: 10,
                skills: vec![],
            },
            |(_, who, _)| TeamEvent::Left { staff: staff(*who) },
        ));
        events.extend(between(
            &serves,
            |(_, at)| TeamEvent::Serving { organisation: practice(*at), kind: ServedKind::Practice },
            |(_, at)| TeamEvent::StoppedServing { organisation: practice(*at) },
        ));
        events.sort_by_key(|event| event.recorded_at);
        events
    }

    fn staff(&self, number: usize) -> Vec<Recorded<StaffEvent>> {
        let rows: Vec<_> = self.roles.iter().filter(|row| row.what.0 == number).collect();
        between(
            &rows,
            |(_, role)| StaffEvent::RoleGiven { role: *role, organisation: practice(0), session_tenths: None },
            |(_, role)| StaffEvent::RoleEnded { role: *role, organisation: practice(0) },
        )
    }

    fn organisations(&self) -> Vec<Stream<crate::casework::organisation::Organisation>> {
        let stream = |(number, raw): (usize, &RawPractice)| {
            let code = practice(number);
            let profile = Profile {
                kind: Kind::Practice,
                name: line(),
                status: OrganisationStatus::Active,
                opened_on: raw.opened,
                closed_on: raw.closed,
                locality: raw.locality.map(Line::from),
            };
            let links: Vec<_> = self.links.iter().filter(|row| row.what.practice == number).collect();
            let mut events = between(
                &links,
                |belongs| {
                    let link = Link { kind: belongs.kind, target: target(belongs.kind, belongs.to), from: None, until: None };
                    OrganisationEvent::Linked(link)
                },
                |belongs| OrganisationEvent::Unlinked { kind: belongs.kind },
            );
            for event in &mut events {
                if let OrganisationEvent::Linked(link) = &mut event.event {
                    link.from = Some(event.happened_on);
                }
            }
            events.push(recorded(raw.rec, raw.rec, OrganisationEvent::Described { code: code.clone(), profile }));
            events.sort_by_key(|event| event.recorded_at);
            Stream { id: OrganisationId::of(&code), events }
        };
        self.practices.iter().enumerate().map(stream).collect()
    }
}

fn extract_objection(row: &Objection) -> Option<(u32, ObjectionSpan, Believed)> {
    let held = row.held?;
    let (kind, from, withdrawn_on, source) = (row.kind, row.from, row.withdrawn, Told::Published);
    Some((row.who as u32, ObjectionSpan { kind, from, withdrawn_on, source, recorded_at: noon(held.rec) }, believed(held)))
}

impl RawCase {
    fn events(&self) -> Vec<Recorded<CaseEvent>> {
        let opened = CaseEvent::Opened {
            person: person(self.who),
            practice: practice(self.practice),
            team: team(self.team),
            route: self.route,
            reason: Note::from("x"),
        };
        let mut events = vec![recorded(self.start, self.rec, opened)];
        for row in &self.rows {
            let action = |number: usize| id::<ActionId>(9, number);
            let closed = |number, closing| CaseEvent::ActionClosed { action: action(number), closing, outcome: line() };
            let event = match row.what.clone() {
                CaseRow::Coordinator(who) => CaseEvent::CoordinatorSet { coordinator: staff(who), reason: line() },
                CaseRow::Lead(who) => CaseEvent::LeadSet { lead: who.map(staff), reason: line() },
                CaseRow::Team(number) => CaseEvent::TeamMoved { team: team(number), reason: line() },
                CaseRow::Schedule(due) => CaseEvent::ReviewScheduled { due },
                CaseRow::Review => CaseEvent::Reviewed { meeting: None, decision: Decision::NoFurtherAction },
                CaseRow::Action(number, due) => {
                    CaseEvent::ActionAdded { action: action(number), what: line(), owner: staff(0), due }
                }
                CaseRow::Done(number) => closed(number, Closing::Done),
                CaseRow::Cancelled(number) => closed(number, Closing::Cancelled),
                CaseRow::End(reason, died_at) => CaseEvent::Ended { reason, outcome: Note::from("x"), died_at },
                CaseRow::StartCorrected => CaseEvent::StartCorrected { why: line() },
                CaseRow::EndCorrected(reason, died_at) => {
                    CaseEvent::EndCorrected { reason, outcome: Note::from("x"), died_at, why: line() }
                }
                CaseRow::EndWithdrawn => CaseEvent::EndWithdrawn { why: line() },
                CaseRow::Error => CaseEvent::EnteredInError { why: line() },
            };
            events.push(recorded(row.on, row.rec, event));
        }
        events
    }
}

impl RawPlan {
    fn events(&self) -> Vec<Recorded<PlanEvent>> {
        let mut events = vec![recorded(self.start, self.rec, PlanEvent::Started { person: person(self.who), copied_from: None })];
        let mut number = 0;
        for row in &self.rows {
            let contributor = |(organisation, agreed_on): &(OrganisationKind, Option<Day>)| Contributor {
                organisation: *organisation,
                name: line(),
                role: None,
                staff: None,
                agreed_on: *agreed_on,
            };
            let reason = Note::from("x");
            let event = match &row.what {
                PlanRow::Agreed { by, no_need, prefers } => {
                    number += 1;
                    let content = PlanContent {
                        no_social_care_need: no_need.map(|assessed_on| NoSocialCareNeed { assessed_on, by: line() }),
                        end_of_life: EndOfLife { preferred_place_of_death: *prefers, ..EndOfLife::default() },
                        ..PlanContent::default()
                    };
                    PlanEvent::Agreed(Box::new(Agreement {
                        number,
                        content,
                        with: AgreedWith { who: AgreedBy::Person, name: None },
                        contributions: by.iter().map(contributor).collect(),
                        review_months: 12,
                        case: None::<CaseId>,
                        added: vec![],
                    }))
                }
                PlanRow::Joined(kind) => PlanEvent::Contributed { contributor: contributor(&(*kind, Some(row.on))) },
                PlanRow::Reviewed => PlanEvent::Reviewed { outcome: ReviewOutcome::StillRight, note: None },
                PlanRow::ReviewDeclined => PlanEvent::ReviewDeclined { reason },
                PlanRow::Declined => PlanEvent::Declined { reason },
                PlanRow::Withdrawn => PlanEvent::Withdrawn { reason },
                PlanRow::Ended => PlanEvent::Ended { reason: EndPlanReason::Other, words: line(), case: None },
            };
            events.push(recorded(row.on, row.rec, event));
        }
        events
    }
}

impl RawGp {
    fn events(&self) -> Vec<Recorded<AccountableGpEvent>> {
        let event = |row: &Row<GpRow>| {
            let event = match row.what {
                GpRow::Assigned(at) => AccountableGpEvent::Assigned {
                    person: person(self.who),
                    gp: staff(0),
                    practice: practice(at),
                    chosen: ChosenBy::Hand,
                    reason: line(),
                },
                GpRow::Told => AccountableGpEvent::Told { way: Way::Letter },
                GpRow::Ended => AccountableGpEvent::Ended { because: EndedBecause::Deregistered },
            };
            recorded(row.on, row.rec, event)
        };
        self.rows.iter().map(event).collect()
    }
}

impl RawStay {
    fn events(&self) -> Vec<Recorded<StayEvent>> {
        let method = AdmissionMethod::read(if self.emergency { "21" } else { "11" }).unwrap();
        let admitted = StayEvent::Admitted {
            person: person(self.who),
            provider: practice(0),
            spell: None,
            method,
            ward: None,
            source: Source::Feed,
        };
        let event = |row: &Row<StayRow>| {
            let event = match row.what {
                StayRow::Notified(contact_due) => StayEvent::DischargeNotified { contact_due },
                StayRow::Cancelled => StayEvent::DischargeCancelled {},
                StayRow::Contact(state) => StayEvent::Contacted { state, note: None },
                StayRow::Discharged(care_home_plan_due) => StayEvent::Discharged {
                    destination: DischargeDestination::read(if care_home_plan_due.is_some() { "54" } else { "19" }).unwrap(),
                    method: DischargeMethod::UNKNOWN,
                    care_home_plan_due,
                },
                StayRow::Readmitted => StayEvent::Readmitted { stay: StayId::default() },
                StayRow::Died => StayEvent::Died {},
                StayRow::Error => StayEvent::EnteredInError { reason: line() },
            };
            recorded(row.on, row.rec, event)
        };
        std::iter::once(recorded(self.on, self.rec, admitted)).chain(self.rows.iter().map(event)).collect()
    }
}

impl RawMeeting {
    fn events(&self) -> Vec<Recorded<MeetingEvent>> {
        let planned = MeetingEvent::Planned {
            team: team(self.team),
            kind: MeetingKind::CommunityMdt,
            on: self.on,
            next_on: None,
            cut_off: self.on,
            place: None,
        };
        let attendee = |(number, (who, profession, apologies)): (usize, &(Option<usize>, Profession, bool))| Attendee {
            staff: who.map(staff),
            name: who.is_none().then(|| Line(format!("guest {number}"))),
            profession: *profession,
            organisation: None,
            role: MeetingRole::Member,
            apologies: *apologies,
        };
        let event = |row: &Row<MeetingRow>| {
            let event = match &row.what {
                MeetingRow::Moved(on) => MeetingEvent::Moved { on: *on, next_on: None, cut_off: *on },
                MeetingRow::Listed(who, carried) => {
                    let why = Why::AddedByHand { reason: line(), on: row.on };
                    MeetingEvent::Listed { listing: Listing { carried: *carried, ..Listing::of(person(*who), why) } }
                }
                MeetingRow::Removed(who) => MeetingEvent::Removed { person: person(*who), reason: line() },
                MeetingRow::Discussed(who) => {
                    MeetingEvent::Reviewed { person: person(*who), minutes: Box::new(minutes(row.rec)) }
                }
                MeetingRow::Referred(who, service) => {
                    let minutes = Minutes { decision: Decision::Refer, service: Some(*service), ..minutes(row.rec) };
                    MeetingEvent::Reviewed { person: person(*who), minutes: Box::new(minutes) }
                }
                MeetingRow::CarriedOver(who) => MeetingEvent::CarriedOver { person: person(*who), reason: line() },
                MeetingRow::Attended(who) => {
                    MeetingEvent::AttendanceSet { attendees: who.iter().enumerate().map(attendee).collect() }
                }
                MeetingRow::Opened => MeetingEvent::Opened,
                MeetingRow::Closed => MeetingEvent::Closed,
                MeetingRow::Cancelled => MeetingEvent::Cancelled { reason: line() },
            };
            recorded(row.on, row.rec, event)
        };
        std::iter::once(recorded(self.rec, self.rec, planned)).chain(self.rows.iter().map(event)).collect()
    }
}

fn minutes(rec: Day) -> Minutes {
    Minutes {
        words: Words { situation: Note::from("x"), action_to_date: None, update: None, next_steps: None },
        decision: Decision::NoFurtherAction,
        not_accepted: None,
        case: None,
        coordinator: None,
        level: None,
        service: None,
        referred_to: None,
        actions: vec![],
        closed_actions: vec![],
        next_review: None,
        by: StaffId::default(),
        recorded_at: noon(rec),
    }
}
