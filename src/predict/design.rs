//! A study design as data: what to predict, from which features, fitted and judged how, shown in which tiers.

use crate::domain::{ObjectionPolicy, TierScheme};
use crate::error::{Fault, Result};
use crate::features::codelist::CodeLists;
use crate::features::definition::FeatureDefinition;
use crate::predict::outcome::Outcome;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use validator::Validate;

/// A model design, as written in `design.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// Identifier of the model: `combined`.
    #[validate(length(min = 1, max = 60), custom(function = "plain_id"))]
    pub id: String,
    /// Version of the design. Raised when anything in it changes.
    #[validate(length(min = 1, max = 30))]
    pub version: String,
    /// One line for people.
    #[validate(length(min = 1, max = 200))]
    pub title: String,
    /// What is predicted.
    pub outcome: Outcome,
    /// Days after the index date in which the outcome is counted.
    #[serde(default = "year")]
    #[validate(range(min = 1, max = 1826))]
    pub horizon_days: u16,
    /// Ages the model is for.
    #[serde(default)]
    #[validate(nested)]
    pub population: Population,
    /// How it is fitted.
    #[serde(default)]
    #[validate(nested)]
    pub fit: FitSettings,
    /// Tiers of the risk list.
    #[serde(default)]
    pub tiers: TierScheme,
    /// Objections that leave people out.
    #[serde(default)]
    pub objections: ObjectionPolicy,
    /// Nested models judged beside the whole, by family, in order: shows what each data source adds.
    #[serde(default, rename = "source", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceStep>,
    /// The features.
    #[serde(rename = "feature")]
    pub features: Vec<FeatureDefinition>,
}

fn year() -> u16 {
    365
}

fn plain_id(id: &str) -> Result<(), validator::ValidationError> {
    let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || "-_".contains(character);
    if id.chars().all(plain) { Ok(()) } else { Err(validator::ValidationError::new("use lower-case letters, digits, - and _")) }
}

/// Ages a model is for, in completed years on the index date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct Population {
    /// Youngest.
    #[validate(range(min = 0, max = 130))]
    pub minimum_age: i32,
    /// Oldest.
    #[validate(range(min = 0, max = 130))]
    pub maximum_age: i32,
}

impl Default for Population {
    fn default() -> Self {
        Self { minimum_age: 0, maximum_age: 130 }
    }
}

/// How a design is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct FitSettings {
    /// Ridge penalty on standardised coefficients; 0 is maximum likelihood.
    #[validate(range(min = 0.0))]
    pub ridge: f64,
    /// Firth's correction, for small studies with separation.
    pub firth: bool,
    /// Columns that fewer people than this have (other than zero) are left out: they cannot be estimated.
    pub minimum_people: u32,
}

impl Default for FitSettings {
    fn default() -> Self {
        Self { ridge: 1.0, firth: false, minimum_people: 10 }
    }
}

/// One step of the nested comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceStep {
    /// What it is called on the card: "+ A&E and outpatient".
    pub label: String,
    /// Families that come in with this step.
    pub adds: Vec<String>,
}

/// A design read from its file, with the code lists it goes by.
#[derive(Debug, Clone)]
pub struct LoadedDesign {
    /// The design.
    pub design: Design,
    /// Built-in code lists and those beside the design.
    pub lists: CodeLists,
    /// BLAKE3 of the file, and of a horizon that replaces the file's; for provenance.
    pub hash: String,
}

impl LoadedDesign {
    /// Reads and checks a design. Code lists are looked for in `codelists/` beside it, then among the built-in ones.
    ///
    /// # Errors
    /// A definition fault that names the file and what is wrong with it.
    pub fn read(path: &Path) -> Result<Self> {
        let path: PathBuf = if path.is_dir() { path.join("design.toml") } else { path.to_owned() };
        let text = std::fs::read_to_string(&path).map_err(|error| definition(&path, error))?;
        let folder = path.parent().unwrap_or(Path::new(".")).join("codelists");
        let lists = if folder.is_dir() { CodeLists::with_folder(&folder)? } else { CodeLists::built_in()? };
        Self::from_text(&text, lists).map_err(|fault| definition(&path, fault))
    }

    /// As [`LoadedDesign::read`], from the text of a design.
    ///
    /// # Errors
    /// A definition fault that says what is wrong.
    pub fn from_text(text: &str, lists: CodeLists) -> Result<Self> {
        let design: Design = toml::from_str(text).map_err(|error| Fault::Definition(error.to_string()))?;
        design.check(&lists)?;
        Ok(Self { design, lists, hash: short_hash(text) })
    }

    /// This design with another horizon, which makes it another model: version, title and hash say so.
    #[must_use]
    pub fn with_horizon(mut self, days: u16) -> Self {
        let design = &mut self.design;
        if days != design.horizon_days {
            design.horizon_days = days;
            design.version = crate::predict::model::marked(&design.version, &format!("horizon.{days}"));
            design.title = format!("{} (horizon {days} days)", design.title);
            self.hash = short_hash(&format!("{}\nhorizon_days = {days}", self.hash));
        }
        self
    }
}

fn short_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

fn definition(path: &Path, error: impl std::fmt::Display) -> Fault {
    Fault::Definition(format!("{}: {error}", path.display()))
}

impl Design {
    /// Checks everything that can be checked without data.
    ///
    /// # Errors
    /// A definition fault that names the field.
    pub fn check(&self, lists: &CodeLists) -> Result<()> {
        self.validate().map_err(|errors| Fault::Definition(errors.to_string().replace('\n', "; ")))?;
        self.tiers.check().map_err(|why| Fault::Definition(format!("tiers: {why}")))?;
        if self.population.minimum_age > self.population.maximum_age {
            return Err(Fault::Definition("population: minimum_age is above maximum_age".into()));
        }
        if !self.fit.ridge.is_finite() {
            return Err(Fault::Definition("fit.ridge must be a number from 0 up".into()));
        }
        if self.features.is_empty() {
            return Err(Fault::Definition("the design has no [[feature]]".into()));
        }
        for step in &self.sources {
            for family in &step.adds {
                if !self.features.iter().any(|feature| feature.family == *family) {
                    return Err(Fault::Definition(format!("source \"{}\": no feature is of family \"{family}\"", step.label)));
                }
            }
        }
        crate::features::check::check(&self.features, lists)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_horizon_is_another_model() {
        let text = "id = 'm'\nversion = '1.2'\ntitle = 'Ours'\noutcome = 'emergency_admission'\nhorizon_days = 365\n\
                    [[feature]]\nname = 'age'\nfamily = 'person'\nwords = 'aged {n}'\ntable = 'persons'\naggregate = 'age'";
        let design = LoadedDesign::from_text(text, CodeLists::built_in().unwrap()).unwrap();
        let shorter = design.clone().with_horizon(90);
        assert_eq!((shorter.design.id.as_str(), shorter.design.horizon_days), ("m", 90));
        assert_eq!(shorter.design.version, "1.2+horizon.90");
        assert_eq!(shorter.design.title, "Ours (horizon 90 days)");
        assert_ne!(shorter.hash, design.hash);
        assert_ne!(shorter.hash, design.clone().with_horizon(30).hash);
        let same = design.clone().with_horizon(365);
        assert_eq!((same.hash, same.design), (design.hash, design.design));
    }
}
