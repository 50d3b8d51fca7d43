//! The coverage report as one page: styles inside, no scripts, nothing fetched; prints on A4.

use crate::error::{Fault, Result};
use crate::measures::definition::{Definition, Shape};
use crate::measures::published::{PublishedMeasure, Shown, ShownShare};
use crate::measures::variation::{Funnel, LeftOut, Standing};
use crate::measures::{Level, Place, Published};
use crate::report::focus::focus;
use crate::report::header::SYNTHETIC;
use crate::report::rows::of_measure;
use crate::report::svg::{funnel_svg, run_chart_svg};
use crate::report::words::{self, unit};
use crate::report::{Answer, Comparator, Compared, HeaderRow, Kind, PointTold, Row, Selection, Trend, bcf, header};
use askama::Template;

/// The report: what it rests on, the Better Care Fund's answer, all measures by level, variation between practices, trends, what was
/// withheld, definitions. `trend` may be empty.
///
/// # Errors
/// A fault of the program: the template fails.
pub fn html(published: &Published, trend: &Trend) -> Result<String> {
    let focus = focus(published);
    let page = Page {
        as_of: words::day(published.basis.as_of),
        synthetic: published.basis.synthetic,
        policy: words::policy(published.basis.policy),
        policy_words: words::policy_in_words(published.basis.policy),
        difference: words::difference_withheld(published.basis.policy),
        header: header(published).into_iter().filter(|row| row.value != SYNTHETIC).collect(),
        answer: bcf(published),
        levels: levels(published),
        funnels: published.measures.iter().filter_map(|measure| FunnelView::of(published, measure)).collect(),
        trends: trends(published, trend, &focus),
        focus: words::name(published, &focus),
        withheld: withheld(published),
        definitions: published.measures.iter().map(|measure| measure.definition.as_ref()).collect(),
    };
    page.render().map_err(|_| Fault::Internal("the report cannot be written as a page".into()))
}

#[derive(Template)]
#[template(path = "coverage.html")]
struct Page<'p> {
    as_of: String,
    synthetic: bool,
    policy: &'static str,
    policy_words: &'static str,
    /// Why a percentage of two numbers that are shown is withheld.
    difference: Option<String>,
    header: Vec<HeaderRow>,
    answer: Answer,
    levels: Vec<LevelView<'p>>,
    funnels: Vec<FunnelView<'p>>,
    trends: Vec<TrendView<'p>>,
    /// Whose trends they are.
    focus: String,
    withheld: Vec<WithheldView<'p>>,
    definitions: Vec<&'p Definition>,
}

#[allow(clippy::ref_option, reason = "a template hands on what it holds")]
impl Page<'_> {
    fn synthetic_words() -> &'static str {
        SYNTHETIC
    }

    fn count(count: &Shown) -> String {
        words::shown(*count)
    }

    fn maybe(count: &Option<Shown>) -> String {
        count.map_or_else(String::new, words::shown)
    }

    fn value(value: &Option<ShownShare>) -> String {
        value.map_or_else(String::new, words::share)
    }

    fn sentence(words: &str) -> String {
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// All measures of places of one level.
struct LevelView<'p> {
    id: &'static str,
    title: &'static str,
    /// The only place of the level: one table for all measures.
    single: Option<String>,
    measures: Vec<MeasureView<'p>>,
}

struct MeasureView<'p> {
    definition: &'p Definition,
    days: String,
    short_days: String,
    unit: &'static str,
    rows: Vec<Row>,
    /// What it aims at; empty when at nothing.
    targets: String,
    warning: &'p str,
    pending: bool,
    removed: bool,
}

impl MeasureView<'_> {
    fn has_share(&self) -> bool {
        self.definition.shape != Shape::Count
    }

    fn place(row: &Row) -> String {
        match &row.part {
            None => row.name.clone(),
            Some(part) if row.kind == Kind::Part => format!("of which {part}"),
            Some(beside) => format!("beside it: {beside}"),
        }
    }

    fn met(row: &Row) -> String {
        words::met(row)
    }

    fn is_whole(row: &Row) -> bool {
        row.kind == Kind::Whole
    }
}

fn levels(published: &Published) -> Vec<LevelView<'_>> {
    let of = |level: Level| {
        let selection = Selection::at(level);
        let one = |measure| MeasureView::of(published, measure, &selection);
        let measures: Vec<_> = published.measures.iter().map(one).filter(|view| !view.rows.is_empty()).collect();
        let mut places: Vec<_> = measures.iter().flat_map(|view| &view.rows).map(|row| (&row.place, &row.name)).collect();
        places.sort_unstable();
        places.dedup();
        let single = match places.as_slice() {
            [(_, name)] => Some((*name).clone()),
            _ => None,
        };
        LevelView { id: level.name(), title: words::level(level), single, measures }
    };
    Level::ALL.into_iter().map(of).filter(|level| !level.measures.is_empty()).collect()
}

impl<'p> MeasureView<'p> {
    fn of(published: &'p Published, measure: &'p PublishedMeasure, selection: &Selection) -> Self {
        let rows = of_measure(published, measure, selection);
        let any = |count: fn(&Row) -> Option<Shown>| rows.iter().any(|row| !matches!(count(row), None | Some(Shown::Number(0))));
        let (pending, removed) = (any(|row| row.pending), any(|row| row.removed));
        let unit = unit(measure.definition.shape).unwrap_or("");
        let (days, short_days) = (words::days(measure.days), words::short_days(measure.days));
        let targets = rows.first().map_or_else(String::new, |row| words::targets(&row.targets));
        let (definition, warning) = (measure.definition.as_ref(), measure.warning.as_str());
        Self { definition, days, short_days, unit, rows, targets, warning, pending, removed }
    }
}

/// A funnel plot with the table beside it; or why there is none.
struct FunnelView<'p> {
    definition: &'p Definition,
    svg: String,
    method: String,
    centre: String,
    rows: Vec<(String, String, String, String, String, &'static str)>,
    left_out: Vec<String>,
    none: String,
}

impl<'p> FunnelView<'p> {
    fn of(published: &Published, measure: &'p PublishedMeasure) -> Option<Self> {
        let definition = measure.definition.as_ref();
        let practices = measure.places.keys().any(|place| place.level() == Level::Practice);
        if !practices || matches!(definition.shape, Shape::Count | Shape::Rate) {
            return None;
        }
        let funnel = match Funnel::of(measure, published.basis.policy) {
            Ok(funnel) => funnel,
            Err(none) => {
                let none = Page::sentence(&none.to_string());
                let (svg, method, centre) = (String::new(), String::new(), String::new());
                return Some(Self { definition, svg, method, centre, rows: vec![], left_out: vec![], none });
            }
        };
        let row = |unit: &crate::measures::variation::FunnelUnit| {
            let [low, _, _, high] = unit.limits;
            let share = measure.places.get(&unit.place).and_then(|tally| tally.share);
            (
                format!("{} ({})", words::name(published, &unit.place), unit.place.id()),
                words::thousands(unit.numerator),
                words::thousands(unit.denominator),
                share.map_or_else(String::new, words::share),
                format!("{:.1} to {:.1}", low * 100.0, high * 100.0),
                if unit.standing == Standing::Within { "" } else { unit.standing.words() },
            )
        };
        let left_out = funnel.left_out.iter().map(|(place, why)| {
            let why = match why {
                LeftOut::Withheld => "* withheld",
                LeftOut::Nobody => "nobody in the denominator",
            };
            format!("{} ({}): {why}", words::name(published, place), place.id())
        });
        Some(Self {
            definition,
            svg: funnel_svg(published, measure, &funnel),
            method: match definition.shape {
                Shape::Ratio => format!(
                    "{} Numerator and denominator are not of the same day or people, so that the limits are approximate.",
                    funnel.method()
                ),
                _ => funnel.method(),
            },
            centre: format!("{:.1}", funnel.centre * 100.0),
            rows: funnel.units.iter().map(row).collect(),
            left_out: left_out.collect(),
            none: String::new(),
        })
    }
}

/// A run chart with the table beside it.
struct TrendView<'p> {
    definition: &'p Definition,
    unit: &'static str,
    svg: String,
    chart: &'static str,
    /// Since there was anything to count.
    points: Vec<(PointTold, Option<Compared>)>,
    comparator: Option<Comparator>,
    warning: String,
    notes: Vec<String>,
    decimals: usize,
}

#[allow(clippy::ref_option, reason = "a template hands on what it holds")]
impl TrendView<'_> {
    fn has_share(&self) -> bool {
        self.definition.shape != Shape::Count
    }

    fn limit(&self, limit: &Option<f64>) -> String {
        limit.map_or_else(String::new, |limit| format!("{limit:.0$}", self.decimals))
    }
}

fn trends<'p>(published: &'p Published, trend: &Trend, focus: &Place) -> Vec<TrendView<'p>> {
    if trend.is_empty() {
        return vec![];
    }
    let one = |measure: &'p PublishedMeasure| {
        let definition = measure.definition.as_ref();
        let series = trend.series(&definition.id, focus);
        if series.points.len() < 2 {
            return None;
        }
        let chart = trend.chart(&definition.id, focus);
        let drawn = chart.stretches.iter().flat_map(|line| &line.points).any(|point| point.value.is_ok());
        let limited = series.points.iter().any(|point| point.mean.is_some());
        let compared = |at: usize| series.comparator.as_ref().and_then(|one| one.points.get(at).copied());
        let since = |point: &PointTold| series.began.is_some_and(|began| began <= point.day);
        let points = series.points.iter().enumerate().filter(|(_, point)| since(point));
        Some(TrendView {
            definition,
            unit: unit(definition.shape).unwrap_or_default(),
            // Limits that lie close are told apart.
            decimals: if series.points.iter().any(|point| point.low.zip(point.high).is_some_and(|(low, high)| high - low < 2.0)) {
                2
            } else {
                1
            },
            svg: if drawn {
                run_chart_svg(definition, &words::name(published, focus), &chart, series.comparator.as_ref())
            } else {
                String::new()
            },
            chart: if limited { series.chart } else { "No limits" },
            points: points.map(|(at, point)| (point.clone(), compared(at))).collect(),
            comparator: series.comparator,
            warning: series.warning,
            notes: series.notes,
        })
    };
    published.measures.iter().filter_map(one).collect()
}

/// How many figures of a measure are withheld at a level.
struct WithheldView<'p> {
    definition: &'p Definition,
    level: &'static str,
    withheld: usize,
    places: usize,
}

fn withheld(published: &Published) -> Vec<WithheldView<'_>> {
    let mut views = vec![];
    for measure in &published.measures {
        for level in Level::ALL {
            let tallies: Vec<_> =
                measure.places.iter().filter(|(place, _)| place.level() == level).map(|(_, tally)| tally).collect();
            let hidden = tallies
                .iter()
                .filter(|tally| {
                    tally.numerator == Shown::Withheld
                        || tally.denominator == Some(Shown::Withheld)
                        || tally.share == Some(ShownShare::Withheld)
                })
                .count();
            if hidden > 0 {
                let (definition, level) = (measure.definition.as_ref(), words::level(level));
                views.push(WithheldView { definition, level, withheld: hidden, places: tallies.len() });
            }
        }
    }
    views
}
