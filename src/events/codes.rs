//! The store's dictionary: every distinct code once, with its coding system.

use std::collections::HashMap;

/// Codes by id. Id 0 is the empty code of no system.
///
/// GP codes are held under their own system (`snomed`, `ctv3`, `readv2`); the column's nominal system is `gp_code`.
#[derive(Debug, Clone)]
pub struct Codes {
    entries: Vec<(Box<str>, Box<str>)>,
    ids: HashMap<(Box<str>, Box<str>), u32>,
}

impl Default for Codes {
    fn default() -> Self {
        let empty: (Box<str>, Box<str>) = ("".into(), "".into());
        Self { ids: HashMap::from([(empty.clone(), 0)]), entries: vec![empty] }
    }
}

impl Codes {
    /// The id of `code` in `system`, made when new. An empty code is 0 in every system.
    pub fn intern(&mut self, system: &str, code: &str) -> u32 {
        if code.is_empty() {
            return 0;
        }
        let key: (Box<str>, Box<str>) = (system.into(), code.into());
        if let Some(&id) = self.ids.get(&key) {
            return id;
        }
        let id = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push(key.clone());
        self.ids.insert(key, id);
        id
    }

    /// The id of `code` in `system`, when there is one.
    #[must_use]
    pub fn id(&self, system: &str, code: &str) -> Option<u32> {
        if code.is_empty() { Some(0) } else { self.ids.get(&(system.into(), code.into())).copied() }
    }

    /// The system and code of `id`; empty texts when unknown.
    #[must_use]
    pub fn get(&self, id: u32) -> (&str, &str) {
        self.entries.get(id as usize).map_or(("", ""), |(system, code)| (system, code))
    }

    /// Ids are below this.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no code but the empty one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.len() == 1
    }

    /// Every code but the empty one: id, system, code.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str, &str)> {
        self.entries.iter().enumerate().skip(1).map(|(id, (system, code))| (id as u32, &**system, &**code))
    }
}
