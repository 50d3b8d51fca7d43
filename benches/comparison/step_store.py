"""The synthetic extract and the store made of it."""

from __future__ import annotations

import json
import pathlib
import shutil

from measure import Runs, once, say

# Four and a half years give some 50 events a person.
FROM, TO = "2021-01-01", "2025-06-30"
# People are looked at on this day; a year of outcomes follows it.
INDEX = "2024-06-30"


def folder(bench, people: int) -> pathlib.Path:
    return bench.workdir / f"people-{people}"


def synth(bench, people: int, out: pathlib.Path, start: str = FROM):
    practices = max(1, people // 8000)
    return once(
        [bench.casefinder, "synth", "--people", people, "--practices", practices, "--seed", 1, "--from", start, "--to", TO, "--out", out],
        bench.environment,
    )


def import_(bench, extract: pathlib.Path, store: pathlib.Path):
    return once([bench.casefinder, "import", extract, "--store", store, "--as-of", TO, "--json"], bench.environment)


def rows_read(summary: dict) -> int:
    return sum(file["rows"] for file in summary["files"])


def events_kept(summary: dict) -> int:
    return sum(summary["events"].values())


def make(bench, people: int, keep_extract: bool) -> dict:
    """Makes extract and store unless they are there; what was measured when they were made."""
    home = folder(bench, people)
    facts = home / "made.json"
    if facts.exists() and (home / "store" / "current").exists():
        say(f"== {people:,} people: there already")
        return json.loads(facts.read_text())
    say(f"== {people:,} people: synth and import")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    made, taken = synth(bench, people, home / "extract"), import_(bench, home / "extract", home / "store")
    summary = taken.json
    found = {
        "people": summary["persons"],
        "events": events_kept(summary),
        "rows": rows_read(summary),
        "extract_mb": round(size(home / "extract") / 1e6),
        "store_mb": round(size(home / "store") / 1e6),
        "synth": Runs([made]).facts(),
        "import": Runs([taken]).facts(),
    }
    if not keep_extract:
        shutil.rmtree(home / "extract")
    facts.write_text(json.dumps(found, indent=2))
    return found


def size(path: pathlib.Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def run(bench, result: dict):
    result["store"] = make(bench, bench.people, keep_extract=True)
