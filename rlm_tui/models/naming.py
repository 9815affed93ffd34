"""What speaks against the name of a model before anybody is called."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from rlm_tui.models import catalog
from rlm_tui.models.provider_names import PROVIDER_NAMES

_OURS = ("offline", "echo")
_OWN_SERVER = "a server of your own needs --api-base URL"


def unknown_model(model: str) -> str:
    """What to write instead of a name that stands for nothing."""
    near = _nearest(model, (*_OURS, *PROVIDER_NAMES))
    meant = near if near in _OURS else _example(near)
    return (
        f"unknown model {model!r}; {_did_you_mean(meant)}write provider/model such as "
        "openai/gpt-5-mini, or offline, echo or scripted:FILE.json; `rlm-tui models` "
        "lists what can be used here"
    )


def unknown_provider(model: str, names: Collection[str]) -> str:
    """What to write instead of a name whose provider is none of these."""
    provider, _, rest = model.partition("/")
    near = _nearest(provider, names)
    meant = f"did you mean {near}/{rest}?" if near else _OWN_SERVER
    return f"no provider is named {provider!r}; {meant}"


def wrong_address(api_base: str | None) -> str:
    """What is wrong with the address of a server; empty: nothing."""
    if not api_base or re.match(r"https?://[^/\s]", api_base):
        return ""
    return (
        f"--api-base {api_base!r} is no address; write it whole, such as "
        "http://127.0.0.1:8000/v1"
    )


def doubt(model: str, environ: Mapping[str, str], api_base: str | None) -> str:
    """What probably keeps a hosted model from being called; empty: nothing known.

    A provider that is not listed here may still be known to a newer litellm.
    """
    name = catalog.full_name(model, api_base)
    if name is None:
        return unknown_model(model)
    key = catalog.missing_key(name, environ, api_base=api_base)
    if key is not None:
        return catalog.missing_key_message(name, key)
    if api_base or catalog.provider_name(name) in PROVIDER_NAMES:
        return ""
    return unknown_provider(name, PROVIDER_NAMES)


def _nearest(said: str, names: Collection[str]) -> str:
    return next(iter(get_close_matches(said.lower(), names, n=1, cutoff=0.7)), "")


def _did_you_mean(meant: str) -> str:
    return meant and f"did you mean {meant}? Else "


def _example(provider: str) -> str:
    """A model of a provider to begin with."""
    known = {one.name: one.example for one in catalog.PROVIDERS}
    return provider and known.get(provider, f"{provider}/MODEL")
