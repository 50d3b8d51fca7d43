"""Feature definitions with their codes resolved, in the shape that the query writers go by.

`casefinder features --json` is the only source: nothing here knows a code list.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import pathlib

# What a hospital knows only when the stay has ended reads as empty before that.
KNOWN_AT_DISCHARGE = ("discharge_method", "discharge_destination", "primary_diagnosis")
# Bits of a signed 64-bit integer that queries can use.
WORD_BITS = 62


@dataclasses.dataclass(frozen=True)
class Way:
    """One way for a diagnosis to count: these ids, and what else its spell must show."""

    ids: tuple[int, ...]
    primary_only: bool = False
    needs: tuple[int, ...] = ()
    has_needs: bool = False
    excluded: tuple[int, ...] = ()

    @property
    def is_plain(self) -> bool:
        return not (self.primary_only or self.has_needs or self.excluded)


@dataclasses.dataclass(frozen=True)
class Codes:
    """A condition on a code column: one of the ids."""

    column: str
    ids: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Numbers:
    """A condition on a number column: at least `least`, below `bound`."""

    column: str
    least: float | None
    bound: float | None


@dataclasses.dataclass(frozen=True)
class Ruled:
    """A condition on a diagnosis that looks at its spell: any of the ways."""

    column: str
    ways: tuple[Way, ...]


@dataclasses.dataclass(frozen=True)
class Feature:
    name: str
    table: str
    date: str | None
    end: str | None
    near: int
    far: int | None
    current: bool
    where: tuple[Codes | Numbers | Ruled, ...]
    kind: str
    column: str | None = None
    # `distinct`: ids by value. `groups`, `weights`: the ways of each group.
    values: tuple[tuple[int, ...], ...] = ()
    groups: tuple[tuple[Way, ...], ...] = ()
    weights: tuple[int, ...] = ()
    hierarchy: tuple[tuple[int, int], ...] = ()
    floor_at_zero: bool = False
    divide: int = 1

    @property
    def can_be_missing(self) -> bool:
        return self.kind in ("latest", "days_since_latest", "days_since_first", "value")

    @property
    def is_ruled(self) -> bool:
        return any(isinstance(one, Ruled) for one in self.where) or any(
            not way.is_plain for group in self.groups for way in group
        )


@dataclasses.dataclass(frozen=True)
class Study:
    """What to build, and from which files."""

    folder: pathlib.Path
    index: datetime.date
    features: tuple[Feature, ...]

    def file(self, table: str) -> str:
        return str(self.folder / f"{table}.parquet")

    def by_table(self) -> dict[str, list[Feature]]:
        tables: dict[str, list[Feature]] = {}
        for feature in self.features:
            tables.setdefault(feature.table, []).append(feature)
        return tables


def generation(store: pathlib.Path) -> pathlib.Path:
    """The folder of a store's generation in force."""
    return store / (store / "current").read_text().strip()


def read(resolved: pathlib.Path, store: pathlib.Path, index: str) -> Study:
    """Reads what `casefinder features --json` printed."""
    return Study(generation(store), datetime.date.fromisoformat(index), features(resolved))


def features(resolved: pathlib.Path) -> tuple[Feature, ...]:
    """The definitions alone."""
    return tuple(map(_feature, json.loads(resolved.read_text())))


def _feature(one) -> Feature:
    window = one["window"]
    near, far = window["days"] if isinstance(window, dict) else (0, None)
    aggregate = one["aggregate"]
    (kind, of), *_ = aggregate.items() if isinstance(aggregate, dict) else [(aggregate, None)]
    score = one.get("score") or {"groups": {}, "weights": {}, "hierarchy": [], "floor_at_zero": False, "divide": 1}
    names = sorted(score["groups"])
    rules = score.get("rules", [])
    groups = (
        (Way(tuple(score["groups"][name])), *(_way(rule) for rule in rules if rule["group"] == name)) for name in names
    )
    return Feature(
        name=one["name"],
        table=one["table"],
        date=one["date_column"],
        end=one["end_column"],
        near=near,
        far=far,
        current=window == "current",
        where=tuple(map(_condition, one["filters"])),
        kind=kind,
        column=of["column"] if isinstance(of, dict) else of,
        values=tuple(map(tuple, one.get("values") or ())),
        groups=tuple(groups),
        weights=tuple(score["weights"][name] for name in names),
        hierarchy=tuple((names.index(winner), names.index(loser)) for winner, loser in score["hierarchy"]),
        floor_at_zero=score["floor_at_zero"],
        divide=score["divide"],
    )


def _condition(one) -> Codes | Numbers | Ruled:
    if one.get("rules"):
        return Ruled(one["column"], (Way(tuple(one["codes"])), *map(_way, one["rules"])))
    if one.get("codes") is not None:
        return Codes(one["column"], tuple(one["codes"]))
    return Numbers(one["column"], one.get("at_least"), one.get("below"))


def _way(one) -> Way:
    needs, excluded = one["needs_secondary"], one["excluded_by_secondary"]
    return Way(tuple(one["codes"]), one["primary_only"], tuple(needs or ()), needs is not None, tuple(excluded or ()))
