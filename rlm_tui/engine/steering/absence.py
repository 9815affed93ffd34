"""What becomes of a hold when nobody is there to end it."""

from __future__ import annotations

from rlm_tui.domain.decisions import Reject, verbs_at
from rlm_tui.domain.session import Session
from rlm_tui.engine.steering.crossing import Crossing
from rlm_tui.engine.steering.outcomes import Hold, Judged, Ruled

NOBODY = "nobody is there to allow it"


def without_person(judged: Judged, session: Session, crossing: Crossing) -> Judged:
    """The crossing as the run was told to deal with it while nobody is there.

    What can be neither passed nor refused stays held: who started the run ends it.
    """
    hold = judged.outcome
    if session.attended or not isinstance(hold, Hold):
        return judged
    if session.absent == "pass":
        why = f"{hold.why}; passed: {NOBODY}"
        update = {"why": why, "rule": hold.rule}
        return Judged(judged.raised.model_copy(update=update), None)
    if session.absent == "deny" and "reject" in verbs_at(crossing.gate, crossing.of):
        return Judged(judged.raised, Ruled(Reject(words=NOBODY), hold.rule))
    return judged
