"""Plain mode: a run steered by lines, and told in lines that are only ever added."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

from rlm_tui.commands import values as do
from rlm_tui.controller import Controller
from rlm_tui.errors import RLMError, SteeringError
from rlm_tui.plain import deciding, leaving, moving, showing
from rlm_tui.plain.announcing import Announcer
from rlm_tui.plain.desk import Desk
from rlm_tui.plain.lines import Line
from rlm_tui.plain.obeying import KeptOrShown, keep_or_show
from rlm_tui.plain.own_words import parse_line
from rlm_tui.wording import count

Obeyed: TypeAlias = (
    do.OnTickets
    | do.Substitute
    | do.Try
    | do.Step
    | do.Pause
    | do.Continue
    | do.Abort
    | do.RunTo
    | do.Until
    | do.Set
    | KeptOrShown
)

_SETTINGS = "set takes tell all, tell stops, bell on, bell off or grace_ms NUMBER"


ROOT = "0"
SETTLE_S = 0.2
"""What has not arrived so long after the last event is not on its way."""


class Front:
    """One person at one session, until they leave."""

    def __init__(
        self, desk: Desk, *, is_terminal: bool, settle_s: float = SETTLE_S
    ) -> None:
        self._desk = desk
        self._is_terminal = is_terminal
        self._settle_s = settle_s
        self._announcer = Announcer(desk)
        self.error: RLMError | None = None
        """Why the engine could not go on, if it could not."""
        self.was_left_alone = False
        """Whether something waits for somebody who is not there."""
        self.goes_on_with: Controller | None = None
        """The session that the person goes on with in place of this one."""

    async def run(self) -> None:
        """Tell what happens and do what the lines say, until one says quit or the
        lines end."""
        controller = self._desk.controller
        unsubscribe = controller.subscribe(self._announcer.on_event)
        if controller.is_review:
            showing.status(self._desk)
        else:
            self._announcer.catch_up()
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(self._watch())
                await self._obey_lines()
                watch.cancel()
        finally:
            unsubscribe()

    async def _watch(self) -> None:
        """Say so if the engine cannot go on."""
        try:
            await self._desk.controller.wait()
        except RLMError as error:
            self.error = error
            self._desk.voice.say("FAILED", f"the run cannot go on: {error}")
        self._desk.lines.wake()

    async def _obey_lines(self) -> None:
        while (line := await self._desk.lines.take()) is not None:
            self._announcer.flush()
            if not line.text.strip():
                continue
            if line.text.strip() == "wait":
                await self._wait()
            elif await self._obey(line):
                return
        await self._leave_to_itself()

    async def _leave_to_itself(self) -> None:
        """The lines have ended: at a terminal the person leaves; a script lets the run
        go on for as long as it needs nobody."""
        if self._is_terminal:
            return
        if self._is_live and not self._is_parked:
            self._desk.voice.say("INPUT", "has ended; the run goes on until it waits")
        await self._until_it_stands()
        waiting = self._desk.session.waiting
        if waiting and self._desk.controller.is_live:
            words = f"{count(len(waiting), 'stop')} waiting and nobody there"
            self._desk.voice.say("INPUT", f"has ended with {words}")
            self.was_left_alone = True

    @property
    def _is_live(self) -> bool:
        return self._desk.controller.is_live and self.error is None

    @property
    def _is_parked(self) -> bool:
        """Whether nothing is done until somebody decides."""
        session = self._desk.session
        return session.is_parked and ROOT not in session.aborting

    async def _wait(self) -> None:
        """A script waits until nothing moves; a person ends it with another line."""
        await self._until_it_stands()
        self._announcer.flush()
        self._announcer.settle()
        self._desk.lines.seen_now()

    async def _until_it_stands(self) -> None:
        """Until the run has ended, or waits and no more has come for a moment: the
        elements of a batch come one after the other."""
        lines = self._desk.lines
        while self._is_live:
            if self._is_terminal and not lines.is_empty:
                return
            if not self._is_parked:
                await lines.starve()
                continue
            try:
                async with asyncio.timeout(self._settle_s):
                    await lines.starve()
            except TimeoutError:
                return

    async def _obey(self, line: Line) -> bool:
        """Do what a line says; gives back whether it says to leave."""
        self._announcer.is_busy = True
        try:
            command = parse_line(line.text)
            if isinstance(command, do.Quit):
                return True
            await self._do(command, line.at)
        except RLMError as error:
            self._desk.voice.say("ERROR", str(error))
        finally:
            self._announcer.is_busy = False
        if self.goes_on_with is not None:
            return True
        self._announcer.settle()
        return False

    async def _do(self, command: Obeyed, typed_at: float) -> None:
        desk = self._desk
        match command:
            case do.OnTickets():
                await deciding.decide(desk, command, typed_at=typed_at)
            case do.Substitute():
                await deciding.substitute(desk, command)
            case do.Try():
                await deciding.try_some(desk, command)
            case do.Step():
                await moving.step(desk, command, typed_at=typed_at)
            case do.Pause():
                await moving.pause(desk, command)
            case do.Continue(None) if desk.controller.is_review:
                raise SteeringError(leaving.how_to_resume(desk))
            case do.Continue():
                await moving.go_on(desk, command)
            case do.Abort():
                await moving.abort(desk, command)
            case do.RunTo():
                await moving.run_to(desk, command)
            case do.Until():
                await moving.until(desk, command)
            case do.Set():
                self._set(command)
            case _:
                self.goes_on_with = await keep_or_show(desk, command)

    def _set(self, command: do.Set) -> None:
        name, value = command.name, command.value
        if not name:
            self._show_settings()
            return
        if name == "tell" and value in ("all", "stops"):
            self._announcer.tells_all = value == "all"
        elif name == "grace_ms" and value.isdecimal() and len(value) < 6:
            self._desk.stops.grace_s = int(value) / 1_000
        elif name == "bell" and value in ("on", "off"):
            self._desk.voice.rings = value == "on"
        else:
            raise SteeringError(_SETTINGS)
        self._desk.done(f"{name} is {value}")

    def _show_settings(self) -> None:
        desk, tells_all = self._desk, self._announcer.tells_all
        rows = [
            ("SETTING", f"tell: {'all' if tells_all else 'stops'} (all or stops)"),
            ("SETTING", f"bell: {'on' if desk.voice.rings else 'off'} (on or off)"),
            ("SETTING", f"grace_ms: {desk.stops.grace_s * 1_000:.0f} (a number)"),
        ]
        desk.several("settings; change one with set NAME VALUE", rows)

    async def interrupt(self) -> None:
        """What ctrl+c does: pause the run; leave if it is paused or has ended."""
        desk = self._desk
        if not desk.controller.is_live or desk.session.intent == "pause":
            desk.lines.close()
            return
        try:
            desk.done(f"{await desk.controller.pause()}; ctrl+c again leaves")
        except SteeringError as error:
            desk.voice.say("ERROR", str(error))
