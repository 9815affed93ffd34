"""How providers say that a request is longer than what their model reads at once."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"""(?ix)
    context[ _]length[ _]exceeded | exceed_context_size
    | maximum\ (context|prompt|input)\ length | maximum\ context\ (limit|size|window)
    | max(imum)?_?\ ?(context|model|input)_?\ ?len
    | exceeds?\ (the\ |its\ |your\ )?(\w+['’]s\ |model\ )?
      (available\ |maximum\ )?context\ ?(length|limit|size|window)?
    | (longer|larger|bigger|greater)\ than\ the\ (\w+['’]s\ |model\ )*context
    | context\ (the\ )?overflow | context\ window\ (is\ )?(full|exceeded)
    | (prompt|input|request|message)s?\ (is|are|was)\ too\ (long|large)
    | too\ large\ for\ model\ with | string\ too\ long | too\ many\ (input\ )?tokens\b
    | input\ tokens?\ (count\ )?.{0,30}exceeds?
    | exceeds?\ the\ (maximum|max)\ number\ of\ (input\ )?tokens
    | (input|prompt)\ (length\ )?exceeds?
    | tokens.{0,40}must\ be\ <= | must\ have\ (less|fewer)\ than\ \d+\ tokens
    | reduce\ (the|your)\ (length|size|message|prompt|input)
    """
)
_NUMBER = r"(\d{1,3}(?:[,_]\d{3})+|\d{3,})"
_WINDOWS = tuple(
    re.compile(pattern.replace("#", _NUMBER), re.IGNORECASE)
    for pattern in (
        r"max\w*[ _](?:context|prompt|input|model)[ _](?:length|limit|size|window)"
        r"(?: is| of|:)* #",
        r"> # max",
        r"# max\w* context",
        r"allowed \(#\)",
        r"limit (?:of|is) # tokens",
        r"(?:less|fewer) than # tokens",
        r"must be <= #",
        r"context (?:length|size|window)(?: of| is| only|:)* \(?#",
    )
)


def is_too_long(said: str) -> bool:
    """Whether these words say that the request does not fit into the model's window."""
    return _WORDS.search(said) is not None


def window_in(said: str) -> int | None:
    """The tokens that do fit, if the words tell."""
    for pattern in _WINDOWS:
        if (found := pattern.search(said)) is not None:
            return int(re.sub(r"[,_]", "", found[1]))
    return None
