"""`rlm-tui resume --headless`: goes on with a session that was cut, by itself."""

from __future__ import annotations

from rlm_tui.domain.absence import Absence
from rlm_tui.domain.session import Session
from rlm_tui.errors import SettingsError
from rlm_tui.main.headless import Output, Report, until_ended
from rlm_tui.main.launch import Workshop
from rlm_tui.main.reopening import reopen, what_waits_for_a_person
from rlm_tui.main.reviewing import keep_outline


async def resume_headless(workshop: Workshop, session: str, *, output: Output) -> int:
    """Go on with a session that was cut, without a person.

    Raises:
        RLMError: it cannot go on so, or an event could not be saved.
    """
    asked = workshop.settings.unattended
    absent = None if asked == "hold" else asked
    report, models = Report(output), workshop.models()
    try:
        async with workshop.store() as store:
            id_ = await store.resolve(session)
            async with store.running(id_):
                found = await reopen(workshop, store, models, id_)
                _check_needs_nobody(found.journal.session, absent)
                if found.notice and not output.is_quiet:
                    print(found.notice, file=output.stderr)
                found.journal.subscribe(report)
                async with found.agent.start(
                    found.journal,
                    found.context,
                    models=found.models,
                    attended=False,
                    absent=absent,
                ) as handle:
                    code = await until_ended(handle, found.journal)
                    await handle.wait()
            await keep_outline(store, found.journal)
            ended = found.journal.session
            return report.close(ended, interrupted_by=code, saved=True)
    finally:
        await models.close()


def _check_needs_nobody(session: Session, absent: Absence | None) -> None:
    app = f"rlm-tui resume {session.id} opens it in the app"
    if any(ticket.hold == "replay" for ticket in session.open_tickets):
        raise SettingsError(
            f"{session.id} cannot go on by itself: code came out differently when it "
            f"was run again; {app}"
        )
    if absent is None and (why := what_waits_for_a_person(session)):
        raise SettingsError(
            f"{session.id} cannot go on by itself: {why}; say --unattended pass, deny "
            f"or stop, or {app}"
        )
