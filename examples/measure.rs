//! What `benches/compare` times inside casefinder, one whole process each.
//!
//! ```text
//! measure decode   STORE DESIGN DATE              only decodes the columns that the design's features read
//! measure features STORE DESIGN DATE [FILE]       builds every raw feature; FILE.parquet gets them all, for comparison
//! measure matrix   STORE DESIGN DATE FOLDER       the design's matrix and outcomes as .npy, for other solvers
//! measure fit      STORE DESIGN DATE              fits that matrix by maximum likelihood
//! ```

#![allow(clippy::needless_range_loop, reason = "the matrix is written row by row from columns")]

use arrow_array::{ArrayRef, Float32Array, RecordBatch, UInt32Array};
use casefinder::domain::Day;
use casefinder::error::{Fault, Result};
use casefinder::events::store::Store;
use casefinder::features::definition::FeatureDefinition;
use casefinder::features::kernel::{Plan, build};
use casefinder::features::raw::RawBlock;
use casefinder::features::transform::available;
use casefinder::features::transform::column_names;
use casefinder::predict::design::LoadedDesign;
use casefinder::predict::logistic::{LogisticError, LogisticParams, Observations};
use casefinder::predict::matrix::DesignMatrix;
use casefinder::predict::matrix_builder::DesignMatrixBuilder;
use casefinder::runs::gather::{Gathered, gather};
use casefinder::runs::table::Study;
use linfa::ParamGuard;
use parquet::arrow::ArrowWriter;
use rayon::prelude::*;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("measure: {fault}");
            ExitCode::from(fault.exit_code())
        }
    }
}

fn run(arguments: &[&str]) -> Result<serde_json::Value> {
    let [what, store, design, date, rest @ ..] = arguments else {
        return Err(Fault::Usage("measure decode|features|matrix|fit STORE DESIGN DATE [OUT]".into()));
    };
    let start = Instant::now();
    let store = Store::open(Path::new(store))?;
    let loaded = LoadedDesign::read(Path::new(design))?;
    let index: Day = date.parse().map_err(|error| Fault::Usage(format!("{date}: {error}")))?;
    let (features, _) = available(&loaded.design.features, store.manifest());
    let plan = Plan::new(&features, &loaded.lists, store.codes())?;
    let plan_seconds = start.elapsed().as_secs_f64();
    let mut facts = match (*what, rest) {
        ("decode", []) => decode(&store, &plan)?,
        ("features", []) => facts_of(&build(&store, &plan, index)?),
        ("features", [out]) => {
            let blocks = build(&store, &plan, index)?;
            write_blocks(Path::new(out), &features, &blocks)?;
            facts_of(&blocks)
        }
        ("matrix", [folder]) => write_matrix(Path::new(folder), &gathered(&store, &loaded, &features, index)?, &features)?,
        ("fit", []) => fit(&gathered(&store, &loaded, &features, index)?, &features)?,
        _ => return Err(Fault::Usage(format!("measure {what}: unknown, or too few arguments"))),
    };
    facts["plan_seconds"] = plan_seconds.into();
    facts["seconds"] = start.elapsed().as_secs_f64().into();
    Ok(facts)
}

/// Reads the columns that the plan wants of every shard, on all cores, and looks at none of them.
fn decode(store: &Store, plan: &Plan) -> Result<serde_json::Value> {
    let rows: Vec<usize> = (0..store.manifest().shards())
        .into_par_iter()
        .map(|shard| Ok(store.read(shard, plan.wanted())?.tables.values().map(RecordBatch::num_rows).sum()))
        .collect::<Result<_>>()?;
    Ok(serde_json::json!({ "rows": rows.iter().sum::<usize>() }))
}

fn facts_of(blocks: &[RawBlock]) -> serde_json::Value {
    let people: usize = blocks.iter().map(|block| block.people.len()).sum();
    serde_json::json!({ "people": people, "features": blocks.first().map_or(0, |block| block.columns.len()) })
}

fn write_blocks(path: &Path, features: &[FeatureDefinition], blocks: &[RawBlock]) -> Result<()> {
    let fault = |error: &dyn std::fmt::Display| Fault::file(path, error);
    let mut writer = None;
    for block in blocks {
        let mut columns: Vec<(&str, ArrayRef)> = vec![("person", Arc::new(UInt32Array::from_iter_values(block.people.clone())))];
        for (feature, values) in features.iter().zip(&block.columns) {
            columns.push((feature.name.as_str(), Arc::new(Float32Array::from(values.clone()))));
        }
        let batch = RecordBatch::try_from_iter(columns).map_err(|error| fault(&error))?;
        if writer.is_none() {
            let file = File::create(path).map_err(|error| fault(&error))?;
            writer = Some(ArrowWriter::try_new(file, batch.schema(), None).map_err(|error| fault(&error))?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch).map_err(|error| fault(&error))?;
        }
    }
    writer.map(ArrowWriter::close).transpose().map_err(|error| fault(&error))?;
    Ok(())
}

fn gathered(store: &Store, loaded: &LoadedDesign, features: &[FeatureDefinition], index: Day) -> Result<Gathered> {
    let design = &loaded.design;
    let outcome = Some((design.outcome, design.horizon_days));
    let study = Study::new(store, features, &loaded.lists, index, (design.population, design.objections), outcome)?;
    gather(&study, |_| true, || ())
}

/// The columns that enough people have, as training takes them.
fn used_columns(people: &Gathered, features: &[FeatureDefinition]) -> Vec<usize> {
    (0..column_names(features).len()).filter(|&at| people.column_facts(at).nonzero >= ENOUGH_PEOPLE).collect()
}

/// Rarer columns make the likelihood flat, and the solvers' agreement a matter of tolerances.
const ENOUGH_PEOPLE: u64 = 200;

fn fit(people: &Gathered, features: &[FeatureDefinition]) -> Result<serde_json::Value> {
    let used = used_columns(people, features);
    let names = column_names(features);
    let start = Instant::now();
    let mut builder = DesignMatrixBuilder::new(used.iter().map(|&at| names[at].name.clone()).collect());
    for block in &people.blocks {
        let picked: Vec<Vec<f32>> = used.iter().map(|&at| block[at].clone()).collect();
        builder.push_block(&picked)?;
    }
    let matrix: DesignMatrix = builder.finish();
    let events = people.events();
    let pack_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let params = LogisticParams::new().check().map_err(LogisticError::from)?;
    let fitted = params.fit_matrix(&matrix, &Observations::new(&events))?;
    Ok(serde_json::json!({
        "rows": events.len(), "columns": used.len(), "events": events.iter().filter(|event| **event).count(),
        "pack_seconds": pack_seconds, "fit_seconds": start.elapsed().as_secs_f64(),
        "iterations": fitted.iterations, "log_likelihood": fitted.log_likelihood,
    }))
}

/// Writes `x.npy` (people by columns, double precision), `y.npy` (bytes) and `columns.json`.
fn write_matrix(folder: &Path, people: &Gathered, features: &[FeatureDefinition]) -> Result<serde_json::Value> {
    let used = used_columns(people, features);
    let names: Vec<String> = column_names(features).into_iter().map(|column| column.name).collect();
    let rows = people.observed.len();
    std::fs::create_dir_all(folder).map_err(|error| Fault::file(folder, error))?;
    npy(&folder.join("x.npy"), "<f8", &format!("({rows}, {})", used.len()), |out| {
        for block in &people.blocks {
            let rows = block.first().map_or(0, Vec::len);
            for row in 0..rows {
                for &column in &used {
                    out.write_all(&f64::from(block[column][row]).to_le_bytes())?;
                }
            }
        }
        Ok(())
    })?;
    npy(&folder.join("y.npy"), "|u1", &format!("({rows},)"), |out| {
        out.write_all(&people.observed.iter().map(|observed| u8::from(observed.event)).collect::<Vec<_>>())
    })?;
    let used: Vec<&String> = used.iter().map(|&at| &names[at]).collect();
    let path = folder.join("columns.json");
    std::fs::write(&path, serde_json::json!(used).to_string()).map_err(|error| Fault::file(&path, error))?;
    Ok(serde_json::json!({ "rows": rows, "columns": used.len() }))
}

/// `NumPy`'s file format, version 1.0.
fn npy(path: &Path, kind: &str, shape: &str, data: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    let padded = (10 + header.len() + 1).next_multiple_of(64) - 10;
    let write = || -> std::io::Result<()> {
        let mut out = std::io::BufWriter::with_capacity(1 << 20, File::create(path)?);
        out.write_all(b"\x93NUMPY\x01\x00")?;
        out.write_all(&(padded as u16).to_le_bytes())?;
        out.write_all(format!("{header:<width$}\n", width = padded - 1).as_bytes())?;
        data(&mut out)?;
        out.flush()
    };
    write().map_err(|error| Fault::file(path, error))
}
