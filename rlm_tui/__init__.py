"""rlm-tui: the debugger for recursive language model runs, and its engine.

`RLMAgent` answers a question over a context of any size; what it takes and gives is
below. The terminal app is the command `rlm-tui`, or `python -m rlm_tui`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rlm_tui.domain.decisions import Answer as Answer
    from rlm_tui.domain.decisions import Approve as Approve
    from rlm_tui.domain.decisions import Reject as Reject
    from rlm_tui.domain.decisions import Retry as Retry
    from rlm_tui.domain.events import Event as Event
    from rlm_tui.domain.limits import Limits as Limits
    from rlm_tui.domain.limits import Usage as Usage
    from rlm_tui.domain.session import Session as Session
    from rlm_tui.engine.agent import RLMAgent as RLMAgent
    from rlm_tui.engine.as_tool import RLMTool as RLMTool
    from rlm_tui.engine.as_tool import rlm_tool as rlm_tool
    from rlm_tui.engine.evaluation import Accept as Accept
    from rlm_tui.engine.evaluation import SendBack as SendBack
    from rlm_tui.engine.handle import RunHandle as RunHandle
    from rlm_tui.engine.hooks import Abort as Abort
    from rlm_tui.engine.hooks import Continue as Continue
    from rlm_tui.engine.hooks import FallbackToQuery as FallbackToQuery
    from rlm_tui.engine.hooks import Finalize as Finalize
    from rlm_tui.engine.hooks import IterationContext as IterationContext
    from rlm_tui.engine.hooks import Override as Override
    from rlm_tui.engine.hooks import SubAgentContext as SubAgentContext
    from rlm_tui.engine.planning import Planning as Planning
    from rlm_tui.engine.result import NodeResult as NodeResult
    from rlm_tui.engine.result import RLMResult as RLMResult
    from rlm_tui.engine.result import Step as Step
    from rlm_tui.engine.run import Options as Options
    from rlm_tui.engine.stream import RunStream as RunStream
    from rlm_tui.errors import ContextError as ContextError
    from rlm_tui.errors import HookError as HookError
    from rlm_tui.errors import LimitError as LimitError
    from rlm_tui.errors import MissingKeyError as MissingKeyError
    from rlm_tui.errors import ModelBusyError as ModelBusyError
    from rlm_tui.errors import ModelError as ModelError
    from rlm_tui.errors import ModelRefusedError as ModelRefusedError
    from rlm_tui.errors import ReplError as ReplError
    from rlm_tui.errors import RLMError as RLMError
    from rlm_tui.errors import SessionNotFoundError as SessionNotFoundError
    from rlm_tui.errors import SettingsError as SettingsError
    from rlm_tui.errors import SteeringError as SteeringError
    from rlm_tui.errors import StoreError as StoreError
    from rlm_tui.errors import StoreLockedError as StoreLockedError
    from rlm_tui.errors import TooLongError as TooLongError
    from rlm_tui.exchange.session_file import SessionFile as SessionFile
    from rlm_tui.models.base import ChatMessage as ChatMessage
    from rlm_tui.models.base import Chunk as Chunk
    from rlm_tui.models.base import Model as Model
    from rlm_tui.models.base import ModelRequest as ModelRequest
    from rlm_tui.models.base import Price as Price
    from rlm_tui.models.scripted import ScriptedModel as ScriptedModel
    from rlm_tui.models.scripted_reply import ScriptedReply as ScriptedReply
    from rlm_tui.repl.host import ProcessRepls as ProcessRepls
    from rlm_tui.repl.isolation.levels import Caps as Caps

__version__ = "0.1.0"

_PUBLIC = {
    "rlm_tui.domain.decisions": ("Answer", "Approve", "Reject", "Retry"),
    "rlm_tui.domain.events": ("Event",),
    "rlm_tui.domain.limits": ("Limits", "Usage"),
    "rlm_tui.domain.session": ("Session",),
    "rlm_tui.engine.agent": ("RLMAgent",),
    "rlm_tui.engine.as_tool": ("RLMTool", "rlm_tool"),
    "rlm_tui.engine.evaluation": ("Accept", "SendBack"),
    "rlm_tui.engine.handle": ("RunHandle",),
    "rlm_tui.engine.hooks": (
        "Abort",
        "Continue",
        "FallbackToQuery",
        "Finalize",
        "IterationContext",
        "Override",
        "SubAgentContext",
    ),
    "rlm_tui.engine.planning": ("Planning",),
    "rlm_tui.engine.result": ("NodeResult", "RLMResult", "Step"),
    "rlm_tui.engine.run": ("Options",),
    "rlm_tui.engine.stream": ("RunStream",),
    "rlm_tui.errors": (
        "ContextError",
        "HookError",
        "LimitError",
        "MissingKeyError",
        "ModelBusyError",
        "ModelError",
        "ModelRefusedError",
        "RLMError",
        "ReplError",
        "SessionNotFoundError",
        "SettingsError",
        "SteeringError",
        "StoreError",
        "StoreLockedError",
        "TooLongError",
    ),
    "rlm_tui.exchange.session_file": ("SessionFile",),
    "rlm_tui.models.base": ("ChatMessage", "Chunk", "Model", "ModelRequest", "Price"),
    "rlm_tui.models.scripted": ("ScriptedModel",),
    "rlm_tui.models.scripted_reply": ("ScriptedReply",),
    "rlm_tui.repl.host": ("ProcessRepls",),
    "rlm_tui.repl.isolation.levels": ("Caps",),
}
"""The public names by the modules that they are in."""

_HOMES = {name: module for module, names in _PUBLIC.items() for name in names}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    """Public names are found on first use, so that importing the package is cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rlm_tui' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, for those who complete them with tab."""
    return sorted(__all__)
