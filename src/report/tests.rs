//! What holds for every output.

mod markup;
mod unzip;

use crate::domain::Day;
use crate::measures::published::{PublishedMeasure, Shown, ShownShare};
use crate::measures::variation::Funnel;
use crate::measures::{Level, Place, Published};
use crate::report::sample::{months, numbers, one};
use crate::report::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

fn all() -> Selection {
    Selection::everything()
}

fn sheets(book: &[u8]) -> String {
    let files = unzip::files(book);
    files.into_iter().filter(|(name, _)| name.contains("sheet") || name.contains("sharedStrings")).map(|(_, text)| text).collect()
}

/// Whether every element of a markup is closed.
pub(super) fn well_formed(markup: &str) -> bool {
    markup::check(markup).is_ok()
}

/// Every output, as text.
fn outputs(published: &Published) -> Vec<(&'static str, String)> {
    vec![
        ("table.txt", table(published, &all())),
        ("coverage.csv", csv(published, &all()).unwrap()),
        ("coverage.json", serde_json::to_string_pretty(&json(published, &all())).unwrap()),
        ("coverage.fhir.json", serde_json::to_string_pretty(&fhir(published, &all())).unwrap()),
        ("answer.json", serde_json::to_string_pretty(&bcf(published)).unwrap()),
        ("coverage.xml", sheets(&xlsx(published, &all()).unwrap())),
        ("coverage.html", html(published, &Trend::of(months())).unwrap()),
    ]
}

/// As somebody reads it: markup and JSON undone.
fn read(name: &str, text: &str) -> String {
    let text = match name.rsplit('.').next() {
        Some("html" | "xml") => {
            text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&#34;", "\"")
        }
        Some("json" | "csv") => text.replace("\\\"", "\"").replace("\"\"", "\""),
        _ => return text.to_owned(),
    };
    text.replace("&#38;", "&").replace("&#60;", "<").replace("&#62;", ">").replace("&amp;", "&")
}

/// Samples to look at: in the folder that `CASEFINDER_SAMPLES` names, else in one that is gone at the end.
#[test]
fn every_output_can_be_looked_at() {
    let gone = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("CASEFINDER_SAMPLES").map_or_else(|| gone.path().to_owned(), Into::into);
    for (name, text) in outputs(&one()) {
        fs::write(folder.join(name), text).unwrap();
    }
    fs::write(folder.join("coverage.xlsx"), xlsx(&one(), &all()).unwrap()).unwrap();
    let found = fs::read_dir(&folder).unwrap().count();
    assert!(found >= 7, "{found}");
}

#[test]
fn every_output_says_what_its_figures_rest_on() {
    let published = one();
    for (name, text) in outputs(&published) {
        let text = read(name, &text);
        for row in header(&published) {
            assert!(text.contains(row.label), "{name}: {}", row.label);
            assert!(text.contains(&row.value), "{name}: {}", row.value);
        }
    }
    let labels: Vec<_> = header(&published).into_iter().map(|row| row.label).collect();
    assert_eq!(
        labels,
        [
            "Warning",
            "Warning",
            "Figures as of",
            "As it was known at",
            "Made at",
            "Predictive model",
            "Tiers called high risk",
            "Index date of the scores",
            "Data sources",
            "Data reach",
            "List sizes",
            "Disclosure control",
            "Definitions and versions"
        ]
    );
}

#[test]
fn every_measure_is_in_every_output_of_figures() {
    let published = one();
    for (name, text) in outputs(&published) {
        let text = read(name, &text);
        for measure in &published.measures {
            assert!(name == "answer.json" || text.contains(&measure.definition.title), "{name}: {}", measure.definition.title);
        }
    }
}

#[test]
fn the_same_figures_give_the_same_bytes() {
    assert_eq!(outputs(&one()), outputs(&one()));
    assert_eq!(xlsx(&one(), &all()).unwrap(), xlsx(&one(), &all()).unwrap());
}

#[test]
fn pages_and_charts_are_well_formed_and_fetch_nothing() {
    let page = html(&one(), &Trend::of(months())).unwrap();
    markup::check(&page).unwrap();
    let without_namespace = page.replace("http://www.w3.org/2000/svg", "");
    for forbidden in ["<script", "http:", "https:", "src=", "url(", "@import", "<link", "javascript:", "onload"] {
        assert!(!without_namespace.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("Smith &#38; Sons &#60;") && !page.contains("<\"The Elms\">"));
    let charts: Vec<_> = page.split("<svg ").skip(1).map(|rest| rest.split("</svg>").next().unwrap()).collect();
    assert!(charts.len() >= 10, "{}", charts.len());
    let mut ids = BTreeSet::new();
    for chart in charts {
        assert!(chart.contains("role=\"img\"") && chart.contains("<title id=") && chart.contains("<desc id="));
        let id = chart.split("<title id=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} twice on a page");
        assert!(chart.contains(&format!("aria-labelledby=\"{id} ")));
    }
}

#[test]
fn a_heading_never_skips_a_level_and_every_table_has_a_caption_and_scopes() {
    let page = html(&one(), &Trend::of(months())).unwrap();
    let mut level = 0;
    for rest in page.split("<h").skip(1) {
        let Some(is) = rest.chars().next().and_then(|digit| digit.to_digit(10)) else { continue };
        assert!(is <= level + 1, "h{level} then h{is}");
        level = is;
    }
    for table in page.split("<table").skip(1) {
        let table = table.split("</table>").next().unwrap();
        assert!(table.contains("<caption>"));
        assert!(table.split("<th").skip(1).all(|cell| cell.starts_with(" scope=") || cell.starts_with("ead")), "{table}");
    }
}

#[test]
fn numbers_in_files_are_numbers_that_may_be_shown() {
    let published = one();
    let allowed: BTreeSet<_> = numbers(&published).into_iter().chain(["*".into(), String::new()]).collect();
    let text = csv(&published, &all()).unwrap();
    let mut file = ::csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let columns = file.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let counts = ["numerator", "denominator", "pending", "removed"].map(at);
    let mut rows = 0;
    for record in file.records() {
        let record = record.unwrap();
        rows += 1;
        for cell in counts.map(|column| &record[column]) {
            assert!(allowed.contains(cell), "{cell}");
        }
        if record[counts[0]].contains('*') || record[counts[1]].contains('*') {
            assert_eq!(
                &record[at("value")],
                if &record[at("kind")] == "beside" || record[at("unit")].is_empty() { "" } else { "*" }
            );
        }
    }
    assert!(rows > 300, "{rows}");
}

#[test]
fn numbers_on_the_page_and_in_the_terminal_are_numbers_that_may_be_shown() {
    let published = one();
    let shares = published.measures.iter().flat_map(|measure| measure.places.values()).flat_map(|tally| {
        let parts = tally.parts.values().map(|part| part.share);
        tally.share.into_iter().chain(parts).map(|share| share.to_string()).collect::<Vec<_>>()
    });
    let signs = ["*", "", "n/a"].map(str::to_owned);
    let allowed: BTreeSet<_> = numbers(&published).into_iter().chain(shares).chain(signs).collect();
    let page = html(&published, &Trend::default()).unwrap();
    let figures = page.split("id=\"variation\"").next().unwrap();
    let cells: Vec<_> =
        figures.split("<td class=\"n\">").skip(1).map(|rest| rest.split('<').next().unwrap().replace(',', "")).collect();
    assert!(cells.len() > 1000, "{}", cells.len());
    for cell in cells {
        assert!(allowed.contains(&cell), "{cell}");
    }
    let mut cells = 0;
    for line in table(&published, &all()).lines().filter(|line| line.starts_with("  Practice ")) {
        // The name has a number of its own, then comes the code.
        for cell in line.split("floor:").next().unwrap_or_default().split_whitespace().skip(3) {
            assert!(allowed.contains(&cell.replace(',', "")), "{line}");
            cells += 1;
        }
    }
    assert!(cells > 500, "{cells}");
}

#[test]
fn a_workbook_tells_each_count_as_a_number_or_withholds_it() {
    let published = with_hidden(&[true, false, false]);
    let files = unzip::files(&xlsx(&published, &all()).unwrap());
    let sheet = &files.iter().find(|(name, _)| name == "xl/worksheets/sheet2.xml").unwrap().1;
    let cell = |at: &str| sheet.split(&format!("<c r=\"{at}\"")).nth(1).and_then(|rest| rest.split("</c>").next());
    for (line, row) in (3..).zip(rows(&published, &all())) {
        for (column, count) in [('K', Some(row.numerator)), ('L', row.denominator)] {
            let cell = cell(&format!("{column}{line}"));
            match count {
                Some(Shown::Number(number)) => assert!(cell.unwrap().ends_with(&format!("<v>{number}</v>"))),
                Some(Shown::Withheld) => assert!(cell.unwrap().contains("t=\"s\"")),
                None => assert!(cell.is_none_or(|cell| !cell.contains("<v>"))),
            }
        }
    }
}

#[test]
fn a_practice_that_is_withheld_is_beside_the_plot_and_not_in_it() {
    let published = one();
    let mut withheld = 0;
    for measure in &published.measures {
        let Ok(funnel) = Funnel::of(measure, published.basis.policy) else { continue };
        let plot = funnel_svg(&published, measure, &funnel);
        markup::check(&plot).unwrap();
        for (place, _) in &funnel.left_out {
            assert!(!plot.contains(&place.id()), "{}", place.id());
            withheld += 1;
        }
        let marks = plot.matches("<circle").count() + plot.matches("<polygon").count();
        assert_eq!(marks, funnel.units.len() + 5, "one for each practice, five of the legend");
    }
    assert!(withheld > 10, "{withheld}");
    let page = html(&published, &Trend::default()).unwrap();
    assert!(
        page.contains("<li>Practice 41 (C84041): * withheld</li>")
            && page.contains("<li>Practice 40 (C84040): nobody in the denominator</li>")
    );
}

#[test]
fn a_trend_tells_of_its_break() {
    let trend = Trend::of(months());
    let series = trend.series("bcf_high_risk", &Place::Everywhere);
    assert_eq!(series.points.len(), 28);
    assert_eq!(
        series.notes[0],
        "The line is broken before 31 October 2025: definition changed from version 1 to version 2. Figures before and after are not compared."
    );
    assert!(series.points[..22].iter().all(|point| point.version == 1 && point.mean.is_some()));
    assert!(series.points[22..].iter().all(|point| point.version == 2 && point.mean.is_none() && point.signals.is_empty()));
    let chart =
        run_chart_svg(&months()[0].measures[2].definition, "All", &trend.chart("bcf_high_risk", &Place::Everywhere), None);
    assert!(chart.contains(">version 2</text>") && chart.contains("Broken before 31 Oct 2025"));
}

#[test]
fn a_withheld_month_is_a_star_at_the_foot_and_no_point() {
    let mut months = months();
    let chart = |months: &[Published]| {
        let trend = Trend::of(months.to_vec());
        let svg =
            run_chart_svg(&months[0].measures[2].definition, "All", &trend.chart("bcf_high_risk", &Place::Everywhere), None);
        markup::check(&svg).unwrap();
        (svg.matches(">*</text>").count(), svg.matches("<circle").count() + svg.matches("<polygon").count())
    };
    let (stars, marks) = chart(&months);
    let tally = months[4].measures[2].places.get_mut(&Place::Everywhere).unwrap();
    (tally.numerator, tally.share) = (Shown::Withheld, Some(ShownShare::Withheld));
    // At the foot, and in the legend, which tells of what there is.
    assert_eq!(chart(&months), (stars + 2, marks - 1));
    let point = &Trend::of(months).series("bcf_high_risk", &Place::Everywhere).points[4];
    assert_eq!(serde_json::to_value(point).unwrap()["value"], "*");
    assert!(point.signals.is_empty());
}

/// The last of the sample's measures, under another id.
fn with_comparator(mut published: Published) -> Published {
    let mut comparator = published.measures.last().unwrap().clone();
    let mut definition = comparator.definition.as_ref().clone();
    definition.id = "emergency_rate_comparator".into();
    definition.title = "Spells off the register".into();
    definition.warning = "They differ.".into();
    comparator.warning.clone_from(&definition.warning);
    comparator.definition = Arc::new(definition);
    published.measures.push(comparator);
    published
}

#[test]
fn a_chart_begins_where_there_is_something_to_count_and_says_so() {
    let mut months = months();
    let nobody = |published: &mut Published, count: Shown| {
        let measure = &mut published.measures[2];
        let mut definition = measure.definition.as_ref().clone();
        definition.numerator = vec![crate::measures::Test::HighRisk];
        measure.definition = Arc::new(definition);
        let tally = measure.places.get_mut(&Place::Everywhere).unwrap();
        if count == Shown::Number(0) {
            (tally.numerator, tally.share) = (count, Some(ShownShare::Tenths(0, 1)));
        }
    };
    for (at, published) in months.iter_mut().enumerate() {
        nobody(published, if at < 5 { Shown::Number(0) } else { Shown::Withheld });
    }
    let trend = Trend::of(months.clone());
    let series = trend.series("bcf_high_risk", &Place::Everywhere);
    let began = Day::of(2024, 5, 31);
    assert_eq!((series.points.len(), series.points[5].day, series.began), (28, began, Some(began)));
    assert!(series.points[..5].iter().all(|point| point.numerator == Some(Shown::Number(0)) && point.mean.is_none()));
    assert!(series.points[5..22].iter().all(|point| point.mean.is_some()));
    let shorter = Trend::of(months[5..].to_vec()).series("bcf_high_risk", &Place::Everywhere);
    assert_eq!(series.points[5..], shorter.points, "days before take no part");
    let said = "There was nothing to count here before 31 May 2024. The 5 points before it take no part in the chart";
    assert!(series.notes[0].starts_with(said), "{:?}", series.notes);
    let page = html(&months[27], &trend).unwrap();
    assert!(page.contains(said));
    let part = page.split("Adults at high risk: points of the trend</caption>").nth(1).unwrap().split("</table>").next().unwrap();
    assert_eq!(part.matches("<th scope=\"row\"").count(), 23);
    let chart = trend.chart("bcf_high_risk", &Place::Everywhere);
    assert_eq!(chart.stretches.iter().map(|line| line.points.len()).sum::<usize>(), 23);

    for published in &mut months {
        nobody(published, Shown::Number(0));
    }
    let none = Trend::of(months).series("bcf_high_risk", &Place::Everywhere);
    assert_eq!((none.began, none.notes[0].as_str()), (None, "There was nothing to count here on any of these days."));
}

#[test]
fn the_trend_of_the_rate_of_emergency_spells_has_its_comparator_beside_it() {
    let months: Vec<_> = months().into_iter().map(with_comparator).collect();
    let (last, trend) = (months[27].clone(), Trend::of(months.clone()));
    let series = trend.series("emergency_rate", &Place::Everywhere);
    let comparator = series.comparator.as_ref().unwrap();
    assert_eq!((comparator.points.len(), comparator.warning.as_str()), (28, "They differ."));
    for (at, (point, compared)) in series.points.iter().zip(&comparator.points).enumerate() {
        let there = &months[at].measures[9].places[&Place::Everywhere];
        assert_eq!((compared.day, compared.version), (point.day, Some(point.version)));
        assert_eq!((compared.numerator, compared.value), (Some(there.numerator), there.share));
    }
    assert_eq!(serde_json::to_value(&series).unwrap()["comparator"]["measure"], "emergency_rate_comparator");
    assert!(trend.series("bcf_high_risk", &Place::Everywhere).comparator.is_none());
    let page = html(&last, &trend).unwrap();
    markup::check(&page).unwrap();
    assert!(page.contains("Comparator: Spells off the register. They differ."));
    let table = page.split("Emergency spells: points of the trend</caption>").nth(1).unwrap().split("</table>").next().unwrap();
    let beside = last.measures[9].places[&Place::Everywhere].share.unwrap();
    assert!(table.contains(">Comparator</th>") && table.contains(&format!("<td class=\"n\">{beside} (")));
    let drawn = page.split("<h3>Emergency spells</h3>").last().unwrap().split("</svg>").next().unwrap();
    assert!(drawn.contains(">comparator</text>") && drawn.contains("as triangles, the comparator: Spells off the register"));
}

#[test]
fn of_two_answers_for_a_day_the_one_that_knows_more_is_told() {
    let (mut early, late) = (one(), one());
    early.basis.known_at -= chrono::TimeDelta::days(1);
    early.measures.clear();
    for order in [vec![early.clone(), late.clone()], vec![late, early]] {
        assert_eq!(Trend::of(order).series("register_size", &Place::Everywhere).points.len(), 1);
    }
}

#[test]
fn a_selection_picks_levels_and_measures_and_says_what_there_is() {
    let published = one();
    let wanted = Selection { levels: vec![Level::Network], measures: vec!["register_size".into()] };
    let found = rows(&published, &wanted);
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|row| row.level == Level::Network && row.measure == "register_size"));
    assert!(wanted.check(&published).is_ok());
    let unknown = Selection { levels: vec![], measures: vec!["secret".into()] }.check(&published).unwrap_err();
    let message = unknown.to_string();
    assert!(message.contains("register_size, register_percent") && !message.contains("secret"), "{message}");
}

#[test]
fn whether_a_target_is_met_is_told_by_the_numbers_shown_and_not_told_of_those_withheld() {
    let mut published = small();
    let met = |published: &Published| {
        rows(published, &all()).iter().map(|row| row.targets.iter().map(|one| one.met).collect()).collect()
    };
    let told: Vec<Vec<_>> = met(&published);
    assert_eq!(told, [[None, None], [Some(true), Some(false)]]);
    // Both counts may be shown, and their difference may not.
    let last = published.measures[0].places.values_mut().last().unwrap();
    last.share = Some(ShownShare::Withheld);
    let told: Vec<Vec<_>> = met(&published);
    assert_eq!(told[1], [None, None]);
    let page = html(&small(), &Trend::default()).unwrap();
    assert!(page.contains("<td>floor: met; target: not met</td>"));
}

#[test]
fn a_warning_is_beside_the_figures_and_the_trend_it_is_of() {
    let published = one();
    let entered = "came onto the register between 2024-02-03 and 2026-03-22";
    for (name, text) in outputs(&published) {
        assert!(name == "answer.json" || text.contains(entered), "{name}");
    }
    assert!(Trend::of(months()).series("emergency_rate", &Place::Everywhere).warning.contains(entered));
    assert_eq!(Trend::of(months()).series("bcf_high_risk", &Place::Everywhere).warning, "");
}

#[test]
fn the_rate_of_emergency_spells_brings_its_comparator_and_the_header_names_what_is_selected() {
    let published = with_comparator(one());
    let wanted = Selection { levels: vec![Level::Everywhere], measures: vec!["emergency_rate".into()] };
    let found: Vec<_> = rows(&published, &wanted).into_iter().map(|row| row.measure).collect();
    assert_eq!(found, ["emergency_rate", "emergency_rate_comparator"]);
    let report = json(&published, &wanted);
    assert_eq!(report.header.last().unwrap().value, "emergency_rate 2; emergency_rate_comparator 2");
    let names = "emergency_rate 2; emergency_rate_comparator 2";
    let [table, csv] = [table(&published, &wanted), csv(&published, &wanted).unwrap()];
    for text in [table, csv, sheets(&xlsx(&published, &wanted).unwrap())] {
        assert!(text.contains(names) && !text.contains("register_size"));
    }
}

#[test]
fn what_is_beside_is_named_in_words() {
    let mut published = one();
    let tally = published.measures[0].places.get_mut(&Place::Everywhere).unwrap();
    tally.beside.insert("no_plan_event".into(), Shown::Number(10));
    let found = rows(&published, &all());
    assert!(found.iter().any(|row| row.part.as_deref() == Some("no plan event")));
}

#[test]
fn data_that_reach_the_day_need_no_warning() {
    let mut published = small();
    published.basis.run.as_mut().unwrap().data_date = Some(published.basis.as_of);
    assert!(header(&published).iter().all(|row| row.label != "Warning"));
}

#[test]
fn a_workbook_holds_no_formula() {
    let files = unzip::files(&xlsx(&one(), &all()).unwrap());
    assert!(files.iter().all(|(_, text)| !text.contains("<f>") && !text.contains("<f ")));
    let styles = &files.iter().find(|(name, _)| name == "xl/styles.xml").unwrap().1;
    assert!(styles.contains("quotePrefix=\"1\""));
    for (name, text) in files {
        markup::check(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    }
}

/// The sample with each figure withheld or not, as `hidden` has it.
fn with_hidden(hidden: &[bool]) -> Published {
    let mut published = one();
    let mut next = hidden.iter().copied().cycle();
    for PublishedMeasure { places, .. } in &mut published.measures {
        for (at, tally) in places.values_mut().enumerate() {
            if next.next() == Some(true) {
                tally.numerator = Shown::Withheld;
                tally.share = tally.share.map(|_| ShownShare::Withheld);
                if at % 2 == 0 {
                    tally.denominator = tally.denominator.map(|_| Shown::Withheld);
                }
            }
        }
    }
    published
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_row_is_withheld_exactly_when_its_figure_is(hidden in prop::collection::vec(any::<bool>(), 5..40)) {
        let published = with_hidden(&hidden);
        let rows = rows(&published, &all());
        let text = csv(&published, &all()).unwrap();
        let mut file = ::csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let value = serde_json::to_value(json(&published, &all())).unwrap();
        let told = value["figures"].as_array().unwrap();
        prop_assert_eq!(told.len(), rows.len());
        for ((row, record), told) in rows.iter().zip(file.records()).zip(told) {
            let record = record.unwrap();
            prop_assert_eq!(&record[10] == "*", row.numerator == Shown::Withheld);
            prop_assert_eq!(&record[12] == "*", row.value == Some(ShownShare::Withheld));
            prop_assert_eq!(told["numerator"] == "*", row.numerator == Shown::Withheld);
            prop_assert_eq!(told["value"] == "*", row.value == Some(ShownShare::Withheld));
        }
        for measure in &published.measures {
            if let Ok(funnel) = Funnel::of(measure, published.basis.policy) {
                let shown = |place: &Place| measure.places[place].numerator != Shown::Withheld;
                prop_assert!(funnel.units.iter().all(|unit| shown(&unit.place)));
            }
        }
        prop_assert!(markup::check(&html(&published, &Trend::default()).unwrap()).is_ok());
    }
}

/// One measure, two practices: small enough to be written out.
fn small() -> Published {
    let mut published = one();
    published.basis.synthetic = false;
    published.measures.truncate(2);
    published.measures.remove(0);
    let measure = &mut published.measures[0];
    measure.places.retain(|place, _| matches!(place, Place::Practice(code) if ["C84001", "C84004"].contains(&code.as_str())));
    for (at, tally) in measure.places.values_mut().enumerate() {
        tally.numerator = if at == 0 { Shown::Withheld } else { Shown::Number(170) };
        tally.denominator = Some(Shown::Number(if at == 0 { 610 } else { 8500 }));
        tally.share = Some(if at == 0 { ShownShare::Withheld } else { ShownShare::Tenths(20, 1) });
    }
    let mut definition = measure.definition.as_ref().clone();
    definition.title = "Share of adults".into();
    measure.definition = Arc::new(definition);
    published
}

#[test]
fn a_table_for_the_terminal() {
    let expected = "\
Warning                   Data reach 14 February 2026, before the day these figures tell of: what happened since is missing.
Figures as of             31 March 2026
As it was known at        31 March 2026, 09:00 UTC
Made at                   31 March 2026, 09:15 UTC
Predictive model          combined, version 1.2.0
Tiers called high risk    very high, high
Index date of the scores  1 March 2026
Data sources              hospital admissions, GP events
Data reach                14 February 2026
List sizes                registrations of the extract, counted on the day
Disclosure control        hes2018: counts of people from 1 to 7 are withheld (*), others are rounded to the nearest 5; also withheld is what would give one away; a percentage of two numbers that are shown is withheld where before rounding they differ by 1 to 7
Definitions and versions  register_percent 2

* withheld by disclosure control; n/a: nobody in the denominator

register_percent (version 2): Share of adults, 1 January 2026 to 31 March 2026
  floor: 1.8% (the Enhanced service); target: 4.15% (the Enhanced service); met or not by the numbers shown
  place                      code    numerator  denominator  per cent  targets
  Practice 1                 C84001          *          610         *  floor: *; target: *
  Smith & Sons <\"The Elms\">  C84004        170        8,500       2.0  floor: met; target: not met
";
    assert_eq!(table(&small(), &all()), expected);
}

#[test]
fn a_file_for_spreadsheets() {
    let text = csv(&small(), &all()).unwrap();
    let lines: Vec<_> = text.split("\r\n").collect();
    assert_eq!(lines[1], "# Figures as of,31 March 2026");
    assert_eq!(
        lines[12..],
        [
            "measure,version,title,first_day,last_day,level,place,name,kind,part,numerator,denominator,value,unit,pending,removed,targets,targets_met,warning",
            "register_percent,2,Share of adults,2026-01-01,2026-03-31,practice,C84001,Practice 1,whole,,*,610,*,per cent,0,0,floor: 1.8% (the Enhanced service); target: 4.15% (the Enhanced service),floor: *; target: *,",
            "register_percent,2,Share of adults,2026-01-01,2026-03-31,practice,C84004,\"Smith & Sons <\"\"The Elms\"\">\",whole,,170,8500,2.0,per cent,0,0,floor: 1.8% (the Enhanced service); target: 4.15% (the Enhanced service),floor: met; target: not met,",
            ""
        ]
    );
}

#[test]
fn the_end_of_february_is_a_day_of_the_trend() {
    let days: Vec<_> = months().iter().map(|published| published.basis.as_of).collect();
    assert_eq!([days[0], days[2], days[27]], [Day::of(2023, 12, 31), Day::of(2024, 2, 29), Day::of(2026, 3, 31)]);
}
