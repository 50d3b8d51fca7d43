//! What may happen to a stay.

use crate::casework::refusal::{not_in_future, require};
use crate::casework::stay::{
    Admit, ContactState, Deadlines, EnterInError, Happening, RecordContact, SetPlan, Source, Stay, StayEnd, StayEvent,
};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{Day, PersonId, StayId};

/// Not before the admission: rule `before_admission`, or the one named.
fn from_admission(on: Day, admitted: Day, rule: &'static str, field: &'static str) -> Result<(), Refusal> {
    require(on >= admitted, || Refusal::by(rule, format!("the stay began on {admitted}; give that day or a later one")).at(field))
}

impl Stay {
    /// Somebody came into hospital.
    ///
    /// # Errors
    /// `already_admitted`, `in_the_future`, `expected_before_admission`.
    pub fn admit(&self, person: PersonId, wanted: Admit, source: Source, at: &Moment) -> Decided<StayEvent> {
        require(self.admission.is_none(), || {
            Refusal::by("already_admitted", "this stay has its admission; record a later one as another stay")
        })?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        let Admit { provider, spell, method, ward, expected_discharge, .. } = wanted;
        let mut facts = vec![Fact::on(on, StayEvent::Admitted { person, provider, spell, method, ward, source })];
        if let Some(day) = expected_discharge {
            from_admission(day, on, "expected_before_admission", "expected_discharge")?;
            facts.push(Fact::on(on, StayEvent::ExpectedDischargeSet { day: Some(day) }));
        }
        Ok(facts)
    }

    /// The day of the admission of a stay that is no error.
    fn require_admitted(&self) -> Result<Day, Refusal> {
        require(self.in_error.is_none(), || {
            Refusal::by(
                "entered_in_error",
                "this stay was entered in error, and nothing more happens to it; record another if there was one",
            )
        })?;
        let admission = self.admission.as_ref();
        admission
            .map(|admission| admission.on)
            .ok_or_else(|| Refusal::by("not_admitted", "no admission is known; record it first"))
    }

    fn require_in_hospital(&self) -> Result<Day, Refusal> {
        let admitted = self.require_admitted()?;
        match self.end {
            None => Ok(admitted),
            Some(StayEnd::Discharged { on, .. }) => {
                Err(Refusal::by("already_discharged", format!("the person left on {on}; cancel the discharge if they did not")))
            }
            Some(StayEnd::Died { .. }) => Err(Refusal::by(
                "died",
                "the person is recorded as having died in this stay; nothing more happens to it. If that is wrong, mark the stay as entered in error and record it anew",
            )),
        }
    }

    /// Something happened in hospital.
    ///
    /// # Errors
    /// `not_admitted`, `already_admitted`, `already_discharged`, `died`, `entered_in_error`, `in_the_future`, `before_admission`,
    /// `discharge_before_admission`, `discharge_before_delay`, `expected_before_admission`, `already_delayed`, `before_last_delay`,
    /// `not_delayed`, `already_notified`, `nothing_to_cancel`, `cancelled_before_notified`, `outside_calendar`.
    pub fn happen(&self, what: Happening, deadlines: &Deadlines, at: &Moment) -> Decided<StayEvent> {
        not_in_future(what.on(), at.today, "on")?;
        match what {
            Happening::Admitted { .. } => {
                self.require_admitted()?;
                Err(Refusal::by("already_admitted", "this stay has its admission; record a later one as another stay"))
            }
            Happening::WardChanged { on, ward } => {
                from_admission(on, self.require_in_hospital()?, "before_admission", "on")?;
                Ok(vec![Fact::on(on, StayEvent::WardChanged { ward })])
            }
            Happening::ExpectedDischargeSet { on, expected_discharge: day } => {
                let admitted = self.require_in_hospital()?;
                from_admission(on, admitted, "before_admission", "on")?;
                if let Some(day) = day {
                    from_admission(day, admitted, "expected_before_admission", "expected_discharge")?;
                }
                Ok(vec![Fact::on(on, StayEvent::ExpectedDischargeSet { day })])
            }
            Happening::Delayed { .. } | Happening::DelayEnded { .. } => self.delay_changes(&what),
            Happening::DischargeNotified { on } => self.notify(on, deadlines),
            Happening::DischargeCancelled { on } => self.cancel(on),
            Happening::Discharged { on, destination, method } => {
                self.require_leaves(on)?;
                let care_home_plan_due = destination.is_care_home().then(|| deadlines.care_home_plan(on)).transpose()?;
                let mut facts = vec![];
                if self.notice.is_none() {
                    facts.extend(self.notify(on, deadlines)?);
                }
                facts.push(Fact::on(on, StayEvent::Discharged { destination, method, care_home_plan_due }));
                Ok(facts)
            }
            Happening::Died { on } => {
                self.require_leaves(on)?;
                Ok(vec![Fact::on(on, StayEvent::Died {})])
            }
        }
    }

    /// An end that the imported admissions tell. It comes weeks late, and is no word of the hospital's to anybody: it starts the
    /// clock only while somebody could still meet it.
    ///
    /// # Errors
    /// As [`Stay::happen`].
    pub fn end_as_imported(&self, what: Happening, deadlines: &Deadlines, at: &Moment) -> Decided<StayEvent> {
        let timely = deadlines.contact(what.on()).is_ok_and(|due| due >= at.today);
        let mut facts = match self.happen(what.clone(), deadlines, at) {
            // Years before the calendar begins have no clocks.
            Err(refusal) if refusal.rule == "outside_calendar" => match what {
                Happening::Discharged { on, destination, method } => {
                    vec![Fact::on(on, StayEvent::Discharged { destination, method, care_home_plan_due: None })]
                }
                _ => return Err(refusal),
            },
            decided => decided?,
        };
        facts.retain(|fact| timely || !matches!(fact.event, StayEvent::DischargeNotified { .. }));
        Ok(facts)
    }

    fn require_leaves(&self, on: Day) -> Result<(), Refusal> {
        from_admission(on, self.require_in_hospital()?, "discharge_before_admission", "on")?;
        // Also one that has ended: a cancelled discharge can be followed by another of an earlier day.
        match self.delays.last() {
            Some(delay) if delay.since > on => Err(Refusal::by(
                "discharge_before_delay",
                format!("the person was still there, delayed, on {}; give that day or a later one", delay.since),
            )
            .at("on")),
            _ => Ok(()),
        }
    }

    fn delay_changes(&self, what: &Happening) -> Decided<StayEvent> {
        from_admission(what.on(), self.require_in_hospital()?, "before_admission", "on")?;
        if let Some(last) = self.delays.last().filter(|last| what.on() < last.since) {
            return Err(Refusal::by(
                "before_last_delay",
                format!("a delay is known since {}; give that day or a later one", last.since),
            )
            .at("on"));
        }
        if let Happening::Delayed { on, reason } = *what {
            require(self.delay().is_none_or(|delay| delay.reason != reason), || {
                Refusal::by(
                    "already_delayed",
                    "the person is delayed for that reason already; give another reason, or leave it as it is",
                )
                .at("reason")
            })?;
            return Ok(vec![Fact::on(on, StayEvent::Delayed { reason })]);
        }
        require(self.delay().is_some(), || {
            Refusal::by("not_delayed", "no delay is known that could end; record the delay first, or leave it as it is")
        })?;
        Ok(vec![Fact::on(what.on(), StayEvent::DelayEnded {})])
    }

    fn notify(&self, on: Day, deadlines: &Deadlines) -> Decided<StayEvent> {
        let admitted = self.require_admitted()?;
        require(!matches!(self.end, Some(StayEnd::Died { .. })), || {
            Refusal::by(
                "died",
                "the person is recorded as having died in this stay; nothing more happens to it. If that is wrong, mark the stay as entered in error and record it anew",
            )
        })?;
        from_admission(on, admitted, "before_admission", "on")?;
        require(self.notice.is_none(), || {
            Refusal::by("already_notified", "a discharge notification stands; cancel it before another")
        })?;
        Ok(vec![Fact::on(on, StayEvent::DischargeNotified { contact_due: deadlines.contact(on)? })])
    }

    fn cancel(&self, on: Day) -> Decided<StayEvent> {
        from_admission(on, self.require_admitted()?, "before_admission", "on")?;
        require(!matches!(self.end, Some(StayEnd::Died { .. })), || {
            Refusal::by(
                "died",
                "the person is recorded as having died in this stay; nothing more happens to it. If that is wrong, mark the stay as entered in error and record it anew",
            )
        })?;
        let since = self.notice.map(|notice| notice.on).or(self.end.map(|end| end.on()));
        let since = since.ok_or_else(|| {
            Refusal::by("nothing_to_cancel", "no discharge is known that could be cancelled; read the stay again")
        })?;
        require(on >= since, || {
            Refusal::by(
                "cancelled_before_notified",
                format!("the discharge is known since {since}; give that day or a later one"),
            )
            .at("on")
        })?;
        Ok(vec![Fact::on(on, StayEvent::DischargeCancelled {})])
    }

    /// Says what is to happen for the person to leave.
    ///
    /// # Errors
    /// `not_admitted`, `already_discharged`, `died`, `entered_in_error`.
    pub fn set_plan(&self, wanted: SetPlan, at: &Moment) -> Decided<StayEvent> {
        self.require_in_hospital()?;
        Ok(vec![Fact::on(at.today, StayEvent::PlanSet { plan: wanted.plan })])
    }

    /// Records a contact after discharge, an attempt at one, or that none is needed.
    ///
    /// # Errors
    /// `not_admitted`, `entered_in_error`, `died`, `in_the_future`, `not_notified`, `contact_before_notice`, `already_contacted`,
    /// `reason_missing`.
    pub fn contact_after(&self, wanted: RecordContact, at: &Moment) -> Decided<StayEvent> {
        self.require_admitted()?;
        require(!matches!(self.end, Some(StayEnd::Died { .. })), || {
            Refusal::by(
                "died",
                "the person is recorded as having died in this stay; nothing more happens to it. If that is wrong, mark the stay as entered in error and record it anew",
            )
        })?;
        let RecordContact { state, on, note } = wanted;
        let on = on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        let notice = self.notice.ok_or_else(|| Refusal::by("not_notified", "the hospital has not given notice of a discharge, or took it back; record the notice or the discharge first, then the contact"))?;
        require(on >= notice.on, || {
            Refusal::by(
                "contact_before_notice",
                format!("the hospital gave notice of the discharge on {}; give that day or a later one", notice.on),
            )
            .at("on")
        })?;
        require(self.first(ContactState::Done).is_none(), || {
            Refusal::by("already_contacted", "the person was reached already; later contacts belong to the case")
        })?;
        require(state != ContactState::NotNeeded || note.is_some(), || {
            Refusal::by("reason_missing", "no contact is needed for a reason; say it in the note").at("note")
        })?;
        Ok(vec![Fact::on(on, StayEvent::Contacted { state, note })])
    }

    /// Notes that the person was admitted again, by `stay`, when that was before the contact was made or due. Nothing otherwise.
    #[must_use]
    pub fn readmitted(&self, on: Day, stay: StayId) -> Vec<Fact<StayEvent>> {
        let left = matches!(self.end, Some(StayEnd::Discharged { on: left, .. }) if left <= on);
        let running = self.notice.is_some_and(|notice| on <= notice.contact_due) && self.first(ContactState::Done).is_none();
        let first = left && running && self.readmitted_on.is_none() && self.in_error.is_none();
        if first { vec![Fact::on(on, StayEvent::Readmitted { stay })] } else { vec![] }
    }

    /// Says that the stay never was, or was somebody else's.
    ///
    /// # Errors
    /// `not_admitted`, `entered_in_error`.
    pub fn enter_in_error(&self, wanted: EnterInError, at: &Moment) -> Decided<StayEvent> {
        self.require_admitted()?;
        Ok(vec![Fact::on(at.today, StayEvent::EnteredInError { reason: wanted.reason })])
    }
}
