"""Serves the app to a browser, once it is sure that it opens."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rlm_tui.contexts.named import STDIN, check_named
from rlm_tui.errors import SettingsError
from rlm_tui.main.asking import saved_of
from rlm_tui.main.launch import Workshop
from rlm_tui.main.options import Options, without_web
from rlm_tui.main.session_commands import check_saved

LAST_PORT = 65_535


async def check_opens(options: Options, workshop: Workshop) -> None:
    """Say here what nobody would read of a page that does not open.

    Raises:
        RLMError: a file, a session or a rule is not there, or a model cannot be used.
    """
    if STDIN in options.words:
        raise SettingsError(
            "--web needs a file or folder: a page has no standard input"
        )
    await workshop.rules()
    saved = saved_of(options)
    if saved is not None:
        await check_saved(workshop, saved.session)
    named = options.words if saved is None else options.words[1:]
    await asyncio.to_thread(check_named, named)
    if saved is None and options.question:
        settings, models = workshop.settings, workshop.models()
        for name in filter(None, (settings.model, settings.sub_model)):
            models.validate(name)


def serve(arguments: Sequence[str], *, port: int) -> None:
    """Serve the app; each page that is opened is a process with the same words.

    Raises:
        SettingsError: the port is none or taken, or a package is missing.
    """
    if not 0 <= port <= LAST_PORT:
        raise SettingsError(f"--web-port takes 1 to {LAST_PORT}; found {port}")
    try:
        from rlm_tui.main import web
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"--web needs the package {error.name}; pip install 'rlm-tui[web]'"
        ) from error
    try:
        web.serve(without_web(arguments), port=port)
    except OSError as error:
        raise SettingsError(
            f"--web-port {port} cannot be used: {error.strerror}"
        ) from error
