//! The answer to the Better Care Fund's national question, in words ready for the template.

use crate::measures::published::{PolicyId, PublishedMeasure, Shown, ShownShare, ShownTally};
use crate::measures::{Place, Published};
use crate::report::focus::focus;
use crate::report::header::{SYNTHETIC, header_text};
use crate::report::words::{self, day, difference_withheld, list, policy_in_words};
use crate::report::{HeaderRow, header};
use serde::Serialize;
use utoipa::ToSchema;

/// Adults at high risk, of adults registered.
const HIGH_RISK: &str = "bcf_high_risk";

/// Those of them with a joint plan in force and an accountable professional.
const COVERED: &str = "bcf_joint_plan_and_professional";

/// Its two conditions, each alone.
const COMPONENTS: [(&str, &str); 2] =
    [("bcf_joint_plan", "a joint care plan in force"), ("bcf_professional", "an accountable GP or lead professional")];

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Answer {
    /// What it rests on.
    pub header: Vec<HeaderRow>,
    /// The place it is of, in words.
    pub place: String,
    /// What share of adults is at high risk.
    pub high_risk: Told,
    /// How they were found.
    pub approach: String,
    /// What share of them has a joint care plan and an accountable professional.
    pub covered: Told,
    /// The two conditions of that share, each alone.
    pub components: Vec<Told>,
    /// How figures were treated before they were given out.
    pub treatment: String,
    /// All of it, one paragraph.
    pub paragraph: String,
}

/// A percentage in figures and in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Told {
    /// Id of the measure.
    pub measure: &'static str,
    /// Version of its definition; none when it was not computed.
    pub version: Option<u32>,
    /// Numerator.
    pub numerator: Option<Shown>,
    /// Denominator.
    pub denominator: Option<Shown>,
    /// Per cent.
    pub percent: Option<ShownShare>,
    /// A sentence or two.
    pub words: String,
}

/// The answer for everything together; for the one commissioner, when these are a commissioner's figures alone.
#[must_use]
pub fn bcf(published: &Published) -> Answer {
    bcf_at(published, &focus(published))
}

/// The answer for one place.
#[must_use]
pub fn bcf_at(published: &Published, place: &Place) -> Answer {
    let (name, policy) = (words::name(published, place), published.basis.policy);
    let when = match place {
        Place::Everywhere => format!("On {}, across all practices,", day(published.basis.as_of)),
        _ => format!("On {}, in {},", day(published.basis.as_of), words::one_line(&name)),
    };
    let high_risk = told(published, place, HIGH_RISK, |tally| sentences(tally, &high_risk_words(&when), policy));
    let covered = told(published, place, COVERED, |tally| sentences(tally, &covered_words(&when), policy));
    let alone = COMPONENTS.map(|(id, name)| told(published, place, id, |tally| format!("{name}: {}", figures(tally, policy))));
    let components: Vec<Told> = alone.into_iter().filter(|told| told.numerator.is_some()).collect();
    let alone = match components.as_slice() {
        [] => String::new(),
        some => format!("Each alone: {}. ", list(&some.iter().map(|told| told.words.clone()).collect::<Vec<_>>())),
    };
    let approach = approach(published);
    let treatment = format!(
        "List sizes are from {}. Figures are given out under the policy {}: {}. Percentages are worked out from the numbers shown.",
        words::one_line(&published.basis.list_size_source),
        policy.name(),
        policy_in_words(policy)
    );
    let warning = if published.basis.synthetic { format!("{SYNTHETIC} ") } else { String::new() };
    let paragraph = format!("{warning}{} {approach} {} {alone}{treatment}", high_risk.words, covered.words);
    Answer { header: header(published), place: name, high_risk, approach, covered, components, treatment, paragraph }
}

impl Answer {
    /// For a terminal: what it rests on, then the paragraph.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n", header_text(&self.header), self.paragraph)
    }
}

fn told(published: &Published, place: &Place, id: &'static str, words: impl Fn(&ShownTally) -> String) -> Told {
    let measure: Option<&PublishedMeasure> = published.measures.iter().find(|measure| measure.definition.id == id);
    let tally = measure.and_then(|measure| measure.places.get(place));
    let missing = || match measure {
        None => format!("The measure {id} is not among those computed for this day, so that this part is not answered."),
        Some(_) => format!("There are no figures of {id} for this place on this day."),
    };
    Told {
        measure: id,
        version: measure.map(|measure| measure.definition.version),
        numerator: tally.map(|tally| tally.numerator),
        denominator: tally.and_then(|tally| tally.denominator),
        percent: tally.and_then(|tally| tally.share),
        words: tally.map_or_else(missing, words),
    }
}

/// How a percentage is told.
struct Phrases<'w> {
    /// Begins every sentence: the day and the place.
    when: &'w str,
    /// The share, as it is named.
    share: &'static str,
    /// The numerator after its number.
    numerator: &'static str,
    /// The denominator after its number.
    denominator: &'static str,
    /// What it means that the denominator is 0.
    nobody: &'static str,
}

fn high_risk_words(when: &str) -> Phrases<'_> {
    Phrases {
        when,
        share: "share of registered adults at high risk of an emergency admission",
        numerator: "were at high risk of an emergency admission",
        denominator: "adults registered and alive",
        nobody: "no adult was registered, so that a share at high risk does not apply",
    }
}

fn covered_words(when: &str) -> Phrases<'_> {
    Phrases {
        when,
        share: "share of adults at high risk with a joint care plan and an accountable professional",
        numerator: "had a joint care plan in force and an accountable GP or lead professional",
        denominator: "adults at high risk",
        nobody: "nobody was at high risk, so that a share with a joint care plan and an accountable professional does not apply",
    }
}

fn sentences(tally: &ShownTally, phrases: &Phrases<'_>, policy: PolicyId) -> String {
    let Phrases { when, share, numerator, denominator, nobody } = phrases;
    match (tally.numerator, tally.denominator, tally.share) {
        (_, _, Some(ShownShare::NotApplicable)) => format!("{when} {nobody}."),
        (Shown::Number(number), Some(Shown::Number(of)), Some(percent @ ShownShare::Tenths(..))) => {
            format!("{when} {} of {} {denominator} {numerator}: {percent}%.", words::thousands(number), words::thousands(of))
        }
        (Shown::Number(number), Some(Shown::Number(of)), _) => {
            let (number, of) = (words::thousands(number), words::thousands(of));
            format!("{when} {number} of {of} {denominator} {numerator}; the percentage is withheld{}.", because(policy))
        }
        (number, of, _) => {
            let known = match (number, of) {
                (Shown::Number(number), _) => {
                    format!("the numerator is {}; the denominator is withheld", words::thousands(number))
                }
                (_, Some(Shown::Number(of))) => {
                    format!("the denominator is {} {denominator}; the numerator is withheld", words::thousands(of))
                }
                _ => "numerator and denominator are withheld".to_owned(),
            };
            format!("{when} the {share} is withheld, because it could tell of a few people: {known}.")
        }
    }
}

/// Why a percentage of two numbers that are shown is withheld.
fn because(policy: PolicyId) -> String {
    difference_withheld(policy).map_or_else(String::new, |why| format!(", because {why}"))
}

/// `170 of 425 (40%)`.
fn figures(tally: &ShownTally, policy: PolicyId) -> String {
    match (tally.denominator, tally.share) {
        (_, Some(ShownShare::NotApplicable)) => "not applicable".to_owned(),
        (Some(of @ Shown::Number(_)), Some(percent @ ShownShare::Tenths(..))) => {
            format!("{} of {} ({percent}%)", words::shown(tally.numerator), words::shown(of))
        }
        (Some(of @ Shown::Number(_)), _) if tally.numerator != Shown::Withheld => {
            let (number, of) = (words::shown(tally.numerator), words::shown(of));
            format!("{number} of {of} (the percentage is withheld{})", because(policy))
        }
        _ => "withheld".to_owned(),
    }
}

fn approach(published: &Published) -> String {
    let Some(run) = &published.basis.run else {
        return "No scores of a predictive model had been published by that day: those at high risk are the people whom clinicians placed \
                there."
            .to_owned();
    };
    let tiers: Vec<_> = run.high_tiers.iter().map(|tier| words::one_line(tier)).collect();
    let reach = match run.data_date {
        Some(reach) => format!("the data of all its sources reach {}", day(reach)),
        None => "how far the data of its sources reach is not known".to_owned(),
    };
    let sources: Vec<_> = run.sources.iter().map(|source| words::one_line(source)).collect();
    let sources = if sources.is_empty() { "not known".to_owned() } else { list(&sources) };
    format!(
        "They were found with the predictive model {}, version {}, which looked at everybody registered on {} (the index date); data sources: {sources}; {reach}. At high \
         risk are {}.",
        words::one_line(&run.model),
        words::one_line(&run.version),
        day(run.index),
        match &tiers[..] {
            [] => "those whom a clinician placed there alone: none of its tiers is one that the definitions call high".to_owned(),
            [tier] => format!("those in the tier {tier}, and those whom a clinician placed there"),
            tiers => format!("those in the tiers {}, and those whom a clinician placed there", list(tiers)),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::one;

    /// The sample with these figures everywhere: adults at high risk, and those of them who are covered.
    fn with(high_risk: (Shown, Shown, ShownShare), covered: (Shown, Shown, ShownShare)) -> Published {
        let mut published = one();
        published.basis.synthetic = false;
        for (id, (numerator, denominator, share)) in [(HIGH_RISK, high_risk), (COVERED, covered)] {
            let measure = published.measures.iter_mut().find(|measure| measure.definition.id == id).unwrap();
            let tally = measure.places.get_mut(&Place::Everywhere).unwrap();
            (tally.numerator, tally.denominator, tally.share) = (numerator, Some(denominator), Some(share));
        }
        published
    }

    const HIGH: (Shown, Shown, ShownShare) = (Shown::Number(425), Shown::Number(8500), ShownShare::Tenths(50, 1));

    #[test]
    fn the_paragraph_is_ready_for_the_template() {
        let mut published = with(HIGH, (Shown::Number(170), Shown::Number(425), ShownShare::Tenths(400, 0)));
        let covered = published.measures.iter().find(|measure| measure.definition.id == COVERED).unwrap().clone();
        let counts = [
            (Shown::Number(200), Shown::Number(425), ShownShare::Tenths(470, 0)),
            (Shown::Number(420), Shown::Number(425), ShownShare::Withheld),
        ];
        for ((id, _), (numerator, denominator, share)) in COMPONENTS.into_iter().zip(counts) {
            let mut measure = covered.clone();
            let mut definition = measure.definition.as_ref().clone();
            definition.id = id.into();
            measure.definition = std::sync::Arc::new(definition);
            let tally = measure.places.get_mut(&Place::Everywhere).unwrap();
            (tally.numerator, tally.denominator, tally.share) = (numerator, Some(denominator), Some(share));
            published.measures.retain(|measure| measure.definition.id != id);
            published.measures.push(measure);
        }
        assert_eq!(
            bcf(&published).paragraph,
            "On 31 March 2026, across all practices, 425 of 8,500 adults registered and alive were at high risk of an emergency admission: 5.0%. \
             They were found with the predictive model combined, version 1.2.0, which looked at everybody registered on 1 March 2026 (the index \
             date); data sources: hospital admissions and GP events; the data of all its sources reach 14 February 2026. At high risk are those in the tiers very high and high, and those whom a \
             clinician placed there. On 31 March 2026, across all practices, 170 of 425 adults at high risk had a joint care plan in force and an \
             accountable GP or lead professional: 40%. Each alone: a joint care plan in force: 200 of 425 (47%) and an accountable GP or lead \
             professional: 420 of 425 (the percentage is withheld, because before rounding they differ by 1 to 7). List sizes are from registrations of the extract, counted on the day. Figures are given \
             out under the policy hes2018: counts of people from 1 to 7 are withheld (*), others are rounded to the nearest 5. Percentages are \
             worked out from the numbers shown."
        );
    }

    #[test]
    fn withheld_figures_are_told_in_words() {
        let answer = bcf(&with(HIGH, (Shown::Withheld, Shown::Number(425), ShownShare::Withheld)));
        assert_eq!(
            answer.covered.words,
            "On 31 March 2026, across all practices, the share of adults at high risk with a joint care plan and an accountable professional is \
             withheld, because it could tell of a few people: the denominator is 425 adults at high risk; the numerator is withheld."
        );
        let answer = bcf(&with((Shown::Withheld, Shown::Withheld, ShownShare::Withheld), HIGH));
        assert!(answer.high_risk.words.ends_with("numerator and denominator are withheld."), "{}", answer.high_risk.words);
        // Both counts may be shown, and their difference may not.
        let answer = bcf(&with(HIGH, (Shown::Number(420), Shown::Number(425), ShownShare::Withheld)));
        assert_eq!(
            answer.covered.words,
            "On 31 March 2026, across all practices, 420 of 425 adults at high risk had a joint care plan in force and an accountable GP or lead \
             professional; the percentage is withheld, because before rounding they differ by 1 to 7."
        );
    }

    #[test]
    fn nobody_at_high_risk_is_not_nought_per_cent() {
        let answer = bcf(&with(HIGH, (Shown::Number(0), Shown::Number(0), ShownShare::NotApplicable)));
        assert_eq!(
            answer.covered.words,
            "On 31 March 2026, across all practices, nobody was at high risk, so that a share with a joint care plan and an accountable \
             professional does not apply."
        );
    }

    #[test]
    fn made_up_people_missing_measures_and_no_model_are_told() {
        let mut published = one();
        assert!(bcf(&published).paragraph.starts_with(SYNTHETIC));
        assert!(bcf(&published).text().starts_with("Warning                   The people are made up"));
        published.measures.retain(|measure| measure.definition.id != COVERED);
        published.basis.run = None;
        let answer = bcf(&published);
        assert!(answer.covered.words.contains("not among those computed") && answer.covered.numerator.is_none());
        assert!(answer.approach.contains("No scores of a predictive model"));
        assert!(bcf_at(&published, &Place::Locality("Nowhere".into())).high_risk.words.contains("no figures"));
    }
}
