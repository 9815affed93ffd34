"""Which prompts of sub-queries are too long to be sent at all."""

from __future__ import annotations

from rlm_tui.domain.text import estimate_tokens
from rlm_tui.errors import TooLongError

MOST_CHARS_A_TOKEN = 6
"""Of any text worth sending: a prompt that has more for each token of its model's
window cannot fit, however it is counted."""


def check_size(prompt: str, model: str, *, max_chars: int, window: int | None) -> None:
    """Let a prompt pass that may fit.

    Args:
        prompt: what would be sent.
        model: who would read it.
        max_chars: what the settings allow.
        window: tokens that the model reads, if that is known.

    Raises:
        TooLongError: it does not fit; the message says what does.
    """
    advice = "split the text, or use rlm_query"
    if len(prompt) > max_chars:
        raise TooLongError(
            f"the prompt has {len(prompt)} characters, at most {max_chars} can be sent "
            f"in one query; {advice}"
        )
    if window is not None and len(prompt) > window * MOST_CHARS_A_TOKEN:
        tokens = estimate_tokens(len(prompt))
        raise TooLongError(
            f"the prompt has about {tokens:,} tokens, {model} reads at most "
            f"{window:,}; {advice}",
            window=window,
        )
