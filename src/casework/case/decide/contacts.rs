//! Contacts, and what is done when one was written down wrongly.

use super::coordinating::not_before_start;
use crate::casework::case::{AddToContact, Case, CaseEvent, Contact, CorrectContact, How, Reached, RecordContact, Why};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{ContactId, Day};

impl Case {
    /// Records a contact or an attempt. A day in the past is a late entry; one within a case that ended since is taken, too.
    ///
    /// # Errors
    /// `entered_in_error`, `not_open`, `in_the_future`, `before_start`, `after_end`, `nobody_reached`, `next_contact_too_early`.
    pub fn record_contact(&self, id: ContactId, wanted: RecordContact, at: &Moment) -> Decided<CaseEvent> {
        let on = wanted.on.unwrap_or(at.today);
        self.contact_fits(on, wanted.how, wanted.reached, wanted.next_contact, at)?;
        let RecordContact { how, reached, by, summary, next_contact, .. } = wanted;
        let by = by.unwrap_or(at.author);
        Ok(vec![Fact::on(on, CaseEvent::ContactMade { contact: id, how, reached, by, summary, next_contact })])
    }

    /// Says how a contact really was; what was written stays to be read.
    ///
    /// # Errors
    /// As [`Case::record_contact`], and `no_such_contact`, `contact_in_error`.
    pub fn correct_contact(&self, id: ContactId, wanted: CorrectContact, at: &Moment) -> Decided<CaseEvent> {
        let before = self.contact(id)?;
        self.contact_fits(wanted.on, wanted.how, wanted.reached, wanted.next_contact, at)?;
        let CorrectContact { on, how, reached, by, summary, next_contact, why } = wanted;
        let by = by.unwrap_or(before.entry.by);
        Ok(vec![Fact::on(on, CaseEvent::ContactCorrected { contact: id, how, reached, by, summary, next_contact, why })])
    }

    /// Adds to what a contact says.
    ///
    /// # Errors
    /// `entered_in_error`, `not_open`, `no_such_contact`, `contact_in_error`.
    pub fn add_to_contact(&self, id: ContactId, wanted: AddToContact, at: &Moment) -> Decided<CaseEvent> {
        self.contact(id)?;
        Ok(vec![Fact::on(at.today, CaseEvent::ContactAddended { contact: id, note: wanted.note })])
    }

    /// Says that there never was such a contact; it counts for nothing from here, and stays to be read.
    ///
    /// # Errors
    /// `entered_in_error`, `not_open`, `no_such_contact`, `contact_in_error`.
    pub fn contact_in_error(&self, id: ContactId, wanted: Why, at: &Moment) -> Decided<CaseEvent> {
        self.contact(id)?;
        Ok(vec![Fact::on(at.today, CaseEvent::ContactInError { contact: id, why: wanted.why })])
    }

    /// A contact that counts.
    fn contact(&self, id: ContactId) -> Result<&Contact, Refusal> {
        self.require_real()?;
        let found = self.contacts.iter().find(|contact| contact.id == id);
        let found = found.ok_or_else(|| {
            Refusal::by("no_such_contact", "the case has no such contact; read the case again, and choose one of its contacts")
        })?;
        require(found.in_error.is_none(), || {
            Refusal::by("contact_in_error", "the contact was entered in error; record another")
        })?;
        Ok(found)
    }

    fn contact_fits(&self, on: Day, how: How, reached: Reached, next: Option<Day>, at: &Moment) -> Result<(), Refusal> {
        let start = self.require_real()?;
        not_in_future(on, at.today, "on")?;
        not_before_start(on, start, "on", "a contact before it is no part of it")?;
        if let Some(ended) = &self.ended {
            require(on <= ended.on, || {
                Refusal::by(
                    "after_end",
                    format!("the case ended on {}; give that day or an earlier one, or open a new case", ended.on),
                )
                .at("on")
            })?;
        }
        require(how != How::None || reached == Reached::Nobody, || {
            Refusal::by(
                "nobody_reached",
                "a contact that did not take place reached nobody; say how it was made, or that nobody was reached",
            )
            .at("reached")
        })?;
        require(next.is_none_or(|next| next > on), || {
            Refusal::by("next_contact_too_early", "the next contact is after this one; give a later day, or none")
                .at("next_contact")
        })
    }
}
