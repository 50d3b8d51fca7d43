"""From store to scored CSV."""

from __future__ import annotations

import pathlib

import step_store
from measure import Runs, in_turn, once, say


def model(bench) -> pathlib.Path:
    """The combined model, trained on the store of `--people`."""
    home = step_store.folder(bench, bench.people)
    folder = home / "model"
    if not (folder / "model.json").exists():
        trained = once(train(bench, home / "store", folder), bench.environment)
        say(f"   train: {trained.seconds:.1f} s, {trained.peak_bytes / 1e6:.0f} MB")
    return folder


def train(bench, store, folder) -> list:
    return [bench.casefinder, "train", "--store", store, "--design", bench.design, "--index-date", step_store.INDEX, "--out", folder]


def score(bench, store, out) -> list:
    return [bench.casefinder, "score", "--store", store, "--model", model(bench), "--index-date", step_store.TO, "--out", out]


def run(bench, result: dict):
    home = step_store.folder(bench, bench.people)
    out = home / "scores.csv"
    command = score(bench, home / "store", out)
    runs = in_turn({"score": command}, bench.repeats, bench.environment)["score"]
    with out.open("rb") as lines:
        scored = sum(1 for _ in lines) - 1
    result["score"] = runs.facts() | {"scored": scored, "csv_mb": round(out.stat().st_size / 1e6)}
    out.unlink()
