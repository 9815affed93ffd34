"""What a call used where nobody counted: a cut stream, a server without usage."""

from __future__ import annotations

from rlm_tui.domain.limits import Usage
from rlm_tui.domain.text import estimate_tokens
from rlm_tui.models.base import FREE, ModelRequest, Price


def request_tokens(request: ModelRequest) -> int:
    """About how many tokens the messages of a request are."""
    return estimate_tokens(sum(len(message.content) for message in request.messages))


def charge(price: Price, input_tokens: int, output_tokens: int) -> Usage:
    """One call at a price: known, free, or one more call that nobody can price."""
    cost = price.estimate(input_tokens, output_tokens)
    return Usage(
        calls=1,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost=cost or 0.0,
        unpriced_calls=int(cost is None),
        free_calls=int(price == FREE),
    )


def estimated_usage(request: ModelRequest, reply_chars: int, price: Price) -> Usage:
    """The usage of a call that was sent and brought so many characters of a reply."""
    usage = charge(price, request_tokens(request), estimate_tokens(reply_chars))
    return usage + Usage(estimated=True)
