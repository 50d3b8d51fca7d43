#!/usr/bin/env python3
"""Answers of independent programs that the tests of the logistic fit expect.

    python3 tests/reference/logistic.py

needs numpy, scipy, statsmodels and scikit-learn; prints what the tests hold as constants. The data:

* O-ring: temperature at launch and whether any O-ring showed distress, 23 Space Shuttle flights before 51-L
  (Dalal, Fowlkes and Hoadley, JASA 1989;84:945; facts, public domain).
* table of counts: ours, so small that every number can be checked by hand.
* grid: ours, from the formula below; no randomness.
* separated: ours, from the formula below; a predictor that tells the classes apart, with a gap, and one of noise.
"""
import numpy as np
import scipy
import scipy.optimize
import scipy.special
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

TEMPERATURE = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58]
DISTRESS = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1]


def grid():
    """120 rows: a number, a flag, a count that is mostly zero, a weight, an offset, an outcome."""
    row = np.arange(120)
    number = 40 + (row * 7 % 53) * 0.9
    flag = (row * 5 % 7 < 3).astype(float)
    count = np.where(row * 11 % 13 < 3, row % 4 + 1, 0).astype(float)
    weight = (row % 3 + 1).astype(float)
    offset = (row % 5 - 2) * 0.3
    y = (row * 37 % 101 < 20 + 0.4 * number + 12 * flag + 6 * count).astype(float)
    return np.column_stack([number, flag, count]), weight, offset, y


def firth(x, y, weight=None):
    """Firth's fit the slow way: the modified score of Heinze and Schemper (2002), plain Newton, no step control."""
    x = np.column_stack([np.ones(len(y)), x])
    weight = np.ones(len(y)) if weight is None else weight
    beta = np.zeros(x.shape[1])
    for _ in range(2000):
        p = 1 / (1 + np.exp(-x @ beta))
        w = weight * p * (1 - p)
        inverse = np.linalg.inv((x.T * w) @ x)
        leverage = np.einsum("ij,jk,ik->i", x, inverse, x) * w
        step = inverse @ (x.T @ (weight * (y - p) + leverage * (0.5 - p)))
        beta = beta + step
        if np.abs(step).max() < 1e-14:
            break
    log_likelihood = np.sum(weight * (y * np.log(p) + (1 - y) * np.log(1 - p)))
    return beta, np.sqrt(np.diag(inverse)), log_likelihood


def separated(rows, gap, noise):
    """`a` is above `gap` with the event and below `-gap` without; `b`, if wanted, tells nothing."""
    row = np.arange(rows)
    y = row * 29 % 64 < 24
    a = np.where(y, 1.0, -1.0) * (gap + (row * 37 % 101) / 32)
    return np.column_stack([a, (row * 53 % 97) / 64] if noise else [a]), y.astype(float)


def firth_by_optimiser(x, y):
    """Firth's fit without any step of ours: scipy climbs the penalised likelihood itself.

    Simplex and Powell, from several starts; the last digits, where the value is flat, by the root of the score.
    """
    scale = x.std(axis=0)
    full = np.column_stack([np.ones(len(y)), (x - x.mean(axis=0)) / scale])

    def target(beta):
        eta = full @ beta
        log_p = -np.logaddexp(0, np.where(y > 0, -eta, eta))
        small = np.exp(-np.abs(eta))
        sign, half = np.linalg.slogdet((full.T * (small / (1 + small) ** 2)) @ full)
        return -(log_p.sum() + 0.5 * half) if sign > 0 else np.inf

    def score(beta):
        eta = full @ beta
        p = scipy.special.expit(eta)
        w = p * scipy.special.expit(-eta)
        leverage = w * np.einsum("ij,jk,ik->i", full, np.linalg.inv((full.T * w) @ full), full)
        return full.T @ (y - p + leverage * (0.5 - p))

    found = []
    for slope in (1.0, 4.0, 10.0):
        start = np.zeros(full.shape[1])
        start[1] = slope
        best = scipy.optimize.minimize(target, start, method="Nelder-Mead", options=dict(xatol=1e-9, fatol=1e-13, maxiter=20000))
        best = scipy.optimize.minimize(target, best.x, method="Powell", options=dict(xtol=1e-10, ftol=1e-15, maxiter=20000))
        # Where the penalised likelihood is flat to the last digit, its score still is not.
        found.append(scipy.optimize.root(score, best.x, method="hybr", tol=1e-14).x)
        assert target(found[-1]) <= best.fun + 1e-10
    assert np.ptp(found, axis=0).max() < 1e-8, found
    beta = min(found, key=target)
    assert np.abs(score(beta)).max() < 1e-11
    slopes = beta[1:] / scale
    return np.concatenate([[beta[0] - slopes @ x.mean(axis=0)], slopes])


def show(name, coefficients, errors, log_likelihood):
    rows = [", ".join(repr(float(value)) for value in values) for values in (coefficients, errors)]
    print(f"{name}\n  coefficients [{rows[0]}]\n  errors       [{rows[1]}]\n  log-likelihood {float(log_likelihood)!r}")


def glm(name, x, y, **options):
    fit = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial(), **options).fit(tol=1e-15, maxiter=200)
    show(name, fit.params, fit.bse, fit.llf)
    return fit


def main():
    versions = (package.__name__ + " " + package.__version__ for package in (np, scipy, statsmodels, sklearn))
    print("; ".join(versions))
    x, weight, offset, y = grid()
    temperature, distress = np.array(TEMPERATURE, float), np.array(DISTRESS, float)

    glm("O-ring, maximum likelihood (statsmodels GLM)", temperature, distress)
    show("O-ring, Firth (slow implementation above)", *firth(temperature, distress))
    glm("grid, maximum likelihood (statsmodels GLM)", x, y)
    glm("grid, frequency weights (statsmodels GLM)", x, y, freq_weights=weight)
    fit = glm("grid, offset (statsmodels GLM)", x, y, offset=offset)
    null = sm.GLM(y, np.ones(len(y)), family=sm.families.Binomial(), offset=offset).fit(tol=1e-15, maxiter=200)
    print(f"  log-likelihood without predictors {float(null.llf)!r}; {fit.nobs} rows")
    show("grid, Firth with frequency weights (slow implementation above)", *firth(x, y, weight))

    scale = x.std(axis=0)
    ridge = LogisticRegression(C=1 / 2.5, solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(x / scale, y)
    standardised, intercept = ridge.coef_[0], ridge.intercept_[0]
    full = np.column_stack([np.ones(len(y)), x / scale])
    p = 1 / (1 + np.exp(-full @ np.concatenate([[intercept], standardised])))
    information = (full.T * (p * (1 - p))) @ full + np.diag([0.0, 2.5, 2.5, 2.5])
    errors = np.sqrt(np.diag(np.linalg.inv(information))) / np.concatenate([[1.0], scale])
    log_likelihood = np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
    show("grid, ridge 2.5 (scikit-learn newton-cholesky, C = 1/2.5, x / sd; errors by numpy)",
         np.concatenate([[intercept], standardised / scale]), errors, log_likelihood)

    print("separated, Firth (scipy on the penalised likelihood): rows, gap, noise, coefficients")
    for rows in (200, 1000):
        for gap in (0.2, 1.0, 5.0):
            for noise in (False, True):
                coefficients = [float(value) for value in firth_by_optimiser(*separated(rows, gap, noise))]
                print(f"  ({rows}, {gap}, &{coefficients}),")

    print("two-sided p of a normal z (scipy.special.erfc)")
    for z in (0.5, 1.96, 2.9, 5.0, 12.0):
        print(f"  ({z}, {float(scipy.special.erfc(z / np.sqrt(2)))!r}),")


if __name__ == "__main__":
    main()
