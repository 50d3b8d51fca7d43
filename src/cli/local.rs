//! What an instance brings of its own: the numbers of casework and the definitions of measures, from files.

use crate::casework::Rules;
use crate::domain::TomlPlace;
use crate::error::{Fault, Result};
use crate::measures::Definitions;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files in place of what comes with the program.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Local {
    /// Numbers and dates of casework in place of the defaults (TOML): windows, months, working days. Give every command the same
    #[arg(long, value_name = "RULES.toml", env = "CASEFINDER_RULES")]
    rules: Option<PathBuf>,
    /// Definitions of measures in place of those that come with the program (TOML). Give every command the same
    #[arg(long, value_name = "DEFINITIONS.toml", env = "CASEFINDER_DEFINITIONS")]
    definitions: Option<PathBuf>,
}

impl Local {
    /// The numbers in force.
    ///
    /// # Errors
    /// A definition fault that names file, line and field.
    pub(super) fn rules(&self) -> Result<Rules> {
        self.rules
            .as_deref()
            .map_or_else(|| Ok(Rules::default()), |path| parse_rules(&read(path)?).map_err(|wrong| fault(path, &wrong)))
    }

    /// The definitions in force.
    ///
    /// # Errors
    /// As [`Local::rules`].
    pub(super) fn definitions(&self) -> Result<Arc<Definitions>> {
        let Some(path) = &self.definitions else { return Ok(Definitions::built_in()) };
        Definitions::parse(&read(path)?).map(Arc::new).map_err(|wrong| fault(path, &wrong.to_string()))
    }
}

fn fault(path: &Path, wrong: &str) -> Fault {
    Fault::Definition(format!("{}: {wrong}", path.display()))
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| fault(path, &error.to_string()))
}

/// Reads the numbers of casework, or says in one line where they are wrong.
fn parse_rules(text: &str) -> std::result::Result<Rules, String> {
    let at = |place: Option<TomlPlace>| place.map_or_else(String::new, |place| format!("{place}: "));
    let rules: Rules = toml::from_str(text).map_err(|error| {
        let place = error.span().map(|span| TomlPlace::of(text, &span));
        format!("{}{}", at(place), error.message())
    })?;
    match rules.wrong() {
        Some((field, wrong)) => Err(format!("{}{wrong}", at(TomlPlace::of_field(text, field)))),
        None => Ok(rules),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_rules_is_told_by_line_and_field() {
        let wrong = |text: &str| parse_rules(text).unwrap_err();
        assert_eq!(parse_rules("notify_within_days = 14\n").unwrap().notify_within_days, 14);
        let text = "# ours\nnotify_within_days = \"three weeks\"\n";
        assert_eq!(wrong(text), "line 2, notify_within_days: invalid type: string \"three weeks\", expected i32");
        let text = "notify_within_days = 14\n\nnotify_within = 14\n";
        assert!(wrong(text).starts_with("line 3, notify_within: unknown field `notify_within`"), "{}", wrong(text));
        assert_eq!(wrong("\nplan_in_force_months = 0\n"), "line 2, plan_in_force_months: 1 to 1,200 months");
        assert_eq!(wrong("caseload_band = [80, 50]\n"), "line 1, caseload_band: from the smaller to the larger");
        assert!(wrong("[payment]\nplan_event_months = -1\n").starts_with("line 2, plan_event_months: "));
        assert!(wrong("caseload_band = [80,").starts_with("line 1, caseload_band: "));
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let local = Local { rules: Some("none.toml".into()), definitions: Some("nothing.toml".into()) };
        assert!(local.rules().unwrap_err().to_string().contains("none.toml: "));
        assert!(local.definitions().unwrap_err().to_string().contains("nothing.toml: "));
        let built_in = Local::default();
        assert_eq!((built_in.rules().unwrap(), built_in.definitions().unwrap()), (Rules::default(), Definitions::built_in()));
    }
}
