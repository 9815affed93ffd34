"""Reads trajectories of `dspy.RLM`, as a saved `Prediction` has them.

The format is that of `dspy/predict/rlm.py` and `dspy/primitives/repl_types.py`
(github.com/stanfordnlp/dspy): a list of entries with `reasoning`, `code` and `output`,
called `trajectory` up to version 3.4 and `repl_trajectory` after it, beside
`final_reasoning` and the output fields of the signature. A file holds one prediction,
a list of them, one a line, or a bare list of entries. Inputs, sub-queries and times are
not part of a prediction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from rlm_tui.domain.values import JSON
from rlm_tui.exchange.dspy_words import block_of
from rlm_tui.exchange.items import Item
from rlm_tui.exchange.reading import Fields, listed, said, written
from rlm_tui.exchange.retelling import Opening, Retelling, Turn

SOURCE = "dspy"
_TRAJECTORIES = ("trajectory", "repl_trajectory")
_NOT_OUTPUTS = frozenset({*_TRAJECTORIES, "final_reasoning", "history", "completions"})
_FORCED = "Extract forced final output"
"""What `final_reasoning` says where the iterations ran out."""


def is_dspy(fields: Fields) -> bool:
    """Whether an object is a prediction of an RLM."""
    return any(is_entry(one) for name in _TRAJECTORIES for one in listed(fields, name))


def is_entry(fields: Fields) -> bool:
    """Whether an object is an entry of a trajectory."""
    return {"code", "output"} <= fields.keys() and "iteration" not in fields


def read(predictions: Iterable[Fields], *, at: float) -> Iterator[Item]:
    """A session for each prediction; for entries without one, a session of them all."""
    for prediction in (rest := iter(predictions)):
        if is_entry(prediction) and not is_dspy(prediction):
            entries = chain([prediction], rest)
            yield from _session(entries, None, at=at, is_forced=False)
            return
        yield from _prediction(prediction, at=at)


def _prediction(prediction: Fields, *, at: float) -> Iterator[Item]:
    entries = [one for name in _TRAJECTORIES for one in listed(prediction, name)]
    outputs = {k: v for k, v in prediction.items() if k not in _NOT_OUTPUTS}
    yield from _session(
        entries,
        _answer(outputs),
        at=at,
        is_forced=prediction.get("final_reasoning") == _FORCED,
    )


def _answer(outputs: dict[str, JSON]) -> str | None:
    """One output field as it is, several as an object."""
    if not outputs:
        return None
    return written(next(iter(outputs.values())) if len(outputs) == 1 else outputs)


def _session(
    entries: Iterable[Fields], answer: str | None, *, at: float, is_forced: bool
) -> Iterator[Item]:
    retelling = Retelling(Opening(source=SOURCE, at=at))
    yield from retelling.begin()
    for count, entry in enumerate(entries, 1):
        yield from retelling.turn(_turn(entry, count))
    yield from retelling.end(answer, status="forced" if is_forced else None)


def _turn(entry: Fields, count: int) -> Turn:
    code, output, reasoning = (
        said(entry, name) for name in ("code", "output", "reasoning")
    )
    return Turn(
        number=count,
        reply=f"{reasoning}\n\n```python\n{code}\n```",
        blocks=(block_of(code, output),),
    )
