"""The features in Polars: one lazy query a table, streaming engine, all cores.

    polars_features.py RESOLVED.json STORE DATE [OUT.parquet]
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import sys
import time

import polars as pl
from definitions import KNOWN_AT_DISCHARGE, WORD_BITS, Codes, Feature, Numbers, Ruled, Study, read
from plan import TablePlan, columns_of, plain_any, split, ways_of


class Table:
    """One table's query: a scan, a filter, small joins for codes, one group-by with every aggregate."""

    def __init__(self, study: Study, name: str, features: list[Feature]):
        self.study, self.plan = study, TablePlan(name, features)
        self.flags: dict[str, pl.Expr] = {}
        self.shown: dict[tuple[int, ...], str] = {}
        self.any_bits: list[pl.Expr] = []

    def query(self) -> pl.LazyFrame:
        plan, index = self.plan, pl.lit(self.study.index)
        # Aggregates first: writing them says which codes and flags they need.
        aggregates = [self.aggregate(feature).alias(feature.name) for feature in plan.features if not plain_any(feature)]
        aggregates += self.any_words()
        needs_rules = any(ways_of(feature) for feature in plan.features)
        columns = columns_of(plan) + (["spell", "position"] if needs_rules else [])
        row = ["row"] if any(feature.kind == "latest" for feature in plan.features) else []
        rows = pl.scan_parquet(self.study.file(plan.table), row_index_name="row" if row else None)
        rows = rows.select(*dict.fromkeys(columns), *row)
        rows = rows.filter((pl.col(plan.date) <= index) & (pl.col("visible_on") <= index))
        known = rows
        if plan.furthest is not None:
            rows = rows.filter(pl.col(plan.date) >= index - pl.duration(days=plan.furthest))
        if (used := plan.used_ids()) is not None:
            column, ids = used
            rows = rows.filter(pl.col(column).is_in(list(ids)))
        late = [c for c in columns if plan.table == "admissions" and c in KNOWN_AT_DISCHARGE]
        ended = pl.col(plan.end).is_not_null() & (pl.col(plan.end) <= index) if plan.end and plan.needs_end else None
        if ended is not None:
            rows = rows.with_columns(pl.when(ended).then(pl.col(plan.end)).alias(plan.end))
            rows = rows.with_columns(pl.when(ended).then(pl.col(c)).otherwise(0).cast(pl.UInt32).alias(c) for c in late)
        for words in plan.words.values():
            small = pl.LazyFrame(words.table(), schema_overrides={words.column: pl.UInt32})
            rows = rows.join(small, on=words.column, how="left")
        if self.shown:
            rows = rows.join(self.companions(known), on=["person", "spell"], how="left")
        rows = rows.with_columns((index - pl.col(plan.date)).dt.total_days().cast(pl.Int32).alias("ago"))
        rows = rows.with_columns(flag.alias(name) for name, flag in self.flags.items())
        people = rows.group_by("person").agg(aggregates).with_columns(*self.finish())
        return people.select("person", *(feature.name for feature in plan.features))

    def companions(self, known: pl.LazyFrame) -> pl.LazyFrame:
        """By spell, whether a diagnosis after the first is one that rules look for."""
        everything = list({one for ids in self.shown for one in ids})
        later = known.filter((pl.col("position") > 1) & pl.col("diagnosis").is_in(everything))
        return later.group_by("person", "spell").agg(
            pl.col("diagnosis").is_in(list(ids)).any().alias(name) for ids, name in self.shown.items()
        )

    def shows(self, ids: tuple[int, ...]) -> pl.Expr:
        return pl.col(self.shown.setdefault(ids, f"shown_{len(self.shown)}")).fill_null(False)

    def flag(self, expression: pl.Expr) -> pl.Expr:
        """Each condition is a column once, whatever the number of features that use it."""
        key = expression.meta.serialize(format="json")
        self._keys = getattr(self, "_keys", {})
        name = self._keys.setdefault(key, f"flag_{len(self._keys)}")
        self.flags[name] = expression
        return pl.col(name)

    def in_set(self, column: str, ids: tuple[int, ...]) -> pl.Expr:
        words = self.plan.words_of(column)
        word, bit = words.place(ids)
        return self.flag((pl.col(words.name(word)).fill_null(0) & (1 << bit)) != 0)

    def condition(self, one: Codes | Numbers | Ruled) -> pl.Expr:
        if isinstance(one, Codes):
            return self.in_set(one.column, one.ids)
        if isinstance(one, Numbers):
            holds = pl.col(one.column).is_not_null() & pl.col(one.column).is_finite()
            if one.least is not None:
                holds &= pl.col(one.column) >= one.least
            if one.bound is not None:
                holds &= pl.col(one.column) < one.bound
            return self.flag(holds)
        return pl.any_horizontal(self.way(one.column, way) for way in one.ways)

    def way(self, column, way) -> pl.Expr:
        holds = self.in_set(column, way.ids)
        if way.primary_only:
            holds &= pl.col("position") == 1
        if way.has_needs:
            holds &= self.shows(way.needs)
        if way.excluded:
            holds &= ~self.shows(way.excluded)
        return holds

    def mask(self, feature: Feature) -> pl.Expr:
        parts = [self.condition(one) for one in feature.where]
        if feature.current:
            parts.append(self.flag(pl.col(feature.end).is_null()))
        ago = pl.col("ago")
        if feature.near > 0:
            parts.append(self.flag(ago >= feature.near))
        if feature.far is not None and feature.kind != "bed_days":
            parts.append(self.flag(ago <= feature.far))
        return pl.all_horizontal(parts) if parts else pl.col("ago") >= 0

    def any_words(self) -> list[pl.Expr]:
        """The words of all rows of a window or'ed together answer every feature that asks for any row with some code."""
        found: dict[str, pl.Expr] = {}
        for feature in filter(plain_any, self.plan.features):
            word, bit = self.plan.words_of(feature.where[0].column).place(feature.where[0].ids)
            name = f"any_{feature.near}_{feature.far}_{word}"
            inside = self.mask(dataclasses.replace(feature, where=()))
            found[name] = self.word(self.plan.words_of(feature.where[0].column).name(word)).filter(inside).bitwise_or().alias(name)
            self.any_bits.append(((pl.col(name).fill_null(0) & (1 << bit)) != 0).alias(feature.name))
        return list(found.values())

    def aggregate(self, feature: Feature) -> pl.Expr:
        mask, kind, column = self.mask(feature), feature.kind, feature.column
        if kind == "count" or (kind == "spells" and self.plan.table == "admissions"):
            return mask.sum()
        if kind == "any":
            return mask.any()
        if kind == "spells":
            return pl.col("spell").filter(mask).n_unique()
        if kind == "sum":
            return pl.col(column).filter(mask).sum()
        if kind == "latest":
            # Rows of a person are in the order of dates in the file; joins and groups need not keep it.
            wanted = mask & pl.col(column).is_not_null()
            return pl.col(column).filter(wanted).max_by(pl.col("row").filter(wanted))
        if kind == "days_since_latest":
            return pl.col("ago").filter(mask).min()
        if kind == "days_since_first":
            return pl.col("ago").filter(mask).max()
        if kind == "bed_days":
            index = pl.lit(self.study.index)
            first = pl.col(feature.date)
            if feature.far is not None:
                first = pl.max_horizontal(first, index - pl.duration(days=feature.far))
            end = pl.col(feature.end).fill_null(index)
            beyond = pl.min_horizontal(end, index - pl.duration(days=feature.near - 1)) if feature.far is not None else end
            return (beyond - first).dt.total_days().clip(0).filter(mask).sum()
        if kind == "distinct":
            words = self.plan.words_of(column)
            present = [self.word(words.name(word)).filter(mask).bitwise_or() for word in words.run(feature.values)]
            return pl.sum_horizontal(one.fill_null(0).bitwise_count_ones() for one in present)
        if kind in ("groups", "weights"):
            return self.groups(feature, mask)
        raise NotImplementedError(kind)

    def word(self, name: str) -> pl.Expr:
        return pl.col(name).fill_null(0)

    def groups(self, feature: Feature, mask: pl.Expr) -> pl.Expr:
        if any(not way.is_plain for group in feature.groups for way in group):
            word = pl.sum_horizontal(
                pl.when(pl.any_horizontal(self.way(feature.column, way) for way in group)).then(1 << bit).otherwise(0)
                for bit, group in enumerate(feature.groups)
            )
            return word.filter(mask).bitwise_or().fill_null(0)
        words = self.plan.words_of(feature.column)
        run = words.run([one for way in group for one in way.ids] for group in feature.groups)
        parts = [self.word(words.name(word)).filter(mask).bitwise_or().fill_null(0) for word in run]
        return parts[0] if len(parts) == 1 else pl.concat_list(parts)

    def finish(self):
        """From the groups that somebody has to a number."""
        yield from self.any_bits
        for feature in self.plan.features:
            if feature.kind not in ("groups", "weights"):
                continue

            def present(group, feature=feature):
                word = pl.col(feature.name) if len(feature.groups) <= WORD_BITS else pl.col(feature.name).list.get(group // WORD_BITS)
                return (word & (1 << (group % WORD_BITS))) != 0

            total = pl.lit(0, pl.Int64)
            for group, weight in enumerate(feature.weights):
                counts = present(group)
                for winner, loser in feature.hierarchy:
                    if loser == group:
                        counts = counts & ~present(winner)
                total = total + counts.cast(pl.Int64) * weight
            yield ((total.clip(0) if feature.floor_at_zero else total) / feature.divide).alias(feature.name)


def persons(study: Study, features: list[Feature]) -> pl.LazyFrame:
    made = []
    for feature in features:
        if feature.kind == "age":
            born, on = pl.col("date_of_birth"), study.index
            before = (born.dt.month() > on.month) | ((born.dt.month() == on.month) & (born.dt.day() > on.day))
            made.append((on.year - born.dt.year() - before.cast(pl.Int32)).alias(feature.name))
        elif feature.kind == "value":
            made.append(pl.col(feature.column).alias(feature.name))
        else:
            holds = []
            for one in feature.where:
                if isinstance(one, Codes):
                    holds.append(pl.col(one.column).is_in(list(one.ids)))
                else:
                    if one.least is not None:
                        holds.append(pl.col(one.column) >= one.least)
                    if one.bound is not None:
                        holds.append(pl.col(one.column) < one.bound)
            made.append(pl.all_horizontal(holds).fill_null(False).alias(feature.name))
    return pl.scan_parquet(study.file("persons"), row_index_name="person").select(pl.col("person").cast(pl.UInt32), *made)


def build(study: Study) -> pl.DataFrame:
    tables = study.by_table()
    everyone = persons(study, tables.pop("persons", []))
    for name, features in tables.items():
        for part in split(features):
            everyone = everyone.join(Table(study, name, part).query(), on="person", how="left")
    zero = [pl.col(feature.name).fill_null(0) for feature in study.features if not feature.can_be_missing and feature.table != "persons"]
    columns = [pl.col(feature.name).cast(pl.Float64) for feature in study.features]
    return everyone.with_columns(zero).select("person", *columns).collect(engine="streaming")


def main():
    start = time.perf_counter()
    resolved, store, index, *out = sys.argv[1:]
    frame = build(read(pathlib.Path(resolved), pathlib.Path(store), index))
    seconds = time.perf_counter() - start
    if out:
        frame.sort("person").write_parquet(out[0])
    print(json.dumps({"seconds": seconds, "people": frame.height, "features": frame.width - 1, "version": pl.__version__}))


if __name__ == "__main__":
    main()
