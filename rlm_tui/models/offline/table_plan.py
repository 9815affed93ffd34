"""From a question and the columns of a table to a calculation, or to a refusal."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rlm_tui.models.offline.aggregates import (
    aggregate,
    aggregate_word,
    count,
    grouped,
    share,
)
from rlm_tui.models.offline.cells import cells
from rlm_tui.models.offline.columns import (
    Column,
    with_revenue,
)
from rlm_tui.models.offline.comparisons import in_digits
from rlm_tui.models.offline.derived import Derivation, derivation, sides
from rlm_tui.models.offline.explaining import (
    COUNTS,
    doubt_comparison,
    doubt_negation,
    explain_harmless,
    explain_related,
    explain_row_nouns,
)
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reading import (
    Filter,
    Reading,
    start_reading,
)
from rlm_tui.models.offline.superlatives import (
    LEAST,
    MOST,
    NUMERALS,
    ORDINALS,
    is_count_of_extreme,
    limit,
    rank,
    superlative,
    use_digits,
)
from rlm_tui.models.offline.table_draft import Draft, explain_words
from rlm_tui.models.offline.table_filters import read_filters, read_words
from rlm_tui.models.offline.words import alternatives

BEYOND_RULES = re.compile(
    r"\bwhy\b|correlat|\btrend|predict|forecast|growth|\bratio\b|standard deviation"
    r"|variance|percentile|\bp9\d\b|average number|average count|\bdiffer\b"
    r"|\bdifferences?\b|compared? (?:to|with)"
    r"|how (?:much|many) (?:more|less|fewer|higher|lower)|consecutive|streak|cumulative"
    r"|running total|increase|decrease"
    r"|\bdrop(?:s|ped)? (?:in|by|from)\b|\bsame\b|\bboth\b|\bexplain|\bshould\b"
    r"|more .* than (?:any|the|in|on)\b|\bcause|\bhow (?:does|do|is|was|were)\b"
)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A calculation over rows, and how sure the planner is that it was meant."""

    operation: str
    column: str | list[str] = ""
    group_by: tuple[str, str] | None = None
    filters: tuple[Filter, ...] = ()
    base_filters: tuple[Filter, ...] = ()
    pick: str = ""
    rank: int = 1
    limit: int = 1
    show: str = ""
    versus: tuple[Filter, ...] = ()
    """The conditions of the second of two calculations."""
    combination: str = ""
    having: tuple[str, int] | None = None
    sure: float = 0.0
    doubts: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    """Words taken to be true of every row."""

    def constants(self) -> dict[str, object]:
        """What stands on top of the table program."""
        return {
            "OPERATION": self.operation,
            "COLUMN": self.column,
            "GROUP_BY": list(self.group_by or ()),
            "FILTERS": [f.as_constant() for f in self.filters],
            "BASE_FILTERS": [f.as_constant() for f in self.base_filters],
            "PICK": self.pick,
            "RANK": self.rank,
            "LIMIT": self.limit,
            "SHOW": self.show,
            "COMBINE": self.combination,
            "VERSUS": [f.as_constant() for f in self.versus],
            "HAVING": list(self.having or ()),
            "ASIDE": {word: alternatives(word)[:1] for word in self.aside},
            "CONFIDENCE": round(self.sure, 2),
        }


def plan_table(
    question: str,
    columns: tuple[Column, ...],
    *,
    rows: int,
    hits: Mapping[str, int],
    rows_are: str = "",
) -> TablePlan:
    """The best reading of the question; `sure` is 0 when there is none."""
    columns = with_revenue(columns)
    question = in_digits(question)
    if derived := derivation(question, columns, rows):
        simple = _plan_simply(
            derived.question, columns, rows=rows, hits=hits, rows_are=rows_are
        )
        if plan := _derive(simple, derived):
            return plan
    if re.match(r"(?:is|are|was|were|do|does|did|has|have|can)\b", question.lower()):
        return TablePlan("count", doubts=("no rule for this yes-or-no question",))
    return _doubting_clashes(
        _plan_simply(question, columns, rows=rows, hits=hits, rows_are=rows_are)
    )


def _doubting_clashes(plan: TablePlan) -> TablePlan:
    """Less sure where two conditions leave no row, as with `in March or April`."""
    pairs = itertools.combinations(plan.filters, 2)
    clashing = [one for one, two in pairs if _excludes(one, two)]
    if not clashing:
        return plan
    why = f"two conditions on {clashing[0].column} that no row can meet"
    return replace(plan, sure=plan.sure * 0.3, doubts=(*plan.doubts, why))


def _excludes(one: Filter, two: Filter) -> bool:
    if one.column != two.column or one.test != two.test:
        return False
    if not isinstance(one.value, list) or not isinstance(two.value, list):
        return False
    if one.test in ("month", "yearly"):
        return one.value != two.value
    if one.test not in ("span", "clock", "between"):
        return False
    (low, high), (other_low, other_high) = one.value, two.value
    is_after = high not in ("", None) and other_low != "" and other_low >= high
    is_before = other_high not in ("", None) and low != "" and low >= other_high
    return bool(is_after or is_before)


def _derive(plan: TablePlan, derived: Derivation) -> TablePlan | None:
    """The plan for the simpler question with its values put together."""
    sure = plan.sure * 0.95
    if derived.is_of_groups:
        if not plan.group_by or plan.pick or plan.operation not in ("count", "sum"):
            return None
        having = (derived.test, derived.number) if derived.test else None
        doubt = (
            f"only a {plan.group_by[1] or plan.group_by[0]} that has rows is counted"
        )
        return replace(
            plan,
            combination=derived.combination,
            having=having,
            sure=sure,
            doubts=(*plan.doubts, doubt),
        )
    if derived.combination == "any":
        return _whether_any(plan)
    both = sides(plan.filters)
    is_value = plan.operation in ("count", "sum", "mean", "median", "min", "max")
    if both is None or not is_value or plan.group_by or plan.pick:
        return None
    return replace(
        plan,
        filters=both.first,
        versus=both.second,
        combination=derived.combination,
        sure=sure,
    )


def _whether_any(plan: TablePlan) -> TablePlan | None:
    """Yes or no in place of a number of rows."""
    if plan.operation != "count" or plan.group_by or plan.pick or not plan.filters:
        return None
    return replace(plan, combination="any", sure=plan.sure * 0.95)


def _plan_simply(
    question: str,
    columns: tuple[Column, ...],
    *,
    rows: int,
    hits: Mapping[str, int],
    rows_are: str = "",
) -> TablePlan:
    reading = start_reading(question, columns, rows, rows_are)
    if not columns or BEYOND_RULES.search(reading.lower):
        return TablePlan("count", doubts=("no rule for this kind of question",))
    reading.hits = hits
    read_filters(reading)
    draft = _read_operation(reading)
    if draft is None:
        return TablePlan("count", doubts=(_NOTHING_TO_DO,))
    if (
        draft.operation in ("count", "row", "list", "distinct", "share")
        or draft.group_by
        or draft.is_by_words
    ):
        explain_row_nouns(reading)
        explain_related(reading, draft)
        explain_harmless(reading)
        read_words(reading, dict(hits))
    explain_row_nouns(reading)
    explain_related(reading, draft)
    explain_harmless(reading)
    doubt_negation(reading)
    doubt_comparison(reading)
    column = _factors(reading, draft.column)
    if _ASKS_WHICH.match(reading.lower) and _is_number(draft):
        reading.doubt(0.3, "a number does not say which")
    left = tuple(word.text for _, word in reading.free())
    sure = reading.sure * 0.5 ** len(left)
    return TablePlan(
        draft.operation,
        column,
        draft.group_by,
        tuple(reading.filters),
        tuple(draft.base),
        draft.pick,
        draft.rank,
        draft.limit,
        draft.show,
        sure=sure,
        doubts=tuple(reading.doubts),
        unexplained=left,
        aside=tuple(dict.fromkeys(reading.aside)),
    )


_ASKS_WHICH = re.compile(r"\W*(?:(?:on|in|at|to|for|by|from) )?(?:which|who|whose)\b")


def _is_number(draft: Draft) -> bool:
    """Whether a calculation comes to one number."""
    is_value = draft.operation in ("count", "distinct", "sum", "mean", "median")
    return is_value and not draft.group_by and not draft.pick


_NOTHING_TO_DO = "I found no count, sum, average, highest or lowest in the question"


def _read_operation(reading: Reading) -> Draft | None:
    text = reading.lower
    if re.search(r"\b(?:percent|percentage|share|fraction|proportion)\b|%\s+of", text):
        return share(reading)
    draft = Draft(limit=limit(text), rank=rank(text))
    explain_words(reading, ["top"])
    if draft.rank > 1:
        explain_words(reading, [*ORDINALS])
    if draft.limit > 1:
        explain_words(reading, [*NUMERALS])
        use_digits(reading, draft.limit)
    most, least = _extreme(MOST, reading), _extreme(LEAST, reading)
    picked = min(filter(None, [most, least]), key=lambda m: m.start(), default=None)
    if picked and not is_count_of_extreme(text, picked):
        draft.pick = "most" if picked is most else "least"
        return superlative(reading, draft, picked)
    if COUNTS.search(text):
        return grouped(reading, count(reading, draft))
    draft.operation = aggregate_word(reading)
    if draft.operation:
        return grouped(reading, aggregate(reading, draft))
    return cells(reading, draft)


def _extreme(pattern: re.Pattern[str], reading: Reading) -> re.Match[str] | None:
    """The first superlative that is not the name of a column, such as `Peak`."""
    found = pattern.finditer(reading.lower)
    names = {name for c in reading.columns if c.kind == "text" for name in c.stems}
    return next((m for m in found if stem(m.group()) not in names), None)


def _factors(reading: Reading, column: str) -> str | list[str]:
    found = reading.column(column)
    if found is None or not found.factors:
        return column
    reading.doubt(0.9, f"revenue is {' times '.join(found.factors)}")
    return list(found.factors)
