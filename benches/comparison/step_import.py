"""Rows a second of the import, and whether its memory grows with the number of events."""

from __future__ import annotations

import shutil

import step_store
from measure import Runs, say

# About a quarter of the events of the whole extract, of the same number of people.
SHORT_FROM = "2024-05-16"


def run(bench, result: dict):
    home = step_store.folder(bench, bench.people)
    if not (home / "extract").exists():
        step_store.synth(bench, bench.people, home / "extract")
    long = measured(bench, home / "extract", "whole")
    short_extract = bench.workdir / "short-extract"
    try:
        step_store.synth(bench, bench.people, short_extract, SHORT_FROM)
        short = measured(bench, short_extract, "quarter")
    finally:
        shutil.rmtree(short_extract, ignore_errors=True)
    result["import"] = {
        "whole": long,
        "quarter": short,
        "events_ratio": round(long["events"] / short["events"], 2),
        "peak_ratio": round(long["peak_mb"] / short["peak_mb"], 2),
    }


def measured(bench, extract, name: str) -> dict:
    store = bench.workdir / "import-store"
    runs = Runs([])
    for _ in range(bench.repeats):
        shutil.rmtree(store, ignore_errors=True)
        runs.runs.append(step_store.import_(bench, extract, store))
        say(f"   {name:<10} {runs.last.seconds:8.2f} s  {runs.last.peak_bytes / 1e6:7.0f} MB")
    shutil.rmtree(store, ignore_errors=True)
    summary = runs.last.json
    rows = step_store.rows_read(summary)
    return runs.facts() | {
        "people": summary["persons"],
        "events": step_store.events_kept(summary),
        "rows": rows,
        "rows_a_second": round(rows / runs.seconds),
        "extract_mb": round(step_store.size(extract) / 1e6),
    }
