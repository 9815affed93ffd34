"""Opens plain mode over a store, models and a task group, and closes them behind it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TextIO

from rlm_tui.controller import Controller
from rlm_tui.errors import OutputError, RLMError, SettingsError
from rlm_tui.finishing import first_leaf
from rlm_tui.interrupting import heard
from rlm_tui.main.app_launcher import AppLauncher
from rlm_tui.main.asked import Asked
from rlm_tui.main.headless import EXIT_CODES
from rlm_tui.main.launch import Workshop
from rlm_tui.main.plainways import LaunchedWays
from rlm_tui.main.settings import Settings, rules_folder
from rlm_tui.main.streams import let_go
from rlm_tui.main.terminal import speaks_unicode
from rlm_tui.plain.desk import Desk
from rlm_tui.plain.front import Front
from rlm_tui.plain.lending import Lender
from rlm_tui.plain.lines import Lines, reading
from rlm_tui.plain.paging import PAGE_CHARS, Pages
from rlm_tui.plain.stops import SAY_AGAIN, Stops
from rlm_tui.plain.voice import Voice
from rlm_tui.plain.walking import Place
from rlm_tui.rulefiles import RuleFolder
from rlm_tui.wording import exit_line, short_exit_line


class Paper:
    """Where lines are written; once the reader has gone they go nowhere."""

    def __init__(self, stream: TextIO, lines: Lines) -> None:
        self._stream = stream
        self._lines = lines
        self._is_gone = False
        self.error: RLMError | None = None
        """Why nothing can be written, where the reader did not just go."""
        self._kept: list[str] | None = None
        """What is to be written once somebody else has left the terminal."""

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Write nothing for a while, and then all at once."""
        self._kept = []
        try:
            yield
        finally:
            kept, self._kept = self._kept, None
            self.write("".join(kept))

    def write(self, text: str) -> None:
        """Add lines; a reader that is gone ends the input as well."""
        if self._kept is not None:
            self._kept.append(text)
            return
        if self._is_gone or not text:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError as error:
            self._is_gone = True
            if not isinstance(error, BrokenPipeError):
                let_go(self._stream)
                self.error = OutputError(f"its lines cannot be written: {error}")
            self._lines.close()


async def open_plain(
    workshop: Workshop,
    asked: Asked,
    *,
    why: str,
    commands: int,
    stdout: TextIO,
    environ: Mapping[str, str],
) -> int:
    """Run plain mode to its end and give back the exit code.

    Args:
        workshop: a store and models.
        asked: what to run or to review.
        why: what switched plain mode on.
        commands: the descriptor that commands are read from.
        stdout: where lines are written.
        environ: the environment.

    Raises:
        RLMError: it could not begin, or an event could not be saved.
    """
    await workshop.rules()  # a wrong line is told of before anything is opened
    settings = workshop.settings
    lines = Lines(time.time)
    paper = Paper(stdout, lines)
    voice = _voice(settings, paper, stdout, environ)
    models = workshop.models(offline_delay_s=settings.offline_delay_ms / 1_000)
    try:
        async with (
            workshop.late_store(read_only=bool(asked.reviews)) as store,
            asyncio.TaskGroup() as group,
            reading(commands, lines) as reader,
        ):
            await store.get()
            launcher = AppLauncher(
                workshop, store, models, group, asked, environ=environ
            )
            _introduce(voice, why)
            ways = LaunchedWays(launcher, voice)
            if asked.saved is None:
                controller = await _begin(launcher, voice, lines)
            else:
                controller = await ways.open(asked.saved)
            is_terminal = os.isatty(commands)
            desk = _desk(controller, voice, lines, settings, is_terminal=is_terminal)
            if not asked.reviews:
                desk = replace(desk, ways=ways)
            if is_terminal:
                lender = Lender(reader.at_rest, paper.at_rest, environ)
                desk = replace(desk, outside=lender.edit, pages=Pages(PAGE_CHARS))
            code = await _steer(desk, launcher, group, is_terminal=is_terminal)
            if paper.error is not None:
                raise paper.error
            return code
    except BaseExceptionGroup as error:
        raise first_leaf(error) from error
    finally:
        await models.close()


def _introduce(voice: Voice, why: str) -> None:
    voice.say(
        "PLAIN",
        f"mode is on because of {why}; lines are only added, nothing is "
        "redrawn; ? lists the commands",
    )


def _voice(
    settings: Settings, paper: Paper, stdout: TextIO, environ: Mapping[str, str]
) -> Voice:
    return Voice(
        paper.write,
        ascii_only=settings.ascii or not speaks_unicode(environ),
        has_bell=stdout.isatty(),
    )


async def _begin(launcher: AppLauncher, voice: Voice, lines: Lines) -> Controller:
    """Begin the run; what the command line does not say is asked for."""
    request = launcher.defaults
    if await launcher.context() is None:
        path = await _asked(voice, lines, "Which file or folder is the context?")
        await launcher.choose_context(path)
    if not request.question:
        question = await _asked(voice, lines, "What is the question?")
        request = replace(request, question=question)
    return await launcher.start(request)


async def _asked(voice: Voice, lines: Lines, question: str) -> str:
    voice.say("ASK", question)
    line = await lines.take()
    if line is None or not line.text.strip():
        raise SettingsError(f"nothing was answered to: {question}")
    return line.text.strip()


def _desk(
    controller: Controller,
    voice: Voice,
    lines: Lines,
    settings: Settings,
    *,
    is_terminal: bool,
) -> Desk:
    # A script or a program has read what it answers; a person may be typing.
    grace_s = settings.grace_ms / 1_000 if is_terminal else 0.0
    again = SAY_AGAIN if is_terminal else "a script writes wait before it"
    return Desk(
        controller=controller,
        voice=voice,
        lines=lines,
        stops=Stops(time.time, grace_s=grace_s, again=again),
        rules=RuleFolder(rules_folder()),
        clock=time.time,
    )


async def _steer(
    desk: Desk, launcher: AppLauncher, group: asyncio.TaskGroup, *, is_terminal: bool
) -> int:
    """Hand the run over to the person until they leave, then interrupt it; they may
    go on with others in its place."""
    loop = asyncio.get_running_loop()
    received: list[int] = []
    desk = _exporting(desk, launcher)
    front = Front(desk, is_terminal=is_terminal)

    def leave(number: int) -> None:
        received.append(128 + number)
        desk.lines.close()

    def interrupt(_number: int) -> None:
        group.create_task(front.interrupt())

    with (
        heard(loop, [signal.SIGINT], interrupt),
        heard(loop, [signal.SIGTERM, signal.SIGHUP], leave),
    ):
        await front.run()
        while front.goes_on_with is not None:
            desk = _exporting(_moved(desk, front.goes_on_with), launcher)
            front = Front(desk, is_terminal=is_terminal)
            await front.run()
        session = desk.session
        await launcher.stop()
        is_review = desk.controller.is_review
        line = exit_line(session, is_review=True) if is_review else None
        desk.voice.say("QUIT", line or short_exit_line(session))
    if front.error is not None:
        raise front.error
    if received:
        return received[0]
    if front.was_left_alone:
        return EXIT_CODES["interrupted"]
    is_over = session.status is not None and not desk.controller.is_review
    return EXIT_CODES[session.status] if is_over and session.status else 0


def _exporting(desk: Desk, launcher: AppLauncher) -> Desk:
    """The desk, with exports of its session."""
    return replace(desk, export=partial(launcher.library.export, desk.session.id))


def _moved(desk: Desk, controller: Controller) -> Desk:
    """A desk at another session, whose stops are numbered anew."""
    desk.voice.say("SESSION", f"{controller.session.id} in place of {desk.session.id}")
    known = desk.stops
    stops = Stops(desk.clock, grace_s=known.grace_s, again=known.again)
    return replace(desk, controller=controller, stops=stops, place=Place())
