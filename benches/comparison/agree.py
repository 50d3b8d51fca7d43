"""Whether two tables of features say the same of everybody: counts exactly, numbers to 1e-6 of their size.

    agree.py RESOLVED.json A.parquet B.parquet
"""

from __future__ import annotations

import json
import pathlib
import sys

import definitions
import numpy
import pyarrow.parquet

WHOLE = ("count", "any", "spells", "bed_days", "distinct", "groups", "days_since_latest", "days_since_first", "age")


def column(table, name):
    return table.column(name).to_numpy(zero_copy_only=False).astype(numpy.float64)


def main():
    resolved, left, right = sys.argv[1:]
    left, right = (pyarrow.parquet.read_table(path) for path in (left, right))
    people = left.column("person").to_numpy()
    differ = {}
    if not numpy.array_equal(people, right.column("person").to_numpy()):
        differ["person"] = abs(left.num_rows - right.num_rows)
    else:
        for feature in definitions.features(pathlib.Path(resolved)):
            a, b = column(left, feature.name), column(right, feature.name)
            tolerance = 0 if feature.kind in WHOLE else 1e-6
            same = (numpy.isnan(a) & numpy.isnan(b)) | (abs(a - b) <= tolerance * numpy.maximum(abs(a), abs(b)))
            if not same.all():
                differ[feature.name] = int((~same).sum())
    print(json.dumps({"people": len(people), "features": left.num_columns - 1, "differ": differ}))


if __name__ == "__main__":
    main()
