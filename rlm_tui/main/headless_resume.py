"""`resume --headless` and `ask --headless`: a saved session goes on by itself."""

from __future__ import annotations

from rlm_tui.domain.absence import Absence
from rlm_tui.domain.follow_up import FollowUp
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.errors import SettingsError
from rlm_tui.main.headless import Output, Report, until_ended
from rlm_tui.main.launch import Workshop
from rlm_tui.main.reopening import follow, reopen, what_waits_for_a_person
from rlm_tui.main.reviewing import keep_outline
from rlm_tui.storage.store import Store
from rlm_tui.ui.contracts.launcher import AskRequest


async def resume_headless(workshop: Workshop, session: str, *, output: Output) -> int:
    """Go on with a session that was cut, without a person.

    Raises:
        RLMError: it cannot go on so, or an event could not be saved.
    """
    async with workshop.store() as store:
        return await _go_on(workshop, store, await store.resolve(session), output)


async def ask_headless(
    workshop: Workshop, request: AskRequest, *, output: Output
) -> int:
    """Ask a further question of a session that has answered, without a person.

    Raises:
        RLMError: it has no answer, or the new session cannot go on by itself.
    """
    context = await workshop.context_beside(request)
    asked = FollowUp(request.question, context=context)
    async with workshop.store() as store:
        parent = replay(await store.load(await store.resolve(request.session)))
        _check_needs_nobody(parent, _absent(workshop))
        id_ = await follow(store, request.session, asked)
        return await _go_on(workshop, store, id_, output)


def _absent(workshop: Workshop) -> Absence | None:
    asked = workshop.settings.unattended
    return None if asked == "hold" else asked


async def _go_on(workshop: Workshop, store: Store, id_: str, output: Output) -> int:
    absent = _absent(workshop)
    report, models = Report(output), workshop.models()
    try:
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
