"""Writing the session that is shown to a file."""

from __future__ import annotations

from rlm_tui.errors import SteeringError
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.contracts.app import HasLauncher
from rlm_tui.ui.screens.actions.acting import RunActing
from rlm_tui.ui.screens.stages import Stages
from rlm_tui.ui.typed.questions import Question


class Exporting(RunActing):
    """The key `w`."""

    def action_view_export(self) -> None:
        """Ask for a file."""
        self.ask(
            Question(
                title="Write",
                prompt="a file: .jsonl .rlms.jsonl .md .html or .otel.jsonl",
                enter="write it",
                escape="leave it",
                answer=lambda said: self.perform(self.export_to(said.strip())),
                value=f"{self.controller.session.id}.html",
            )
        )

    async def export_to(self, file: str) -> str:
        """Write the session to a file, in the format that its ending says."""
        launcher = self.app.launcher if isinstance(self.app, HasLauncher) else None
        if launcher is None:
            raise SteeringError("this session is kept nowhere it could be read from")
        with Stages(self.app) as stages:
            stages.say(f"writing {safe_line(file)}")
            return await launcher.library.export(self.controller.session.id, file)
