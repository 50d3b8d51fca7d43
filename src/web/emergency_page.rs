//! The emergency summary as one page to print: styles inside, no scripts, nothing fetched, black on white.

use crate::casework::plan::one_page::{PageSection, fit};
use crate::casework::plan::summary::EmergencySummary;
use crate::domain::NhsNumber;
use crate::web::{Problem, html};
use actix_web::HttpResponse;
use askama::Template;

#[derive(Template)]
#[template(path = "emergency_summary.html")]
struct Page<'s> {
    summary: &'s EmergencySummary,
    sections: Vec<PageSection>,
    made_up: bool,
}

/// The page.
///
/// # Errors
/// When the template fails: a fault of the program.
pub fn page(summary: &EmergencySummary) -> Result<HttpResponse, Problem> {
    let written = html(summary).map_err(|_| Problem::unwritten("the page cannot be written"))?;
    Ok(html::page(written))
}

fn html(summary: &EmergencySummary) -> askama::Result<String> {
    let number = summary.person.nhs_number.as_deref().and_then(|number| NhsNumber::parse(number.as_bytes()).ok());
    Page { summary, sections: fit(summary), made_up: number.is_some_and(NhsNumber::is_nobodys) }.render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::event::fold;
    use crate::casework::plan::summary::{Around, SummaryPerson};
    use crate::casework::plan::*;
    use crate::casework::{Moment, Rules};
    use crate::domain::{ActionId, Day, Line, Note, PersonId, PlanId, StaffId};
    use chrono::DateTime;

    const TODAY: Day = Day::of(2026, 3, 16);

    fn page(content: PlanContent, today: Day) -> String {
        let at = Moment { today: TODAY, now: DateTime::UNIX_EPOCH, author: StaffId::default() };
        let mut events: Vec<_> = CarePlan::default().start(PersonId::default(), None, &at).unwrap();
        let plan: CarePlan = fold(&events.drain(..).map(|fact| fact.recorded(&at)).collect::<Vec<_>>());
        let by = Contributor {
            organisation: OrganisationKind::GpPractice,
            name: Line::from("A"),
            role: None,
            staff: None,
            agreed_on: None,
        };
        let with = AgreedWith { who: AgreedBy::Person, name: None };
        let wanted = Agree { draft_version: 1, on: None, with, contributions: vec![by] };
        let draft = PlanDraft { revision: 1, content, saved_at: at.now, saved_by: at.author };
        let decided = plan.agree(draft, wanted, None, &Rules::default(), &mut ActionId::new, &at).unwrap();
        let mut plan = plan;
        for fact in decided {
            crate::casework::Aggregate::apply(&mut plan, &fact.recorded(&at));
        }
        let person = SummaryPerson {
            id: PersonId::default(),
            name: Some("<b>PEEL</b>, Ada".into()),
            nhs_number: Some("999 000 0018".into()),
            born_on: Day::of(1940, 5, 1),
            practice: "A81001".parse().unwrap(),
        };
        let around = Around { person, coordinator: None, accountable_gp: None, start: None };
        html(&EmergencySummary::of(PlanId::default(), &plan, around, today, &Rules::default()).unwrap()).unwrap()
    }

    fn long(word: &str) -> PlanContent {
        let line = || Line(word.repeat(200).chars().take(200).collect());
        let note = || Note(word.repeat(4000).chars().take(4000).collect());
        let allergy = Allergy { substance: line(), reaction: Some(line()) };
        let trigger = Contingency { sign: line(), what_to_do: note(), call: line() };
        let contact = Contact { name: line(), relationship: line(), phone: line(), holds_key: true };
        let (by, decided_on) = (line(), TODAY);
        PlanContent {
            what_matters: Some(note()),
            contingency: vec![trigger; 12],
            contacts: vec![contact; 8],
            medicines: Some(note()),
            allergies: vec![allergy; 30],
            legal: Legal {
                capacity: Some(Capacity {
                    state: CapacityState::LacksCapacity,
                    decision: Some(line()),
                    assessed_on: TODAY,
                    by: line(),
                }),
                consent_to_share: Some(Consent { state: ConsentState::Refused, on: TODAY, limits: Some(line()) }),
                representative: Some(Representative {
                    kind: RepresentativeKind::HealthAttorney,
                    name: line(),
                    phone: Some(line()),
                }),
                advance_decision: Some(AdvanceDecision { words: note(), made_on: TODAY, kept_at: Some(line()) }),
            },
            end_of_life: EndOfLife {
                preferred_place_of_care: Some(Place::Home),
                preferred_place_of_death: Some(Place::Home),
                ceiling_of_treatment: Some(Ceiling {
                    level: CeilingLevel::Comfort,
                    words: Some(line()),
                    decided_on,
                    by: by.clone(),
                }),
                resuscitation: Some(Resuscitation {
                    decision: CprDecision::DoNotAttempt,
                    decided_on,
                    by,
                    form_kept_at: Some(line()),
                }),
                wishes: None,
            },
            ..PlanContent::default()
        }
    }

    #[test]
    fn words_are_escaped_and_nothing_is_fetched() {
        let page = page(long("<script>alert(1)</script> "), TODAY);
        assert!(!page.contains("<script") && !page.contains("<b>PEEL"));
        assert!(!page.contains("src=") && !page.contains("http"));
    }

    #[test]
    fn the_page_says_what_it_is_and_whether_it_holds() {
        let content = PlanContent { what_matters: Some(Note::from("The dog")), ..PlanContent::default() };
        let now = page(content.clone(), TODAY);
        assert!(
            now.contains("Plan version 1, agreed on 2026-03-16; last agreed or reviewed on 2026-03-16. Printed on 2026-03-16.")
        );
        // Nothing to warn of but that the number is one of the made-up ones.
        assert_eq!(now.matches(r#"class="warning""#).count(), 1);
        assert!(now.contains("begin with 9 are issued to nobody, and this person is made up."));
        assert!(page(content, TODAY.plus_days(400)).contains("OUT OF DATE"));
    }
}
