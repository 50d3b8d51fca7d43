"""Whether cost grows in proportion to people and events."""

from __future__ import annotations

import shutil

import step_score
import step_store
from measure import Runs, in_turn, say

# What the largest size needs: extract, spill, store, and a margin.
BYTES_A_PERSON = 16_000


def run(bench, result: dict):
    sizes = result["scale"] = {}
    model = step_score.model(bench)
    for people in bench.scale:
        free = shutil.disk_usage(bench.workdir).free
        if free < people * BYTES_A_PERSON:
            say(f"   {people:,} people: left out, only {free / 1e9:.0f} GB of disk are free")
            result["skipped"][f"scale, {people:,} people"] = "not enough disk"
            continue
        sizes[str(people)] = measured(bench, people, model)


def measured(bench, people: int, model) -> dict:
    made = step_store.make(bench, people, keep_extract=people == bench.people)
    home = step_store.folder(bench, people)
    out = home / "scores.csv"
    runs = in_turn(
        {
            "features": [bench.measure, "features", home / "store", bench.design, step_store.INDEX],
            "score": step_score.score(bench, home / "store", out),
        },
        bench.repeats,
        bench.environment,
    )
    out.unlink(missing_ok=True)
    if people != bench.people:
        shutil.rmtree(home)
    return {key: made[key] for key in ("people", "events", "synth", "import")} | {name: one.facts() for name, one in runs.items()}
