"""The command line: every verb by its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from rlm_tui.commands import values
from rlm_tui.commands.target import Target
from rlm_tui.domain.events import ANSWERED
from rlm_tui.domain.money import cost_of
from rlm_tui.domain.rules.facts import Facts
from rlm_tui.domain.session import Node, Ticket
from rlm_tui.errors import LineError, SteeringError
from rlm_tui.ui.keys.verbs import verbs_on
from rlm_tui.ui.labels.tickets import state_chip
from rlm_tui.ui.rows.rules import says_of
from rlm_tui.ui.screens.actions.aborting import Aborting
from rlm_tui.ui.screens.actions.branching import Branching
from rlm_tui.ui.screens.actions.deeds import Deeds
from rlm_tui.ui.screens.actions.exporting import Exporting
from rlm_tui.ui.screens.actions.filtering import Filtering
from rlm_tui.ui.screens.actions.going import Going
from rlm_tui.ui.screens.actions.guiding import Guiding
from rlm_tui.ui.screens.actions.inspecting import Inspecting
from rlm_tui.ui.screens.actions.limiting import Limiting
from rlm_tui.ui.screens.actions.reading import Reading
from rlm_tui.ui.screens.actions.replaying import Replaying
from rlm_tui.ui.screens.actions.rulelists import RuleLists
from rlm_tui.ui.screens.actions.stepping import Stepping
from rlm_tui.ui.text.lines import Line
from rlm_tui.ui.typed.commands import (
    command_completions,
    command_usage,
    verb_completions,
)


class Commanding(
    Replaying,
    Branching,
    Deeds,
    Going,
    Stepping,
    Aborting,
    Guiding,
    Limiting,
    Filtering,
    RuleLists,
    Inspecting,
    Exporting,
    Reading,
):
    """The key `:`."""

    _crossings: tuple[Facts, ...] = ()
    """What a rule is tried on while it is typed."""

    command_prompt = "such as approve, rule hold gate:query, limit money 2"
    _focus: str | None = None
    """What was shown when the line was begun."""

    def ask_command(self, value: str) -> None:
        """Ask for a command that begins with some words."""
        self.run_worker(self._read_crossings(), group="crossings", exclusive=True)
        self._focus = self.desk.current
        super().ask_command(value)

    def complete_command(self, said: str) -> Sequence[str]:
        """Whole lines that a beginning may become."""
        verbs = verb_completions(said, verbs_on(self))
        return [*command_completions(said, self.session), *verbs]

    def read_command(self, said: str) -> Line:
        """The usage of a command; a rule reads back as one."""
        head, _, rest = said.lstrip(":").partition(" ")
        if head == "rule" and rest.strip():
            try:
                return says_of(rest, self._crossings)
            except LineError:
                return command_usage("rule")
        return command_usage(said.lstrip(":"))

    async def _read_crossings(self) -> None:
        self._crossings = await self.crossings()

    def do_command(self, command: values.Command) -> None:
        """Do what a command says; one about what was shown only as long as it is.

        Raises:
            RLMError: it cannot be done.
        """
        if _is_about_focus(command) and self.desk.current != self._focus:
            raise SteeringError(self._what_is_shown())
        match command:
            case (
                values.Theme()
                | values.Set()
                | values.Open()
                | values.Help()
                | values.Quit()
            ):
                super().do_command(command)
            case (
                values.Show()
                | values.Log()
                | values.Tree()
                | values.Queue()
                | values.Status()
                | values.Goto()
                | values.Variables()
                | values.Mark()
                | values.Branch()
                | values.Ask()
                | values.Export()
                | values.Note()
                | values.Rules(deed="show" | "names" | "save")
            ):
                self._look(command)
            case values.Continue(None) if self.is_review:
                self.action_ticket_reject()
            case _:
                if self.can_act():
                    self._steer(command)

    def _what_is_shown(self) -> str:
        """Why a line is not about what it was begun for."""
        now = self.session.tickets.get(self.desk.shown or "")
        if now is None:
            return "what was shown when you began is gone: name what you mean"
        return (
            f"what was shown when you began is gone, now it is {now.node}: name what "
            f"you mean, as in approve {now.node}"
        )

    def _steer(self, command: values.Command) -> None:
        """What acts on a live run."""
        match command:
            case values.OnTickets():
                self.do_on_tickets(command)
            case values.Substitute():
                self.do_substitute(command)
            case values.Try():
                self.do_try(command)
            case values.Step() | values.RunTo() | values.Until():
                self._move(command)
            case values.Pause() | values.Continue():
                self._pause(command)
            case values.SetLimit(field, value):
                self.set_limit(field, value)
            case values.ShowLimits():
                self.action_run_limits()
            case values.AddRule(None):
                self.action_run_rule()
            case values.AddRule(str() as rule):
                self.put_rule(rule)
            case values.Rules():
                self.do_rules(command)
            case values.Guide(node, None):
                self.ask_guidance(self._node(node))
            case values.Guide(node, str() as words):
                self.perform(self.controller.guide(self._node(node).id, words))
            case values.Withdraw(number, node):
                self.perform(self.controller.withdraw(self._node(node).id, number))
            case values.Abort():
                self._abort(command)
            case values.SetVariable(name, json, node):
                path = self._node(node).id
                self.perform(self.controller.set_variable(path, name, json))

    def _look(self, command: values.Command) -> None:
        """What acts on the screen alone, or on marks and notes."""
        match command:
            case values.Show():
                self.do_show(command)
            case values.Log(node, _):
                self.show_log(node)
            case values.Tree(wanted):
                self.filter_tree("" if wanted is None else wanted.text)
            case values.Queue():
                self.call_later(self.focus_queue)
            case values.Status():
                self.say(self._standing_words())
            case values.Goto(place):
                self.go_to_place(place)
            case values.Variables(node, _):
                self.open_variables(self._node(node).id)
            case values.Mark(node, marked):
                self.perform(self.controller.mark(self._node(node).id, marked))
            case values.Note(node, None):
                self.ask_note(self._node(node))
            case values.Note(node, str() as words):
                self.perform(self.controller.note(self._node(node).id, words))
            case values.Rules():
                self.do_rules(command)
            case values.Branch(seq):
                self.branch_at(seq)
            case values.Ask(question):
                self._ask_further(question)
            case values.Export(form, path):
                file = path if path.endswith(f".{form}") else f"{path}.{form}"
                self.perform(self.export_to(file))

    def _ask_further(self, question: str | None) -> None:
        session = self.controller.session
        if session.status not in ANSWERED:
            raise SteeringError(
                "there is no answer that a question could follow; guide gives words "
                "to a run that is live"
            )
        if question is None:
            self.ask_further()
        else:
            self.put_question(session.id, question)

    def _move(self, command: values.Step | values.RunTo | values.Until) -> None:
        match command:
            case values.Step(kind, count, target):
                self.step_lane(kind, self._lane_of(target), count=count)
            case values.RunTo(node):
                self.run_to(self._node(node).id)
            case values.Until(wanted):
                self.run_until(wanted.text)
            case _:
                assert_never(command)

    def _lane_of(self, target: Target) -> Ticket | None:
        """The ticket to step from; without one the selected node's lane moves."""
        if target.kind == "focus" and self.desk.current is None:
            return None
        return self.tickets_meant(target)[0]

    def _pause(self, command: values.Pause | values.Continue) -> None:
        is_pause = isinstance(command, values.Pause)
        if command.on is None:
            self.perform(self.controller.pause()) if is_pause else self.go_on()
            return
        name = command.name or self._paused_here(command.on)
        if is_pause and command.on == "node":
            name = self._node(name).id
        verb = self.controller.latch if is_pause else self.controller.unlatch
        self.perform(verb(command.on, name))

    def _paused_here(self, on: str) -> str:
        node = self._node("")
        return node.id if on == "node" else node.model

    def _abort(self, command: values.Abort) -> None:
        match command.what:
            case "run":
                self.action_run_abort()
            case "node":
                self.ask_abort(self._node(command.node))
            case "call":
                self.abort_call(self._node(command.node).id)

    def _node(self, path: str) -> Node:
        """A node by its path; the one under the cursor without."""
        found = self.session.nodes.get(path or self.desk.selected.node)
        if found is None:
            raise SteeringError(f"there is no node {path} yet")
        return found

    def _standing_words(self) -> str:
        session = self.session
        state = state_chip(session, self.options.glyphs).text
        return f"{state}  {len(session.nodes)} nodes  {cost_of(session.usage)}"


def _is_about_focus(command: values.Command) -> bool:
    """Whether a command decides what is shown, without naming it."""
    match command:
        case values.OnTickets(target=target) | values.Step(target=target):
            return target.kind in ("focus", "lane", "shown")
        case _:
            return False
