"""What a run is made with: a flag beats the environment, that beats the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from platformdirs import user_config_path, user_data_path, user_log_path

from rlm_tui.domain.absence import Absence
from rlm_tui.domain.bounds import Within, check_bounds
from rlm_tui.domain.limits import LIMIT_NAMES, Limits
from rlm_tui.errors import SettingsError
from rlm_tui.main.model_options import merged, with_read_options

if TYPE_CHECKING:  # it is needed once something is set
    from pydantic import TypeAdapter, ValidationError

APP = "rlm-tui"
PREFIX = "RLM_TUI_"
OFFLINE = "offline"

UNLIMITED = frozenset({"none", "unlimited"})
"""How a limit is switched off in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every option of the app and of `run`."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    model: str = OFFLINE
    """Of the root: as litellm names it, or `offline`, `echo`, `scripted:FILE`."""
    sub_model: str | None = None
    """Of sub-queries and children; without, that of the root."""
    api_base: str | None = None
    """The server's address, instead of the provider's own."""
    model_options: Mapping[str, object] = field(default_factory=dict)
    """What calls ask for beside a reply, as litellm names it, such as
    `temperature = 0.2`; the flag is `--model-option NAME=VALUE`."""
    sub_model_options: Mapping[str, object] | None = None
    """The same for sub-queries and children; without, as those of the root."""
    isolation: Literal["auto", "linux", "seatbelt", "bwrap", "container", "process"] = (
        "auto"
    )
    """How far the code of a model is shut in; `auto` takes the strongest level."""
    db: Path = field(default_factory=lambda: default_database())
    """The database of sessions."""
    no_store: bool = False
    """Whether the session is kept in memory only."""
    encoding: str = "utf-8"
    """Of the files of a context."""
    title: str = ""
    """A name for the session."""
    ask: Literal["watch", "query", "code", "all", "spend"] = "watch"
    """What is held from the start; `watch` holds nothing."""
    rules_file: Path | None = None
    """Stop rules, one a line, that stand before those of `ask`."""
    unattended: Absence = "hold"
    """In `run`: what becomes of what a rule holds."""
    step: bool = False
    """Whether the run is held before its first call."""
    ascii: bool = False
    """Whether the screen is drawn with ASCII alone."""
    plain: bool = False
    """Whether lines take the place of the screen."""
    theme: Literal[
        "auto", "dark", "light", "contrast", "terminal", "terminal-light"
    ] = "dark"
    """Looks of the app; `auto` asks the terminal whether its background is light."""
    hints: bool = True
    """Tips that say what a key does at the moment when it is of use."""
    mouse: bool = True
    """Whether the app takes the mouse; without, the terminal selects text with it."""
    bell: bool = True
    """Whether the terminal rings when something waits and you are away."""
    notify: Literal["off", "osc9", "osc777"] = "off"
    """By which sequence the terminal is asked for a notice on the desktop as well."""
    advance: bool = True
    """Whether a decision leads to the next thing that waits."""
    grace_ms: Annotated[int, Within(ge=0)] = 400
    """Milliseconds for which keys are off after the shown ticket changed by itself."""
    offline_delay_ms: Annotated[int, Within(ge=0)] = 8
    """In the app: milliseconds before each piece of the offline planner's reply."""
    tools_file: Path | None = None
    """A Python file whose public functions code may call."""
    schema_file: Path | None = None
    """A JSON Schema that the answer must meet."""
    evaluator: str | None = None
    """A model that judges an answer before it is accepted."""
    min_confidence: Annotated[float, Within(ge=0, le=1)] | None = None
    """Answers below it go back to the model."""
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        check_bounds(self)

    def having(self, values: Mapping[str, object]) -> Settings:
        """The same with other values, as they are written anywhere.

        Raises:
            pydantic.ValidationError: a value is of the wrong kind or out of its
                bounds, or there is no such setting.
        """
        kept = {name: getattr(self, name) for name in SETTING_NAMES}
        return _adapter().validate_python({**kept, **values}) if values else self


@cache
def _adapter() -> TypeAdapter[Settings]:
    from pydantic import TypeAdapter

    return TypeAdapter(Settings)


SETTING_NAMES = tuple(one.name for one in fields(Settings))


def settings_file() -> Path:
    """Where the settings file is looked for."""
    return user_config_path(APP) / "settings.toml"


def reason_for_plain(
    flags: Mapping[str, object], settings: Settings, environ: Mapping[str, str]
) -> str | None:
    """What asks for plain mode; `None` if nothing does."""
    if flags.get("plain"):
        return "--plain"
    if environ.get("ACCESSIBLE", "").lower() in ("1", "true", "yes"):
        return f"ACCESSIBLE={environ['ACCESSIBLE']}"
    return "the setting plain" if settings.plain else None


def rules_folder() -> Path:
    """Where named lists of rules are kept: beside the settings file."""
    return settings_file().parent / "rules"


def keys_file() -> Path:
    """Where a person's own keys are looked for: beside the settings file."""
    return settings_file().parent / "keys.toml"


def default_database() -> Path:
    """Where sessions are kept unless told otherwise."""
    return user_data_path(APP) / "sessions.db"


def log_file() -> Path:
    """Where stray output and the model process's log go."""
    return user_log_path(APP) / "rlm-tui.log"


def load_settings(
    flags: Mapping[str, object], environ: Mapping[str, str], file: Path
) -> Settings:
    """Put the sources together.

    Args:
        flags: options of the command line by field name; only those that were given.
        environ: where `RLM_TUI_*` are looked for.
        file: the settings file, which need not exist.

    Raises:
        SettingsError: a value is of the wrong kind; the message names its source.
    """
    values: dict[str, object] = {}
    for source, found in (
        (str(file), _from_file(file)),
        ("environment", _from_environment(environ)),
        ("command line", {k: v for k, v in flags.items() if v is not None}),
    ):
        values = merged(values, _checked(found, source))
    return _settings(values)


def _from_file(file: Path) -> dict[str, object]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the settings file {file}: {error}") from error
    import tomllib  # where there is a file

    try:
        return dict(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not TOML: {error}") from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and value != ""
    }


def _checked(values: Mapping[str, object], source: str) -> dict[str, object]:
    """The values of a source, read.

    Raises:
        SettingsError: one of them is wrong; the message names the source.
    """
    known = {*SETTING_NAMES, *LIMIT_NAMES} - {"limits"}
    for name in values:
        if name not in known:
            raise SettingsError(
                f"unknown setting {name!r} in the {source}; known are "
                f"{', '.join(sorted(known))}"
            )
    try:
        read = with_read_options(values)
        _settings(read, SPELLINGS.get(source, str))
    except SettingsError as error:
        raise SettingsError(f"{error} ({source})") from error
    return read


def _as_flag(name: str) -> str:
    return f"--{name.removesuffix('_file').replace('_', '-')}"


def _as_variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


SPELLINGS: dict[str, Callable[[str], str]] = {
    "command line": _as_flag,
    "environment": _as_variable,
}
"""How a source writes the name of a setting, where not as the file does."""


def _settings(
    values: Mapping[str, object], spelt: Callable[[str], str] = str
) -> Settings:
    if not values:
        return Settings()
    from pydantic import ValidationError

    limits = {
        name: None if str(value).lower() in UNLIMITED else value
        for name, value in values.items()
        if name in LIMIT_NAMES
    }
    others = {name: value for name, value in values.items() if name not in limits}
    try:
        return Settings().having({**others, "limits": limits})
    except ValidationError as error:
        raise SettingsError(_first_problem(error, spelt)) from error


def _first_problem(error: ValidationError, spelt: Callable[[str], str]) -> str:
    problem = error.errors()[0]
    place = [str(step) for step in problem["loc"]]
    name = place[1] if place[:1] == ["limits"] and len(place) > 1 else place[0]
    message = problem["msg"][:1].lower() + problem["msg"][1:]
    return f"{spelt(name)}: {message}; found {problem['input']!r}"
