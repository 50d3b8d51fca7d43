//! Fills an empty database with as many made-up people and cases as a speed test or a fuzzer wants, and prints tokens for them.
//!
//! ```text
//! load_database URL [PEOPLE] [PRACTICES] [CASES]      500000 66 5000 when left out
//! ```
//!
//! Prints one JSON object: a token for each role of a fuzzer, the tokens of all coordinators, and those of a GP of every practice.
//! Nobody in it exists. For developers: everything goes past the rules of access, as only a program beside the database can.

use casefinder::access::Clock;
mod casework;
mod people;

use casefinder::access::token::issue;
use casefinder::casework::Moment;
use casefinder::casework::case::{AddAction, Case, OpenCase, Route, SetCoordinator};
use casefinder::casework::staff::{AddStaff, GiveRole, Staff};
use casefinder::casework::team::{CreateTeam, JoinTeam, Team, TeamKind};
use casefinder::domain::{ActionId, CaseId, Day, Line, Note, OdsCode, PersonId, Role, StaffId, TeamId};
use casefinder::error::{Fault, Result};
use casefinder::store::log::{Loaded, record};
use casefinder::store::{Db, StoreFault, Tx};
use casework::Opened;
use people::person;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Coordinators: 5,000 cases make 80 or so for each.
const COORDINATORS: u64 = 60;
/// Practices that one team serves.
const PRACTICES_PER_TEAM: u64 = 6;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| arguments.get(at).map_or(Some(default), |text| text.parse().ok());
    let (Some(url), Some(people), Some(practices), Some(cases)) =
        (arguments.first(), number(1, 500_000), number(2, 66), number(3, 5_000))
    else {
        eprintln!("load_database URL [PEOPLE] [PRACTICES] [CASES]");
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let done = runtime.map_err(|error| Fault::Internal(error.to_string())).and_then(|runtime| {
        runtime.block_on(async {
            let db = Db::open_current(url).await?;
            let loader = Loader::new(db, people, practices, cases);
            loader.run().await
        })
    });
    match done {
        Ok(tokens) => {
            println!("{tokens}");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("load_database: {fault}");
            ExitCode::from(fault.exit_code())
        }
    }
}

struct Loader {
    db: Db,
    people: u64,
    practices: u64,
    codes: Vec<OdsCode>,
    cases: u64,
    at: Moment,
}

/// What was put in, to be referred to.
struct Known {
    coordinators: Vec<StaffId>,
    teams: Vec<TeamId>,
    gps: Vec<StaffId>,
    cases: Vec<(CaseId, PersonId, TeamId)>,
}

fn refused(refusal: casefinder::casework::Refusal) -> Fault {
    Fault::Internal(format!("the rule {} refused: {refusal}", refusal.rule))
}

impl Loader {
    fn new(db: Db, people: u64, practices: u64, cases: u64) -> Self {
        let at = Clock::System.moment(StaffId::default());
        let practices = practices.max(1);
        let codes = (0..practices).filter_map(|number| format!("Y{number:05}").parse().ok()).collect();
        Self { db, people, practices, codes, cases: cases.min(people), at }
    }

    fn practice(&self, number: u64) -> Result<OdsCode> {
        let code = self.codes.get((number % self.practices) as usize);
        code.cloned().ok_or_else(|| Fault::Internal("a practice code".into()))
    }

    fn since(&self) -> Day {
        self.at.today.plus_days(-700)
    }

    async fn run(self) -> Result<Value> {
        people::publish_all(&self.db, self.people, &self.codes, &self.at).await?;
        let mut known = self.staff().await?;
        known.cases = self.cases(&known).await?;
        let mut tx = self.db.begin().await?;
        self.meetings(&mut tx, &known).await?;
        self.accountable_gps(&mut tx, &known).await?;
        tx.commit().await?;
        self.tokens(&known).await
    }

    async fn member(&self, tx: &mut Tx, name: &str, role: Role, organisation: OdsCode) -> Result<StaffId> {
        let mut staff = Loaded::<Staff>::new(StaffId::new());
        let facts = staff.state.add(AddStaff { name: Line::from(name) }, &self.at).map_err(refused)?;
        record(&mut tx.conn(), &mut staff, facts, &self.at).await?;
        let wanted = GiveRole { role, organisation, from: Some(self.since()), session_tenths: None };
        let facts = staff.state.give_role(wanted, &self.at).map_err(refused)?;
        record(&mut tx.conn(), &mut staff, facts, &self.at).await?;
        Ok(staff.id)
    }

    async fn staff(&self) -> Result<Known> {
        let mut tx = self.db.begin().await?;
        let trust: OdsCode = "RX101".parse().map_err(|_| Fault::Internal("a trust code".into()))?;
        let (mut coordinators, mut teams, mut gps) = (vec![], vec![], vec![]);
        for number in 0..COORDINATORS {
            let name = format!("Coordinator {number}");
            coordinators.push(self.member(&mut tx, &name, Role::CommunityMatron, trust.clone()).await?);
        }
        for number in 0..self.practices {
            gps.push(self.member(&mut tx, &format!("GP {number}"), Role::Gp, self.practice(number)?).await?);
        }
        for number in 0..self.practices.div_ceil(PRACTICES_PER_TEAM) {
            let mut team = Loaded::<Team>::new(TeamId::new());
            let facts = team
                .state
                .create(
                    CreateTeam {
                        name: Line::from(&*format!("Team {number}")),
                        kind: TeamKind::Community,
                        base: None,
                        locality: None,
                    },
                    &self.at,
                )
                .map_err(refused)?;
            record(&mut tx.conn(), &mut team, facts, &self.at).await?;
            let teams_in_all = self.practices.div_ceil(PRACTICES_PER_TEAM);
            let of_team = (0..COORDINATORS)
                .filter(|at| at % teams_in_all == number)
                .map(|at| (coordinators[at as usize], Role::CommunityMatron));
            let its_gps =
                (0..self.practices).filter(|at| at / PRACTICES_PER_TEAM == number).map(|at| (gps[at as usize], Role::Gp));
            for (staff, role) in of_team.chain(its_gps) {
                let wanted = JoinTeam {
                    staff,
                    role,
                    organisation: trust.clone(),
                    from: Some(self.since()),
                    capacity: 120,
                    skills: vec![],
                };
                let facts = team.state.join(wanted, &self.at).map_err(refused)?;
                record(&mut tx.conn(), &mut team, facts, &self.at).await?;
            }
            teams.push(team.id);
        }
        tx.commit().await?;
        Ok(Known { coordinators, teams, gps, cases: vec![] })
    }

    async fn cases(&self, known: &Known) -> Result<Vec<(CaseId, PersonId, TeamId)>> {
        let mut cases = vec![];
        let mut tx = self.db.begin().await?;
        let step = (self.people / self.cases.max(1)).max(1);
        for number in 0..self.cases {
            let serial = number * step;
            let practice = serial % self.practices;
            let team = (practice / PRACTICES_PER_TEAM) as usize;
            let mine: Vec<StaffId> = known
                .coordinators
                .iter()
                .copied()
                .enumerate()
                .filter(|(at, _)| at % known.teams.len() == team)
                .map(|(_, id)| id)
                .collect();
            let coordinator = mine[(number / self.practices) as usize % mine.len()];
            let start = self.at.today.plus_days(-((number % 300) as i32) - 30);
            let mut case = Loaded::<Case>::new(CaseId::new());
            let wanted = OpenCase {
                person: person(serial),
                team: known.teams[team],
                route: Route::Risk,
                reason: Note::from("Near the top of the list"),
                start: Some(start),
            };
            let facts = case.state.open(wanted, self.practice(practice)?, &self.at).map_err(refused)?;
            record(&mut tx.conn(), &mut case, facts, &self.at).await?;
            cases.push((case.id, person(serial), known.teams[team]));
            let wanted = SetCoordinator { coordinator, from: Some(start), reason: Line::from("Nearest") };
            let facts = case.state.set_coordinator(wanted, &self.at).map_err(refused)?;
            record(&mut tx.conn(), &mut case, facts, &self.at).await?;
            let mut first = None;
            for action in 0..number % 3 {
                let due = self.at.today.plus_days((number % 40 + action) as i32);
                let wanted = AddAction { what: Line::from("Falls clinic"), owner: coordinator, due };
                let id = ActionId::new();
                first = first.or(Some(id));
                let facts = case.state.add_action(id, wanted, &self.at).map_err(refused)?;
                record(&mut tx.conn(), &mut case, facts, &self.at).await?;
            }
            let mut opened = Opened { case, person: person(serial), number, coordinator, start };
            self.live(&mut tx, &mut opened, first.filter(|_| number % 2 == 1)).await?;
        }
        tx.commit().await?;
        Ok(cases)
    }

    /// Where `role` is held: commissioners at the commissioner, so that reports have something in them; others at the first practice.
    fn organisation_of(&self, role: Role) -> Result<OdsCode> {
        if role != Role::Commissioner {
            return self.practice(0);
        }
        people::COMMISSIONER.parse().map_err(|_| Fault::Internal("the commissioner's code is none".into()))
    }

    async fn tokens(&self, known: &Known) -> Result<Value> {
        let mut roles = serde_json::Map::new();
        let mut tx = self.db.begin().await?;
        let mut holders = vec![];
        for role in Role::ALL {
            let organisation = self.organisation_of(role)?;
            holders.push((role.name(), self.member(&mut tx, &format!("Somebody ({})", role.name()), role, organisation).await?));
        }
        tx.commit().await?;
        for (name, staff) in holders {
            roles.insert(name.to_owned(), json!(self.token(staff).await?));
        }
        let (mut coordinators, mut gps) = (vec![], vec![]);
        for staff in &known.coordinators {
            coordinators.push(self.token(*staff).await?);
        }
        for (number, staff) in (0..).zip(&known.gps) {
            let team = known.teams[(number / PRACTICES_PER_TEAM) as usize];
            gps.push(json!({"practice": self.practice(number)?, "team": team, "token": self.token(*staff).await?}));
        }
        // One who does it all: what fuzzing reaches deepest with.
        let all = known.gps.first().copied().unwrap_or_default();
        self.db_roles(all).await?;
        roles.insert("all".to_owned(), json!(self.token(all).await?));
        self.db.close().await;
        let step = (self.people / 40).max(1);
        let people: Vec<PersonId> = (0..self.people).step_by(step as usize).take(40).map(person).collect();
        let ids = json!({
            "person": people,
            "team": known.teams,
            "staff": known.coordinators.iter().chain(&known.gps).take(40).collect::<Vec<_>>(),
            "case": known.cases.iter().take(40).map(|(id, ..)| id).collect::<Vec<_>>(),
        });
        let mut of_team = serde_json::Map::new();
        for team in &known.teams {
            let people: Vec<PersonId> =
                known.cases.iter().filter(|(_, _, of)| of == team).map(|(_, person, _)| *person).take(40).collect();
            of_team.insert(team.to_string(), json!(people));
        }
        Ok(
            json!({"teams": known.teams, "cases_of_team": of_team, "roles": roles, "coordinators": coordinators, "gps": gps, "ids": ids}),
        )
    }

    async fn db_roles(&self, staff: StaffId) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let loaded = casefinder::store::log::load::<Staff>(&mut tx.conn(), staff).await?;
        let mut staff = loaded.ok_or_else(|| Fault::Internal("a GP is gone".into()))?;
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Gp) {
            let wanted =
                GiveRole { role, organisation: self.organisation_of(role)?, from: Some(self.since()), session_tenths: None };
            let facts = staff.state.give_role(wanted, &self.at).map_err(refused)?;
            record(&mut tx.conn(), &mut staff, facts, &self.at).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn token(&self, staff: StaffId) -> Result<String, StoreFault> {
        Ok(issue(&self.db, staff, "made for a test", 30, self.at.now).await?.reveal().to_owned())
    }
}
