#!/usr/bin/env python3
"""Fits the same data with casefinder, scikit-learn and statsmodels, and prints the times side by side.

    benches/compare_logistic.py [--rows 500000] [--columns 100] [--data sparse dense]

Needs cargo, and Python with numpy, scipy, scikit-learn and statsmodels: set PYTHON to one that has them, or let
the script make a virtual environment in target/compare-venv from PyPI.

What is timed: from arrays in memory to the fitted model. casefinder's time includes packing the matrix, a check
for constants, collinearity and separation, and standard errors; the others' does not include the conversion to
CSR. Each solver gets the loosest tolerance at which its log-likelihood is within 1e-8 (relative) of the best,
found beforehand, untimed. The best of three runs counts. Peak memory is that of the whole process.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDS = ["numpy", "scipy", "scikit-learn", "statsmodels"]
AGREE = 1e-8


def in_environment():
    """Runs this script again under a Python that has what it needs."""
    try:
        import numpy, scipy, sklearn, statsmodels  # noqa: F401, E401
        return
    except ImportError:
        pass
    if os.environ.get("COMPARE_REENTERED"):
        sys.exit("numpy, scipy, scikit-learn and statsmodels are needed")
    python = os.environ.get("PYTHON")
    if not python:
        venv = ROOT / "target" / "compare-venv"
        if not venv.exists():
            subprocess.run([sys.executable, "-m", "venv", venv], check=True)
            subprocess.run([venv / "bin/pip", "install", "-q", *NEEDS], check=True)
        python = venv / "bin/python"
    os.execve(python, [str(python), *sys.argv], {**os.environ, "COMPARE_REENTERED": "1"})


def population(rows, columns, rng):
    """Like the features of a registered population: age terms filled, the rest counts and flags that share a cause."""
    import numpy as np

    age = np.clip(rng.gamma(4.0, 11.0, rows), 0, 104)
    frailty = rng.normal(0, 1, rows) + (age - 44) / 30
    x = np.zeros((rows, columns))
    x[:, 0] = (age - 44) / 22
    for knot, column in zip((40, 65, 80), (1, 2, 3)):
        x[:, column] = np.maximum(age - knot, 0) / 20
    x[:, 4] = rng.integers(0, 2, rows)
    x[:, 5] = rng.integers(1, 11, rows) / 10
    for column in range(6, columns):
        share = 0.005 + 0.16 * ((column * 37) % 100 / 100) ** 1.5
        there = frailty * 0.8 + rng.normal(0, 1, rows) > np.quantile(frailty * 0.8 + rng.normal(0, 1, rows), 1 - share)
        x[:, column] = np.where(there, np.log1p(rng.geometric(0.5, rows)) if column % 2 else 1.0, 0.0)
    beta = rng.normal(0, 0.25, columns) * (rng.random(columns) < 0.6)
    beta[0], beta[1:4] = 0.1, (0.2, 0.3, 0.2)
    beta[6:30] = np.abs(beta[6:30]) + 0.05
    eta = x @ beta
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-(eta + middle)))).mean() < 0.06 else (low, middle)
    return x, (rng.random(rows) < 1 / (1 + np.exp(-(eta + low)))).astype(np.uint8)


def filled(rows, columns, rng):
    """Every cell filled: the case packing does not help with."""
    import numpy as np

    x = rng.normal(0, 1, (rows, columns))
    x[:, 1:] += 0.3 * x[:, :1]
    beta = rng.normal(0, 0.1, columns)
    return x, (rng.random(rows) < 1 / (1 + np.exp(-(x @ beta - 3)))).astype(np.uint8)


def casefinder(folder, x):
    program = ROOT / "target/release/examples/logistic_arrays"
    before = ["/usr/bin/time", "-f", "%M"] if Path("/usr/bin/time").exists() else []
    run = subprocess.run([*before, program, folder, str(x.shape[0]), str(x.shape[1])], check=True, capture_output=True, text=True)
    return {**json.loads(run.stdout), "peak_mb": int(run.stderr.split()[-1]) // 1024 if before else None}


def log_likelihood(x, y, intercept, coefficients):
    import numpy as np

    margin = np.where(y, 1.0, -1.0) * (intercept + x @ coefficients)
    return float(np.sum(np.minimum(margin, 0) - np.log1p(np.exp(-np.abs(margin)))))


def rivals(x, y):
    """Name, and a function from tolerance to intercept and coefficients."""
    import numpy as np
    import statsmodels.api as sm
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    def sklearn(matrix, solver):
        def fit(tolerance):
            model = LogisticRegression(C=np.inf, solver=solver, tol=tolerance, max_iter=5000).fit(matrix, y)
            return model.intercept_[0], model.coef_[0]
        return fit

    def newton(_):
        parameters = sm.Logit(y, with_constant).fit(method="newton", disp=False).params
        return parameters[0], parameters[1:]

    packed, with_constant = csr_matrix(x), sm.add_constant(x, has_constant="add")
    yield "scikit-learn newton-cholesky", sklearn(x, "newton-cholesky")
    yield "scikit-learn lbfgs, dense", sklearn(x, "lbfgs")
    yield "scikit-learn lbfgs, CSR", sklearn(packed, "lbfgs")
    yield "statsmodels Logit newton", newton


def compare(kind, rows, columns):
    import numpy as np

    rng = np.random.default_rng(20140401)
    x, y = (population if kind == "sparse" else filled)(rows, columns, rng)
    with tempfile.TemporaryDirectory() as folder:
        x.astype("<f8").tofile(Path(folder) / "x.f64")
        y.tofile(Path(folder) / "y.u8")
        ours = casefinder(folder, x)
    best = log_likelihood(x, y, ours["intercept"], np.array(ours["coefficients"]))
    print(f"\n{kind}: {rows} x {columns}, {np.mean(x == 0):.1%} zeros, {y.mean():.2%} events, log-likelihood {best:.6f}")
    print(f"{'':32}{'seconds':>9}{'ratio':>8}  relative difference of log-likelihood")
    note = f"(packing {ours['packing_seconds']:.3f} s, {ours['iterations']} iterations, {ours['threads']} threads, peak {ours['peak_mb']} MB)"
    print(f"{'casefinder':32}{ours['seconds']:9.3f}{1:8.1f}  {note}")
    ratios = []
    for name, fit in rivals(x, y):
        for tolerance in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9):
            start = time.perf_counter()
            found = fit(tolerance)
            seconds = time.perf_counter() - start
            difference = (best - log_likelihood(x, y, *found)) / abs(best)
            if difference <= AGREE:
                break
        for _ in range(2 if seconds < 60 else 0):
            start = time.perf_counter()
            fit(tolerance)
            seconds = min(seconds, time.perf_counter() - start)
        reached = "" if difference <= AGREE else "  (does not reach the same likelihood)"
        print(f"{name:32}{seconds:9.3f}{seconds / ours['seconds']:8.1f}  {difference:.1e} at tolerance {tolerance:g}{reached}", flush=True)
        ratios.append(seconds / ours["seconds"])
    print(f"casefinder is {min(ratios):.1f} times as fast as the fastest of them")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=500_000)
    arguments.add_argument("--columns", type=int, default=100)
    arguments.add_argument("--data", nargs="+", choices=["sparse", "dense"], default=["sparse", "dense"])
    chosen = arguments.parse_args()
    in_environment()
    import numpy, sklearn, statsmodels  # noqa: E401

    subprocess.run(["cargo", "build", "--release", "--quiet", "--example", "logistic_arrays"], cwd=ROOT, check=True)
    print(f"{os.cpu_count()} cores; numpy {numpy.__version__}, scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}")
    for kind in chosen.data:
        compare(kind, chosen.rows, chosen.columns)


if __name__ == "__main__":
    main()
