"""The columns of a table as the probe describes them, and the words that mean them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.words import split_name, stem_set, word_set

COLUMN_SYNONYMS: tuple[str, ...] = (
    "total revenue sales amount turnover income value spend spent spending paid "
    "earnings proceeds takings worth earned sum charge",
    "quantity qty units pieces volume sold consumption usage kwh",
    "price cost expensive cheap priced rate",
    "customer client buyer account shopper user purchaser company",
    "product item article sku goods model",
    "region area territory zone market",
    "date day when time timestamp datetime created issued",
    "assignee owner agent responsible handler engineer",
    "priority severity urgency urgent",
    "salesperson seller rep representative salesman",
    "duration latency elapsed delay min took taken dur ms seconds minutes hours "
    "runtime",
    "department dept team division unit",
    "salary pay wage compensation earn earns paid",
    "employee staff worker person people name colleague member",
    "category type kind class genre",
    "status state outcome code",
    "service svc module component application app logger subsystem process program"
    " host server machine",
    "ip address client host visitor",
    "path url page endpoint route resource",
    "bytes size traffic bandwidth transferred volume data",
    "method verb",
    "payment pay paid",
    "rating score stars satisfaction grade mark points",
    "city town location place",
    "warehouse store site depot location branch",
    "stock inventory quantity hand",
    "country nation",
    "age aged old young",
    "title name subject",
    "ordered placed purchased bought",
    "shipped dispatched delivered sent",
    "population inhabitants residents",
    "weight heavy mass",
    "temperature hot cold warm temp",
    "distance long far length",
    "height tall high",
    "sensor station device meter",
    "channel source origin",
    "error errors failure failures",
    "message msg text body description",
    "user login username",
    "author writer creator",
    "sender speaker author writer participant people person member sent wrote said"
    " speak talk posted",
    "error exception",
    "zip postcode postal",
    "start started joined hired begin began since",
    "recipient receiver addressee",
)

INTENSIVE = stem_set("""
    price rate age rating score temperature temp percent pct ratio year salary
    latency duration dur ms speed area grade height weight discount
    satisfaction level status""")

ADDITIVE = stem_set("""
    total revenue sales amount turnover income value spend quantity qty units
    volume bytes cost hours minutes downloads views clicks visits sold stock
    fine fee tip
    expense budget count profit subtotal paid size payment tax items usage kwh
    consumption production night population rainfall deaths cases passengers""")

PERSON_STEMS = stem_set("""
    customer name employee assignee owner author user seller rep salesperson
    agent person client manager student player reporter reviewer buyer
    representative sender speaker driver doctor patient teacher guest passenger
    member""")


_TEXT_NAMES = "msg message msg text body description subject summary comment note notes"
_SUFFIXES = word_set("""
    id name code no number key nr pct percent eur usd gbp type millions
    thousands km km2 kg ms sec seconds minutes hours days
    min mins hrs chf celsius kwh mb gb
    bytes date time at on""")


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what the probe found in it."""

    title: str
    kind: str
    """number, date, bool, text, or empty."""
    distinct: int
    filled: int
    named: tuple[str, ...] = ()
    """Cell values that the question names."""
    partly: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words of the question with the values that each is a part of."""
    words_per_cell: float = 1.0
    low: object = None
    high: object = None
    factors: tuple[str, ...] = ()
    """Columns whose product this one stands for."""

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of the words in the name."""
        return tuple(stem(part) for part in split_name(self.title))

    @property
    def is_id(self) -> bool:
        """Whether the column tells rows apart rather than saying something."""
        marks = {
            "id",
            "number",
            "no",
            "key",
            "uuid",
            "guid",
            "line",
            "ref",
            "nr",
            "port",
            "pid",
        }
        named = bool(marks & {part.lower() for part in split_name(self.title)})
        return named or self._is_numbering

    @property
    def _is_numbering(self) -> bool:
        """Whether its numbers are all different and leave hardly one out."""
        if self.kind != "number" or self.distinct != self.filled or self.filled < 10:
            return False
        if (ADDITIVE | INTENSIVE) & set(self.stems):
            return False
        if not isinstance(self.low, int | float):
            return False
        if not isinstance(self.high, int | float):
            return False
        return self.filled - 1 <= self.high - self.low < 1.2 * self.filled

    @property
    def is_measure(self) -> bool:
        """Whether adding or averaging its numbers makes sense."""
        return self.kind == "number" and not self.is_id and self.title != "line"

    @property
    def is_additive(self) -> bool:
        """Whether a sum over rows means something."""
        return bool(ADDITIVE & set(self.stems)) and not INTENSIVE & set(self.stems)

    @property
    def is_intensive(self) -> bool:
        """Whether adding up its numbers would mean nothing, as with prices."""
        return bool(INTENSIVE & set(self.stems)) or "%" in self.title

    @property
    def is_countable(self) -> bool:
        """Whether `how many` asks for the sum of these numbers."""
        return self.is_measure and not self.is_intensive

    @property
    def is_prose(self) -> bool:
        """Whether the cells hold sentences."""
        texts = {stem(name) for name in _TEXT_NAMES.split()}
        is_text = bool(self.stems) and self.stems[-1] in texts
        return self.kind == "text" and (
            self.words_per_cell > 4 or (is_text and self.words_per_cell > 1)
        )

    @property
    def is_person(self) -> bool:
        """Whether the cells name people."""
        heads = PERSON_STEMS | {stem("name"), "id", "login"}
        is_said = bool(PERSON_STEMS & set(self.stems))
        return self.kind == "text" and is_said and self.stems[-1] in heads


def _synonyms() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in COLUMN_SYNONYMS:
        group = {stem(word) for word in line.split()}
        for word in group:
            table.setdefault(word, set()).update(group)
    return {word: frozenset(group) for word, group in table.items()}


SYNONYMS = _synonyms()


def read_columns(described: object) -> tuple[Column, ...]:
    """The columns in the probe's JSON; whatever does not fit is left out."""
    if not isinstance(described, list):
        return ()
    return tuple(_column(item) for item in described if isinstance(item, dict))


def _column(item: Mapping[str, object]) -> Column:
    named = item.get("named")
    spread = item.get("range")
    return Column(
        title=str(item.get("name", "")),
        kind=str(item.get("kind", "text")),
        distinct=_whole(item.get("distinct")),
        filled=_whole(item.get("filled")),
        named=tuple(map(str, named)) if isinstance(named, list) else (),
        partly=_parts(item.get("partly")),
        words_per_cell=_real(item.get("words")),
        low=spread[0] if isinstance(spread, list) and spread else None,
        high=spread[-1] if isinstance(spread, list) and spread else None,
    )


def _parts(found: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(found, dict):
        return ()
    listed = {k: v for k, v in found.items() if isinstance(v, list)}
    return tuple((str(word), tuple(map(str, v))) for word, v in listed.items())


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _real(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 1.0


_AFTER_HEAD = re.compile(r"(?i)[\s_]+(?:per|of|in|by|at|for)[\s_]|\s*[(\[/]")


def _head(title: str) -> str:
    """A name without what only qualifies it: `Price` of `Price per night`."""
    head = _AFTER_HEAD.split(title)[0]
    is_count = head.lower() in ("number", "count", "no", "nr", "date")
    return title if is_count or not split_name(head) else head


_TOTAL = stem_set("total")
_UNITS = stem_set(
    "km m mi kg g t l ms s sec min h hrs hours minutes days kwh mb gb count"
)
"""A total of these is none of money."""


def strength(word: str, column: Column) -> float:
    """How well one stem of the question names a column: 1 by name, less by synonym."""
    own = column.stems
    parts = split_name(_head(column.title))
    heads = tuple(map(stem, parts[-1:]))
    if len(own) > 1 and (parts[-1].lower() in _SUFFIXES or len(parts[-1]) < 3):
        heads = tuple(map(stem, parts[-2:]))
    if word in own:
        return 1.0 if word in heads else 0.55
    if word == stem(column.title):
        return 1.0
    if "".join(own) == word.replace("-", "").replace("_", ""):
        return 1.0
    if len(word) > 4 and any(head.startswith(word) for head in heads):
        return 0.7
    related = SYNONYMS.get(word, frozenset())
    shared = related & set(own)
    if not shared or (shared == _TOTAL and _UNITS & set(own)):
        return 0.0
    return 0.6 if related & set(heads) else 0.4


def best_columns(word: str, columns: Sequence[Column]) -> list[tuple[float, Column]]:
    """The columns that a stem may mean, best first."""
    scored = [(strength(word, column), column) for column in columns]
    return sorted((s for s in scored if s[0] > 0), key=lambda s: -s[0])


def with_revenue(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, and quantity times price where no column holds that product."""
    measures = [column for column in columns if column.is_measure]
    money = [c for c in measures if strength(stem("revenue"), c) >= 0.6]
    prices = [c for c in measures if stem("price") in c.stems]
    counts = {stem("quantity"), stem("qty")}
    units = (stem("units"),)
    amounts = [c for c in measures if counts & set(c.stems) or c.stems == units]
    if money or len(prices) != 1 or len(amounts) != 1:
        return tuple(columns)
    factors = (amounts[0].title, prices[0].title)
    return (*columns, Column("revenue", "number", 2, 2, factors=factors))
