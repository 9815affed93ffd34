"""The ways of plain mode from one session into another."""

from __future__ import annotations

from rlm_tui.controller import Controller
from rlm_tui.domain.branching import Forecast
from rlm_tui.main.app_launcher import AppLauncher
from rlm_tui.main.asked import Saved
from rlm_tui.plain.voice import Voice
from rlm_tui.ui.contracts.launcher import AskRequest, TakenUp


class LaunchedWays:
    """What the launcher makes, with what there is to know of it said."""

    def __init__(self, launcher: AppLauncher, voice: Voice) -> None:
        self._launcher = launcher
        self._voice = voice

    async def forecast(self, session: str, at: int | None) -> Forecast:
        """What a branch at an event, or at the last stop, means."""
        return await self._launcher.forecast_branch(session, at)

    async def branch(self, session: str, at: int) -> Controller:
        """A branch at an event, which stands still."""
        return self._said(await self._launcher.branch(session, at))

    async def ask(self, session: str, question: str) -> Controller:
        """A further question after the answer of a session."""
        return self._said(await self._launcher.ask(AskRequest(session, question)))

    async def open(self, saved: Saved) -> Controller:
        """The saved session that the command line names, to read or to go on with."""
        launcher = self._launcher
        if saved.is_review:
            controller = await launcher.review(saved.session)
            await controller.whole.read()
            return controller
        if saved.asks is not None:
            return self._said(await launcher.ask(saved.asks))
        if saved.opens_as == "resume":
            return self._said(await launcher.resume(saved.session))
        forecast = await launcher.forecast_branch(saved.session, saved.at)
        words = f"{saved.session} at event {forecast.at}: {forecast.says()}"
        self._voice.say("BRANCH", words)
        return await self.branch(saved.session, forecast.at)

    def _said(self, taken: TakenUp) -> Controller:
        if taken.notice:
            self._voice.say("CONTEXT", taken.notice)
        return taken.controller
