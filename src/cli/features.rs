//! `casefinder features`.

use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::features::check::check;
use crate::features::codelist::CodeLists;
use crate::features::definition::FeatureList;
use crate::features::markdown;
use crate::features::resolved::resolve;
use crate::features::transform::column_names;
use crate::features::words::{define, shape};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Explain the features of a model design
///
/// Checks every definition and prints them in words; with --store, as JSON with all codes resolved to the ids of that store.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder features --design models/combined/design.toml --markdown > docs/features.md")]
pub struct Features {
    /// The model design; code lists in codelists/ beside it are added to the built-in ones
    #[arg(long, value_name = "DESIGN.toml", required_unless_present = "code_lists")]
    design: Option<PathBuf>,
    /// Print a page for people (the default)
    #[arg(long)]
    markdown: bool,
    /// Print JSON for programs
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Resolve every code list to the code ids of this event store (implies --json)
    #[arg(long, value_name = "STORE", conflicts_with = "markdown")]
    store: Option<PathBuf>,
    /// Print a page of all code lists instead
    #[arg(long, conflicts_with_all = ["json", "store"])]
    code_lists: bool,
}

#[derive(Deserialize)]
struct Design {
    #[serde(default)]
    title: String,
}

#[derive(Serialize)]
struct Told<'a> {
    name: &'a str,
    family: &'a str,
    words: &'a str,
    definition: String,
    shape: String,
    columns: Vec<String>,
}

impl Features {
    pub(super) fn run(self) -> Result<()> {
        // A folder stands for the design.toml in it, as for `train`.
        let design = self.design.map(|path| if path.is_dir() { path.join("design.toml") } else { path });
        let lists = CodeLists::with_folder(&design.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).join("codelists"));
        let (title, list, lists) = match design {
            None => return print(&markdown::code_lists(&CodeLists::built_in()?)),
            Some(_) if self.code_lists => return print(&markdown::code_lists(&lists?)),
            Some(path) => {
                let text =
                    std::fs::read_to_string(&path).map_err(|error| Fault::Definition(format!("{}: {error}", path.display())))?;
                let fault = |error: toml::de::Error| Fault::Definition(format!("{}: {error}", path.display()));
                let design: Design = toml::from_str(&text).map_err(fault)?;
                let list: FeatureList = toml::from_str(&text).map_err(fault)?;
                (design.title, list, lists?)
            }
        };
        check(&list.features, &lists)?;
        if let Some(store) = self.store {
            let store = Store::open(&store)?;
            return json(&resolve(&list.features, &lists, store.codes())?);
        }
        if !self.json {
            return print(&markdown::features(&title, &list.features, &lists));
        }
        let columns = column_names(&list.features);
        let told = list.features.iter().enumerate().map(|(position, feature)| Told {
            name: &feature.name,
            family: &feature.family,
            words: &feature.words,
            definition: define(feature, &lists),
            shape: shape(feature),
            columns: columns.iter().filter(|column| column.feature == position).map(|column| column.name.clone()).collect(),
        });
        json(&told.collect::<Vec<_>>())
    }
}

fn json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Fault::Internal(error.to_string()))?;
    print(&format!("{text}\n"))
}

/// Prints, and takes a reader that went away (`| head`) for an end.
fn print(text: &str) -> Result<()> {
    use std::io::Write as _;
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Fault::Internal(error.to_string())),
        _ => Ok(()),
    }
}
