//! Model cards: what a model is, whom it was fitted and tested on, how well it does, and where it must not be used;
//! as Markdown and as one HTML page with its pictures inside.
//!
//! A [`CardInput`] becomes one `document::Document`, which two small templates write. Counts of one to nine people are
//! never printed: cards go to people outside.

mod benchmarks;
mod document;
mod input;
mod numbers;
mod people;
mod performance;
mod pictures;
mod predictors;
#[cfg(test)]
mod tests;
mod tripod;
mod validity;

pub use benchmarks::{Benchmark, published};
pub use input::{CardFamily, CardFeature, CardInput, Comparison, Feed, LeftOut};

use crate::error::{Fault, Result};
use askama::Template;
use document::{Block, Document, Section};

#[derive(Template)]
#[template(path = "card.html")]
struct HtmlPage {
    document: Document,
}

#[derive(Template)]
#[template(path = "card.md", escape = "none")]
struct MarkdownPage {
    document: Document,
}

/// The card as Markdown. Pictures are left out: the tables beside them hold the same figures.
///
/// # Errors
/// [`Fault::Internal`] when the template fails.
pub fn markdown(input: &CardInput) -> Result<String> {
    let document = of(input).escaped_for_markdown();
    MarkdownPage { document }.render().map_err(|error| Fault::Internal(format!("model card: {error}")))
}

/// The card as one HTML page: styles and pictures inside, no scripts, nothing fetched.
///
/// # Errors
/// [`Fault::Internal`] when the template fails.
pub fn html(input: &CardInput) -> Result<String> {
    let document = of(input);
    HtmlPage { document }.render().map_err(|error| Fault::Internal(format!("model card: {error}")))
}

fn of(input: &CardInput) -> Document {
    Document {
        title: input.title.clone(),
        subtitle: format!("Model {}, version {}. Card made on {}.", input.model_id, input.model_version, input.made_on),
        warning: input.synthetic.then(|| {
            "Trained and tested on synthetic people. They were made by a program; none of them exists. Nothing on this card \
             says how the model does on real people, and it must not be used in care."
                .to_owned()
        }),
        sections: sections(input),
    }
}

fn sections(input: &CardInput) -> Vec<Section> {
    let mut sections = vec![
        validity::glance(input),
        validity::using(input),
        people::population(input),
        people::data(input),
        predictors::model(input),
    ];
    if numbers::enough(input.evaluation.events, input.evaluation.n) {
        sections.extend([
            performance::discrimination(input),
            performance::calibration(input),
            performance::working_the_list(input),
            performance::decisions(input),
            performance::subgroups(input),
            validity::added_value(input),
        ]);
    } else {
        sections.push(performance::withheld());
    }
    sections.extend([
        benchmarks::section(input),
        validity::change_over_time(),
        tripod::section(input),
        validity::provenance(input),
    ]);
    sections.retain(|section| !section.blocks.is_empty());
    sections
}
