"""`resume --headless` and `ask --headless`: a saved session goes on by itself."""

from __future__ import annotations

from rlm_tui.domain.absence import Absence
from rlm_tui.domain.follow_up import FollowUp
from rlm_tui.domain.session import Session
from rlm_tui.errors import SettingsError
from rlm_tui.main.headless import Output, Report, until_ended
from rlm_tui.main.launch import Workshop
from rlm_tui.main.reopening import Reopened, follow, reopen, what_waits_for_a_person
from rlm_tui.main.reviewing import keep_outline
from rlm_tui.main.streams import tell
from rlm_tui.storage.store import Store
from rlm_tui.ui.contracts.launcher import AskRequest


async def resume_headless(workshop: Workshop, session: str, *, output: Output) -> int:
    """Go on with a session that was cut, without a person.

    Raises:
        RLMError: it cannot go on so, or an event could not be saved.
    """
    models = workshop.models()
    try:
        async with workshop.store() as store:
            id_ = await store.resolve(session)
            async with store.running(id_):
                found = await reopen(workshop, store, models, id_)
                _check_needs_nobody(
                    found.journal.session,
                    _absent(workshop),
                    called=id_,
                    app=f"rlm-tui resume {id_} opens it in the app",
                )
                return await _go_on(workshop, store, found, output)
    finally:
        await models.close()


async def ask_headless(
    workshop: Workshop, request: AskRequest, *, output: Output
) -> int:
    """Ask a further question of a session that has answered, without a person.

    Raises:
        RLMError: it has no answer, or the new session cannot go on by itself; nothing
            is saved then.
    """
    context = await workshop.context_beside(request)
    asked = FollowUp(request.question, context=context)
    models = workshop.models()
    try:
        async with workshop.store() as store:
            found = await follow(workshop, store, models, request.session, asked)
            session = found.journal.session
            _check_needs_nobody(
                session,
                _absent(workshop),
                called=request.session,
                app="without --headless it goes on in the app",
            )
            async with store.running(session.id):
                return await _go_on(workshop, store, found, output)
    finally:
        await models.close()


def _absent(workshop: Workshop) -> Absence | None:
    asked = workshop.settings.unattended
    return None if asked == "hold" else asked


async def _go_on(
    workshop: Workshop, store: Store, found: Reopened, output: Output
) -> int:
    report = Report(output)
    await found.begin(store)
    for event in (*found.unsaved[:1], *found.unsaved[-1:]):
        report(found.journal.session, event)
    if found.notice and not output.is_quiet:
        tell(found.notice, output.stderr)
    found.journal.subscribe(report)
    async with found.agent.start(
        found.journal,
        found.context,
        models=found.models,
        attended=False,
        absent=_absent(workshop),
    ) as handle:
        code = await until_ended(handle, found.journal)
        await handle.wait()
    await keep_outline(store, found.journal)
    return report.close(found.journal.session, interrupted_by=code, saved=True)


def _check_needs_nobody(
    session: Session, absent: Absence | None, *, called: str, app: str
) -> None:
    if any(ticket.hold == "replay" for ticket in session.open_tickets):
        raise SettingsError(
            f"{called} cannot go on by itself: code came out differently when it "
            f"was run again; {app}"
        )
    if absent is None and (why := what_waits_for_a_person(session)):
        raise SettingsError(
            f"{called} cannot go on by itself: {why}; say --unattended pass, deny "
            f"or stop, or {app}"
        )
