//! Changes of a meeting: for current members of its team, whoever is on the agenda.

use crate::access::{Care, Denied, Work};
use crate::casework::Refusal;
use crate::casework::case::Case;
use crate::casework::meeting::effects::{Setting, applied, nomination_settled};
use crate::casework::meeting::{AddItem, CancelMeeting, Meeting, PlanMeeting, RecordReview};
use crate::casework::nomination::Nomination;
use crate::casework::refusal::require;
use crate::domain::{ActionId, CaseId, MeetingId, PersonId};
use crate::store::log::{self, Loaded};
use crate::store::{case, meeting, person};

impl Work<'_, Care> {
    /// A meeting of one of the caller's teams, held until the change is done.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or it is another team's.
    pub async fn meeting(&mut self, id: MeetingId) -> Result<Loaded<Meeting>, Denied> {
        meeting::hold(&mut self.conn(), id).await?;
        let loaded = log::load::<Meeting>(&mut self.conn(), id).await?.ok_or(Denied::NotFound)?;
        let me = self.at().author;
        if self.is_member(loaded.state.team, me).await? { Ok(loaded) } else { Err(Denied::NotFound) }
    }

    /// Refuses a change about `whom` when what the caller read of them is out of date. What others recorded of other people since
    /// does not matter: several take notes at once.
    ///
    /// # Errors
    /// [`Denied::Stale`].
    pub async fn require_unchanged(&mut self, loaded: &Loaded<Meeting>, seen: i64, whom: PersonId) -> Result<(), Denied> {
        let events = log::events::<Meeting>(&mut self.conn(), loaded.id).await?;
        let since = usize::try_from(seen).ok().and_then(|seen| events.get(seen..));
        match since {
            Some(since) if !since.iter().any(|event| event.event.concerns(whom)) => Ok(()),
            _ => self.require_version(loaded, seen).await,
        }
    }

    /// Plans a meeting, and fills its agenda.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for another team's; the refusal.
    pub async fn plan_meeting(&mut self, wanted: PlanMeeting) -> Result<Loaded<Meeting>, Denied> {
        let me = self.at().author;
        if !self.is_member(wanted.team, me).await? {
            return Err(Denied::NotFound);
        }
        let mut loaded = Loaded::<Meeting>::new(MeetingId::new());
        let decided = loaded.state.plan(wanted, self.rules(), self.at());
        self.record(&mut loaded, decided).await?;
        self.fill_agenda(&mut loaded).await?;
        Ok(loaded)
    }

    /// Fills the agenda from what is known now. Doing it again adds nothing.
    ///
    /// # Errors
    /// The refusal; the database's.
    pub async fn fill_agenda(&mut self, loaded: &mut Loaded<Meeting>) -> Result<(), Denied> {
        let apart = self.rules().meetings_apart_days;
        let found = meeting::fill::found(&mut self.conn(), loaded, apart).await?;
        for listing in &found {
            self.about(listing.person);
        }
        let decided = loaded.state.fill(found, self.at());
        self.record(loaded, decided).await
    }

    /// Puts somebody on the agenda by hand. The caller needs a relationship with them of their own.
    ///
    /// # Errors
    /// [`Denied::NotFound`] without one; the refusal.
    pub async fn add_to_agenda(&mut self, loaded: &mut Loaded<Meeting>, wanted: AddItem) -> Result<(), Denied> {
        self.require_person(wanted.person).await?;
        let open = case::open_case(&mut self.conn(), wanted.person).await?;
        let decided = loaded.state.add(wanted, open, self.at());
        self.record(loaded, decided).await
    }

    /// Cancels a meeting. Its agenda is filled first, so that whoever would have come up does at the next one.
    ///
    /// # Errors
    /// The refusal; the database's.
    pub async fn cancel_meeting(&mut self, loaded: &mut Loaded<Meeting>, wanted: CancelMeeting) -> Result<(), Denied> {
        self.fill_agenda(loaded).await?;
        let decided = loaded.state.cancel(wanted, self.at());
        self.record(loaded, decided).await
    }

    /// Records somebody's review in the meeting and applies it to their case; gives the case, if there is one.
    ///
    /// # Errors
    /// The refusal of the meeting or of the case; then nothing happens to either.
    pub async fn record_review(
        &mut self,
        loaded: &mut Loaded<Meeting>,
        whom: PersonId,
        wanted: RecordReview,
    ) -> Result<Option<Loaded<Case>>, Denied> {
        self.about(whom);
        if let Some(coordinator) = wanted.coordinator {
            let member = self.is_member(loaded.state.team, coordinator).await?;
            require(member, || {
                Refusal::by(
                    "not_a_member",
                    "the coordinator must be a member of the team today; choose a member, or have them made one first",
                )
                .at("coordinator")
            })?;
        }
        let at = *self.at();
        let ids: Vec<ActionId> = wanted.actions.iter().map(|_| ActionId::new()).collect();
        let open = case::open_case(&mut self.conn(), whom).await?;
        let mut case = match open {
            Some(id) => log::load::<Case>(&mut self.conn(), id).await?.ok_or(Denied::NotFound)?,
            None => Loaded::new(CaseId::new()),
        };
        let mut settling = None;
        let facts = match (loaded.state.on, loaded.state.item(whom)) {
            (Some(on), Some(item)) => {
                let practice = person::practice(&mut self.conn(), whom).await?.ok_or(Denied::NotFound)?;
                let Meeting { kind, team, .. } = loaded.state;
                let setting = Setting { meeting: loaded.id, kind, on, team, person: whom, practice };
                let facts = applied(&case.state, &wanted, item, &setting, &ids, &at);
                settling = Some(setting);
                facts
            }
            // The rules of the meeting say what is wrong.
            _ => Ok(vec![]),
        };
        if let (None, Ok(facts)) = (open, &facts) {
            self.require_may_start(&case, facts).await?;
        }
        let changes = facts.as_ref().is_ok_and(|facts| !facts.is_empty());
        let decided = loaded.state.review(whom, &wanted, changes.then_some(case.id), &ids, &at);
        self.record(loaded, decided).await?;
        let case = if changes {
            self.settle_plan(&case, facts.as_ref().map_or(&[], Vec::as_slice)).await?;
            self.record(&mut case, facts).await?;
            Some(case)
        } else {
            facts?;
            None
        };
        if let Some(setting) = settling {
            self.settle_nomination(&wanted, case.as_ref().map(|case| case.id), &setting).await?;
        }
        Ok(case)
    }

    /// Decides on the open nomination of whoever was reviewed, if there is one.
    async fn settle_nomination(&mut self, wanted: &RecordReview, case: Option<CaseId>, setting: &Setting) -> Result<(), Denied> {
        let open = meeting::fill::open_nomination(&mut self.conn(), setting.person, setting.team).await?;
        let Some(id) = open else { return Ok(()) };
        let Some(mut nomination) = log::load::<Nomination>(&mut self.conn(), id).await? else { return Ok(()) };
        let decided = nomination_settled(&nomination.state, wanted, case, setting, self.at());
        self.record(&mut nomination, decided).await
    }
}
