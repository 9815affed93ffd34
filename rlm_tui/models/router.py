"""Finds the model that a name stands for; it is imported and started on first use."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from rlm_tui.errors import MissingKeyError, ModelError, SettingsError

if TYPE_CHECKING:  # no model is asked for anything before the first screen is shown
    from rlm_tui.domain.text import Text
    from rlm_tui.models.base import Chunk, Model, ModelRequest, Price
    from rlm_tui.models.gateway import Gateway
    from rlm_tui.models.scripted import ScriptedModel

OFFLINE_NAMES = frozenset({"offline", "offline/planner"})
ECHO = "echo"
SCRIPTED = "scripted:"


class ModelRouter:
    """Every model there is, by name; each is built once, on first use."""

    def __init__(
        self,
        *,
        environ: Mapping[str, str],
        api_base: str | None = None,
        log_path: Path | None = None,
        offline_delay_s: float = 0.0,
    ) -> None:
        """Remember what the models will need.

        Args:
            environ: where the keys of the providers are.
            api_base: the address of the server, instead of the provider's own.
            log_path: where the model process may write what it has to say.
            offline_delay_s: the pause of the offline planner before each piece.
        """
        self._environ = environ
        self._api_base = api_base
        self._log_path = log_path
        self._offline_delay_s = offline_delay_s
        self._models: dict[str, Model] = {}
        self._scripts: dict[str, ScriptedModel] = {}
        self._hosted: Gateway | None = None
        self._elsewhere: dict[str | None, ModelRouter] = {}

    def at(self, api_base: str | None) -> ModelRouter:
        """The same with another server, for a session that began there.

        It is closed together with this one.
        """
        if api_base == self._api_base:
            return self
        if api_base not in self._elsewhere:
            self._elsewhere[api_base] = ModelRouter(
                environ=self._environ,
                api_base=api_base,
                log_path=self._log_path,
                offline_delay_s=self._offline_delay_s,
            )
        return self._elsewhere[api_base]

    def validate(self, model: str) -> None:
        """Find out whether a name can be used, without starting anything.

        Raises:
            SettingsError: nobody knows the name, or its script is wrong.
            MissingKeyError: the provider needs a key that is not there.
        """
        if _is_hosted(model):
            self._check_hosted(model)
        else:
            self._find(model)

    async def prepare(self, model: str) -> None:
        """Start what the model needs and learn its price ahead of the first call.

        Raises:
            SettingsError: nobody knows the name, or its script is wrong.
            MissingKeyError: the provider needs a key that is not there.
            ModelError: litellm knows no such provider, or cannot be started.
        """
        self.validate(model)
        if _is_hosted(model):
            await self._gateway().prepare(model)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Send the request to the model that it names.

        Raises:
            ModelError: nobody knows the name, which code of a model may have made up.
        """
        try:
            model = self._find(request.model)
        except SettingsError as error:
            raise ModelError(str(error)) from error
        async with aclosing(model.stream(request)) as chunks:
            async for chunk in chunks:
                yield chunk

    def doubt(self, model: str) -> str:
        """What probably keeps a model from being used, without starting anything;
        empty: nothing that is known by now."""
        from rlm_tui.models import naming

        if not _is_hosted(model):
            return ""
        return naming.doubt(model, self._environ, self._api_base)

    def price(self, model: str) -> Price:
        """What a token of this model costs, as far as it is known by now."""
        from rlm_tui.models.base import UNKNOWN_PRICE

        return self._find(model).price(model) if self._knows(model) else UNKNOWN_PRICE

    def window(self, model: str) -> int | None:
        """Tokens of the longest request, where the model knows."""
        if not self._knows(model):
            return None
        from rlm_tui.models.base import KnowsWindow

        found = self._find(model)
        return found.window(model) if isinstance(found, KnowsWindow) else None

    def is_local(self, model: str) -> bool:
        """Whether the model runs on this machine and takes one call at a time."""
        return self._knows(model) and self._find(model).is_local(model)

    def go_on_after(self, model: str, given: Iterable[Text | str]) -> None:
        """Have a script go on where a run was cut; other models remember nothing.

        Args:
            model: its name.
            given: texts of the replies that it gave, and the types of its errors.
        """
        if model.startswith(SCRIPTED):
            self._scripted(model.removeprefix(SCRIPTED)).go_on_after(given)

    async def close(self) -> None:
        """Close every model that was used."""
        while self._models:
            _, model = self._models.popitem()
            await model.close()
        if self._hosted is not None:
            await self._hosted.close()
        while self._elsewhere:
            _, router = self._elsewhere.popitem()
            await router.close()

    def _check_hosted(self, model: str) -> None:
        from rlm_tui.models.naming import wrong_address

        if wrong := wrong_address(self._api_base):
            raise SettingsError(wrong)
        from rlm_tui.models import catalog

        name = catalog.full_name(model, self._api_base)
        if name is None:
            raise SettingsError(_unknown(model))
        key = catalog.missing_key(name, self._environ, api_base=self._api_base)
        if key is not None:
            raise MissingKeyError(catalog.missing_key_message(model, key))

    def _find(self, model: str) -> Model:
        if model in OFFLINE_NAMES:
            return self._offline()
        if model == ECHO:
            return self._echo()
        if model.startswith(SCRIPTED):
            return self._scripted(model.removeprefix(SCRIPTED))
        if not self._knows(model):
            raise SettingsError(_unknown(model))
        return self._gateway()

    def _knows(self, model: str) -> bool:
        if not _is_hosted(model):
            return True
        from rlm_tui.models import catalog

        return bool(catalog.full_name(model, self._api_base))

    def _offline(self) -> Model:
        from rlm_tui.models.offline.model import OfflinePlanner

        if "offline" not in self._models:
            self._models["offline"] = OfflinePlanner(delay_s=self._offline_delay_s)
        return self._models["offline"]

    def _echo(self) -> Model:
        from rlm_tui.models.echo import EchoModel

        return self._models.setdefault(ECHO, EchoModel())

    def _scripted(self, file: str) -> ScriptedModel:
        from rlm_tui.models.script_file import load_script

        if not file:
            raise SettingsError("no script is named; write --model scripted:FILE.json")
        path = Path(file).expanduser()
        key = f"{SCRIPTED}{path.resolve()}"
        if key not in self._scripts:
            self._scripts[key] = self._models[key] = load_script(path)
        return self._scripts[key]

    def _gateway(self) -> Gateway:
        from rlm_tui.models.gateway import Gateway

        if self._hosted is None:
            self._hosted = Gateway(
                self._api_base, self._log_path, environ=self._environ
            )
        return self._hosted


def _unknown(model: str) -> str:
    from rlm_tui.models.naming import unknown_model

    return unknown_model(model)


def _is_hosted(model: str) -> bool:
    return (
        model not in OFFLINE_NAMES and model != ECHO and not model.startswith(SCRIPTED)
    )
