//! Tests of a person on a day.

use crate::casework::Rules;
use crate::casework::accountable_gp::notify_by;
use crate::casework::case::{Case, EndReason, Route};
use crate::casework::counts::{CountedDates, TimeOnRegister, counts};
use crate::casework::meeting::Service;
use crate::casework::plan::CarePlan;
use crate::domain::{Day, Role, StaffId};
use crate::measures::Definition;
use crate::measures::compute::answer::{Answer, NoPlan, Why};
use crate::measures::compute::homes::{HomeIx, NOWHERE};
use crate::measures::compute::scene::Scene;
use crate::measures::definition::Edge;
use crate::measures::ledger::PersonIx;
use crate::measures::period::Days;
use crate::measures::test::Test;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Tests of one list, with what can be worked out before anybody is asked.
pub(super) struct Asking<'s, 'b> {
    scene: &'s Scene<'b>,
    /// The day they are asked about.
    day: Day,
    days: Days,
    population: Cow<'s, [HomeIx]>,
    tests: Vec<Asked>,
    carried: HashMap<PersonIx, u32>,
    referred: HashSet<(Service, PersonIx)>,
}

/// A test with its numbers worked out.
enum Asked {
    Aged { born_by: Day },
    Plan { joint: bool, rules: Box<Rules> },
    Other(Test),
}

impl<'s, 'b> Asking<'s, 'b> {
    /// `tests` of `definition`, asked about the last or the first day of its period.
    pub(super) fn new(scene: &'s Scene<'b>, definition: &Definition, tests: &[Test], edge: Edge) -> Self {
        let days = definition.period.days(scene.as_of);
        let (day, population) = match edge {
            Edge::Last => (days.last, Cow::Borrowed(scene.population.as_slice())),
            Edge::First => (days.first, Cow::Owned(scene.population_on(days.first))),
        };
        let on_agenda = |test: &Test| matches!(test, Test::OnAgenda | Test::CarriedOver { .. });
        let carried = if tests.iter().any(on_agenda) { scene.carried(definition.period) } else { HashMap::new() };
        let to_service = |test: &Test| matches!(test, Test::ReferredTo { .. });
        let referred = if tests.iter().any(to_service) { scene.referred(days) } else { HashSet::new() };
        let plan = |joint, months: Option<u32>| {
            let mut rules = Box::new(scene.rules.clone());
            rules.plan_in_force_months = months.unwrap_or(rules.plan_in_force_months);
            Asked::Plan { joint, rules }
        };
        let asked = |test: &Test| match *test {
            Test::Aged { from } => Asked::Aged { born_by: day.birth_of_age(from) },
            Test::PlanInForce { months } => plan(false, months),
            Test::JointPlanInForce { months } => plan(true, months),
            other => Asked::Other(other),
        };
        Self { scene, day, days, population, tests: tests.iter().map(asked).collect(), carried, referred }
    }

    /// The home of somebody who may be counted.
    pub(super) fn home(&self, person: PersonIx) -> Option<HomeIx> {
        match self.population[person as usize] {
            NOWHERE => self.scene.home_of(person),
            home => Some(home),
        }
    }

    /// The first answer that is not yes, of all tests.
    pub(super) fn ask(&self, person: PersonIx) -> Answer {
        let answers = self.tests.iter().map(|test| self.answer(test, person));
        answers.into_iter().find(|answer| *answer != Answer::Yes).unwrap_or(Answer::Yes)
    }

    fn answer(&self, test: &Asked, person: PersonIx) -> Answer {
        match test {
            Asked::Aged { born_by } => Answer::of(self.scene.book.born[person as usize] <= *born_by, Why::NotOfAge),
            Asked::Plan { joint, rules } => self.plan(person, *joint, rules),
            Asked::Other(test) => self.other(*test, person),
        }
    }

    fn other(&self, test: Test, person: PersonIx) -> Answer {
        let (scene, day) = (self.scene, self.day);
        match test {
            Test::Registered => Answer::of(self.population[person as usize] != NOWHERE, Why::NotRegistered),
            Test::OnRegister => Answer::of(scene.book.on_register(person, day).is_some(), Why::NotOnRegister),
            Test::OnRegisterOrLeft => Answer::of(self.on_register_or_left(person), Why::NotOnRegister),
            Test::CountsForPayment => self.counts_for_payment(person),
            Test::HighRisk => Answer::of(scene.at_high_risk(person), Why::NotAtHighRisk),
            Test::HighRiskOrOnRegister => {
                Answer::of(scene.at_high_risk(person) || scene.book.on_register(person, day).is_some(), Why::NotAtHighRisk)
            }
            Test::AccountableProfessional => Answer::of(self.has_professional(person), Why::NoProfessional),
            Test::OneCoordinator => self.one_coordinator(person),
            Test::LongTermCondition => Answer::of(scene.book.condition[person as usize] <= day, Why::NoLongTermCondition),
            Test::NamedGpTold => self.named_gp_told(person),
            Test::ReferredTo { service } => {
                let referred = self.referred.contains(&(service, person));
                let came = |role| scene.book.cases.of(person).iter().any(|case| self.came_to(case, role));
                Answer::of(referred || service.role().is_some_and(came), Why::NotReferred)
            }
            Test::OnAgenda => Answer::of(self.carried.contains_key(&person), Why::NotOnAgenda),
            Test::CarriedOver { meetings } => {
                Answer::of(self.carried.get(&person).is_some_and(|carried| *carried >= meetings), Why::NotCarriedOver)
            }
            Test::Objects => Answer::of(scene.book.objecting.contains_key(&person), Why::DoesNotObject),
            // The check of definitions lets no other test be asked of a person.
            _ => Answer::No(Why::NotRegistered),
        }
    }

    fn on_register_or_left(&self, person: PersonIx) -> bool {
        let (book, Days { first, last }) = (self.scene.book, self.days);
        let after_first = |day: Day| first < day && day <= last;
        let registered = self.population[person as usize] != NOWHERE;
        if registered && book.on_register(person, self.day).is_some() {
            return true;
        }
        let died = book.died[person as usize];
        if after_first(died) && book.on_register_at_death(person, died).is_some() {
            return true;
        }
        let moved = |case: &Case| {
            case.in_error.is_none()
                && case.start.is_some()
                && case.ended.as_ref().is_some_and(|ended| ended.reason == EndReason::Moved && after_first(ended.on))
        };
        if book.cases.of(person).iter().any(moved) {
            return true;
        }
        let off_lists = book.listed(person, self.day).is_none() && died > last;
        let left = book.last_listed(person, self.day).filter(|list| off_lists && after_first(list.until));
        left.is_some_and(|list| book.on_register(person, list.until.plus_days(-1)).is_some())
    }

    fn counts_for_payment(&self, person: PersonIx) -> Answer {
        let book = self.scene.book;
        let register = book.cases.of(person).iter().filter(|case| case.in_error.is_none()).filter_map(|case| {
            let left = |reason| matches!(reason, EndReason::Died | EndReason::Moved);
            Some(TimeOnRegister { start: case.start?, end: case.ended.as_ref().map(|ended| (ended.on, left(ended.reason))) })
        });
        // A GP who was replaced on the day of the choice never was accountable.
        let spans = book.gps.of(person).iter().flat_map(|gp| &gp.spans);
        let held = spans.filter(|span| span.until.is_none_or(|until| until > span.from));
        let dates = CountedDates {
            register: register.collect(),
            gp_allocated: held.map(|span| span.from).collect(),
            plans: book.plans.of(person).iter().flat_map(|plan| plan.happened.iter().copied()).collect(),
        };
        let found = counts(&dates, self.day, &self.scene.rules.payment);
        match found.failed {
            None => Answer::Yes,
            Some(rule) => Answer::No(Why::Payment(rule.name(), found.words)),
        }
    }

    fn plan(&self, person: PersonIx, joint: bool, rules: &Rules) -> Answer {
        let (plans, day) = (self.scene.book.plans.of(person), self.day);
        if plans.iter().any(|plan| if joint { plan.joint(day, rules) } else { plan.in_force(day, rules) }) {
            return Answer::Yes;
        }
        if joint && plans.iter().any(|plan| plan.in_force(day, rules)) {
            return Answer::No(Why::NotJoint);
        }
        let latest = plans.iter().filter_map(|plan| Some((plan.began_on().filter(|began| *began <= day)?, plan)));
        let latest = latest.max_by_key(|(began, _)| *began);
        Answer::No(Why::Plan(latest.map_or(NoPlan::Never, |(_, plan)| not_in_force(plan, day))))
    }

    fn has_professional(&self, person: PersonIx) -> bool {
        let (book, day) = (self.scene.book, self.day);
        let Some(list) = self.scene.listed(person) else { return false };
        let practice = &book.practices[list.practice as usize];
        let here = |code| code == practice || code == book.standing_for(practice, day);
        let gp = book.gps.of(person).iter().any(|gp| gp.on(day).is_some_and(|span| here(&span.practice)));
        gp || book.on_register(person, day).is_some_and(|case| case.lead_professional_on(day).is_some())
    }

    fn one_coordinator(&self, person: PersonIx) -> Answer {
        let (book, day) = (self.scene.book, self.day);
        let cases = || book.cases.of(person).iter().filter(|case| case.on_register(day));
        let coordinators: Vec<(StaffId, &Case)> =
            cases().flat_map(|case| case.coordinators_on(day).map(move |coordinator| (coordinator, case))).collect();
        match coordinators.as_slice() {
            [] if cases().next().is_none() => Answer::No(Why::NotOnRegisterNoCoordinator),
            [] => Answer::No(Why::NoCoordinator),
            [(coordinator, case)] => {
                let team = case.teams.on(day).and_then(|team| book.team(*team));
                let member = team.is_some_and(|team| team.members_on(day).any(|member| member.staff == *coordinator));
                Answer::of(member, Why::CoordinatorNotOfTeam)
            }
            _ => Answer::No(Why::SeveralCoordinators),
        }
    }

    fn named_gp_told(&self, person: PersonIx) -> Answer {
        let (book, day) = (self.scene.book, self.day);
        let lists = book.listed_without_break(person, day);
        let (Some(list), Some(since)) = (lists.first(), lists.iter().map(|list| list.from).min()) else {
            return Answer::No(Why::NotRegistered);
        };
        let due = notify_by(book.born[person as usize], since, None, day, self.scene.rules).due;
        if day <= due {
            return Answer::NotYet(due);
        }
        let practices = lists.iter().map(|list| &book.practices[usize::from(list.practice)]);
        let practices = practices.chain([book.standing_for(&book.practices[usize::from(list.practice)], day)]);
        let told = practices.flat_map(|practice| book.gps.of(person).iter().filter_map(|gp| gp.told_by(practice, since, day)));
        let told = told.min();
        match told {
            Some(on) if on <= due => Answer::Yes,
            Some(on) => Answer::No(Why::ToldLate(on)),
            None => Answer::No(Why::NotTold),
        }
    }

    fn came_to(&self, case: &Case, role: Role) -> bool {
        let days = self.days;
        let from_caseload = role == Role::CommunityMatron
            && case.route == Some(Route::MatronCaseload)
            && case.start.is_some_and(|start| days.contain(start));
        let coordinators = case.coordinators.iter().map(|span| (span.from, span.coordinator));
        let leads = case.leads.iter().filter_map(|(from, lead)| Some((from, (*lead)?)));
        let came = || coordinators.chain(leads).any(|(from, staff)| days.contain(from) && self.holds(staff, role, case, from));
        case.in_error.is_none() && (from_caseload || came())
    }

    /// Whether somebody held a role on a day: at an organisation, or in the case's team.
    fn holds(&self, staff: StaffId, role: Role, case: &Case, day: Day) -> bool {
        let book = self.scene.book;
        let held = book.staff.get(&staff).is_some_and(|known| known.roles.iter().any(|held| held.role == role && held.on(day)));
        let team = || case.teams.on(day).and_then(|team| book.team(*team));
        held || team().is_some_and(|team| team.members_on(day).any(|member| member.staff == staff && member.role == role))
    }
}

/// Why a plan that was begun is not in force.
fn not_in_force(plan: &CarePlan, day: Day) -> NoPlan {
    if let Some(closed) = plan.closed.as_ref().filter(|closed| closed.on <= day) {
        return NoPlan::Closed(closed.on, closed.how);
    }
    match (plan.version_on(day), plan.last_looked_at(day)) {
        (Some(version), Some(last)) => {
            NoPlan::Lapsed { agreed: version.agreed_on, reviewed: Some(last).filter(|last| *last != version.agreed_on) }
        }
        _ => NoPlan::NotAgreed,
    }
}
