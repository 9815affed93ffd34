"""When a call is sent again that brought no reply, and what is said if it is not."""

from __future__ import annotations

import math
import random

from rlm_tui.engine.draft import Draft
from rlm_tui.errors import ModelBusyError, ModelError

FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 30.0
LONGEST_WAIT_S = 3600.0
"""However long a model of the calling program asks for."""


def retry_delay_s(attempt: int, error: ModelBusyError) -> float:
    """Seconds to wait: as the provider says, or exponential with jitter.

    The jitter is seeded by the attempt and the error so that the event which
    announces the delay and the delay itself agree.
    """
    said = error.retry_after_s
    if said is not None and math.isfinite(said):
        return min(LONGEST_WAIT_S, max(0.0, said))
    base = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** (attempt - 1))
    return base * random.Random(f"{attempt}{error}").uniform(0.75, 1.25)


def wordless(model: str, draft: Draft) -> ModelError:
    """Thoughts or blanks are no answer to a query."""
    did = "thought" if any(draft.reasoning) else "sent blanks"
    if draft.finish_reason == "length":
        return ModelError(
            f"{model} {did} up to the end of its output and wrote no answer; ask for "
            "less at once, or choose a model that thinks less",
            was_sent=True,
        )
    return ModelBusyError(
        f"{model} {did} and wrote no answer; ask again, or choose another model",
        was_sent=True,
    )


def too_late(error: ModelBusyError, delay_s: float) -> ModelBusyError:
    """The run ends before the next attempt."""
    return ModelBusyError(
        f"{error}; the next attempt would be in {delay_s:,.0f} s, "
        "when the time of the run is over",
        retry_after_s=error.retry_after_s,
        was_sent=error.was_sent,
    )
