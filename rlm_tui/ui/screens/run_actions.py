"""All verbs of the run screen together."""

from __future__ import annotations

from rlm_tui.ui.screens.actions.commanding import Commanding


class RunActions(Commanding):
    """One class for each subject, and the command line over all of them."""
