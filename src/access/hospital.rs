//! What hospitals tell: applied to the one person it can mean, or set aside for a human. It never makes a person, and it never
//! changes anybody of whom it is not certain.

use crate::access::{Care, Denied, Feed, Work};
use crate::casework::refusal::require;
use crate::casework::stay::{
    Admit, Deadlines, EnterInError, Happening, HospitalEvent, Mismatch, Resolve, SetAside, SetAsideEvent, SetAsideReason, Source,
    Stay, WhyReopen,
};
use crate::casework::{Fact, Refusal};
use crate::domain::{Day, Line, OdsCode, PersonId, Role, SetAsideId, StayId};
use crate::store::log::{self, Loaded};
use crate::store::set_aside::{self, Received};
use crate::store::stay;

/// What became of a message. The sender learns nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is part of a stay.
    Applied,
    /// What it tells was known, or a message sent later has told what holds now.
    Superseded,
    /// A human looks at it.
    SetAside,
}

impl Outcome {
    /// The name as the API and the database write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Superseded => "superseded",
            Self::SetAside => "set_aside",
        }
    }

    fn of(name: &str) -> Self {
        [Self::Applied, Self::Superseded].into_iter().find(|outcome| outcome.name() == name).unwrap_or(Self::SetAside)
    }
}

/// What applying a message came to.
enum Applied {
    To(StayId, i64),
    Superseded(StayId),
    Not(SetAsideReason, Option<Refusal>),
}

impl Applied {
    fn refused(refusal: Refusal) -> Self {
        Self::Not(SetAsideReason::Impossible, Some(refusal))
    }
}

impl<S> Work<'_, S> {
    /// Somebody came into hospital; an earlier discharge whose contact was still due learns of it.
    async fn admitted(
        &mut self,
        stay: &mut Loaded<Stay>,
        facts: Vec<Fact<crate::casework::stay::StayEvent>>,
    ) -> Result<(), Denied> {
        self.record(stay, Ok(facts)).await?;
        let (Some(person), Some(on)) = (stay.state.person, stay.state.admission.as_ref().map(|admission| admission.on)) else {
            return Ok(());
        };
        for id in stay::running_before(&mut self.conn(), person, stay.id, on).await? {
            let Some(mut earlier) = log::load::<Stay>(&mut self.conn(), id).await? else { continue };
            let facts = earlier.state.readmitted(on, stay.id);
            if !facts.is_empty() {
                self.record(&mut earlier, Ok(facts)).await?;
            }
        }
        Ok(())
    }

    /// Applies what a message tells to a stay of `person`, if that can be.
    async fn apply(&mut self, person: PersonId, message: &HospitalEvent, deadlines: &Deadlines) -> Result<Applied, Denied> {
        let at = *self.at();
        let spell = message.spell.as_ref().map(Line::as_str);
        let known = match spell {
            Some(spell) => stay::by_spell(&mut self.conn(), &message.provider, spell).await?,
            None => None,
        };
        if known.is_some_and(|(_, whose)| whose != person) {
            return Ok(Applied::Not(SetAsideReason::AnotherPersonsSpell, None));
        }
        if let Happening::Admitted { on, method, ward, expected_discharge } = message.event.clone() {
            let open = stay::open(&mut self.conn(), person).await?;
            if let Some((id, _)) = known {
                let same = log::load::<Stay>(&mut self.conn(), id).await?;
                let same = same.is_some_and(|stay| stay.state.admission.is_some_and(|admission| admission.on == on));
                let otherwise = || {
                    Refusal::by(
                        "already_admitted",
                        "the spell is known to have begun on another day; correct the day, or the number of the spell",
                    )
                };
                return Ok(if same { Applied::Superseded(id) } else { Applied::refused(otherwise()) });
            }
            if let Some((id, provider, since)) = open {
                let same = provider == message.provider.as_str() && since == on && spell.is_none();
                let otherwise =
                    || Refusal::by("one_open_stay", "the person is in hospital already, by another stay; end that one first");
                return Ok(if same { Applied::Superseded(id) } else { Applied::refused(otherwise()) });
            }
            let wanted = Admit {
                provider: message.provider.clone(),
                spell: message.spell.clone(),
                method,
                on: Some(on),
                ward,
                expected_discharge,
            };
            let mut stay = Loaded::<Stay>::new(StayId::new());
            return match stay.state.admit(person, wanted, Source::Feed, &at) {
                Err(refusal) => Ok(Applied::refused(refusal)),
                Ok(facts) => {
                    self.admitted(&mut stay, facts).await?;
                    Ok(Applied::To(stay.id, stay.version))
                }
            };
        }
        let id = match known {
            Some((id, _)) => Some(id),
            None => stay::latest(&mut self.conn(), person, &message.provider, spell.is_none()).await?,
        };
        let Some(id) = id else { return Ok(Applied::Not(SetAsideReason::NoSuchStay, None)) };
        let about = message.event.about();
        // What is said of a ward, an expected day or a delay holds until something sent later is said.
        let passing = matches!(about, "ward" | "expected_discharge" | "delay");
        if passing && set_aside::later_is_known(&mut self.conn(), id, message.sent_at.until(at.now), about).await? {
            return Ok(Applied::Superseded(id));
        }
        let Some(mut stay) = log::load::<Stay>(&mut self.conn(), id).await? else {
            return Ok(Applied::Not(SetAsideReason::NoSuchStay, None));
        };
        match self.happened(&mut stay, message.event.clone(), deadlines).await {
            Err(Denied::Refused(refusal)) => Ok(Applied::refused(refusal)),
            Err(denied) => Err(denied),
            Ok(()) => Ok(Applied::To(stay.id, stay.version)),
        }
    }

    /// Records what happened in hospital.
    async fn happened(&mut self, stay: &mut Loaded<Stay>, what: Happening, deadlines: &Deadlines) -> Result<(), Denied> {
        let cancels = matches!(what, Happening::DischargeCancelled { .. });
        let facts = stay.state.happen(what, deadlines, self.at())?;
        // Somebody who did not leave after all cannot be in another hospital. Asked first: a database may take a broken guard as
        // the end of the whole change.
        if let (true, Some(person)) = (cancels, stay.state.person) {
            let other = stay::open(&mut self.conn(), person).await?.is_some_and(|(id, ..)| id != stay.id);
            require(!other, || {
                Refusal::by("one_open_stay", "the person is in hospital already, by another stay; end that one first")
            })?;
        }
        self.record(stay, Ok(facts)).await
    }
}

impl Work<'_, Feed> {
    /// Takes a hospital's message in.
    ///
    /// # Errors
    /// `not_your_provider`; `event_id_used` when the number was used for another message; or the database's.
    pub async fn receive(&mut self, message: HospitalEvent, deadlines: &Deadlines) -> Result<Outcome, Denied> {
        let may = self.caller().roles.iter().any(|held| held.role == Role::HospitalFeed && held.organisation == message.provider);
        require(may, || {
            Refusal::by("not_your_provider", "you send events for another provider; send this one with its own token")
                .at("provider")
        })?;
        // The same message sent again may carry another time of sending.
        let content = HospitalEvent { sent_at: chrono::DateTime::UNIX_EPOCH.into(), ..message.clone() };
        let content = serde_json::to_vec(&content).unwrap_or_default();
        let fingerprint = *blake3::hash(&content).as_bytes();
        if let Some(earlier) = set_aside::find(&mut self.conn(), &message.provider, message.event_id.as_str()).await? {
            require(earlier.fingerprint == fingerprint, || {
                Refusal::by("event_id_used", "the number of this message was used for another; give each message its own")
                    .at("event_id")
            })?;
            return Ok(Outcome::of(&earlier.outcome));
        }
        let candidate = match message.nhs_number.number() {
            None => Err(SetAsideReason::NumberInvalid),
            Some(number) => set_aside::candidate(&mut self.conn(), number).await?.ok_or(SetAsideReason::UnknownPerson),
        };
        let practice = match &candidate {
            Ok(found) => found.practice.parse().ok(),
            Err(_) => message.practice.clone(),
        };
        let applied = match candidate {
            Err(reason) => Applied::Not(reason, None),
            Ok(found) => match message.mismatch(found.born_on, &found.family_name) {
                Some(Mismatch::BirthDate) => Applied::Not(SetAsideReason::BirthDateMismatch, None),
                Some(Mismatch::FamilyName) => Applied::Not(SetAsideReason::FamilyNameMismatch, None),
                None if found.died_on.is_some_and(|died| Day::from(died) < message.event.on()) => Applied::refused(Refusal::by(
                    "person_dead",
                    "the person is known to have died before that day; check who is meant, and the day",
                )),
                None => self.apply(found.person, &message, deadlines).await?,
            },
        };
        let (outcome, stay, kept) = match applied {
            Applied::To(stay, _) => (Outcome::Applied, Some(stay), None),
            Applied::Superseded(stay) => (Outcome::Superseded, Some(stay), None),
            Applied::Not(reason, refusal) => {
                let id = self.set_aside(&message, practice, reason, refusal).await?;
                (Outcome::SetAside, None, Some(id))
            }
        };
        let received_at = self.at().now;
        let received = Received { message: &message, fingerprint, received_at, outcome: outcome.name(), stay, set_aside: kept };
        set_aside::keep(&mut self.conn(), &received).await?;
        Ok(outcome)
    }

    async fn set_aside(
        &mut self,
        message: &HospitalEvent,
        practice: Option<OdsCode>,
        reason: SetAsideReason,
        refusal: Option<Refusal>,
    ) -> Result<SetAsideId, Denied> {
        let mut kept = Loaded::<SetAside>::new(SetAsideId::new());
        let event = SetAsideEvent::Received {
            provider: message.provider.clone(),
            practice,
            kind: Line::from(message.event.name()),
            reason,
            rule: refusal.map(|refusal| Line::from(refusal.rule)),
        };
        self.record(&mut kept, Ok(vec![Fact::on(message.event.on(), event)])).await?;
        set_aside::keep_body(&mut self.conn(), kept.id, message).await?;
        Ok(kept.id)
    }
}

impl Work<'_, Care> {
    /// Somebody of the team heard that a person is in hospital.
    ///
    /// # Errors
    /// [`Denied::NotFound`]; the refusals of [`Stay::admit`]; `one_open_stay`, `spell_known`.
    pub async fn admit(&mut self, person: PersonId, wanted: Admit) -> Result<Loaded<Stay>, Denied> {
        self.require_person(person).await?;
        let mut stay = Loaded::<Stay>::new(StayId::new());
        let facts = stay.state.admit(person, wanted, Source::Hand, self.at())?;
        self.admitted(&mut stay, facts).await?;
        Ok(stay)
    }

    /// Somebody of the team heard what happened in hospital.
    ///
    /// # Errors
    /// The refusals of [`Stay::happen`]; `one_open_stay`.
    pub async fn heard(&mut self, stay: &mut Loaded<Stay>, what: Happening, deadlines: &Deadlines) -> Result<(), Denied> {
        self.happened(stay, what, deadlines).await
    }

    /// A message set aside, when the caller may look at it.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn load_set_aside(&mut self, id: SetAsideId) -> Result<Loaded<SetAside>, Denied> {
        let (me, today) = (self.at().author, self.at().today);
        if !set_aside::may_see(&mut self.conn(), me, today, id).await? {
            return Err(Denied::NotFound);
        }
        log::load::<SetAside>(&mut self.conn(), id).await?.ok_or(Denied::NotFound)
    }

    /// Says what a message set aside means; a match applies it.
    ///
    /// # Errors
    /// `resolved`; [`Denied::NotFound`] for a person whom the caller does not see; `another_persons_spell`, `no_such_stay`, or the
    /// rule that still refuses what the message tells.
    pub async fn resolve(&mut self, kept: &mut Loaded<SetAside>, wanted: Resolve, deadlines: &Deadlines) -> Result<(), Denied> {
        match wanted {
            Resolve::Discarded { reason } => {
                self.because(reason.as_str());
                let decided = kept.state.discard(reason, self.at());
                self.record(kept, decided).await
            }
            Resolve::Matched { person, reason } => {
                // Refused before anything is applied, when it was resolved already.
                kept.state.discard(reason.clone(), self.at())?;
                self.require_person(person).await?;
                self.because(reason.as_str());
                let message = set_aside::body(&mut self.conn(), kept.id).await?.ok_or(Denied::NotFound)?;
                let stay = match self.apply(person, &message, deadlines).await? {
                    Applied::To(stay, version) => (stay, version),
                    Applied::Superseded(stay) => (stay, 0),
                    Applied::Not(_, Some(refusal)) => return Err(refusal.into()),
                    Applied::Not(SetAsideReason::AnotherPersonsSpell, None) => {
                        return Err(Refusal::by(
                            "another_persons_spell",
                            "the spell is a stay of somebody else; check who is meant, and the number of the spell",
                        )
                        .into());
                    }
                    Applied::Not(..) => {
                        return Err(Refusal::by(
                            "no_such_stay",
                            "no stay of the person is known that it could be about; record the admission first",
                        )
                        .into());
                    }
                };
                let decided = kept.state.matched(person, stay, reason, self.at());
                self.record(kept, decided).await
            }
        }
    }

    /// Lets a message wait again. A stay that the message began is marked as entered in error with it; what else it changed must have
    /// been put right on the stay before.
    ///
    /// # Errors
    /// `not_resolved`, `still_applied`.
    pub async fn reopen(&mut self, kept: &mut Loaded<SetAside>, wanted: WhyReopen) -> Result<(), Denied> {
        self.because(wanted.reason.as_str());
        let applied = kept.state.resolution.as_ref().and_then(|resolution| resolution.applied);
        let mut undone = true;
        if let Some((id, version)) = applied.filter(|(_, version)| *version > 0)
            && let Some(mut stay) = log::load::<Stay>(&mut self.conn(), id).await?
            && stay.state.in_error.is_none()
        {
            if let Some(person) = stay.state.person {
                self.require_person(person).await?;
            }
            let unchanged = stay.version == version;
            if unchanged && kept.state.kind.as_str() == "admitted" {
                let decided = stay.state.enter_in_error(EnterInError { reason: wanted.reason.clone() }, self.at());
                self.record(&mut stay, decided).await?;
            } else {
                undone = !unchanged;
            }
        }
        let decided = kept.state.reopen(wanted, undone, self.at());
        self.record(kept, decided).await
    }
}
