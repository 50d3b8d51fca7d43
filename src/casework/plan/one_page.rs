//! The emergency summary fitted to one printed page: what is most urgent first, and where something is cut, it says how much, and
//! that the plan has the rest.
//!
//! Nothing is ever hidden by the edge of the page: the height of every text is reckoned from the widths of its characters, on the
//! generous side, and what does not fit is left out by name.

use crate::casework::plan::summary::EmergencySummary;
use crate::domain::Day;

/// Lines of print that the sections share, headings and notes of cuts included.
const LINES: usize = 52;
/// Width of a line in units of the size of print.
const WIDTH: f32 = 55.0;

/// A section as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSection {
    /// Heading.
    pub title: &'static str,
    /// What it says.
    pub items: Vec<PageItem>,
    /// What was cut, and where the rest is.
    pub cut: Option<String>,
}

/// One thing that is said: a head that is never cut, and words that may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageItem {
    /// In bold.
    pub head: String,
    /// The words.
    pub words: String,
}

struct Block {
    title: &'static str,
    /// Most lines that it takes while others are waiting, without its heading.
    share: usize,
    items: Vec<PageItem>,
}

fn item(head: impl Into<String>, words: impl AsRef<str>) -> PageItem {
    // One blank for any: a line feed in the words would cost a line of print.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    PageItem { head: plain(&head.into()), words: plain(words.as_ref()) }
}

/// The sections of `summary`, fitted to the page.
#[must_use]
pub fn fit(summary: &EmergencySummary) -> Vec<PageSection> {
    let blocks: Vec<Block> = blocks(summary).into_iter().filter(|block| !block.items.is_empty()).collect();
    let heads = 2 * blocks.len();
    let needed: Vec<usize> = blocks.iter().map(|block| block.items.iter().map(height).sum()).collect();
    let mut given: Vec<usize> = blocks.iter().zip(&needed).map(|(block, needed)| block.share.min(*needed)).collect();
    // What some do not need goes to the others, the most urgent first.
    let mut left = LINES.saturating_sub(heads + given.iter().sum::<usize>());
    for (given, needed) in given.iter_mut().zip(&needed) {
        let more = left.min(needed - *given);
        *given += more;
        left -= more;
    }
    blocks.into_iter().zip(given).map(|(block, lines)| cut(block, lines, summary.version)).collect()
}

fn on(by: &impl std::fmt::Display, day: Day) -> String {
    format!("Decided on {day} by {by}.")
}

fn blocks(summary: &EmergencySummary) -> Vec<Block> {
    vec![
        Block { title: "Resuscitation and treatment", share: 14, items: treatment(summary) },
        Block { title: "Allergies and adverse reactions", share: 4, items: allergies(summary) },
        Block { title: "When things get worse", share: 13, items: contingency(summary) },
        Block { title: "Call", share: 6, items: contacts(summary) },
        Block { title: "Capacity and representative", share: 5, items: capacity(summary) },
        Block { title: "Medicines", share: 3, items: summary.medicines.iter().map(|note| item("", note.as_str())).collect() },
        Block {
            title: "What matters",
            share: 2,
            items: summary.what_matters.iter().map(|note| item("", note.as_str())).collect(),
        },
    ]
}

fn treatment(summary: &EmergencySummary) -> Vec<PageItem> {
    let mut items = vec![match &summary.resuscitation {
        Some(decided) => {
            let form =
                decided.form_kept_at.as_ref().map_or("Where the form is was not recorded.".into(), |at| format!("Form: {at}."));
            item(decided.decision.words(), format!("{} {form}", on(&decided.by, decided.decided_on)))
        }
        None => item("Resuscitation:", "no decision is recorded here."),
    }];
    items.push(match &summary.ceiling_of_treatment {
        Some(ceiling) => {
            let words = ceiling.words.as_ref().map_or(String::new(), |words| format!("{words}. "));
            item(format!("Ceiling of treatment: {}.", ceiling.level.words()), words + &on(&ceiling.by, ceiling.decided_on))
        }
        None => item("Ceiling of treatment:", "none is recorded here."),
    });
    if let Some(place) = summary.preferred_place_of_care {
        items.push(item("Preferred place of care:", place.words()));
    }
    if let Some(place) = summary.preferred_place_of_death {
        items.push(item("Preferred place of death:", place.words()));
    }
    if let Some(decision) = &summary.advance_decision {
        let kept = decision.kept_at.as_ref().map_or(String::new(), |at| format!(" Paper: {at}."));
        items.push(item(format!("Advance decision of {}.{kept}", decision.made_on), decision.words.as_str()));
    }
    items
}

fn allergies(summary: &EmergencySummary) -> Vec<PageItem> {
    if summary.allergies.is_empty() {
        let words = if summary.no_known_allergies { "No known allergies." } else { "Not recorded: ask." };
        return vec![item("", words)];
    }
    let allergy =
        |allergy: &super::Allergy| item(allergy.substance.as_str(), allergy.reaction.as_ref().map_or("", |words| words.as_str()));
    summary.allergies.iter().map(allergy).collect()
}

fn contingency(summary: &EmergencySummary) -> Vec<PageItem> {
    let trigger =
        |trigger: &super::Contingency| item(format!("If {}: call {}.", trigger.sign, trigger.call), trigger.what_to_do.as_str());
    summary.contingency.iter().map(trigger).collect()
}

fn contacts(summary: &EmergencySummary) -> Vec<PageItem> {
    let contact = |contact: &super::Contact| {
        let key = if contact.holds_key { " Holds a key." } else { "" };
        item(format!("{}, {}", contact.phone, contact.name), format!("{}.{key}", contact.relationship))
    };
    summary.contacts.iter().map(contact).collect()
}

fn capacity(summary: &EmergencySummary) -> Vec<PageItem> {
    let mut items = vec![match &summary.capacity {
        Some(capacity) => {
            let decision = capacity.decision.as_ref().map_or("this plan", |words| words.as_str());
            item(
                format!("Capacity: {}", capacity.state.words()),
                format!("for {decision}. Assessed on {} by {}.", capacity.assessed_on, capacity.by),
            )
        }
        None => item("Capacity:", "no assessment is recorded here."),
    }];
    if let Some(by) = &summary.representative {
        let phone = by.phone.as_ref().map_or(String::new(), |phone| format!("{phone}, "));
        items.push(item(format!("Representative: {phone}{}", by.name), by.kind.words()));
    }
    items
}

/// Cuts a block to `lines`. One item at least is always there, its words cut if they must be.
fn cut(block: Block, lines: usize, version: u32) -> PageSection {
    let Block { title, items, .. } = block;
    let (count, needed) = (items.len(), items.iter().map(height).sum::<usize>());
    if needed <= lines {
        return PageSection { title, items, cut: None };
    }
    // One line says what was cut.
    let mut room = lines.saturating_sub(1);
    let (mut shown, mut shortened) = (vec![], 0);
    for mut item in items {
        // No item takes more than a third of the room that there was, so that one long one does not push the others out.
        let most = room.min((lines / 3).max(2)).max(if shown.is_empty() { 2 } else { 0 });
        if height(&item) > most {
            let Some(words) = shorten(&item, most) else { break };
            item.words = words;
            shortened += 1;
        }
        let height = height(&item);
        if height > room && !shown.is_empty() {
            break;
        }
        room = room.saturating_sub(height);
        shown.push(item);
    }
    let mut said = vec![];
    if shown.len() < count {
        said.push(format!("{} of {count} are not shown", count - shown.len()));
    }
    if shortened > 0 {
        said.push(format!("{shortened} shortened"));
    }
    let cut = format!("CUT TO FIT ONE PAGE: {}. All is in the plan, version {version}.", said.join(", "));
    PageSection { title, items: shown, cut: Some(cut) }
}

/// The most of an item's words that fits into `lines`, with a mark of the cut; `None` when not even its head does.
fn shorten(item: &PageItem, lines: usize) -> Option<String> {
    let with = |words: String| PageItem { head: item.head.clone(), words };
    let mark = "… [shortened]";
    if height(&with(mark.to_owned())) > lines {
        return None;
    }
    // The places at which it can be cut, between words first; the longest that fits, by halving.
    let blanks: Vec<usize> = item.words.match_indices(' ').map(|(at, _)| at).collect();
    let any: Vec<usize> = item.words.char_indices().map(|(at, _)| at).collect();
    let fits = |end: usize| height(&with(format!("{}{mark}", &item.words[..end]))) <= lines;
    let best = |places: &[usize]| places.partition_point(|&end| fits(end)).checked_sub(1).map(|at| places[at]);
    let end = best(&blanks).or_else(|| best(&any)).unwrap_or(0);
    Some(format!("{}{mark}", &item.words[..end]))
}

/// Lines of print that an item takes.
fn height(item: &PageItem) -> usize {
    let bold = item.head.split(' ').map(|word| 1.12 * width(word));
    let plain = item.words.split(' ').map(width);
    let (mut lines, mut at) = (1, 0.0f32);
    for word in bold.chain(plain).filter(|word| *word > 0.0) {
        if at > 0.0 && at + BLANK + word > WIDTH {
            (lines, at) = (lines + 1, 0.0);
        }
        at += word + if at > 0.0 { BLANK } else { 0.0 };
        // A word longer than a line is broken.
        while at > WIDTH {
            (lines, at) = (lines + 1, at - WIDTH + 1.5);
        }
    }
    lines
}

const BLANK: f32 = 0.3;

/// Width of a word in units of the size of print, on the generous side (Arial, Helvetica, Liberation Sans).
fn width(word: &str) -> f32 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '(' | ')' | '[' | ']' | '-' | '/' | 'f' | 't' | 'r' => 0.36,
        'm' | 'M' | 'w' => 0.88,
        'W' | '@' | '%' => 1.06,
        'A'..='Z' => 0.79,
        c if c.is_ascii() => 0.6,
        c if u32::from(c) < 0x250 => 0.9,
        c if u32::from(c) < 0x1_0000 => 1.1,
        _ => 1.5,
    };
    word.chars().map(of).sum()
}
