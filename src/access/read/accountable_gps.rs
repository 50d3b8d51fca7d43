//! Accountable GPs, as a practice may read and change them.

use crate::access::{Care, Denied, Work};
use crate::casework::accountable_gp::{
    AccountableGp, AccountableGpEvent, Allocated, ChooseGp, ChosenBy, EndedBecause, GpOnDay, Named, NotifyBy, Patient, allocate,
    notify_by,
};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Aggregate, Fact, Refusal};
use crate::domain::{Day, Line, OdsCode, PersonId, Purpose, StaffId};
use crate::store::accountable_gp::{self as kept, AstrayRow, GpPersonRow};
use crate::store::log::{self, Loaded};
use crate::store::{StoreFault, person};
use std::collections::BTreeMap;

/// Somebody who was not told, with the deadline.
#[derive(Debug, Clone)]
pub struct NotTold {
    /// Who.
    pub person: PersonId,
    /// The accountable GP, if there is one.
    pub gp: Option<StaffId>,
    /// By when they must be told, and why then.
    pub by: NotifyBy,
    /// Aged 75 or over on the day.
    pub aged_75: bool,
}

/// What a change of many did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManyDone {
    /// People given to each GP.
    pub given: BTreeMap<StaffId, i64>,
    /// Of all, those whose usual GP it is.
    pub usual: i64,
    /// Whose earlier GP's time ended with nobody following: gone from the list.
    pub ended: i64,
}

impl Care {
    /// Somebody's accountable GPs, and the practice they are registered with.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the person is not the caller's to see.
    pub async fn accountable_gp(&self, who: PersonId) -> Result<(Loaded<AccountableGp>, OdsCode), Denied> {
        let found = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            let practice = person::practice(conn, who).await?.ok_or(Denied::NotFound)?;
            (log::load(conn, who).await?.unwrap_or_else(|| Loaded::new(who)), practice)
        };
        self.audited(Purpose::DirectCare, "accountable_gp.read", format!("person {who}"), vec![who]).await?;
        Ok(found)
    }

    /// The GPs of a practice on `day`, with their lists.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when it is not the caller's practice.
    pub async fn gps(&self, practice: &OdsCode, day: Day) -> Result<Vec<GpOnDay>, Denied> {
        self.require_practice(practice)?;
        let gps = {
            let mut reader = self.reader().await?;
            kept::gps_on(&mut reader.conn(), practice, day).await?
        };
        self.audited(Purpose::DirectCare, "gps.read", format!("practice {practice}"), vec![]).await?;
        Ok(gps)
    }

    /// The people for whom `gp` is accountable at `practice`: how many, and those after `after`.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when it is not the caller's practice.
    pub async fn people_of_gp(
        &self,
        practice: &OdsCode,
        gp: StaffId,
        after: PersonId,
        limit: i64,
    ) -> Result<(i64, Vec<GpPersonRow>), Denied> {
        self.require_practice(practice)?;
        let found = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            (kept::count_of(conn, practice, gp).await?, kept::people_of(conn, practice, gp, after, limit).await?)
        };
        let people = found.1.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "gp_people.read", format!("practice {practice} staff {gp}"), people).await?;
        Ok(found)
    }

    /// A part of those on the list of `practice` who had not been told by `as_of`: overdue first, then by deadline. With `aged_75` only
    /// those of 75 and over. Gives how many there are, how many of them overdue, and those after the cursor.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when it is not the caller's practice.
    pub async fn not_told(
        &self,
        practice: &OdsCode,
        as_of: Day,
        aged_75: bool,
        after: Option<(Day, PersonId)>,
        limit: i64,
    ) -> Result<(i64, i64, Vec<NotTold>), Denied> {
        self.require_practice(practice)?;
        let rows = {
            let mut reader = self.reader().await?;
            kept::not_told(&mut reader.conn(), practice, as_of).await?
        };
        let told = |row: kept::NotToldRow| {
            let born = Day::from(row.born_on);
            let follows = row.from_day.filter(|_| row.follows).map(Day::from);
            NotTold {
                person: row.person,
                gp: row.gp.map(StaffId::from),
                by: notify_by(born, row.registered_on.into(), follows, as_of, self.rules()),
                aged_75: as_of.completed_years_since(born) >= 75,
            }
        };
        let mut all: Vec<NotTold> = rows.into_iter().map(told).filter(|one| one.aged_75 || !aged_75).collect();
        all.sort_unstable_by_key(|one| (one.by.due, one.person));
        let (count, overdue) = (all.len() as i64, all.partition_point(|one| one.by.due < as_of) as i64);
        let from = after.map_or(0, |after| all.partition_point(|one| (one.by.due, one.person) <= after));
        let shown: Vec<NotTold> = all.drain(from..).take(limit as usize).collect();
        // One more than a page is fetched to know whether there is another; it is not shown, but listing it in the trail is no harm.
        let people = shown.iter().map(|one| one.person).collect();
        self.audited(Purpose::DirectCare, "not_notified.read", format!("practice {practice}"), people).await?;
        Ok((count, overdue, shown))
    }

    /// The people of `practice` whose accountable GP on record cannot be theirs any more.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when it is not the caller's practice.
    pub async fn gps_astray(&self, practice: &OdsCode) -> Result<Vec<AstrayRow>, Denied> {
        self.require_practice(practice)?;
        let rows = {
            let mut reader = self.reader().await?;
            kept::astray(&mut reader.conn(), practice, self.today()).await?
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "accountable_gps.check", format!("practice {practice}"), people).await?;
        Ok(rows)
    }
}

fn no_gp(day: Day) -> Refusal {
    Refusal::by("no_gp_at_practice", format!("the practice has no other GP on {day}; give a GP a role there first"))
}

fn not_here(day: Day) -> Refusal {
    Refusal::by(
        "not_a_gp_here",
        format!("that member of staff is no GP of this practice on {day}; choose one who is, or have them given the role first"),
    )
    .at("gp")
}

impl Work<'_, Care> {
    /// Not found, unless the caller sees the list of `practice`.
    fn require_at(&self, practice: &OdsCode) -> Result<(), Denied> {
        if self.caller().at_practice(practice) { Ok(()) } else { Err(Denied::NotFound) }
    }

    /// Somebody's accountable GPs, to change them: for their own practice alone.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn own_accountable_gp(&mut self, who: PersonId) -> Result<(Loaded<AccountableGp>, OdsCode), Denied> {
        let practice = self.practice_of(who).await?;
        self.require_at(&practice)?;
        let loaded = log::load(&mut self.conn(), who).await?.unwrap_or_else(|| Loaded::new(who));
        Ok((loaded, practice))
    }

    /// The GP whom `choose` names for each of `patients`, `leaving` left aside.
    async fn choose(
        &mut self,
        practice: &OdsCode,
        patients: &[Patient],
        choose: &ChooseGp,
        leaving: Option<StaffId>,
        from: Day,
    ) -> Result<Vec<Allocated>, Denied> {
        let mut gps = kept::gps_on(&mut self.conn(), practice, from).await?;
        gps.retain(|gp| Some(gp.gp) != leaving);
        match choose {
            ChooseGp::Rule => Ok(allocate(patients, &gps).ok_or_else(|| no_gp(from))?),
            ChooseGp::Hand { gp, reason } => {
                require(Some(*gp) != leaving, || {
                    Refusal::by("same_gp", "that GP is the one to be replaced; choose another").at("gp")
                })?;
                require(gps.iter().any(|known| known.gp == *gp), || not_here(from))?;
                let by_hand = |patient: &Patient| Allocated {
                    person: patient.person,
                    gp: *gp,
                    chosen: ChosenBy::Hand,
                    reason: reason.as_str().to_owned(),
                };
                Ok(patients.iter().map(by_hand).collect())
            }
        }
    }

    /// The GP for one person, chosen as asked.
    ///
    /// # Errors
    /// `no_gp_at_practice`, `not_a_gp_here`; or the database's.
    pub async fn gp_for(&mut self, who: PersonId, practice: &OdsCode, wanted: &ChooseGp, from: Day) -> Result<Named, Denied> {
        let patient = kept::patient(&mut self.conn(), who).await?.ok_or(Denied::NotFound)?;
        let chosen = self.choose(practice, &[patient], wanted, None, from).await?;
        let one = chosen.into_iter().next().ok_or(Denied::NotFound)?;
        Ok(named(one, practice))
    }

    /// Gives an accountable GP, by the rule, to everybody on the list of `practice` who has none, or one who cannot be theirs any more;
    /// ends the time of the GPs of those who left the list. Doing it twice changes nothing.
    ///
    /// # Errors
    /// `in_the_future`, `no_gp_at_practice`; [`Denied::Stale`] when somebody else changed one of them meanwhile.
    pub async fn allocate_gps(&mut self, practice: &OdsCode, from: Day) -> Result<ManyDone, Denied> {
        self.require_at(practice)?;
        not_in_future(from, self.at().today, "from")?;
        let patients = kept::to_allocate(&mut self.conn(), practice, from).await?;
        let chosen =
            if patients.is_empty() { vec![] } else { self.choose(practice, &patients, &ChooseGp::Rule, None, from).await? };
        let today = self.at().today;
        let gone = kept::astray(&mut self.conn(), practice, today).await?;
        let gone = gone.into_iter().filter_map(|row| ended(&row, practice, today)).collect();
        self.give(practice, chosen, gone, from).await
    }

    /// Gives everybody for whom `gp` is accountable at `practice` to others: all or nobody.
    ///
    /// # Errors
    /// `in_the_future`, `no_gp_at_practice`, `not_a_gp_here`, `same_gp`, `before_last_gp`; [`Denied::Stale`].
    pub async fn replace_gp(
        &mut self,
        practice: &OdsCode,
        gp: StaffId,
        wanted: &ChooseGp,
        from: Day,
    ) -> Result<ManyDone, Denied> {
        self.require_at(practice)?;
        not_in_future(from, self.at().today, "from")?;
        let patients = kept::patients_of(&mut self.conn(), practice, gp).await?;
        let chosen = self.choose(practice, &patients, wanted, Some(gp), from).await?;
        self.give(practice, chosen, BTreeMap::new(), from).await
    }

    async fn give(
        &mut self,
        practice: &OdsCode,
        chosen: Vec<Allocated>,
        mut gone: BTreeMap<PersonId, (Day, EndedBecause)>,
        from: Day,
    ) -> Result<ManyDone, Denied> {
        let at = *self.at();
        let people: Vec<PersonId> = chosen.iter().map(|one| one.person).chain(gone.keys().copied()).collect();
        let mut histories = kept::histories(&mut self.conn(), &people).await?;
        let mut done = ManyDone::default();
        let mut changes: Vec<(Loaded<AccountableGp>, Vec<Fact<AccountableGpEvent>>)> = Vec::with_capacity(people.len());
        for one in chosen {
            let Some(loaded) = histories.remove(&one.person) else { continue };
            let mut facts = vec![];
            let mut state = loaded.state.clone();
            // A GP of another practice stopped being theirs when they registered here.
            if let (Some((on, because)), Some(current)) = (gone.remove(&one.person), state.current()) {
                facts = state.end(because, on.min(from).max(current.from), &at)?;
                for fact in &facts {
                    state.apply(&fact.clone().recorded(&at));
                }
            }
            *done.given.entry(one.gp).or_default() += 1;
            done.usual += i64::from(one.chosen == ChosenBy::UsualGp);
            facts.extend(state.assign(named(one, practice), from, &at)?);
            changes.push((loaded, facts));
        }
        for (person, (on, because)) in gone {
            let Some(loaded) = histories.remove(&person) else { continue };
            let Some(current) = loaded.state.current() else { continue };
            // Told of late: nobody's time ends before it began.
            let facts = loaded.state.end(because, on.max(current.from), &at)?;
            done.ended += 1;
            changes.push((loaded, facts));
        }
        kept::record_many(&mut self.conn(), &mut changes, &at).await.map_err(|fault| match fault {
            StoreFault::Raced => Denied::Stale { current: 0, since: vec![] },
            fault => fault.into(),
        })?;
        self.subject(format!("practice {practice}"));
        for person in people {
            self.about(person);
        }
        Ok(done)
    }

    /// Notes that `code` in practices' data means `gp`, who is a GP of `practice`.
    ///
    /// # Errors
    /// `not_a_gp_here`; [`Denied::NotFound`].
    pub async fn put_gp_code(&mut self, practice: &OdsCode, gp: StaffId, code: &Line) -> Result<(), Denied> {
        self.require_at(practice)?;
        let today = self.at().today;
        let gps = kept::gps_on(&mut self.conn(), practice, today).await?;
        require(gps.iter().any(|known| known.gp == gp), || not_here(today))?;
        self.subject(format!("staff {gp}"));
        Ok(kept::put_code(&mut self.conn(), code.as_str(), gp).await?)
    }
}

fn named(one: Allocated, practice: &OdsCode) -> Named {
    let Allocated { person, gp, chosen, reason } = one;
    Named { person, gp, practice: practice.clone(), chosen, reason: Line(reason) }
}

/// When and why the present GP's time ended, if the person left that practice or its list.
fn ended(row: &AstrayRow, practice: &OdsCode, today: Day) -> Option<(PersonId, (Day, EndedBecause))> {
    let past = |day: Option<chrono::NaiveDate>| day.map(Day::from).filter(|&day| day <= today);
    let (on, because) = if let Some(died) = past(row.died_on) {
        (died, EndedBecause::Died)
    } else if let Some(left) = past(row.deregistered_on) {
        (left, EndedBecause::Deregistered)
    } else if row.gp_practice != practice.as_str() {
        (Day::from(row.registered_on).min(today), EndedBecause::PracticeChanged)
    } else {
        return None;
    };
    Some((row.person, (on, because)))
}
