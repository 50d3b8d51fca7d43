//! A reader of markup that is as strict with HTML as with XML: all that is opened is closed, in order; values are quoted; no bare sign.

/// Elements of HTML that are never closed.
const EMPTY: [&str; 2] = ["meta", "br"];

/// What is wrong with it.
pub(super) fn check(text: &str) -> Result<(), String> {
    let mut open: Vec<&str> = vec![];
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        if open.last() != Some(&"style") {
            plain(&rest[..at])?;
        }
        let end = tag_end(&rest[at..]).ok_or("a tag without an end")?;
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        if tag.starts_with('!') || tag.starts_with('?') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || ":-_".contains(c)) {
            return Err(format!("<{tag}> is no element"));
        }
        attributes(tag[name.len()..].trim_end_matches('/'))?;
        if !tag.ends_with('/') && !EMPTY.contains(&name) {
            open.push(name);
        }
    }
    plain(rest)?;
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

fn tag_end(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at)
    })
}

fn attributes(mut rest: &str) -> Result<(), String> {
    let mut seen = vec![];
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(());
        }
        let (name, after) = rest.split_once("=\"").ok_or(format!("{rest}: no quoted value"))?;
        let (value, after) = after.split_once('"').ok_or(format!("{name}: its value has no end"))?;
        if seen.contains(&name) || name.contains(|c: char| c.is_whitespace() || c == '"' || c == '<') {
            return Err(format!("attribute {name}"));
        }
        seen.push(name);
        plain(value)?;
        rest = after;
    }
}

fn plain(text: &str) -> Result<(), String> {
    for piece in text.split('&').skip(1) {
        let (entity, _) = piece.split_once(';').ok_or(format!("a bare & before {piece:.20}"))?;
        let known = ["amp", "lt", "gt", "quot", "apos"].contains(&entity);
        let number = entity.strip_prefix('#').is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit() || c == 'x'));
        if !known && !number {
            return Err(format!("&{entity};"));
        }
    }
    match text.chars().find(|&c| c == '<' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))) {
        Some(c) => Err(format!("{c:?} in a text")),
        None => Ok(()),
    }
}

#[test]
fn the_reader_sees_faults() {
    for good in ["<a b=\"1\">x &amp; y<c/></a>", "<!DOCTYPE html><p><br>&#38;</p>", "<p title=\"a > b\">x</p>"] {
        assert_eq!(check(good), Ok(()));
    }
    for bad in [
        "<a>",
        "</a>",
        "<a><b></a></b>",
        "<a>x & y</a>",
        "<a b=1></a>",
        "<a b=\"1\" b=\"2\"></a>",
        "<a b=\"<\"></a>",
        "<a>\u{1}</a>",
        "<a",
    ] {
        assert!(check(bad).is_err(), "{bad}");
    }
}
