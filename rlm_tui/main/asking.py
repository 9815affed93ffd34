"""What the words and flags of a command line ask of the app, or of plain mode."""

from __future__ import annotations

from rlm_tui.errors import SettingsError
from rlm_tui.main.asked import OPENS_SAVED, Asked, Saved
from rlm_tui.main.options import Options
from rlm_tui.ui.contracts.launcher import AskRequest


def one_session(options: Options) -> str:
    """The saved session that is named.

    Raises:
        SettingsError: none is, or several are.
    """
    if len(options.words) != 1:
        which = "state:interrupted" if options.command == "resume" else ""
        those = "those that were cut" if which else "them"
        lists = f"rlm-tui sessions {which}".rstrip()
        takes = f"{options.command} takes one session"
        raise SettingsError(f"{takes}; {lists} lists {those}, the last first")
    return options.words[0]


def question_to(options: Options, piped: bytes | None) -> AskRequest:
    """What is asked of a saved session.

    Raises:
        SettingsError: the session, or the question, is missing.
    """
    if not options.words or not options.question:
        raise SettingsError(
            "ask takes a session, as rlm-tui sessions lists them, and a question: "
            "rlm-tui ask SESSION -q 'And why?'"
        )
    session, *sources = options.words
    return AskRequest(session, options.question, tuple(sources), piped)


def asked_of(options: Options, piped: bytes | None) -> Asked:
    """What a new app, or plain mode, opens."""
    opens = saved_of(options, piped)
    sources = [word for word in options.words if opens is None]
    question = options.question or ""
    return Asked(sources, question, piped, opens, is_alone=options.no_context)


def saved_of(options: Options, piped: bytes | None = None) -> Saved | None:
    """The saved session that the command opens, if it opens one."""
    opens_as = OPENS_SAVED.get(options.command)
    if opens_as is None:
        return None
    if opens_as == "ask":
        asks = question_to(options, piped)
        return Saved(asks.session, opens_as, asks=asks)
    return Saved(one_session(options), opens_as, options.at)


def reads_stdin(options: Options) -> bool:
    """Whether standard input may be the context."""
    if options.command == "ask":
        return "-" in options.words[1:]
    begins = options.command in ("", "run") and not options.no_context
    return begins and options.words in ([], ["-"])
