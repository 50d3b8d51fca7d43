#!/usr/bin/env python3
"""Answers of independent programs that the tests of funnel plots and run charts expect.

    python3 tests/reference/variation.py

needs numpy, scipy and statsmodels; prints what the tests hold as constants. The data:

* batches: ten measurements of flow rate, NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (public domain), which prints the
  limits 55.8041 and 45.8159 about 50.81.
* cans: nonconforming cans in 30 samples of 50, Montgomery, Introduction to Statistical Quality Control, table 7.1 (facts), who prints
  0.2313, 0.4102 and 0.0524.
* practices: ours, from the formula below; no randomness.
"""
import numpy as np
import scipy
import scipy.stats as st
import statsmodels
from statsmodels.stats.meta_analysis import combine_effects

CHANCES = (0.00135, 0.02275, 0.97725, 0.99865)
BATCHES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]


def interpolated(chance, size, share):
    """Spiegelhalter 2005, A.1.1: the quantile less the part of its probability that is too much."""
    r = st.binom.ppf(chance, size, share)
    too_much = (st.binom.cdf(r, size, share) - chance) / st.binom.pmf(r, size, share)
    return max(r - too_much, 0.0)


def practices(spread):
    """24 practices: people, and how many of them are covered; `spread` in thousandths moves them apart."""
    i = np.arange(24)
    size = 40 + 35 * i * (i + 3) // 4
    share = 0.30 + (i * 7 % 24 - 11.5) / 11.5 * spread / 1000
    return np.round(size * share).astype(int), size


def dispersion(numerator, size, rounding=0.0):
    """`rounding`: the variance that rounding gives a count, (width ** 2 - 1) / 12; a share has it from both of its counts."""
    target = numerator.sum() / size.sum()
    s2 = target * (1 - target) / size + rounding * (1 + target ** 2) / size ** 2
    z = (numerator / size - target) / np.sqrt(s2)
    z = np.clip(z, np.quantile(z, 0.1), np.quantile(z, 0.9))
    phi = np.mean(z ** 2)
    w = 1 / s2
    tau2 = (len(z) * phi - (len(z) - 1)) / (w.sum() - (w ** 2).sum() / w.sum())
    return target, phi, max(tau2, 0)


def main():
    print("; ".join(package.__name__ + " " + package.__version__ for package in (np, scipy, statsmodels)))
    print("interpolated binomial quantiles: size, share, at 0.135, 2.275, 97.725, 99.865 per cent")
    for size, share in ((5, 0.3), (20, 0.5), (137, 0.02), (1000, 0.731), (8500, 0.02), (400000, 0.018)):
        print(f"  ({size}, {share}, {[float(interpolated(c, size, share)) for c in CHANCES]}),")

    print("practices: spread, variance of rounding, target, phi, tau squared")
    for spread in (10, 60, 180):
        numerator, size = practices(spread)
        for rounding in (0.0, 2.0):
            print(f"  ({spread}, {rounding}, {[float(value) for value in dispersion(numerator, size, rounding)]}),")
    # The estimate of tau squared itself, without winsorising, against statsmodels' DerSimonian and Laird (which centres on the
    # weighted mean: the pooled share, as all weights are size / (target (1 - target))).
    numerator, size = practices(180)
    target = numerator.sum() / size.sum()
    s2 = target * (1 - target) / size
    z = (numerator / size - target) / np.sqrt(s2)
    w = 1 / s2
    ours = ((z ** 2).sum() - (len(z) - 1)) / (w.sum() - (w ** 2).sum() / w.sum())
    theirs = combine_effects(numerator / size, s2, method_re="dl").tau2
    assert abs(ours - theirs) < 1e-15, (ours, theirs)

    x = np.array(BATCHES)
    moving = np.abs(np.diff(x)).mean()
    print("batches, XmR: mean, mean moving range, limits", x.mean(), moving, x.mean() - 2.66 * moving, x.mean() + 2.66 * moving)
    p = sum(CANS) / (50 * len(CANS))
    e = 3 * np.sqrt(p * (1 - p) / 50)
    print("cans, p: mean, limits", p, p - e, p + e)
    counts, exposure = np.array([4, 9, 7, 3, 12, 8, 6, 5, 10, 2, 7, 21]), np.array([90, 110, 100, 80, 120, 95, 105, 100, 115, 70, 100, 110])
    u = counts.sum() / exposure.sum()
    print("u: mean", u, "limits of the last", max(u - 3 * np.sqrt(u / exposure[-1]), 0), u + 3 * np.sqrt(u / exposure[-1]))


if __name__ == "__main__":
    main()
