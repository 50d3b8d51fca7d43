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
    """A condition on a code column: one of the ids, or (negated) none of them."""

    column: str
    ids: tuple[int, ...]
    negated: bool = False


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
    features = tuple(_feature(one) for one in json.loads(resolved.read_text())["features"])
    return Study(generation(store), datetime.date.fromisoformat(index), features)


def _way(one):
    return Way(tuple(one["ids"]), one["primary_only"], tuple(one["needs"]), one["has_needs"], tuple(one["excluded"]))


def _condition(one):
    if one["t"] == "codes":
        return Codes(one["column"], tuple(one["ids"]), one.get("negated", False))
    if one["t"] == "numbers":
        return Numbers(one["column"], one["least"], one["bound"])
    return Ruled(one["column"], tuple(map(_way, one["ways"])))


def _feature(one):
    return Feature(
        one["name"], one["table"], one["date"], one["end"], one["near"], one["far"], one["current"],
        tuple(map(_condition, one["where"])), one["kind"], one.get("column"),
        tuple(map(tuple, one.get("values", ()))), tuple(tuple(map(_way, group)) for group in one.get("groups", ())),
        tuple(one.get("weights", ())), tuple(map(tuple, one.get("hierarchy", ()))), one.get("floor_at_zero", False), one.get("divide", 1),
    )  # fmt: skip
