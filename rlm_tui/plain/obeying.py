"""Commands that show something or keep it, each handed to what does it."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from rlm_tui.commands import values as do
from rlm_tui.controller import Controller
from rlm_tui.errors import SteeringError
from rlm_tui.plain import (
    insights,
    keeping,
    leaving,
    own_words,
    searching,
    showing,
    walking,
)
from rlm_tui.plain.desk import Desk

Shown: TypeAlias = (
    do.Show
    | do.Log
    | do.Tree
    | do.Queue
    | do.Status
    | do.Goto
    | do.Help
    | do.Theme
    | do.Open
    | own_words.OwnCommand
)
KeptOrShown: TypeAlias = (
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
    | do.Export
    | do.Branch
    | do.Ask
    | Shown
)


async def keep_or_show(desk: Desk, command: KeptOrShown) -> Controller | None:
    """Do what a command says; the session that the person goes on with, if it is
    another one."""
    match command:
        case do.Branch(seq):
            return await leaving.branch(desk, seq)
        case do.Ask(question):
            return await leaving.ask(desk, question)
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
        case do.Export(form, path):
            file = path if path.endswith(f".{form}") else f"{path}.{form}"
            desk.done(await desk.export(file))
        case _:
            await _show(desk, command)
    return None


async def _show(desk: Desk, command: Shown) -> None:
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
        case do.Theme():
            raise SteeringError("plain mode has no looks to choose")
        case do.Open():
            raise SteeringError(
                "one session at a time: quit, then rlm-tui sessions lists the others"
            )
        case _:
            await _show_own(desk, command)


async def _show_own(desk: Desk, command: own_words.OwnCommand) -> None:
    match command:
        case own_words.Search():
            await searching.search(desk, command)
        case own_words.Diff():
            await searching.diff(desk, command)
        case own_words.Messages():
            await insights.messages(desk, command)
        case own_words.Times():
            insights.times(desk, command)
        case own_words.Costs():
            insights.costs(desk)
        case own_words.Context():
            await insights.context(desk)
        case own_words.Walk():
            walking.walk(desk, command)
        case own_words.Beside():
            walking.beside(desk, command)
        case own_words.More():
            desk.pages.more(desk.voice)
        case _:
            assert_never(command)
