"""rlm-tui: the debugger for recursive language model runs, and its engine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rlm_tui.domain.events import Event as Event
    from rlm_tui.domain.limits import Limits as Limits
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
    from rlm_tui.models.base import ChatMessage as ChatMessage
    from rlm_tui.models.scripted import ScriptedModel as ScriptedModel
    from rlm_tui.models.scripted_reply import ScriptedReply as ScriptedReply

__version__ = "0.1.0"

_HOMES = {
    "Abort": "rlm_tui.engine.hooks",
    "Accept": "rlm_tui.engine.evaluation",
    "ChatMessage": "rlm_tui.models.base",
    "ContextError": "rlm_tui.errors",
    "Continue": "rlm_tui.engine.hooks",
    "Event": "rlm_tui.domain.events",
    "FallbackToQuery": "rlm_tui.engine.hooks",
    "Finalize": "rlm_tui.engine.hooks",
    "HookError": "rlm_tui.errors",
    "IterationContext": "rlm_tui.engine.hooks",
    "LimitError": "rlm_tui.errors",
    "Limits": "rlm_tui.domain.limits",
    "MissingKeyError": "rlm_tui.errors",
    "ModelBusyError": "rlm_tui.errors",
    "ModelError": "rlm_tui.errors",
    "ModelRefusedError": "rlm_tui.errors",
    "NodeResult": "rlm_tui.engine.result",
    "Options": "rlm_tui.engine.run",
    "Override": "rlm_tui.engine.hooks",
    "RLMAgent": "rlm_tui.engine.agent",
    "RLMError": "rlm_tui.errors",
    "RLMResult": "rlm_tui.engine.result",
    "RLMTool": "rlm_tui.engine.as_tool",
    "ReplError": "rlm_tui.errors",
    "RunHandle": "rlm_tui.engine.handle",
    "RunStream": "rlm_tui.engine.stream",
    "ScriptedModel": "rlm_tui.models.scripted",
    "ScriptedReply": "rlm_tui.models.scripted_reply",
    "SendBack": "rlm_tui.engine.evaluation",
    "SessionNotFoundError": "rlm_tui.errors",
    "SettingsError": "rlm_tui.errors",
    "SteeringError": "rlm_tui.errors",
    "Step": "rlm_tui.engine.result",
    "StoreError": "rlm_tui.errors",
    "StoreLockedError": "rlm_tui.errors",
    "SubAgentContext": "rlm_tui.engine.hooks",
    "rlm_tool": "rlm_tui.engine.as_tool",
}

__all__ = [
    "Abort",
    "Accept",
    "ChatMessage",
    "ContextError",
    "Continue",
    "Event",
    "FallbackToQuery",
    "Finalize",
    "HookError",
    "IterationContext",
    "LimitError",
    "Limits",
    "MissingKeyError",
    "ModelBusyError",
    "ModelError",
    "ModelRefusedError",
    "NodeResult",
    "Options",
    "Override",
    "RLMAgent",
    "RLMError",
    "RLMResult",
    "RLMTool",
    "ReplError",
    "RunHandle",
    "RunStream",
    "ScriptedModel",
    "ScriptedReply",
    "SendBack",
    "SessionNotFoundError",
    "SettingsError",
    "SteeringError",
    "Step",
    "StoreError",
    "StoreLockedError",
    "SubAgentContext",
    "__version__",
    "rlm_tool",
]


def __getattr__(name: str) -> object:
    """Public names are found on first use, so that importing the package is cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rlm_tui' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
