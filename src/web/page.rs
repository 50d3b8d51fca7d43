//! Pages by cursor: `?limit=50&after=...`, answered with `next`.

use crate::web::Problem;
use crate::web::problem::FieldError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use utoipa::{IntoParams, ToSchema};

/// What part of a list is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// A part of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page; `null` at the end.
    pub next: Option<String>,
}

impl PageQuery {
    /// How many at most.
    ///
    /// # Errors
    /// 400 when out of range.
    pub fn limit(&self) -> Result<i64, Problem> {
        match self.limit {
            None => Ok(50),
            Some(limit @ 1..=200) => Ok(i64::from(limit)),
            Some(_) => Err(Problem::field("limit", "must be from 1 to 200")),
        }
    }

    /// Where the page before ended, if this is not the first.
    ///
    /// # Errors
    /// 404 when it is not a cursor of this list: there is no such page.
    pub fn after<C: DeserializeOwned>(&self) -> Result<Option<C>, Problem> {
        let Some(text) = &self.after else { return Ok(None) };
        let wrong = no_such_page;
        let bytes: Option<Vec<u8>> =
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
        serde_json::from_slice(&bytes.ok_or_else(wrong)?).map(Some).map_err(|_| wrong())
    }
}

/// 404: `after` is not a cursor of this list.
#[must_use]
pub fn no_such_page() -> Problem {
    let mut problem = Problem::not_found();
    problem.detail = "there is no such page: `after` is not a cursor of this list".into();
    let detail = "send the `next` of the page before, unchanged".into();
    problem.errors.push(FieldError { pointer: "after".into(), detail });
    problem
}

/// The cursor that says `at`: opaque to callers.
#[must_use]
pub fn cursor(at: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(at).unwrap_or_default();
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Cuts `items`, fetched one longer than `limit`, to a page; `at` gives the place of an item.
#[must_use]
pub fn page<T, C: Serialize>(mut items: Vec<T>, limit: i64, at: impl Fn(&T) -> C) -> Page<T> {
    let limit = limit as usize;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| cursor(&at(last)));
    Page { items, next }
}
