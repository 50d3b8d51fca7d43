"""What both query writers share: which rows a table's features can use at all, and sets of codes as bits of words.

A column of codes with conditions is joined once with a small table from code to words; bit `b` of a word says that the code is in
set `b`. That costs one lookup a row, however many features there are, and is how a good user of either tool would write it.
"""

from __future__ import annotations

import dataclasses

from definitions import WORD_BITS, Codes, Feature, Ruled, Way


@dataclasses.dataclass
class Words:
    """Sets of ids of one column, numbered; set `s` is bit `s % WORD_BITS` of word `s // WORD_BITS`."""

    column: str
    sets: list[tuple[int, ...]] = dataclasses.field(default_factory=list)

    def place(self, ids) -> tuple[int, int]:
        ids = tuple(sorted(set(ids)))
        if ids not in self.sets:
            self.sets.append(ids)
        return divmod(self.sets.index(ids), WORD_BITS)

    def run(self, sets) -> range:
        """Puts sets into fresh words of their own, in order; the words."""
        self.pad()
        start = len(self.sets) // WORD_BITS
        self.sets.extend(tuple(ids) for ids in sets)
        self.pad()
        return range(start, len(self.sets) // WORD_BITS)

    def pad(self):
        while len(self.sets) % WORD_BITS:
            self.sets.append((-len(self.sets) - 1,))

    @property
    def count(self) -> int:
        return -(-len(self.sets) // WORD_BITS)

    def table(self) -> dict[str, list[int]]:
        """Columns of the small table: the id, and its words. Only ids that are in some set."""
        words: dict[int, list[int]] = {}
        for number, ids in enumerate(self.sets):
            word, bit = divmod(number, WORD_BITS)
            for one in ids:
                if one >= 0:
                    words.setdefault(one, [0] * self.count)[word] |= 1 << bit
        ids = sorted(words)
        return {self.column: ids} | {self.name(word): [words[one][word] for one in ids] for word in range(self.count)}

    def name(self, word: int) -> str:
        return f"{self.column}_word_{word}"


@dataclasses.dataclass
class TablePlan:
    """The features of one table and what their rows have in common."""

    table: str
    features: list[Feature]
    words: dict[str, Words] = dataclasses.field(default_factory=dict)

    def words_of(self, column: str) -> Words:
        return self.words.setdefault(column, Words(column))

    @property
    def date(self) -> str:
        return self.features[0].date

    @property
    def end(self) -> str | None:
        return self.features[0].end

    @property
    def needs_end(self) -> bool:
        from definitions import KNOWN_AT_DISCHARGE

        read = {one.column for feature in self.features for one in feature.where} | {feature.column for feature in self.features}
        late = self.table == "admissions" and read & set(KNOWN_AT_DISCHARGE)
        return bool(late) or any(feature.current or feature.kind == "bed_days" for feature in self.features)

    @property
    def furthest(self) -> int | None:
        """Days ago before which no feature looks; None when one looks at everything."""
        far = [None if feature.kind == "bed_days" else feature.far for feature in self.features]
        return None if None in far else max(far)

    def used_ids(self) -> tuple[str, tuple[int, ...]] | None:
        """When every feature asks for codes of one and the same column: that column and all the ids asked for."""
        columns = [c.column for c in self.features[0].where if isinstance(c, (Codes, Ruled))] or [self.features[0].column]
        for column in columns:
            ids: set[int] = set()
            for feature in self.features:
                asked = asked_ids(feature, column)
                if asked is None:
                    break
                ids |= asked
            else:
                return column, tuple(sorted(ids))
        return None


def asked_ids(feature: Feature, column: str) -> set[int] | None:
    """Ids that a row must have in `column` to count for the feature; None when it may have any."""
    for condition in feature.where:
        if condition.column != column:
            continue
        if isinstance(condition, Codes):
            return set(condition.ids)
        if isinstance(condition, Ruled):
            return {one for way in condition.ways for one in way.ids}
    if feature.column == column and feature.groups:
        return {one for group in feature.groups for way in group for one in way.ids}
    if feature.column == column and feature.values:
        return {one for ids in feature.values for one in ids}
    return None


def ways_of(feature: Feature) -> list[Way]:
    """Every way with a rule that the feature goes by."""
    ways = [way for condition in feature.where if isinstance(condition, Ruled) for way in condition.ways]
    return ways + [way for group in feature.groups for way in group if not way.is_plain]


def columns_of(plan: TablePlan) -> list[str]:
    """Columns that the table's features read, without those for rules."""
    columns = ["person", "visible_on", plan.date]
    if plan.needs_end:
        columns.append(plan.end)
    for feature in plan.features:
        columns += [condition.column for condition in feature.where]
        columns += [feature.column] if feature.column else []
        columns += ["spell"] if feature.kind == "spells" and plan.table != "admissions" else []
    return list(dict.fromkeys(columns))


def split(features: list[Feature]) -> list[list[Feature]]:
    """Features of a table in the queries that they are best put into.

    A feature of a few codes can drop most rows early, unless it shares its query with one that takes any row: those go together,
    the others by what they aggregate, since the same rows then serve.
    """
    parts: dict[object, list[Feature]] = {}
    for feature in features:
        column = next((c.column for c in feature.where if isinstance(c, (Codes, Ruled))), None)
        column = column or (feature.column if feature.groups else None)
        parts.setdefault((column, feature.kind) if column in SELECTIVE else None, []).append(feature)
    return list(parts.values())


# Columns whose codes are many, so that a condition on them drops most rows.
SELECTIVE = ("code", "bnf_code", "diagnosis", "primary_diagnosis")


def plain_any(feature: Feature) -> bool:
    """Whether the feature only asks if there is a row with one of some codes: a bit of the words of all such rows."""
    return (
        feature.kind == "any"
        and len(feature.where) == 1
        and isinstance(feature.where[0], Codes)
        and not feature.current
    )
