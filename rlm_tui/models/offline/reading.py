"""A question on its way to being understood: each word is either explained or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rlm_tui.models.offline.columns import Column, best_columns, strength
from rlm_tui.models.offline.programs.stemming import WORD, stem
from rlm_tui.models.offline.words import STOP_WORDS, stem_set, word_set

ROW_NOUNS = stem_set("ones row record line entry datum item case instance result")
_DOMAIN = """
    order sale staff worker colleague people transaction purchase ticket issue
    request event message hit log visit call booking invoice payment reading
    measurement employee person people customer product attempt shipment trip
    flight student patient movie film book song article player game match
    session user device incident bug task project house property car vehicle
    city country item post comment review traceback exception mail email letter
    message"""
DOMAIN_NOUNS = stem_set(_DOMAIN)
_NOUNS = word_set(_DOMAIN)
HARMLESS = stem_set("""
    inserted stay stayed work works working worked live lives living recently recent
    noisiest placed made sold sent filed logged recorded reported single
    individual table csv log logs dataset data list among whole entire full
    across within altogether overall together combined reach reached report
    reports show shown come came generate generated collected gathered bring
    brought eur euro usd
    dollar gbp pound currency worth spend spent receive received handle
    handled appear returned by produced contribute contributed account
    accounted going goes go present occur occurred seen see served emitted
    wrote written write took take taken belong belonging located based
    registered raised opened created submitted respectively currently assigned
    total kind type value amount level levels hour hours day that which time
    times period month year week count number field column name names entries
    got get gets measured dated defined publish published listed counted
    everybody everyone anybody went get concern concerned concerning involve
    involved much please exactly available""")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the question, where it stands, and its stem."""

    text: str
    stem: str
    start: int
    end: int


def is_domain_noun(word: Word) -> bool:
    """Whether a word may stand for a row; `shipped` may not, though `shipment` may."""
    said = word.text.lower()
    is_other_verb = said.endswith("ed") and not {said[:-1], said[:-2]} & _NOUNS
    return word.stem in DOMAIN_NOUNS and not is_other_verb


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition that a row must meet."""

    column: str
    test: str
    value: object
    at: int = 0
    """The index of its first word in the question."""

    def as_constant(self) -> list[object]:
        """As the table program takes it."""
        return [self.column, self.test, self.value]


@dataclass(slots=True)
class Reading:
    """The question, the columns, and what has been understood so far."""

    question: str
    columns: tuple[Column, ...]
    rows: int = 0
    hits: Mapping[str, int] = field(default_factory=dict)
    """On how many lines of the context each word of the question stands."""
    rows_are: str = ""
    """The stem of what the rows are called, where the context calls them anything."""
    words: list[Word] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    filters: list[Filter] = field(default_factory=list)
    sure: float = 0.93
    doubts: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    """Words for what was done, taken to be true of every row."""

    @property
    def lower(self) -> str:
        """The question in lower case."""
        return self.question.lower()

    @property
    def prose_columns(self) -> list[Column]:
        """The columns that hold sentences."""
        return [column for column in self.columns if column.is_prose]

    def use_span(self, start: int, end: int) -> None:
        """Mark the words between two character positions as explained."""
        self.use(i for i, w in enumerate(self.words) if start <= w.start < end)

    def use(self, indexes: Iterable[int]) -> None:
        """Mark words as explained."""
        self.used.update(indexes)

    def doubt(self, factor: float, why: str) -> None:
        """Lower the confidence for a reason that the answer will give."""
        self.sure *= factor
        self.doubts.append(why)

    def free(self) -> list[tuple[int, Word]]:
        """The words that nothing has explained yet, stop words left out."""
        return [
            (i, w)
            for i, w in enumerate(self.words)
            if i not in self.used and w.text.lower() not in STOP_WORDS
        ]

    def mention(
        self, start: int, end: int, wanted: Sequence[Column], least: float = 0.45
    ) -> tuple[float, int, Column] | None:
        """The best mention of one of these columns among some words."""
        found = []
        for index in range(max(start, 0), min(end, len(self.words))):
            for score, column in best_columns(self.words[index].stem, wanted):
                if score >= least:
                    exact = self._phrase_bonus(index, column)
                    found.append((score + exact, index, column))
        return max(found, key=lambda item: (item[0], item[1]), default=None)

    def _phrase_bonus(self, index: int, column: Column) -> float:
        near = self.words[max(0, index - 2) : index + 3]
        others = [w for w in near if w.stem in column.stems]
        return 0.05 * max(0, len(others) - 1)

    def consume_names(self, column: Column, around: int, reach: int = 3) -> None:
        """Explain the words near an index that only name this column."""
        first, last = max(0, around - reach), around + reach + 1
        for index, word in enumerate(self.words[first:last], first):
            if strength(word.stem, column) >= 0.6:
                self.used.add(index)

    def column(self, title: str) -> Column | None:
        """A column by its exact name."""
        return next((c for c in self.columns if c.title == title), None)

    def is_row_noun(self, word: Word) -> bool:
        """Whether a word stands for the rows themselves."""
        if word.stem == stem("line") and self.filters and not self.prose_columns:
            return False
        if word.stem in ROW_NOUNS or (self.rows_are and word.stem == self.rows_are):
            return True
        return any(
            word.stem in column.stems and column.distinct == self.rows
            for column in self.columns
            if column.is_id or column is self._first_text
        )

    @property
    def _first_text(self) -> Column | None:
        """The first column of words, which often says what each row is."""
        return next((c for c in self.columns if c.kind == "text"), None)

    @property
    def naming_column(self) -> Column | None:
        """The column that tells a person which row is meant."""
        unique = [
            c
            for c in self.columns
            if c.distinct >= 0.9 * self.rows and not c.is_prose and c.kind != "date"
        ]
        names = {stem("title"), stem("name")}
        named = [c for c in unique if names & set(c.stems) and c.kind == "text"]
        own = [c for c in named if len(c.stems) == 1]
        ids = [c for c in unique if c.is_id and c.title != "line"]
        short = [c for c in ids if len(c.stems) == 1]
        texts = [c for c in unique if c.kind == "text"][:1]
        return next(iter([*own, *short, *named, *ids, *texts]), None)


def start_reading(
    question: str, columns: Sequence[Column], rows: int, rows_are: str = ""
) -> Reading:
    """Nothing explained yet but the punctuation."""
    found = [
        Word(m.group(), stem(m.group()), m.start(), m.end())
        for m in WORD.finditer(question)
    ]
    called = stem(rows_are.rsplit("_", 1)[-1]) if rows_are else ""
    return Reading(question, tuple(columns), rows, rows_are=called, words=found)
