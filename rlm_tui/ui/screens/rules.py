"""The stop rules of a run: their order, their hits, and what they say in English."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType

from rlm_tui.domain.rules.offers import moved, switched
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.rows.rules import RuleRow, rule_line, rule_rows
from rlm_tui.ui.screens.actions.ruling import Ruling
from rlm_tui.ui.screens.list_screen import ListScreen
from rlm_tui.ui.text.lines import Line, Span, line, screen_title, wrap
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.choice_list import ChoiceList
from rlm_tui.ui.widgets.dialog import Dialog

_WORDS = (
    "The first rule that matches decides; log and route go on to the next.",
    "hold stops it, log marks it, pass lets it through, deny refuses it, mock answers "
    "it without a call, route sends it to another model.",
)


class RulesScreen(ListScreen, Ruling, inherit_bindings=False):
    """A list with a cursor; every change is in force at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keymap.bindings("rules"),
        *keymap.bindings_of("run.command"),
    ]
    reading = getters.query_one("#rule-says", Bar)

    def body(self) -> ComposeResult:
        """The list and the reading of one rule."""
        yield ChoiceList(cursor=self.options.glyphs.cursor, id="rule-list")
        yield Bar(id="rule-says")

    def go_back(self) -> bool:
        """Close the line that is asked for; false if there is none."""
        if self.is_asking:
            self.close_question()
            return True
        return False

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        intro = "A stop rule says what to do when something arrives at a gate."
        if not self.controller.is_live:
            intro = f"{intro} These were in force at the end; none can be changed."
            return HelpTopic("the stop rules", intro, ("list", "anywhere"))
        return HelpTopic("the stop rules", intro, ("rules", "list", "line", "anywhere"))

    @property
    def rows(self) -> list[RuleRow]:
        """The rules as they stand."""
        return rule_rows(self.controller.session)

    def draw(self) -> None:
        """Draw the newest rules."""
        if not self.is_mounted:
            return
        self.note_drawing()
        self.session = self.controller.session
        rows, width = self.rows, self.size.width
        self.header.show(screen_title("stop rules"))
        none = "no rules: nothing was stopped by one"
        if self.controller.is_live:
            none = with_keys("no rules: nothing is stopped, {rules.add} adds one")
        empty = line(Span(none, "muted"))
        self.listing.show([rule_line(row) for row in rows] or [empty])
        self.reading.show(*self._reading(rows, width))
        self.hints.show(self._hints())
        self.draw_note()

    def _reading(self, rows: list[RuleRow], width: int) -> list[Line]:
        spans = [Span(""), Span(""), *(Span(text, "muted") for text in _WORDS)]
        if rows:
            spans[1:1] = _standing(rows[self.listing.at].rule)
        return [
            row
            for span in spans
            for row in wrap(line(Span(f" {span.text}", span.style)), width, indent=1)
        ]

    def _hints(self) -> Line:
        return self.key_row(
            "Rules", [*self._verbs(), ("app.back", "back"), ("app.help", "help")]
        )

    def _verbs(self) -> list[tuple[str, str]]:
        """What can be done to the rules, while they stop anything."""
        rows = self.rows
        if not self.controller.is_live:
            return []
        verbs = [("rules.add", "add")]
        if rows:
            is_off = rows[self.listing.at].rule.off
            verbs += [
                ("rules.edit", "edit"),
                ("rules.switch", "on again" if is_off else "off"),
                ("rules.delete", "delete"),
            ]
        if len(rows) > 1:
            verbs += [("rules.earlier", "earlier"), ("rules.later", "later")]
        return verbs

    def _chosen(self) -> RuleRow | None:
        rows = self.rows
        if not self.can_act():
            return None
        if not rows:
            self.say(with_keys("there are no rules: {rules.add} adds one"))
            return None
        return rows[self.listing.at]

    def on_choice_list_moved(self) -> None:
        """Another rule is chosen."""
        self.forget_message()
        self.draw()

    def on_choice_list_opened(self) -> None:
        """Change the rule that was opened."""
        self.action_rules_edit()

    def action_rules_add(self) -> None:
        """A new rule on top."""
        if self.can_act():
            self.ask_rule("hold ")

    def action_rules_edit(self) -> None:
        """Change the chosen rule."""
        row = self._chosen()
        if row is not None:
            self.ask_rule(row.rule.line, replaces=self.listing.at)

    def action_rules_switch(self) -> None:
        """Switch the chosen rule off or on."""
        row = self._chosen()
        if row is None:
            return
        lines = list(self.controller.session.rules)
        lines[self.listing.at] = switched(row.rule)
        self.put_rules(lines)

    def action_rules_earlier(self) -> None:
        """Move the chosen rule up."""
        self._move(-1)

    def action_rules_later(self) -> None:
        """Move the chosen rule down."""
        self._move(1)

    def _move(self, step: int) -> None:
        if self._chosen() is not None:
            lines, at = moved(self.controller.session.rules, self.listing.at, step)
            self.listing.put(at)
            self.put_rules(lines)

    def action_rules_delete(self) -> None:
        """Ask whether to take the chosen rule away."""
        row = self._chosen()
        if row is None:
            return
        question = f"Take rule {row.number} away? {row.rule.line}"

        def delete(confirmed: bool | None) -> None:
            lines = list(self.controller.session.rules)
            if confirmed and row.rule.line in lines:
                lines.remove(row.rule.line)
                self.put_rules(lines)

        self.app.push_screen(Dialog(question, verb="take it away"), delete)


def _standing(rule: Rule) -> list[Span]:
    """What a rule does in English, and how one that does nothing does it again."""
    if not rule.off:
        return [Span(rule.says())]
    again = with_keys("it does nothing until {rules.switch} switches it on again")
    return [Span(rule.says(), "muted"), Span(again, "held")]
