//! The rules of a meeting.

use crate::casework::meeting::{
    AddItem, AgendaItem, AmendWords, CancelMeeting, CarryOver, Listing, Meeting, MeetingEvent, MeetingState, Minutes,
    MoveMeeting, OrderAgenda, PlanMeeting, RecordReview, RemoveItem, SetAttendance, Why, WriteAddendum,
};
use crate::casework::refusal::require;
use crate::casework::{Decided, Fact, Moment, Refusal, Rules};
use crate::domain::{ActionId, CaseId, Day, PersonId};

/// The most people on one agenda, those taken off included: what a meeting can hold, many times over.
const MOST: usize = 500;
/// The most corrections of one meeting.
const MOST_ADDENDA: usize = 200;
/// Days around today within which a meeting is planned or moved: ten years back, for minutes typed in later, and two ahead.
const DAYS: (i32, i32) = (-3653, 731);

fn one(at: &Moment, event: MeetingEvent) -> Vec<Fact<MeetingEvent>> {
    vec![Fact::on(at.today, event)]
}

/// The days of a meeting make sense.
fn check_days(on: Day, next_on: Option<Day>, at: &Moment) -> Result<(), Refusal> {
    let likely = |day: Day| (DAYS.0..=DAYS.1).contains(&day.days_since(at.today));
    require(likely(on), || {
        Refusal::by("unlikely_day", "a meeting is at most ten years back or two ahead; check the year").at("on")
    })?;
    if let Some(next) = next_on {
        require(next > on, || {
            Refusal::by("next_not_after", "the next meeting is after this one; give a later day, or none").at("next_on")
        })?;
        require(likely(next), || {
            Refusal::by("unlikely_day", "a meeting is at most ten years back or two ahead; check the year").at("next_on")
        })?;
    }
    Ok(())
}

impl Meeting {
    /// Plans it.
    ///
    /// # Errors
    /// `already_planned`, `unlikely_day`, `next_not_after`.
    pub fn plan(&self, wanted: PlanMeeting, rules: &Rules, at: &Moment) -> Decided<MeetingEvent> {
        require(self.on.is_none(), || Refusal::by("already_planned", "this meeting was planned before; go on with it"))?;
        let PlanMeeting { team, kind, on, next_on, place } = wanted;
        check_days(on, next_on, at)?;
        let cut_off = on.plus_days(-rules.agenda_cut_off_days);
        Ok(one(at, MeetingEvent::Planned { team, kind, on, next_on, cut_off, place }))
    }

    /// Its state is none that refuses any change.
    fn require_changeable(&self) -> Result<Day, Refusal> {
        require(self.state != MeetingState::Closed, || {
            Refusal::by("meeting_closed", "the meeting is closed and its record stays as it is; write an addendum")
        })?;
        require(self.state != MeetingState::Cancelled, || {
            Refusal::by("meeting_cancelled", "the meeting is cancelled; its people come up at the next one")
        })?;
        self.on.ok_or_else(|| Refusal::by("not_planned", "this meeting was never planned; plan it first"))
    }

    fn require_planned(&self) -> Result<Day, Refusal> {
        let on = self.require_changeable()?;
        require(self.state == MeetingState::Planned, || {
            Refusal::by("meeting_open", "the meeting is being held already, and this is for before; go on with its reviews")
        })?;
        Ok(on)
    }

    fn require_open(&self) -> Result<Day, Refusal> {
        let on = self.require_changeable()?;
        require(self.state == MeetingState::Open, || {
            Refusal::by("meeting_not_open", "the meeting has not begun; open it first")
        })?;
        Ok(on)
    }

    fn require_item(&self, person: PersonId) -> Result<&AgendaItem, Refusal> {
        self.item(person).ok_or_else(|| Refusal::by("not_on_agenda", "the person is not on the agenda; add them first"))
    }

    /// Moves it to another day. The cut-off moves with it.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `meeting_open`, `not_planned`, `unlikely_day`, `next_not_after`.
    pub fn move_to(&self, wanted: MoveMeeting, rules: &Rules, at: &Moment) -> Decided<MeetingEvent> {
        self.require_planned()?;
        let MoveMeeting { on, next_on } = wanted;
        check_days(on, next_on, at)?;
        Ok(one(at, MeetingEvent::Moved { on, next_on, cut_off: on.plus_days(-rules.agenda_cut_off_days) }))
    }

    /// Puts somebody on the agenda by hand. Until the cut-off the reason is enough; after it, and while the meeting is held, there
    /// must be a reason for being late.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `not_planned`, `after_cut_off`, `on_agenda`, `agenda_full`.
    pub fn add(&self, wanted: AddItem, case: Option<CaseId>, at: &Moment) -> Decided<MeetingEvent> {
        self.require_changeable()?;
        let AddItem { person, reason, late_reason } = wanted;
        let late = self.cut_off.is_some_and(|cut_off| at.today > cut_off);
        require(!late || late_reason.is_some(), || {
            let day = self.cut_off.map_or(String::new(), |day| format!(" ({day})"));
            Refusal::by("after_cut_off", format!("the cut-off has passed{day}; say why they cannot wait")).at("late_reason")
        })?;
        require(self.item(person).is_none(), || {
            Refusal::by("on_agenda", "the person is on the agenda already; go on with their place").at("person")
        })?;
        require(self.items.len() < MOST, || {
            Refusal::by("agenda_full", format!("an agenda has at most {MOST} people; take somebody off, or plan another meeting"))
        })?;
        let late_reason = late_reason.filter(|_| late);
        let listing = Listing { case, late_reason, ..Listing::of(person, Why::AddedByHand { reason, on: at.today }) };
        Ok(one(at, MeetingEvent::Listed { listing }))
    }

    /// Fills the agenda from `found`. Doing it again with the same adds nothing; somebody taken off by hand is not put back, and
    /// what was settled stays settled.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `not_planned`.
    pub fn fill(&self, found: Vec<Listing>, at: &Moment) -> Decided<MeetingEvent> {
        self.require_changeable()?;
        let mut merged: Vec<AgendaItem> = vec![];
        for listing in found {
            match merged.iter_mut().find(|item| item.person == listing.person) {
                Some(item) => item.gain(listing),
                None => merged.push(AgendaItem::new(listing, at.today)),
            }
        }
        let mut room = MOST.saturating_sub(self.items.len());
        let mut facts = vec![];
        for item in merged {
            let AgendaItem { person, case, nomination, list, why, carried, late_reason, .. } = item;
            let listing = Listing { person, case, nomination, list, why, carried, late_reason };
            let gained = match self.items.iter().find(|known| known.person == person) {
                Some(known) if known.listed() && !known.settled() => known.lacks(&listing),
                None if room > 0 => {
                    room -= 1;
                    Some(listing)
                }
                Some(_) | None => None,
            };
            facts.extend(gained.map(|listing| Fact::on(at.today, MeetingEvent::Listed { listing })));
        }
        Ok(facts)
    }

    /// Takes somebody off the agenda.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `not_planned`, `not_on_agenda`, `already_reviewed`.
    pub fn remove(&self, person: PersonId, wanted: RemoveItem, at: &Moment) -> Decided<MeetingEvent> {
        self.require_changeable()?;
        self.require_unreviewed(person)?;
        Ok(one(at, MeetingEvent::Removed { person, reason: wanted.reason }))
    }

    /// On the agenda, and no review recorded.
    fn require_unreviewed(&self, person: PersonId) -> Result<&AgendaItem, Refusal> {
        let item = self.require_item(person)?;
        require(item.minutes.is_none(), || {
            Refusal::by(
                "already_reviewed",
                "the person's review is recorded already; what was decided stays, the words can be amended",
            )
        })?;
        Ok(item)
    }

    /// Puts the agenda in order.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `not_planned`, `not_on_agenda`, `person_twice`.
    pub fn order(&self, wanted: OrderAgenda, at: &Moment) -> Decided<MeetingEvent> {
        self.require_changeable()?;
        for (place, person) in wanted.people.iter().enumerate() {
            self.require_item(*person).map_err(|refusal| refusal.at("people"))?;
            require(!wanted.people[..place].contains(person), || {
                Refusal::by("person_twice", "somebody is named twice; each has one place: leave one out").at("people")
            })?;
        }
        Ok(one(at, MeetingEvent::Ordered { people: wanted.people }))
    }

    /// Begins it.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `meeting_open`, `not_planned`, `in_the_future`.
    pub fn open(&self, at: &Moment) -> Decided<MeetingEvent> {
        let on = self.require_planned()?;
        require(on <= at.today, || {
            Refusal::by("in_the_future", format!("the meeting is on {on}; move it to today if it is held early"))
        })?;
        Ok(vec![Fact::on(on, MeetingEvent::Opened)])
    }

    /// Says who came.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `meeting_not_open`, `attendee_unnamed`, `attendee_twice`.
    pub fn set_attendance(&self, wanted: SetAttendance, at: &Moment) -> Decided<MeetingEvent> {
        self.require_open()?;
        wanted.check()?;
        Ok(one(at, MeetingEvent::AttendanceSet { attendees: wanted.attendees }))
    }

    /// Records somebody's review. What it does to the case is [`super::effects::applied`], recorded in the same change; `case` is
    /// the case it is applied to or opens, `ids` are those of its new actions.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `meeting_not_open`, `not_on_agenda`, `already_reviewed`.
    pub fn review(
        &self,
        person: PersonId,
        wanted: &RecordReview,
        case: Option<CaseId>,
        ids: &[ActionId],
        at: &Moment,
    ) -> Decided<MeetingEvent> {
        let on = self.require_open()?;
        self.require_unreviewed(person)?;
        let minutes = Box::new(Minutes::of(wanted, case, ids, at.author, at.now));
        Ok(vec![Fact::on(on, MeetingEvent::Reviewed { person, minutes })])
    }

    /// Puts the words of a review right. What was decided stays.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `meeting_not_open`, `not_on_agenda`, `not_reviewed`.
    pub fn amend_words(&self, person: PersonId, wanted: AmendWords, at: &Moment) -> Decided<MeetingEvent> {
        self.require_open()?;
        require(self.require_item(person)?.minutes.is_some(), || {
            Refusal::by("not_reviewed", "the person's review is not recorded yet; record it first")
        })?;
        Ok(one(at, MeetingEvent::WordsAmended { person, words: Box::new(wanted.into()) }))
    }

    /// Leaves somebody for the next meeting without discussing them.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `meeting_not_open`, `not_on_agenda`, `already_reviewed`.
    pub fn carry_over(&self, person: PersonId, wanted: CarryOver, at: &Moment) -> Decided<MeetingEvent> {
        self.require_open()?;
        self.require_unreviewed(person)?;
        Ok(one(at, MeetingEvent::CarriedOver { person, reason: wanted.reason }))
    }

    /// Closes it: nothing is edited afterwards.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `meeting_not_open`, `no_attendance`, `undecided_items`.
    pub fn close(&self, at: &Moment) -> Decided<MeetingEvent> {
        self.require_open()?;
        require(self.attendees.iter().any(|attendee| !attendee.apologies), || {
            Refusal::by("no_attendance", "nobody is down as having come; say who did first")
        })?;
        let undecided = self.undecided();
        require(undecided.is_empty(), || {
            let places: Vec<String> = undecided.iter().take(20).map(ToString::to_string).collect();
            let more = if undecided.len() > 20 { ", ..." } else { "" };
            let words = format!(
                "{} on the agenda have neither a decision nor a carry-over: number {}{more}. Record one for each",
                undecided.len(),
                places.join(", ")
            );
            Refusal::by("undecided_items", words)
        })?;
        Ok(one(at, MeetingEvent::Closed))
    }

    /// Cancels it. Its people come up at the next one.
    ///
    /// # Errors
    /// `meeting_closed`, `meeting_cancelled`, `not_planned`, `reviews_recorded`.
    pub fn cancel(&self, wanted: CancelMeeting, at: &Moment) -> Decided<MeetingEvent> {
        self.require_changeable()?;
        require(self.items.iter().all(|item| item.minutes.is_none()), || {
            Refusal::by("reviews_recorded", "reviews are recorded; carry the others over and close the meeting instead")
        })?;
        Ok(one(at, MeetingEvent::Cancelled { reason: wanted.reason }))
    }

    /// Corrects or completes the minutes after it was closed.
    ///
    /// # Errors
    /// `meeting_not_closed`, `not_on_agenda`, `too_many_addenda`.
    pub fn write_addendum(&self, wanted: WriteAddendum, at: &Moment) -> Decided<MeetingEvent> {
        require(self.state == MeetingState::Closed, || {
            Refusal::by("meeting_not_closed", "an addendum is for a closed meeting; amend the minutes themselves")
        })?;
        if let Some(person) = wanted.person {
            self.require_item(person).map_err(|refusal| refusal.at("person"))?;
        }
        require(self.addenda.len() < MOST_ADDENDA, || {
            Refusal::by(
                "too_many_addenda",
                format!("a meeting has at most {MOST_ADDENDA} addenda; write what is left into the minutes of the next"),
            )
        })?;
        let WriteAddendum { person, text } = wanted;
        Ok(one(at, MeetingEvent::AddendumWritten { person, text }))
    }
}
