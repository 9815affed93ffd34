"""Plain mode: a run steered by lines, and told in lines that are only ever added."""

from __future__ import annotations

import asyncio
from typing import TypeAlias, assert_never

from rlm_tui.commands import values as do
from rlm_tui.commands.parse import parse_command
from rlm_tui.controller import Controller
from rlm_tui.errors import RLMError, SteeringError
from rlm_tui.plain import deciding, keeping, leaving, moving, showing
from rlm_tui.plain.announcing import Announcer
from rlm_tui.plain.desk import Desk
from rlm_tui.plain.lines import Line
from rlm_tui.wording import count

Shown: TypeAlias = (
    do.Show
    | do.Log
    | do.Tree
    | do.Queue
    | do.Status
    | do.Goto
    | do.Help
    | do.Branch
    | do.Ask
    | do.Export
    | do.Theme
    | do.Open
)
KeepOrShow: TypeAlias = (
    do.AddRule
    | do.Rules
    | do.SetLimit
    | do.ShowLimits
    | do.Guide
    | do.Withdraw
    | do.Mark
    | do.Note
    | do.Variables
    | do.SetVariable
    | Shown
)

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
    | KeepOrShow
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
            command = parse_command(line.text)
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
                await self._keep_or_show(command)

    async def _keep_or_show(self, command: KeepOrShow) -> None:
        desk = self._desk
        match command:
            case do.AddRule():
                await keeping.add_rule(desk, command)
            case do.Rules():
                await keeping.rules(desk, command)
            case do.SetLimit():
                await keeping.set_limit(desk, command)
            case do.ShowLimits():
                keeping.show_limits(desk)
            case do.Guide():
                await keeping.guide(desk, command)
            case do.Withdraw():
                await keeping.withdraw(desk, command)
            case do.Mark():
                await keeping.mark(desk, command)
            case do.Note():
                await keeping.note(desk, command)
            case do.Variables():
                await keeping.variables(desk, command)
            case do.SetVariable():
                await keeping.set_variable(desk, command)
            case _:
                await self._show(command)

    async def _show(self, command: Shown) -> None:
        desk = self._desk
        match command:
            case do.Show():
                await showing.show(desk, command)
            case do.Log():
                showing.log(desk, command)
            case do.Tree():
                showing.tree(desk, command)
            case do.Queue():
                showing.queue(desk)
            case do.Status():
                showing.status(desk)
            case do.Goto():
                showing.goto(desk, command)
            case do.Help():
                showing.show_help(desk, command)
            case do.Export(form, path):
                file = path if path.endswith(f".{form}") else f"{path}.{form}"
                desk.done(await desk.export(file))
            case do.Branch(seq):
                self.goes_on_with = await leaving.branch(desk, seq)
            case do.Ask(question):
                self.goes_on_with = await leaving.ask(desk, question)
            case do.Theme():
                raise SteeringError("plain mode has no looks to choose")
            case do.Open():
                raise SteeringError(
                    "one session at a time: quit, then rlm-tui sessions lists the "
                    "others"
                )
            case _:
                assert_never(command)

    def _set(self, command: do.Set) -> None:
        name, value = command.name, command.value
        if name == "tell" and value in ("all", "stops"):
            self._announcer.tells_all = value == "all"
        elif name == "grace_ms" and value.isdecimal() and len(value) < 6:
            self._desk.stops.grace_s = int(value) / 1_000
        elif name == "bell" and value in ("on", "off"):
            self._desk.voice.rings = value == "on"
        else:
            raise SteeringError(_SETTINGS)
        self._desk.done(f"{name} is {value}")

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
