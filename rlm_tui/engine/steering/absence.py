"""What becomes of a hold when nobody is there to end it."""

from __future__ import annotations

from rlm_tui.domain.absence import Absence
from rlm_tui.domain.decisions import Approve, Decision, Reject, verbs_at
from rlm_tui.domain.session import Session, Ticket
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


def decision_without_person(ticket: Ticket, absent: Absence) -> Decision | None:
    """What becomes of a ticket whose person has left; `None`: it stays held.

    Limits and failures end as they do where nobody ever was. Nobody but a person can
    say whether code that came out differently may go on.
    """
    if ticket.hold == "replay":
        return None
    if ticket.gate == "limit" or ticket.gate == "error":
        return Reject()
    if absent == "pass":
        return Approve()
    if absent == "deny" and "reject" in verbs_at(ticket.gate, ticket.of):
        return Reject(words=NOBODY)
    return None
