"""A list of models to choose from, and a box for one that is not in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Select

from rlm_tui.sanitize import safe_line
from rlm_tui.ui.contracts.launcher import ModelChoice

OFFLINE = "offline"
"""The model that is rules and needs no key."""
SAME = "\x00same"
OTHER = "\x00other"
_OFFLINE_OF_SOME = "Works by rules, no key needed. To use a model, choose one above."
_OFFLINE_ALONE = "Works by rules, no key. For a model, set its key (OPENAI_API_KEY)."


class ModelList(Horizontal):
    """One line that unfolds into the list of models with a note on each."""

    select = getters.query_one(Select)
    other = getters.query_one(Input)

    @dataclass
    class Changed(Message):
        """Another model was chosen."""

        choice: ModelChoice | None
        """`None` where none is chosen of its own."""

    def __init__(self, chosen: str | None, *, same_as: str = "", id: str) -> None:
        """With `same_as` there is a first line that chooses no model of its own."""
        super().__init__(id=id)
        self._wanted = chosen
        self._same_as = same_as
        self._models: tuple[ModelChoice, ...] = ()
        self._doubt: Callable[[str], str] = lambda _name: ""

    def compose(self) -> ComposeResult:
        """The list, and the box, which is shown when it is asked for."""
        yield Select[str](
            self._options(), value=self._start(), allow_blank=False, compact=True
        )
        yield Input(placeholder="its name, such as openai/gpt-5-mini", compact=True)

    def show(self, models: Sequence[ModelChoice], doubt: Callable[[str], str]) -> None:
        """Offer these; what is chosen stays chosen.

        Args:
            models: those that can be used here.
            doubt: what speaks against any other name.
        """
        kept = str(self.select.value)
        self._models, self._doubt = tuple(models), doubt
        with self.prevent(Select.Changed):
            self.select.set_options(self._options())
            self.select.value = OTHER  # so that the line of the same name is redrawn
            self.select.value = kept
        self._tell()

    @property
    def note(self) -> str:
        """One line on what is chosen."""
        return model_note(self.choice, has_others=len(self._models) > 1)

    @property
    def doubt(self) -> str:
        """What speaks against the name that is chosen; of one that is being typed,
        once its provider is there."""
        choice = self.choice
        if choice is None:
            return ""
        is_typing = self.select.value == OTHER and "/" not in choice.name
        return "" if is_typing else self._doubt(choice.name)

    @property
    def box(self) -> Input | Select[str]:
        """Where the name can be changed."""
        return self.other if self.select.value == OTHER else self.select

    @property
    def choice(self) -> ModelChoice | None:
        """What is chosen; `None` where that is no model of its own."""
        value = self.select.value
        if value == SAME:
            return None
        name = self.other.value.strip() if value == OTHER else str(value)
        known = (model for model in self._models if model.name == name)
        return next(known, ModelChoice(name, ""))

    @on(Select.Changed)
    def _chose(self, event: Select.Changed) -> None:
        event.stop()
        is_other = event.value == OTHER
        self.set_class(is_other, "-other")
        if is_other:  # the list takes the focus back when it folds
            self.call_after_refresh(self.other.focus)
        self._tell()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.Changed(self.choice))

    def _start(self) -> str:
        return self._wanted or SAME

    def _options(self) -> list[tuple[Text, str]]:
        width = max((len(safe_line(model.name)) for model in self._models), default=0)
        options = [(_prompt(model, width), model.name) for model in self._models]
        if self._wanted and self._wanted not in {name for _, name in options}:
            options.insert(0, (Text(safe_line(self._wanted)), self._wanted))
        if self._same_as:
            options.insert(0, (Text(self._same_as), SAME))
        return [*options, (Text("another model: type its name"), OTHER)]


def _prompt(model: ModelChoice, width: int) -> Text:
    name = safe_line(model.name)
    return Text(f"{name.ljust(width)}  {safe_line(model.note)}".rstrip())


def model_note(choice: ModelChoice | None, *, has_others: bool) -> str:
    """One line on what choosing it means; `has_others`: there are more to choose."""
    if choice is None or not choice.name:
        return "Type the model's name as its provider writes it."
    if choice.name == OFFLINE:
        return _OFFLINE_OF_SOME if has_others else _OFFLINE_ALONE
    if not choice.is_usable:
        return f"Cannot be used yet: {safe_line(choice.note)}."
    return "Nothing is sent to it before you start."
