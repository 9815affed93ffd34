"""Conditions on days and times of day."""

from __future__ import annotations

from rlm_tui.models.offline.columns import Column
from rlm_tui.models.offline.moments import Moment, find_moments
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.reading import Filter, Reading


def read_moments(reading: Reading) -> None:
    """Turn each day, month or time of day into a condition on a column of dates."""
    dates = [c for c in reading.columns if c.kind == "date"]
    for moment in find_moments(reading.question):
        covered = [
            i
            for i, w in enumerate(reading.words)
            if moment.start <= w.start < moment.end
        ]
        if any(i in reading.used for i in covered) or not covered:
            continue
        if not dates:
            _add_years(reading, moment, covered)
            continue
        column = _date_column(reading, dates, covered[0])
        low = str(column.low or "")
        if moment.test == "span" and low.startswith("0000-00"):
            continue
        if moment.test == "clock" and "T" not in low:
            continue
        reading.use(covered)
        reading.filters.append(
            Filter(column.title, moment.test, list(moment.value), covered[0])
        )


def _add_years(reading: Reading, moment: Moment, covered: list[int]) -> None:
    """`since 2010` where the table has years and no dates."""
    years = [c for c in reading.columns if c.is_measure and "year" in c.stems]
    bounds = [*moment.value, ""][:2]
    if len(years) != 1 or moment.test != "span" or any(len(b) > 4 for b in bounds):
        return
    low, high = int(bounds[0] or 0), int(bounds[1] or 9999) - 1
    reading.use(covered)
    reading.filters.append(Filter(years[0].title, "between", [low, high], covered[0]))


def _date_column(reading: Reading, dates: list[Column], at: int) -> Column:
    if len(dates) == 1:
        return dates[0]
    near = reading.mention(at - 5, at + 1, dates, least=0.45)
    if near:
        reading.use([near[1]])
        return near[2]
    names = ("time", "timestamp", "date", "created", "ordered", "order", "opened")
    wanted = [stem(name) for name in names]
    named = [c for c in dates if set(c.stems) & set(wanted)]
    best = max(named or dates, key=lambda c: c.filled)
    if len([c for c in dates if c.filled == best.filled]) > 1:
        reading.doubt(0.85, f"several date columns; I took {best.title}")
    return best
