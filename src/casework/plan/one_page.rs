//! The emergency summary fitted to one printed page: what is most urgent first, and where something is cut, it says how much, and
//! that the plan has the rest.
//!
//! Nothing is ever hidden by the edge of the page: the height of every text is reckoned from the widths of its characters, on the
//! generous side, and what does not fit is left out by name.

use crate::casework::plan::summary::EmergencySummary;
use crate::domain::Day;

/// Lines of print that the sections share, headings and notes of cuts included.
const LINES: usize = 58;
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
    let warnings: usize = summary.warnings.iter().map(|words| 1 + height(&item(words.as_str(), ""))).sum();
    let room = LINES.saturating_sub(2 * blocks.len() + warnings);
    let needed: Vec<usize> = blocks.iter().map(|block| block.items.iter().map(height).sum()).collect();
    let shares: Vec<usize> = blocks.iter().map(|block| block.share).collect();
    let given = share(room, &needed, &shares);
    blocks.into_iter().zip(given).map(|(block, lines)| cut(block, lines, summary.version)).collect()
}

/// Gives out `room` lines: to each its share if it needs that much, then what is left one line at a time, the most urgent first.
fn share(room: usize, needed: &[usize], shares: &[usize]) -> Vec<usize> {
    let mut given: Vec<usize> = needed.iter().zip(shares).map(|(needed, share)| *share.min(needed)).collect();
    while given.iter().sum::<usize>() > room {
        let Some(most) = given.iter_mut().max().filter(|most| **most > 0) else { break };
        *most -= 1;
    }
    let mut left = room - given.iter().sum::<usize>();
    while left > 0 {
        let before = left;
        for (given, needed) in given.iter_mut().zip(needed) {
            let more = usize::from(left > 0 && *given < *needed);
            *given += more;
            left -= more;
        }
        if left == before {
            break;
        }
    }
    given
}

fn on(by: &impl std::fmt::Display, day: Day) -> String {
    format!("Decided on {day} by {by}.")
}

fn blocks(summary: &EmergencySummary) -> Vec<Block> {
    vec![
        Block { title: "Resuscitation and treatment", share: 9, items: treatment(summary) },
        Block { title: "Allergies and adverse reactions", share: 5, items: allergies(summary) },
        Block { title: "When things get worse", share: 10, items: contingency(summary) },
        Block { title: "Call", share: 5, items: contacts(summary) },
        Block { title: "Capacity and representative", share: 3, items: capacity(summary) },
        Block { title: "Medicines", share: 2, items: summary.medicines.iter().map(|note| item("", note.as_str())).collect() },
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
        // Each has its part of the room, or what its head needs, so that one long one does not push the others out.
        let head = height(&PageItem { head: item.head.clone(), words: MARK.to_owned() });
        let most = (lines / count).max(2).max(head).min(room);
        if height(&item) > most {
            let shorter = shorten(&item, most);
            let Some(shorter) = shorter.or_else(|| shown.is_empty().then(|| shorten_head(&item, room))) else { break };
            item = shorter;
            shortened += 1;
        }
        room = room.saturating_sub(height(&item));
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

/// What marks a cut.
const MARK: &str = "… [shortened]";

/// An item with the most of its words that fits into `lines`; `None` when its head leaves no line for them.
fn shorten(item: &PageItem, lines: usize) -> Option<PageItem> {
    let with = |words: &str| PageItem { head: item.head.clone(), words: format!("{words}{MARK}") };
    longest(&item.words, |words| height(&with(words)) <= lines).map(with)
}

/// An item with the most of its head that fits into `lines`, for a head that is longer than all the room there is.
fn shorten_head(item: &PageItem, lines: usize) -> PageItem {
    let with = |head: &str| PageItem { head: format!("{head}{MARK}"), words: String::new() };
    with(longest(&item.head, |head| height(&with(head)) <= lines).unwrap_or_default())
}

/// The longest beginning of `text` that fits, up to a blank where there is one; `None` when not even the empty one does.
fn longest(text: &str, fits: impl Fn(&str) -> bool) -> Option<&str> {
    if !fits("") {
        return None;
    }
    let best = |ends: Vec<usize>| {
        let fitting = ends.partition_point(|&end| fits(&text[..end]));
        fitting.checked_sub(1).map(|at| &text[..ends[at]])
    };
    let words = best(text.match_indices(' ').map(|(at, _)| at).collect());
    Some(words.or_else(|| best(text.char_indices().map(|(at, _)| at).collect())).unwrap_or_default())
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
