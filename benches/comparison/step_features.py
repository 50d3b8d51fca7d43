"""All raw features of the combined model: only decoding, casefinder, Polars, DuckDB; and whether they agree."""

from __future__ import annotations

import pathlib

import step_store
from measure import Failed, in_turn, once, say


def run(bench, result: dict):
    home = step_store.folder(bench, bench.people)
    store, resolved = home / "store", home / "features.json"
    command = [bench.casefinder, "features", "--design", bench.design, "--store", store, "--json"]
    resolved.write_text(once(command, bench.environment).output)
    ours = [store, bench.design, step_store.INDEX]
    theirs = [resolved, store, step_store.INDEX]
    runs = in_turn(
        {
            "decode only": [bench.measure, "decode", *ours],
            "casefinder": [bench.measure, "features", *ours],
            "Polars": bench.script("polars_features.py", *theirs),
            "DuckDB": bench.script("duckdb_features.py", *theirs),
        },
        bench.repeats,
        bench.environment,
    )
    step = result["features"] = {name: measured.facts() for name, measured in runs.items()}
    step["count"] = runs["casefinder"].last.json["features"]
    decode, kernel = runs["decode only"].seconds, runs["casefinder"].seconds
    step["ratio_to_decoding"] = round(kernel / decode, 2)
    step["times_faster"] = {name: round(runs[name].seconds / kernel, 2) for name in ("Polars", "DuckDB")}
    step["agree"] = agreement(bench, home, ours, theirs, resolved)


def agreement(bench, home: pathlib.Path, ours, theirs, resolved) -> dict:
    """Every feature of everybody, casefinder's beside each other tool's."""
    files = {name: home / f"{name}.parquet" for name in ("casefinder", "polars", "duckdb")}
    once([bench.measure, "features", *ours, files["casefinder"]], bench.environment)
    found = {}
    for name in ("polars", "duckdb"):
        once(bench.script(f"{name}_features.py", *theirs, files[name]), bench.environment)
        compared = once(bench.script("agree.py", resolved, files["casefinder"], files[name]), bench.environment).json
        found[name] = compared
        say(f"   {name}: {compared['features']} features of {compared['people']:,} people; differing: {compared['differ'] or 'none'}")
    for file in files.values():
        file.unlink()
    if any(compared["differ"] for compared in found.values()):
        raise Failed("the tools do not agree: " + str({name: compared["differ"] for name, compared in found.items()}))
    return found
