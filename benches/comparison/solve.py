"""One fit by one solver of another library, in its own process.

    solve.py SOLVER FOLDER     SOLVER: newton-cholesky, lbfgs, with -csr for sparse rows; statsmodels

FOLDER holds x.npy, y.npy and best.json (the log-likelihood to reach). Reading and preparing the matrix is not timed: columns are
standardised first (sparse ones only scaled), which is what a user has to do to get these solvers to converge, and changes no likelihood.
The tolerance is tightened until the log-likelihood is within 1e-8 of the best; only the fit that gets there is timed. A solver that
has not got there after so many seconds is given up, and how far it came is told.
"""

from __future__ import annotations

import json
import pathlib
import sys
import time
import warnings

import numpy

AGREE = 1e-8
TOLERANCES = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-10]
GIVE_UP_SECONDS = 180


def log_likelihood(x, y, coefficients, intercept):
    line = x @ coefficients + intercept
    return float(y @ line - numpy.logaddexp(0, line).sum())


def sklearn_fit(x, y, solver, tolerance):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=numpy.inf, solver=solver, tol=tolerance, max_iter=1_000)
    start = time.perf_counter()
    model.fit(x, y)
    seconds = time.perf_counter() - start
    return seconds, log_likelihood(x, y, model.coef_[0], model.intercept_[0]), int(model.n_iter_[0])


def statsmodels_fit(x, y, tolerance):
    import statsmodels.api

    x = statsmodels.api.add_constant(x, has_constant="add")
    start = time.perf_counter()
    fitted = statsmodels.api.Logit(y, x).fit(method="newton", tol=tolerance, maxiter=200, disp=0)
    seconds = time.perf_counter() - start
    return seconds, float(fitted.llf), int(fitted.mle_retvals["iterations"])


def main():
    solver, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    x, y = numpy.load(folder / "x.npy"), numpy.load(folder / "y.npy").astype(numpy.float64)
    best = json.loads((folder / "best.json").read_text())["log_likelihood"]
    x /= x.std(axis=0)
    if solver.endswith("-csr"):
        import scipy.sparse

        x = scipy.sparse.csr_matrix(x)
    else:
        x -= x.mean(axis=0)
    warnings.simplefilter("ignore")
    name = solver.removesuffix("-csr")
    begun = time.perf_counter()
    for tolerance in TOLERANCES:
        seconds, reached, iterations = statsmodels_fit(x, y, tolerance) if name == "statsmodels" else sklearn_fit(x, y, name, tolerance)
        difference = (best - reached) / abs(best)
        if difference <= AGREE or time.perf_counter() - begun > GIVE_UP_SECONDS:
            break
    print(
        json.dumps(
            {"fit_seconds": seconds, "log_likelihood": reached, "short_of_best": difference, "tolerance": tolerance, "iterations": iterations}
        )
    )


if __name__ == "__main__":
    main()
