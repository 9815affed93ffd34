"""Every exception that this package raises on purpose.

RLMError
├── ContextError     the context cannot be read or is of a wrong type
├── ModelError       a model call failed
│   ├── MissingKeyError    the provider's key is not set
│   ├── ModelRefusedError  the provider said no; sending again would not help
│   │   └── TooLongError     the request does not fit into the model's window
│   └── ModelBusyError     rate limit, server error, lost connection: may be retried
├── ReplError        the process that runs the code cannot start or has died
├── LimitError       a limit was reached
├── StoreError       the session store cannot be read or written
│   ├── StoreLockedError   another process writes to it or runs the session
│   └── SessionNotFoundError
├── ExchangeError    a file of another program, or an export, cannot be read or written
├── OutputError      standard output cannot be written
├── ReplayError      the record of a session cannot be followed
├── SettingsError    an option, environment variable or settings file is wrong
│   └── LineError          a line that a person wrote cannot be read
│       ├── RuleError      it is no stop rule, or no filter
│       └── CommandError   it is no command
├── HookError        a function of the calling program raised, or gave back nonsense
└── SteeringError    a verb that does not apply where it was used
"""

from __future__ import annotations

from typing import Any


class RLMError(Exception):
    """The root of the tree: catch it to catch everything below."""

    partial: Any = None
    """The `RLMResult` of what there was, where a run had begun; else `None`."""


class ContextError(RLMError):
    """The context cannot be read, or is neither a text, a list nor a mapping."""


class ModelError(RLMError):
    """A model call failed; the message says what to do about it."""

    def __init__(self, message: str, *, was_sent: bool = False) -> None:
        super().__init__(message)
        self.was_sent = was_sent
        """Whether the request arrived, so that the provider will charge for it."""


class MissingKeyError(ModelError):
    """The chosen provider needs a key that is not in the environment."""


class ModelRefusedError(ModelError):
    """The provider refused the request; the same request would be refused again."""


class TooLongError(ModelRefusedError):
    """The request is longer than what the model reads at once."""

    def __init__(self, message: str, *, window: int | None = None) -> None:
        super().__init__(message)
        self.window = window
        """Tokens that it reads, where that is known."""


class ModelBusyError(ModelError):
    """A passing fault: rate limit, server error, lost connection, silence."""

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: float | None = None,
        was_sent: bool = False,
    ) -> None:
        super().__init__(message, was_sent=was_sent)
        self.retry_after_s = retry_after_s
        """Seconds after which the provider said to try again, if it did."""


class ReplError(RLMError):
    """The process that runs a node's code could not start, or has died."""


class LimitError(RLMError):
    """A limit of the run was reached."""


class StoreError(RLMError):
    """The session store cannot be read or written."""


class StoreLockedError(StoreError):
    """Another process holds the database or runs this session."""


class SessionNotFoundError(StoreError):
    """No saved session has this id."""


class ExchangeError(RLMError):
    """A file is not a log that is known here, or cannot be read or written."""


class OutputError(RLMError):
    """Standard output cannot be written."""


class ReplayError(RLMError):
    """A session cannot be taken up as it was recorded."""


class SettingsError(RLMError):
    """An option, an environment variable or the settings file is wrong."""


class LineError(SettingsError):
    """A line that a person wrote cannot be read."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"{message} (at column {column + 1})")
        self.message = message
        self.column = column
        """Where in the line, from 0."""

    def caret(self, line: str) -> str:
        """The line, and below it a mark at the place with the message."""
        shown = "".join(char if char.isprintable() else " " for char in line)
        return f"{shown}\n{' ' * self.column}^ {self.message}"


class RuleError(LineError):
    """A line is no stop rule, or no filter."""


class CommandError(LineError):
    """A line is no command."""


class HookError(RLMError):
    """A hook, an evaluator or `on_event` raised, or gave back what it may not."""


class SteeringError(RLMError):
    """A verb was used where it does not apply."""


FAILED, USAGE, STORE = 1, 2, 5


def exit_code(error: RLMError) -> int:
    """What a process ends with after an error that nothing could be done about."""
    if isinstance(error, OutputError):
        return FAILED
    is_store = isinstance(error, StoreError)
    return STORE if is_store and not isinstance(error, SessionNotFoundError) else USAGE
