"""Makes evaluate_people.csv and evaluate_expected.json: what independent software says of 1,200 made-up people.

    python make_evaluate.py            (in this folder)

numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1, statsmodels 0.15.0, scikit-misc 0.5.3 (Cleveland's own loess, the
code behind R's loess; surface="direct" evaluates it at every point, where R's default interpolates).
DeLong: the paper's definition, pair by pair. Top fractions, net benefit: written out plainly below.
"""

import json
import math

import numpy as np
import statsmodels.api as sm
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from skmisc.loess import loess

rng = np.random.default_rng(20100403)
n = 1200
x = rng.normal(-2.6, 1.2, n)
# Too extreme by a fifth and too low: a slope near 0.8 and an intercept above 0 are to be found.
risk = np.round(1 / (1 + np.exp(-1.25 * x + 0.2)), 3).clip(0.001, 0.999)
outcome = (rng.random(n) < 1 / (1 + np.exp(-x))).astype(int)
recent = (rng.random(n) < np.minimum(0.9, 2 * risk)).astype(int)
with open("evaluate_people.csv", "w") as out:
    out.write("risk,outcome,recent\n")
    for row in zip(risk, outcome, recent):
        out.write("%.3f,%d,%d\n" % row)


def delong(risk, outcome):
    events, others = risk[outcome == 1], risk[outcome == 0]
    kernel = (others[None, :] < events[:, None]) + 0.5 * (others[None, :] == events[:, None])
    v10, v01 = kernel.mean(1), kernel.mean(0)
    return kernel.mean(), math.sqrt(v10.var(ddof=1) / len(events) + v01.var(ddof=1) / len(others))


auroc, se = delong(risk, outcome)
assert abs(auroc - roc_auc_score(outcome, risk)) < 1e-12
rate = outcome.mean()
brier = brier_score_loss(outcome, risk)
logit = np.log(risk / (1 - risk))
slope = sm.Logit(outcome, sm.add_constant(logit)).fit(disp=0, tol=1e-14)
large = sm.GLM(outcome, np.ones(n), family=sm.families.Binomial(), offset=logit).fit(tol=1e-14)
fit = loess(risk, outcome.astype(float), span=0.75, degree=2, family="gaussian", surface="direct", statistics="exact")
fit.fit()
smoothed = fit.predict(risk).values.clip(0, 1)
gap = abs(risk - smoothed)

order = sorted(range(n), key=lambda i: (-risk[i], i))


def yielded(flagged):
    first = order[:flagged]
    events = int(outcome[first].sum())
    ppv = events / flagged
    return {
        "flagged": flagged, "events": events, "ppv": ppv, "sensitivity": events / outcome.sum(),
        "specificity": 1 - (flagged - events) / (n - outcome.sum()), "lift": ppv / rate,
        "no_emergency_admission_in_2_years": 1 - recent[first].mean(),
    }


def net(flag, t):
    return (outcome[flag].sum() - (1 - outcome[flag]).sum() * t / (1 - t)) / n


expected = {
    "n": n, "events": int(outcome.sum()), "auroc": auroc, "auroc_standard_error": se,
    "average_precision": average_precision_score(outcome, risk), "brier": brier,
    "scaled_brier": 1 - brier / brier_score_loss(outcome, np.full(n, rate)),
    "observed_expected": outcome.sum() / risk.sum(),
    "calibration_intercept": large.params[0], "calibration_intercept_se": large.bse[0],
    "calibration_slope": slope.params[1], "calibration_slope_se": slope.bse[1],
    "recalibration_intercept": slope.params[0],
    "ici": gap.mean(), "e50": float(np.quantile(gap, 0.5)), "e90": float(np.quantile(gap, 0.9)),
    "smoothed": [[r, float(s)] for r, s in sorted(set(zip(risk[::60].tolist(), smoothed[::60].tolist())))],
    "top": [{"fraction": f, **yielded(math.ceil(round(f * n, 9)))} for f in (0.005, 0.01, 0.02, 0.05, 0.10, 0.20)],
    "at_risks": [{"risk": t, **yielded(int((risk >= t).sum()))} for t in (0.1, 0.2, 0.3, 0.4, 0.5)],
    "decision_curve": [[t / 100, float(net(risk >= t / 100, t / 100)), float(net(risk >= 0, t / 100))] for t in (1, 5, 10, 25, 50)],
}
with open("evaluate_expected.json", "w") as out:
    json.dump(expected, out, indent=1, default=float)
    out.write("\n")
