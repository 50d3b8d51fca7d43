//! Where each item of TRIPOD+AI (Collins and others, BMJ 2024;385:e078378) is answered on the card.

use super::document::{Section, Table};
use super::input::CardInput;

/// Item, what it asks (our words), where it is answered.
const ITEMS: [[&str; 3]; 52] = [
    ["1", "Title", "heading; “People and outcome”"],
    ["2", "Abstract", "“At a glance”"],
    ["3a", "Healthcare context and existing models", "“Use and limits”; “Published figures”"],
    ["3b", "Whom and what it is for", "“Use and limits”"],
    ["3c", "Known health inequalities", "“Is it as good for everyone?”"],
    ["4", "Objectives", "“Use and limits”: development and evaluation of one model"],
    ["5a", "Sources of data", "“Data”"],
    ["5b", "Dates", "“People and outcome”; “Data”"],
    ["6a", "Setting", "“People and outcome”"],
    ["6b", "Who was eligible", "“People and outcome”"],
    ["6c", "Treatments received", "not known to the model: care given after the index date is part of what happens"],
    ["7", "Preparation of data", "“Data”, rule for what is missing; the import's data-quality summary"],
    ["8a", "Outcome and horizon", "“People and outcome”"],
    ["8b", "Who assessed the outcome", "not applicable: from admission records, by rule"],
    ["8c", "Blinding of outcome assessment", "not applicable: from admission records, by rule"],
    ["9a", "Choice of predictors", "“The model”; the design file"],
    ["9b", "Definition of predictors", "“The model”; the design file"],
    ["9c", "Who assessed predictors", "not applicable: routine records"],
    ["10", "Sample size", "“People and outcome”: everyone eligible; none was calculated"],
    ["11", "Missing data", "“Data”"],
    ["12a", "How data were used", "“People and outcome”"],
    ["12b", "Handling of predictors", "the design file, by its hash"],
    ["12c", "Kind of model and how it was built", "“The model”"],
    ["12d", "Differences between places", "“Is it as good for everyone?”, by practice where given"],
    ["12e", "Measures of performance", "the five sections on performance"],
    ["12f", "Model updating", "“The model”, recalibration"],
    ["12g", "How predictions were calculated", "“The model”"],
    ["13", "Class imbalance", "not applicable: no resampling; the event rate is as it was"],
    ["14", "Fairness", "“Is it as good for everyone?”; nothing was done in fitting to make groups alike"],
    ["15", "Output of the model", "a probability; bands are set by configuration, not by the model"],
    ["16", "Differences between fitting and testing", "“People and outcome”"],
    ["17", "Ethical approval", "to be added by the organisation that runs it"],
    ["18a", "Funding", "to be added by the organisation that runs it"],
    ["18b", "Conflicts of interest", "to be added by the organisation that runs it"],
    ["18c", "Protocol", "the design file, by its hash"],
    ["18d", "Registration", "not registered, unless the organisation says so"],
    ["18e", "Data sharing", "person-level data are not shared"],
    ["18f", "Code sharing", "“Where it came from”: program version; the program is open source"],
    ["19", "Patient and public involvement", "to be added by the organisation that runs it"],
    ["20a", "Flow of people", "“People and outcome”, left out by reason"],
    ["20b", "Characteristics of people", "“Is it as good for everyone?”, sizes and events of groups"],
    ["20c", "Fitting and testing people compared", "“People and outcome”: sizes and event rates only"],
    ["21", "People and events in each analysis", "“People and outcome”"],
    ["22", "Full model", "“The model”: intercept and every coefficient; model.json"],
    ["23a", "Performance with intervals, by group", "the five sections on performance"],
    ["23b", "Differences in performance between places", "“Is it as good for everyone?”, by practice where given"],
    ["24", "Results of updating", "“The model”, recalibration"],
    ["25", "Interpretation", "“At a glance”; “Published figures”"],
    ["26", "Limitations", "“Use and limits”; “Before and after”"],
    ["27a", "Poor or missing input in use", "“Data”, rule for what is missing"],
    ["27b", "What users need to know or do", "“Use and limits”"],
    ["27c", "Next steps", "“Before and after”: test again at least once a year"],
];

pub(super) fn section(input: &CardInput) -> Section {
    let rows = ITEMS
        .iter()
        .map(|[item, topic, place]| {
            let place = match *item {
                "12f" | "24" if input.recalibration.is_none() => "not applicable: the model was not updated",
                "12d" | "23b" | "3c" | "14" | "20b" if input.evaluation.subgroups.is_empty() => {
                    "not answered: no groups were given"
                }
                _ => place,
            };
            [item, topic, &place].map(|cell| (*cell).to_owned()).to_vec()
        })
        .collect();
    Section::new("tripod", "TRIPOD+AI, item by item")
        .text("Where each item of the reporting guideline is answered on this card. Topics are in our words; the guideline's own text is at www.tripod-statement.org.")
        .table(Table::of_words("TRIPOD+AI", &["Item", "Topic", "Where"], rows).folded_beyond(0))
}
