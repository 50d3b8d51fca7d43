"""The combined model's matrix fitted by maximum likelihood, here and by the usual solvers."""

from __future__ import annotations

import json
import shutil
import statistics

import step_store
from measure import Failed, Runs, in_turn, once, say

SOLVERS = ["newton-cholesky", "newton-cholesky-csr", "lbfgs", "lbfgs-csr", "statsmodels"]
# lbfgs takes minutes; once is enough to see that.
SLOW = 60


def run(bench, result: dict):
    home = step_store.folder(bench, bench.people)
    study = [home / "store", bench.design, step_store.INDEX]
    folder = home / "matrix"
    once([bench.measure, "matrix", *study, folder], bench.environment)
    ours = in_turn({"casefinder": [bench.measure, "fit", *study]}, bench.repeats, bench.environment)["casefinder"]
    facts = [run.json for run in ours.runs]
    (folder / "best.json").write_text(json.dumps({"log_likelihood": facts[0]["log_likelihood"]}))
    step = result["fit"] = {
        "rows": facts[0]["rows"],
        "columns": facts[0]["columns"],
        "events": facts[0]["events"],
        "casefinder": {
            # From columns to coefficients with standard errors: packing the rows is part of it.
            "fit_seconds": statistics.median(one["fit_seconds"] + one["pack_seconds"] for one in facts),
            "solve_seconds": statistics.median(one["fit_seconds"] for one in facts),
            "log_likelihood": facts[0]["log_likelihood"],
            "iterations": facts[0]["iterations"],
            "peak_mb": round(ours.peak_bytes / 1e6),
            "whole_process_seconds": round(ours.seconds, 2),
        },
    }
    for solver in SOLVERS:
        try:
            step[solver] = solved(bench, solver, folder)
        except Failed as failed:
            step[solver] = {"failed": str(failed)}
            say(f"   {solver}: {failed}")
    shutil.rmtree(folder)
    agreed = {name: step[name]["fit_seconds"] for name in SOLVERS if abs(step[name].get("short_of_best", 1)) <= 1e-8}
    if agreed:
        fastest = min(agreed, key=agreed.get)
        step["fastest_other"] = fastest
        step["times_faster"] = round(agreed[fastest] / step["casefinder"]["fit_seconds"], 2)


def solved(bench, solver: str, folder) -> dict:
    runs = Runs([])
    while len(runs.runs) < bench.repeats and (not runs.runs or runs.last.seconds < SLOW):
        runs.runs.append(once(bench.script("solve.py", solver, folder), bench.environment))
        one = runs.last.json
        say(f"   {solver:<20} {one['fit_seconds']:8.2f} s  short of the best log-likelihood by {one['short_of_best']:.1e}")
    return runs.last.json | {
        "fit_seconds": statistics.median(run.json["fit_seconds"] for run in runs.runs),
        "runs": len(runs.runs),
        "peak_mb": round(runs.peak_bytes / 1e6),
    }
