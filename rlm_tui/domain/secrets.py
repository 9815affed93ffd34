"""Keys are never shown, stored or reported: what takes them out of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_LEAST_CHARS = 8
"""What is shorter is no key, and would be found in innocent texts."""

_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL", re.IGNORECASE)
_PREFIXES = re.compile(r"\b(sk|gsk|xai|AIza)[-_][\w*-]{12,}")
"""How the keys of some providers begin, whatever they are called here."""


def secrets_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The values of an environment that by their names nobody should see."""
    return tuple(value for name, value in environ.items() if _NAMES.search(name))


def hide(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, and without what looks like a provider's key."""
    for secret in secrets:
        if len(secret) >= _LEAST_CHARS:
            text = text.replace(secret, "[key]")
    return _PREFIXES.sub("[key]", text)
