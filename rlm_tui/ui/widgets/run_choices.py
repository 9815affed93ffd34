"""How the question is to be answered: models, way to begin, limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from rlm_tui.errors import SettingsError
from rlm_tui.ui.widgets.limit_boxes import LimitBoxes, NotALimitError
from rlm_tui.ui.widgets.model_list import ModelList
from rlm_tui.ui.widgets.problem_line import ProblemLine
from rlm_tui.ui.widgets.start_modes import StartMode, StartModes

if TYPE_CHECKING:
    from rlm_tui.ui.contracts.launcher import ModelChoice, StartRequest


class NotAChoiceError(SettingsError):
    """Something was chosen with which no run can start."""

    def __init__(self, box: Widget, message: str) -> None:
        super().__init__(message)
        self.box = box
        """Where it can be changed."""


class RunChoices(Vertical):
    """Everything of a request but the question."""

    model = getters.query_one("#model", ModelList)
    note = getters.query_one("#model-note", Static)
    sub_model = getters.query_one("#sub-model", ModelList)
    mode = getters.query_one(StartModes)
    limits = getters.query_one(LimitBoxes)
    model_problem = getters.query_one("#model-problem", ProblemLine)
    sub_model_problem = getters.query_one("#sub-model-problem", ProblemLine)
    problem = getters.query_one("#limits-problem", ProblemLine)

    def __init__(self, defaults: StartRequest) -> None:
        super().__init__()
        self._defaults = defaults

    def compose(self) -> ComposeResult:
        """One row for each."""
        defaults = self._defaults
        with titled("Model"):
            yield ModelList(defaults.model, id="model")
        yield ProblemLine(id="model-problem")
        yield Static(markup=False, id="model-note")
        with titled("Sub-queries"):
            yield ModelList(
                defaults.sub_model, same_as="by the same model", id="sub-model"
            )
        yield ProblemLine(id="sub-model-problem")
        with titled("Start"):
            yield StartModes(StartMode(defaults.ask, defaults.step), id="mode")
        with titled("Limits", id="limits-row"):
            yield LimitBoxes(defaults.limits, id="limits")
        yield ProblemLine(id="limits-problem")

    def offer(self, models: Sequence[ModelChoice], doubt: Callable[[str], str]) -> None:
        """Let the person choose among these, and doubt any other name."""
        self.model.show(models, doubt)
        self.sub_model.show(models, doubt)

    def points_at(self, message: str) -> bool:
        """Whether a message stands beside a model already, which then is to be
        changed."""
        for models in (self.model, self.sub_model):
            if models.doubt == message:
                models.box.focus()
                return True
        return False

    def read(self) -> StartRequest:
        """What is chosen, with the question that was there from the start.

        Raises:
            NotAChoiceError: no run can start with it.
        """
        model, sub_model = _usable(self.model), _usable(self.sub_model)
        try:
            limits = self.limits.read()
        except NotALimitError as error:
            raise NotAChoiceError(self.limits.box(error.field), str(error)) from error
        mode = self.mode.mode
        return replace(
            self._defaults,
            model=model or self._defaults.model,
            sub_model=sub_model,
            limits=limits,
            ask=mode.ask,
            step=mode.step,
        )

    @on(Input.Changed, "#limits Input")
    def _check_limits(self) -> None:
        try:
            self.limits.read()
        except NotALimitError as error:
            self.problem.say(str(error))
        else:
            self.problem.clear()

    @on(ModelList.Changed)
    def _note_model(self) -> None:
        self.note.update(self.model.note)
        self.note.display = not self.model.doubt
        self.show_doubts()

    def show_doubts(self) -> None:
        """Say beside each model what speaks against it."""
        self.model_problem.show(self.model.doubt)
        self.sub_model_problem.show(self.sub_model.doubt)


def titled(title: str, *, id: str | None = None) -> Horizontal:
    """A row whose first column says what it is."""
    label = Label(title, markup=False, classes="row-title")
    return Horizontal(label, classes="row", id=id)


def _usable(models: ModelList) -> str | None:
    choice = models.choice
    if choice is None:
        return None
    if not choice.name:
        raise NotAChoiceError(models.other, "type the name of the model")
    if not choice.is_usable:
        raise NotAChoiceError(models.select, f"{choice.name}: {choice.note}")
    return choice.name
