"""All verbs of the run screen together."""

from __future__ import annotations

from rlm_tui.ui.screens.actions.aborting import Aborting
from rlm_tui.ui.screens.actions.batching import Batching
from rlm_tui.ui.screens.actions.deciding import Deciding
from rlm_tui.ui.screens.actions.editing import Editing
from rlm_tui.ui.screens.actions.filtering import Filtering
from rlm_tui.ui.screens.actions.guiding import Guiding
from rlm_tui.ui.screens.actions.inspecting import Inspecting
from rlm_tui.ui.screens.actions.latching import Latching
from rlm_tui.ui.screens.actions.limiting import Limiting
from rlm_tui.ui.screens.actions.rulekeys import RuleKeys
from rlm_tui.ui.screens.actions.stepping import Stepping


class RunActions(
    Deciding,
    Editing,
    Batching,
    Stepping,
    Aborting,
    Guiding,
    Limiting,
    Latching,
    Filtering,
    Inspecting,
    RuleKeys,
):
    """One class for each subject; none knows another."""
