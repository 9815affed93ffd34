"""Opens the app over a store, models and a task group, and closes them behind it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rlm_tui.collector import collector_kept_short
from rlm_tui.domain.session import Node, Session
from rlm_tui.finishing import first_leaf
from rlm_tui.main.app_launcher import AppLauncher
from rlm_tui.main.crash import save_report
from rlm_tui.main.launch import Workshop
from rlm_tui.main.remembering import remember
from rlm_tui.main.reopening import Saved
from rlm_tui.main.settings import (
    Settings,
    keys_file,
    log_file,
    rules_folder,
    settings_file,
)
from rlm_tui.main.terminal import install_signal_handlers, speaks_unicode
from rlm_tui.rulefiles import RuleFolder
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.app_opening import UNNOTICED_S
from rlm_tui.ui.keysfile import read_keys
from rlm_tui.ui.preferences import Preferences
from rlm_tui.ui.screens.run_options import ReadText

END_CODES = {"failed": 1, "stopped": 3, "limit": 4}
"""Exit codes of the app by how the run ended; quitting a live run is no error."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an app that has ended leaves to the shell."""

    code: int
    answer: str = ""
    error: str = ""
    """What went wrong, for standard error wherever that leads."""
    farewell: str = ""
    """How the run stands and how to get it back, for a person at the terminal."""


async def open_app(
    workshop: Workshop,
    *,
    sources: Sequence[str],
    question: str,
    piped: bytes | None,
    saved: Saved | None,
    environ: Mapping[str, str],
) -> Outcome:
    """Run the app to its end.

    Raises:
        RLMError: the context, the session or the store cannot be read, or the model
            cannot be used.
    """
    settings = workshop.settings
    keys = await asyncio.to_thread(read_keys, keys_file())
    await workshop.rules()  # a wrong line is told of before anything is opened
    is_review = saved is not None and saved.is_review
    # A saved session can be noted and marked, where its database can be written.
    is_read_only = is_review and not os.access(settings.db, os.W_OK)
    models = workshop.models(offline_delay_s=settings.offline_delay_ms / 1_000)
    if question and saved is None:
        for name in filter(None, (settings.model, settings.sub_model)):
            models.validate(name)
    try:
        async with (
            workshop.store(read_only=is_read_only) as store,
            asyncio.TaskGroup() as group,
        ):
            launcher = AppLauncher(
                workshop,
                store,
                models,
                group,
                sources=sources,
                piped=piped,
                question=question,
                environ=environ,
            )
            controller = None
            if saved is not None and is_review:
                controller = await launcher.review_at_once(saved.session)
            elif sources or piped is not None:
                await launcher.context_soon(UNNOTICED_S)
            is_complete = bool(question) and (bool(sources) or piped is not None)
            app = RlmTuiApp(
                launcher,
                controller=controller,
                initial=launcher.defaults if is_complete else None,
                begin=None if saved is None or controller else _beginning(saved),
                preferences=_preferences(settings),
                remember=_remember,
                ascii_only=settings.ascii or not speaks_unicode(environ),
                environ=environ,
                rule_lists=RuleFolder(rules_folder()),
                keys=keys,
                as_markdown=_as_markdown,
            )
            code = await _run_app(app, mouse=settings.mouse)
    except BaseExceptionGroup as error:
        raise first_leaf(error) from error
    finally:
        await models.close()
    return _outcome(app, code, environ)


def _preferences(settings: Settings) -> Preferences:
    """What a person prefers to begin with."""
    return Preferences(
        grace_ms=settings.grace_ms,
        hints=settings.hints,
        theme=settings.theme,
        mouse=settings.mouse,
        bell=settings.bell,
        notify=settings.notify,
        advance=settings.advance,
    )


async def _remember(name: str, value: bool | int | str) -> str:
    return await asyncio.to_thread(remember, settings_file(), name, value)


async def _as_markdown(session: Session, node: Node, read: ReadText) -> str:
    from rlm_tui.exchange.markdown import node_text  # when something is copied

    return await node_text(session, node, read)


def _beginning(saved: Saved) -> Callable[[RlmTuiApp], None]:
    """What an app does first that is opened on a saved session."""
    if saved.is_review:
        return lambda app: app.open_first(saved.session)
    if saved.opens_as == "branch":
        return lambda app: app.open_branch(saved.session, saved.at)
    return lambda app: app.open_resumed(saved.session)


async def _run_app(app: RlmTuiApp, *, mouse: bool) -> int | None:
    """The exit code of a signal that ended the app, if one did."""
    received: list[int] = []

    def leave(code: int) -> None:
        received.append(code)
        app.exit()

    install_signal_handlers(leave)
    with collector_kept_short(time.perf_counter):
        await app.run_async(mouse=mouse)
    return received[0] if received else None


def _outcome(app: RlmTuiApp, code: int | None, environ: Mapping[str, str]) -> Outcome:
    error = _report(app.crash, environ) if app.crash is not None else ""
    if app.refusal:
        return Outcome(app.return_code or 2, error=f"rlm-tui: {app.refusal}")
    controller = app.controller
    if controller is None:
        return Outcome(1 if error else code or 0, error=error)
    session = controller.session
    answer = session.answer.whole if session.answer else None
    if code is None:
        code = 1 if error else _exit_code(session, is_review=controller.is_review)
    return Outcome(code, answer or "", error, app.exit_line)


def _report(error: Exception, environ: Mapping[str, str]) -> str:
    now = datetime.now().astimezone()
    folder = log_file().parent
    return save_report(error, folder=folder, environ=environ, now=now)


def _exit_code(session: Session, *, is_review: bool) -> int:
    return 0 if is_review else END_CODES.get(session.status or "", 0)
