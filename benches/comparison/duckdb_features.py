"""The features in DuckDB: one SQL query a table, all cores.

    duckdb_features.py RESOLVED.json STORE DATE [OUT.parquet]
    duckdb_features.py --sql RESOLVED.json STORE DATE      prints the queries
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import sys
import time

import duckdb
import pyarrow
from definitions import KNOWN_AT_DISCHARGE, WORD_BITS, Codes, Feature, Numbers, Ruled, Study, read
from plan import TablePlan, columns_of, plain_any, split, ways_of


class Table:
    """One table's query: a scan with a filter, small joins for codes, one group-by with every aggregate."""

    def __init__(self, study: Study, name: str, features: list[Feature], number: int = 0):
        self.study, self.plan, self.number = study, TablePlan(name, features), number
        self.flags: dict[str, str] = {}
        self.shown: dict[tuple[int, ...], str] = {}
        self.any_bits: dict[str, str] = {}
        self.index = f"DATE '{study.index}'"

    def query(self) -> str:
        plan = self.plan
        aggregates = [f"{self.aggregate(feature)} AS {feature.name}" for feature in plan.features if not plain_any(feature)]
        aggregates += self.any_words()
        rules = any(ways_of(feature) for feature in plan.features)
        columns = list(dict.fromkeys(columns_of(plan) + (["spell", "position"] if rules else [])))
        numbered = any(feature.kind == "latest" for feature in plan.features)
        scan = f"read_parquet('{self.study.file(plan.table)}'{', file_row_number = true' if numbered else ''})"
        where = [f"{plan.date} <= {self.index}", f"visible_on <= {self.index}"]
        if plan.furthest is not None:
            where.append(f"{plan.date} >= {self.index} - {plan.furthest}")
        ended = f"coalesce({plan.end} <= {self.index}, false)" if plan.end and plan.needs_end else None
        shown = []
        for column in columns:
            if column == plan.end and ended:
                shown.append(f"CASE WHEN {ended} THEN {column} END AS {column}")
            elif plan.table == "admissions" and column in KNOWN_AT_DISCHARGE:
                shown.append(f"CASE WHEN {ended} THEN {column} ELSE 0 END::UINTEGER AS {column}")
            else:
                shown.append(column)
        shown += ["file_row_number"] if numbered else []
        source = f"(SELECT {', '.join(shown)}, {self.index} - {plan.date} AS ago FROM {scan} WHERE {' AND '.join(where)}) AS t"
        asks = plan.used_ids()
        for words in plan.words.values():
            # When every feature asks for codes of this column, rows without any of them are of no use.
            how = "JOIN" if asks is not None and asks[0] == words.column else "LEFT JOIN"
            source += f" {how} {self.words_table(words.column)} USING ({words.column})"
        with_ = ""
        if self.shown:
            everything = sorted({one for ids in self.shown for one in ids})
            flags = ", ".join(f"bool_or(diagnosis IN ({listed(ids)})) AS {name}" for ids, name in self.shown.items())
            later = f"position > 1 AND diagnosis IN ({listed(everything)}) AND {' AND '.join(where[:2])}"
            with_ = f"WITH companions AS (SELECT person, spell, {flags} FROM {scan} WHERE {later} GROUP BY person, spell)\n"
            source += " LEFT JOIN companions USING (person, spell)"
        flags = "".join(f", {text} AS {name}" for text, name in self.flags.items())
        return f"{with_}SELECT person, {', '.join(aggregates)}\nFROM (SELECT *{flags} FROM {source})\nGROUP BY person"

    def words_table(self, column: str) -> str:
        return f"words_{self.plan.table}_{self.number}_{column}"

    def flag(self, text: str) -> str:
        return self.flags.setdefault(text, f"flag_{len(self.flags)}")

    def shows(self, ids: tuple[int, ...]) -> str:
        return f"coalesce({self.shown.setdefault(ids, f'shown_{len(self.shown)}')}, false)"

    def in_set(self, column: str, ids: tuple[int, ...]) -> str:
        words = self.plan.words_of(column)
        word, bit = words.place(ids)
        return self.flag(f"coalesce({words.name(word)} & {1 << bit}, 0) <> 0")

    def condition(self, one: Codes | Numbers | Ruled) -> str:
        if isinstance(one, Codes):
            return self.in_set(one.column, one.ids)
        if isinstance(one, Numbers):
            holds = [f"{one.column} IS NOT NULL AND isfinite({one.column}::DOUBLE)"]
            holds += [f"{one.column} >= {one.least!r}"] if one.least is not None else []
            holds += [f"{one.column} < {one.bound!r}"] if one.bound is not None else []
            return self.flag(f"coalesce({' AND '.join(holds)}, false)")
        return self.any_way(one.column, one.ways)

    def any_way(self, column, ways) -> str:
        return self.flag("(" + " OR ".join(self.way(column, way) for way in ways) + ")")

    def way(self, column, way) -> str:
        words = self.plan.words_of(column)
        word, bit = words.place(way.ids)
        holds = [f"coalesce({words.name(word)} & {1 << bit}, 0) <> 0"]
        holds += ["position = 1"] if way.primary_only else []
        holds += [self.shows(way.needs)] if way.has_needs else []
        holds += [f"NOT {self.shows(way.excluded)}"] if way.excluded else []
        return "(" + " AND ".join(holds) + ")"

    def filter(self, feature: Feature, *more: str) -> str:
        parts = [self.condition(one) for one in feature.where]
        parts += [f"{feature.end} IS NULL"] if feature.current else []
        parts += [f"ago >= {feature.near}"] if feature.near > 0 else []
        parts += [f"ago <= {feature.far}"] if feature.far is not None and feature.kind != "bed_days" else []
        parts += more
        return f" FILTER (WHERE {' AND '.join(parts)})" if parts else ""

    def any_words(self) -> list[str]:
        """The words of all rows of a window or'ed together answer every feature that asks for any row with some code."""
        found: dict[str, str] = {}
        for feature in filter(plain_any, self.plan.features):
            words = self.plan.words_of(feature.where[0].column)
            word, bit = words.place(feature.where[0].ids)
            name = f"any_{self.plan.table}_{self.number}_{feature.near}_{feature.far}_{word}"
            inside = self.filter(dataclasses.replace(feature, where=()))
            found[name] = f"bit_or({words.name(word)}){inside} AS {name}"
            self.any_bits[feature.name] = f"({name} & {1 << bit} <> 0)::INTEGER"
        return list(found.values())

    def aggregate(self, feature: Feature) -> str:
        kind, column = feature.kind, feature.column
        if kind == "count" or (kind == "spells" and self.plan.table == "admissions"):
            return "count(*)" + self.filter(feature)
        if kind == "any":
            return f"(count(*){self.filter(feature)} > 0)::INTEGER"
        if kind == "spells":
            return "count(DISTINCT spell)" + self.filter(feature)
        if kind == "sum":
            return f"sum({column})" + self.filter(feature)
        if kind == "latest":
            # Rows of a person are in the order of dates.
            return f"arg_max({column}, file_row_number)" + self.filter(feature, f"{column} IS NOT NULL")
        if kind == "days_since_latest":
            return "min(ago)" + self.filter(feature)
        if kind == "days_since_first":
            return "max(ago)" + self.filter(feature)
        if kind == "bed_days":
            first = f"greatest({feature.date}, {self.index} - {feature.far})" if feature.far is not None else feature.date
            beyond = f"coalesce({feature.end}, {self.index})"
            beyond = f"least({beyond}, {self.index} - {feature.near - 1})" if feature.far is not None else beyond
            return f"sum(greatest({beyond} - {first}, 0))" + self.filter(feature)
        if kind == "distinct":
            words = self.plan.words_of(column)
            return " + ".join(
                f"coalesce(bit_count(bit_or({words.name(word)}){self.filter(feature)}), 0)" for word in words.run(feature.values)
            )
        if kind in ("groups", "weights"):
            return self.groups(feature)
        raise NotImplementedError(kind)

    def groups(self, feature: Feature) -> str:
        words, parts = self.plan.words_of(feature.column), []
        if any(not way.is_plain for group in feature.groups for way in group):
            flags = [self.any_way(feature.column, group) for group in feature.groups]
            for start in range(0, len(flags), WORD_BITS):
                word = " + ".join(f"({flag}::BIGINT << {bit})" for bit, flag in enumerate(flags[start : start + WORD_BITS]))
                parts.append(f"coalesce(bit_or({word}){self.filter(feature)}, 0)")
        else:
            run = words.run([one for way in group for one in way.ids] for group in feature.groups)
            parts = [f"coalesce(bit_or({words.name(word)}){self.filter(feature)}, 0)" for word in run]
        return f"list_value({', '.join(parts)})"


def finished(feature: Feature, any_bits: dict[str, str]) -> str:
    """From the groups that somebody has to a number; zero for people without rows."""
    name = feature.name
    if name in any_bits:
        return f"coalesce({any_bits[name]}, 0)::DOUBLE AS {name}"
    if feature.kind in ("groups", "weights"):

        def present(group):
            return f"({name}[{group // WORD_BITS + 1}] & {1 << (group % WORD_BITS)} <> 0)"

        terms = []
        for group, weight in enumerate(feature.weights):
            beaten = [f" AND NOT {present(winner)}" for winner, loser in feature.hierarchy if loser == group]
            terms.append(f"({present(group)}{''.join(beaten)})::INTEGER * {weight}")
        total = " + ".join(terms)
        total = f"greatest({total}, 0)" if feature.floor_at_zero else f"({total})"
        return f"coalesce({total} / {feature.divide}::DOUBLE, 0) AS {name}"
    if feature.can_be_missing or feature.table == "persons":
        return f"{name}::DOUBLE AS {name}"
    return f"coalesce({name}, 0)::DOUBLE AS {name}"


def persons(study: Study, features: list[Feature]) -> str:
    made = ["file_row_number::UINTEGER AS person"]
    for feature in features:
        if feature.kind == "age":
            # date_sub counts whole years; it takes 28 February as the birthday of somebody born on the 29th, the definitions do not.
            on = study.index
            before = f"(month(date_of_birth), day(date_of_birth)) > ({on.month}, {on.day})"
            made.append(f"{on.year} - year(date_of_birth) - ({before})::INTEGER AS {feature.name}")
        elif feature.kind == "value":
            made.append(f"{feature.column} AS {feature.name}")
        else:
            holds = []
            for one in feature.where:
                if isinstance(one, Codes):
                    holds.append(f"{one.column} IN ({listed(one.ids)})")
                else:
                    holds += [f"{one.column} >= {one.least!r}"] if one.least is not None else []
                    holds += [f"{one.column} < {one.bound!r}"] if one.bound is not None else []
            made.append(f"coalesce({' AND '.join(holds)}, false)::INTEGER AS {feature.name}")
    return f"SELECT {', '.join(made)} FROM read_parquet('{study.file('persons')}', file_row_number = true)"


def listed(ids) -> str:
    return ", ".join(map(str, ids)) if ids else "NULL"


def build(study: Study, connection: duckdb.DuckDBPyConnection, show: bool = False) -> pyarrow.Table:
    tables = study.by_table()
    joins = f"({persons(study, tables.pop('persons', []))}) AS everyone"
    any_bits: dict[str, str] = {}
    parts = [(name, part) for name, features in tables.items() for part in split(features)]
    for number, (name, features) in enumerate(parts):
        table = Table(study, name, features, number)
        sql = table.query()
        any_bits |= table.any_bits
        for column, words in table.plan.words.items():
            types = {key: pyarrow.uint32() if key == column else pyarrow.int64() for key in words.table()}
            small = pyarrow.table({key: pyarrow.array(ids, types[key]) for key, ids in words.table().items()})
            connection.register("small", small)
            connection.execute(f"CREATE TABLE {table.words_table(column)} AS SELECT * FROM small")
        if show:
            print(sql, end=";\n\n")
        joins += f"\nLEFT JOIN ({sql}) AS part_{number} USING (person)"
    select = ", ".join(["person", *(finished(feature, any_bits) for feature in study.features)])
    return connection.sql(f"SELECT {select} FROM {joins}").to_arrow_table()


def main():
    start = time.perf_counter()
    show = "--sql" in sys.argv
    resolved, store, index, *out = [argument for argument in sys.argv[1:] if argument != "--sql"]
    study = read(pathlib.Path(resolved), pathlib.Path(store), index)
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    table = build(study, connection, show)
    seconds = time.perf_counter() - start
    if out:
        import pyarrow.parquet

        pyarrow.parquet.write_table(table.sort_by("person"), out[0])
    print(json.dumps({"seconds": seconds, "people": table.num_rows, "features": table.num_columns - 1, "version": duckdb.__version__}))


if __name__ == "__main__":
    main()
