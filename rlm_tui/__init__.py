"""rlm-tui: the debugger for recursive language model runs, and its engine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rlm_tui.domain.limits import Limits as Limits
    from rlm_tui.engine.agent import RLMAgent as RLMAgent
    from rlm_tui.engine.result import RLMResult as RLMResult
    from rlm_tui.errors import RLMError as RLMError
    from rlm_tui.models.scripted import ScriptedModel as ScriptedModel

__version__ = "0.1.0"

_HOMES = {
    "Limits": "rlm_tui.domain.limits",
    "RLMAgent": "rlm_tui.engine.agent",
    "RLMError": "rlm_tui.errors",
    "RLMResult": "rlm_tui.engine.result",
    "ScriptedModel": "rlm_tui.models.scripted",
}

__all__ = [
    "Limits",
    "RLMAgent",
    "RLMError",
    "RLMResult",
    "ScriptedModel",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Public names are found on first use, so that importing the package is cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rlm_tui' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
