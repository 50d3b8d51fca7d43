//! A card before it is written: sections of paragraphs, lists, tables and pictures, the same for every format.

/// The whole card.
pub(super) struct Document {
    pub title: String,
    pub subtitle: String,
    /// Shown before everything else.
    pub warning: Option<String>,
    pub sections: Vec<Section>,
}

/// A heading and what stands under it.
pub(super) struct Section {
    /// Anchor: lower-case letters and hyphens.
    pub id: &'static str,
    pub title: String,
    pub blocks: Vec<Block>,
}

pub(super) enum Block {
    Text(String),
    List(Vec<String>),
    Table(Table),
    Picture(Picture),
}

pub(super) struct Table {
    pub caption: String,
    pub head: Vec<String>,
    /// A row shorter than the heading ends in a cell that spans the rest.
    pub rows: Vec<Vec<String>>,
    /// Long: shown when asked for.
    pub folded: bool,
    /// All columns but the first hold numbers.
    pub numbers: bool,
}

pub(super) struct Picture {
    pub caption: String,
    /// A whole `svg` element.
    pub svg: String,
}

impl Section {
    pub(super) fn new(id: &'static str, title: &str) -> Self {
        Self { id, title: title.to_owned(), blocks: Vec::new() }
    }

    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Text(text.into()));
        self
    }

    pub(super) fn list(mut self, items: &[String]) -> Self {
        if !items.is_empty() {
            self.blocks.push(Block::List(items.to_vec()));
        }
        self
    }

    /// A table; none when it has no rows.
    pub(super) fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
        self
    }

    pub(super) fn picture(mut self, caption: &str, svg: Option<String>) -> Self {
        self.blocks.extend(svg.map(|svg| Block::Picture(Picture { caption: caption.to_owned(), svg })));
        self
    }
}

impl Table {
    /// A table of words.
    pub(super) fn of_words(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> Self {
        let head = head.iter().map(|&cell| cell.to_owned()).collect();
        Self { caption: caption.to_owned(), head, rows, folded: false, numbers: false }
    }

    /// A table of numbers, named in the first column.
    pub(super) fn of_numbers(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { numbers: true, ..Self::of_words(caption, head, rows) }
    }

    /// Whether any column has a heading; a table of names and values has none.
    pub(super) fn has_head(&self) -> bool {
        self.head.iter().any(|cell| !cell.is_empty())
    }

    /// Cells that a row lacks.
    pub(super) fn missing(&self, row: &[String]) -> usize {
        self.head.len().saturating_sub(row.len())
    }

    /// Folded when it has more rows than this.
    pub(super) fn folded_beyond(self, rows: usize) -> Self {
        Self { folded: self.rows.len() > rows, ..self }
    }
}

impl Document {
    /// Makes free text harmless in Markdown: no markup, no table borders, one line.
    pub(super) fn escaped_for_markdown(mut self) -> Self {
        let escape_all = |texts: &mut Vec<String>| texts.iter_mut().for_each(escape);
        escape(&mut self.title);
        escape(&mut self.subtitle);
        self.warning.iter_mut().for_each(escape);
        for section in &mut self.sections {
            escape(&mut section.title);
            for block in &mut section.blocks {
                match block {
                    Block::Text(text) => escape(text),
                    Block::List(items) => escape_all(items),
                    Block::Picture(_) => {}
                    Block::Table(table) => {
                        escape(&mut table.caption);
                        escape_all(&mut table.head);
                        table.rows.iter_mut().for_each(escape_all);
                    }
                }
            }
        }
        self
    }
}

fn escape(text: &mut String) {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' => escaped.extend(['\\', character]),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\n' | '\r' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    *text = escaped;
}
