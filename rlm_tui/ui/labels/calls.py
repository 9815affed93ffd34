"""How long a model call has been out, and how long nothing has come of it."""

from __future__ import annotations

from rlm_tui.domain.limits import Limits
from rlm_tui.domain.turns import Iteration
from rlm_tui.wording import whole_seconds

QUIET_S = 3.0
"""Pieces of a reply mostly come closer together."""
STALLED_S = 15.0
"""After so long without one, one may wonder."""
LATE_S = 30.0
"""The first piece of a reply mostly comes sooner."""


def call_words(turn: Iteration, now: float) -> str:
    """Such as `quiet 5s of 35s`: what matters first, as the end may be cut off."""
    out = _since(turn.called_at, now)
    if turn.heard_at is None:
        is_late = now - (turn.called_at or now) >= LATE_S
        return f"no word for {out}" if is_late else f"model call {out}"
    silent_s = now - turn.heard_at
    if silent_s < QUIET_S:
        return f"model call {out}"
    word = "quiet" if silent_s < STALLED_S else "stalled?"
    return f"{word} {whole_seconds(silent_s)} of {out}"


def waiting_words(turn: Iteration, limits: Limits, now: float) -> str:
    """The same where there is room, with when the call is given up."""
    words = f"model call {_since(turn.called_at, now)}"
    if turn.heard_at is None:
        return f"{words}, no word yet: given up after {limits.call_timeout:g}s"
    silent_s = now - turn.heard_at
    if silent_s < QUIET_S:
        return words
    quiet = f"{words}, last word {whole_seconds(silent_s)} ago"
    if silent_s < STALLED_S:
        return quiet
    return f"{quiet}, stalled? given up after {limits.silence_timeout:g}s"


def _since(at: float | None, now: float) -> str:
    return whole_seconds(now - (now if at is None else at))
