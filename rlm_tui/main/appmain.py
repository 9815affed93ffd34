"""Opens the app over a store, models and a task group, and closes them behind it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rlm_tui.collector import collector_kept_short
from rlm_tui.contexts.named import check_named
from rlm_tui.errors import exit_code
from rlm_tui.finishing import first_leaf
from rlm_tui.main.app_launcher import AppLauncher
from rlm_tui.main.asked import Asked, Saved
from rlm_tui.main.pages import Pages
from rlm_tui.main.settings import (
    Settings,
    keys_file,
    log_file,
    rules_folder,
    settings_file,
)
from rlm_tui.main.terminal import install_signal_handlers, speaks_unicode
from rlm_tui.rulefiles import RuleFolder
from rlm_tui.storage.header import looks_sound
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.keys.file import read_keys
from rlm_tui.ui.style.preferences import Preferences

if TYPE_CHECKING:  # imported when the first session is shown
    from rlm_tui.controller import Controller
    from rlm_tui.domain.session import Node, Session
    from rlm_tui.main.launch import Workshop
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
    workshop: Workshop, asked: Asked, *, environ: Mapping[str, str]
) -> Outcome:
    """Run the app to its end.

    Raises:
        RLMError: the context, the session or the store cannot be read, or the model
            cannot be used.
    """
    settings, pages = workshop.settings, Pages(environ)
    keys = await asyncio.to_thread(read_keys, keys_file())
    await workshop.rules()  # a wrong line is told of before anything is opened
    await asyncio.to_thread(check_named, asked.sources)
    asked = await pages.goes_on(workshop, asked)
    models = workshop.models(offline_delay_s=settings.offline_delay_ms / 1_000)
    if asked.question and asked.saved is None:
        for name in filter(None, (settings.model, settings.sub_model)):
            models.validate(name)
    try:
        async with (
            workshop.late_store(read_only=_is_read_only(settings, asked)) as store,
            asyncio.TaskGroup() as group,
        ):
            launcher = AppLauncher(
                workshop,
                store,
                models,
                group,
                asked,
                environ=environ,
                note=pages.note,
            )
            controller = await _at_hand(launcher, settings, asked)
            app = _app(launcher, controller, settings, asked, keys=keys)
            code = await _run_app(app, mouse=settings.mouse)
    except BaseExceptionGroup as error:
        raise first_leaf(error) from error
    finally:
        await models.close()
    if code is None and launcher.lost is not None:
        code = exit_code(launcher.lost)
    return _outcome(app, code, environ)


def _is_read_only(settings: Settings, asked: Asked) -> bool:
    """A saved session can be noted and marked, where its database can be written."""
    return bool(asked.reviews) and not os.access(settings.db, os.W_OK)


async def _at_hand(
    launcher: AppLauncher, settings: Settings, asked: Asked
) -> Controller | None:
    """A short saved session that was asked for.

    Raises:
        RLMError: it cannot be read, or no session can: there is no screen yet.
    """
    if asked.reviews:
        return await launcher.review_at_once(asked.reviews)
    if not settings.no_store and not await asyncio.to_thread(looks_sound, settings.db):
        await launcher.open_store()
    return None


def _app(
    launcher: AppLauncher,
    controller: Controller | None,
    settings: Settings,
    asked: Asked,
    *,
    keys: Mapping[str, str],
) -> RlmTuiApp:
    """The app on what was asked for."""
    saved = None if controller else asked.saved
    return RlmTuiApp(
        launcher,
        controller=controller,
        initial=launcher.defaults if asked.is_complete else None,
        begin=None if saved is None else _beginning(saved),
        preferences=_preferences(settings),
        remember=_remember,
        ascii_only=settings.ascii or not speaks_unicode(launcher.environ),
        environ=launcher.environ,
        rule_lists=RuleFolder(rules_folder()),
        keys=keys,
        as_markdown=_as_markdown,
    )


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
    from rlm_tui.main.remembering import remember  # when a person changes something

    return await asyncio.to_thread(remember, settings_file(), name, value)


async def _as_markdown(session: Session, node: Node, read: ReadText) -> str:
    from rlm_tui.exchange.markdown import node_text  # when something is copied

    return await node_text(session, node, read)


def _beginning(saved: Saved) -> Callable[[RlmTuiApp], None]:
    """What an app does first that is opened on a saved session."""
    if saved.is_review:
        return lambda app: app.open_first(saved.session)
    if saved.asks is not None:
        asks = saved.asks
        return lambda app: app.open_follow_up(asks)
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
    from rlm_tui.main.crash import save_report

    now = datetime.now().astimezone()
    folder = log_file().parent
    return save_report(error, folder=folder, environ=environ, now=now)


def _exit_code(session: Session, *, is_review: bool) -> int:
    return 0 if is_review else END_CODES.get(session.status or "", 0)
