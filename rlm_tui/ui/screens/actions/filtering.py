"""Showing only the rows of the tree that a filter matches."""

from __future__ import annotations

from functools import partial

from rlm_tui.errors import RuleError
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.rows.sieve import Sieve, filter_of
from rlm_tui.ui.screens.run_base import RunBase
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.ui.typed.problems import problem_line
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.typed.rules import filter_completions, names_in
from rlm_tui.wording import count


class Filtering(RunBase):
    """The key `f`."""

    def action_view_filter(self) -> None:
        """Ask for a filter; an empty one shows everything again."""
        current = "" if self.sieve is None else self.sieve.wanted.text
        self.ask(
            Question(
                title="Filter",
                prompt="words, or such as state:held, cost>0.05; empty shows all",
                enter="show only these",
                escape="leave it",
                answer=self.filter_tree,
                value=current,
                read_back=self._read_filter,
                complete=lambda said: filter_completions(said, names_in(self.session)),
                history=self.lines_typed("filter"),
            )
        )

    def filter_tree(self, text: str) -> None:
        """Show only what a filter matches.

        Raises:
            RuleError: it is no filter.
        """
        if not text.strip():
            self.sieve = None
            self.say("the tree shows everything")
        else:
            sieve = Sieve(filter_of(text))
            self.remember("filter", text)
            self.with_whole(partial(self._sift, sieve))
        self.draw()

    def _sift(self, sieve: Sieve) -> None:
        self.sieve = sieve
        self.draw()
        found = count(sieve.count, "node")
        self.say(with_keys(f"{found} match; {{app.back}} shows all"))
        self.draw()

    def _read_filter(self, said: str) -> Line:
        if not said.strip():
            return ()
        try:
            return line(Span(f"show {filter_of(said).says()}", "muted"))
        except RuleError as error:
            return problem_line(error, width=self.size.width)
