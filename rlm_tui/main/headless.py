"""`rlm-tui run`: the engine without a screen, answer on stdout, progress on stderr."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TextIO

from rlm_tui.domain.events import Event, SessionStatus
from rlm_tui.domain.money import cost_in_words
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.engine.handle import RunHandle
from rlm_tui.engine.result import RLMResult, result_of
from rlm_tui.errors import SettingsError, SteeringError
from rlm_tui.interrupting import heard
from rlm_tui.journal import Journal
from rlm_tui.main.launch import Workshop, request_of
from rlm_tui.main.progress import Progress
from rlm_tui.main.reviewing import keep_outline
from rlm_tui.main.settings import Settings
from rlm_tui.main.streams import tell, write_out
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.contracts.launcher import StartRequest
from rlm_tui.wording import count, end_line

EXIT_CODES: dict[SessionStatus, int] = {
    "answered": 0,
    "forced": 0,
    "failed": 1,
    "stopped": 3,
    "limit": 4,
    "interrupted": 130,
}


@dataclass(frozen=True, slots=True)
class Output:
    """Where a headless run writes, and what."""

    stdout: TextIO
    stderr: TextIO
    form: str = "text"
    """`text` (the answer alone), `json` (one object) or `events` (JSON lines)."""
    is_quiet: bool = False


async def run_headless(
    workshop: Workshop,
    sources: Sequence[str],
    question: str,
    *,
    piped: bytes | None,
    output: Output,
) -> int:
    """Answer one question and give back the exit code.

    Raises:
        RLMError: it could not begin, or an event could not be saved.
    """
    report, models = Report(output), workshop.models()
    settings = workshop.settings
    _refuse_to_wait(await workshop.rules(), settings)
    try:
        await workshop.prepare(models, settings.model, settings.sub_model)
        agent = workshop.agent(settings.model, await workshop.repls())
        if sources or piped is not None:
            loaded = await workshop.load_context(sources, piped)
        else:
            loaded = await workshop.no_context(question)
        async with workshop.store() as store:
            journal = await workshop.create(
                store, loaded, _request(settings, question), attended=False
            )
            for event in journal.events:
                report(journal.session, event)
            journal.subscribe(report)
            async with (
                store.running(journal.session.id),
                agent.start(journal, loaded.value, models=models) as handle,
            ):
                code = await until_ended(handle, journal)
                await handle.wait()
            await keep_outline(store, journal)
            saved = not settings.no_store
            return report.close(journal.session, interrupted_by=code, saved=saved)
    finally:
        await models.close()


def _refuse_to_wait(rules: Sequence[str], settings: Settings) -> None:
    holds = [line for line in rules if parse_rule(line).action == "hold"]
    if holds and settings.unattended == "hold":
        raise SettingsError(
            f"{holds[0]!r} holds, and run has nobody to ask: say --unattended pass, "
            "deny or stop, or use the app"
        )


def _request(settings: Settings, question: str) -> StartRequest:
    """What to run; the app's ways to hold a run are for those who watch it."""
    return replace(request_of(settings, question), ask="watch", step=False)


async def _end_when_held(journal: Journal, handle: RunHandle) -> None:
    """End a run that waits for somebody who is not there."""
    is_held = asyncio.Event()

    def look(session: Session, _event: Event) -> None:
        if session.waiting:
            is_held.set()

    look(journal.session, journal.events[-1])
    unsubscribe = journal.subscribe(look)
    try:
        await is_held.wait()
    finally:
        unsubscribe()
    reasons = [ticket.why or ticket.hold for ticket in journal.session.open_tickets]
    with suppress(SteeringError):  # it has ended by itself
        await handle.abort(reason=f"{'; '.join(reasons[:1])}: nobody is there")


async def until_ended(handle: RunHandle, journal: Journal) -> int | None:
    """Wait for the end; the exit code of a signal that came first."""
    loop = asyncio.get_running_loop()
    received: list[int] = []

    def interrupt(number: int) -> None:
        received.append(128 + number)
        handle.cancel()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    with heard(loop, signals, interrupt):
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(_end_when_held(journal, handle))
            await handle.stopped()
            watch.cancel()
    return received[0] if received else None


def _print_result(result: RLMResult, output: Output) -> None:
    match output.form:
        case "json":
            line = json.dumps(result.as_json(), ensure_ascii=False)
        case "events":
            line = json.dumps(
                {"kind": "result", **result.as_json()}, ensure_ascii=False
            )
        case _:
            line = result.text
    if line:
        write_out(line, output.stdout)


def _last_line(result: RLMResult, ended: str, *, saved: bool) -> str:
    see = f" · see it: rlm-tui review {result.session_id}" if saved else ""
    if saved and result.status == "interrupted":
        see = f" · go on: rlm-tui resume --headless {result.session_id}"
    return (
        f"{result.session_id}: {ended} · "
        f"{count(result.nodes, 'node')} · {count(result.llm_call_count, 'call')} · "
        f"{cost_in_words(result.usage)}{_by_model(result)} · "
        f"{result.elapsed_s:.1f} s{see}"
    )


def _by_model(result: RLMResult) -> str:
    """What each model used, where there are several."""
    used = result.usage_by_model.items()
    if len(used) < 2:
        return ""
    each = [
        f"{model}: {count(usage.calls, 'call')}, {cost_in_words(usage)}"
        for model, usage in used
    ]
    return f" ({'; '.join(each)})"


class Report:
    """Writes events to stdout, or progress to stderr."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._progress = Progress(output.stderr)

    def __call__(self, _session: Session, event: Event) -> None:
        """Write what is told of an event."""
        output = self._output
        if output.form == "events":
            if not event.transient:
                line = json.dumps(event_object(event), ensure_ascii=False)
                write_out(line, output.stdout)
        elif not output.is_quiet:
            self._progress.tell(event)

    def close(
        self, session: Session, *, interrupted_by: int | None, saved: bool
    ) -> int:
        """Print what a run came to; the exit code."""
        output, result = self._output, result_of(session)
        try:
            _print_result(result, output)
        finally:
            if not output.is_quiet:
                line = _last_line(result, self._how_it_ended(session), saved=saved)
                tell(safe_line(line), output.stderr)
        if interrupted_by is not None and session.status is None:
            return interrupted_by
        return EXIT_CODES[result.status]

    def _how_it_ended(self, session: Session) -> str:
        """In words; an error that was told as it happened is not told again."""
        if session.status in ("answered", "forced", "limit"):
            return end_line(session)
        error, status = session.error, session.status or "interrupted"
        is_known = error is None or self._progress.has_told(error)
        return status if is_known else f"{status}: {error}"


def event_object(event: Event) -> dict[str, Any]:
    """An event as programs read it: texts are plain strings, whole."""
    flat = {
        name: _plain(getattr(event, name), value)
        for name, value in event.model_dump(mode="json").items()
    }
    if event.kind == "call_finished":
        flat["text"] = flat.pop("reply")
    return flat


def _plain(value: Any, dumped: Any) -> Any:
    if isinstance(value, Text):
        return value.whole if value.whole is not None else value.preview
    if isinstance(value, tuple) and value and hasattr(value[0], "content"):
        return [
            {"role": item.role, "content": _plain(item.content, None)} for item in value
        ]
    if isinstance(dumped, dict) and "preview" in dumped and hasattr(value, "preview"):
        return {**dumped, "preview": _plain(value.preview, None)}
    return dumped
