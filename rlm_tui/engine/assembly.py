"""Puts the engine of one run together: what each part needs of the others."""

from __future__ import annotations

import time

from rlm_tui.domain.limits import Limits
from rlm_tui.engine.caller import Caller
from rlm_tui.engine.calls import Calls
from rlm_tui.engine.limits import Budget
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.engine.recorder import Recorder
from rlm_tui.engine.run import Options, Run
from rlm_tui.engine.steering.gates import Steering
from rlm_tui.journal import Journal
from rlm_tui.models.base import Deadlines, Model
from rlm_tui.repl.base import StartRepl


def assembled(
    journal: Journal,
    *,
    models: Model,
    start_repl: StartRepl,
    options: Options,
    caller: Caller,
) -> Run:
    """An engine for the session of a journal; it plays what is recorded there first."""
    limits = journal.session.limits
    recording = Recording(journal.events)
    recorder = Recorder(journal, recording)
    steering = Steering(
        recorder.emit,
        lambda: journal.ahead,
        price=lambda model, tokens: models.price(model).estimate(tokens),
        put_off=recorder.put_off,
        recording=recording,
    )
    budget = Budget(
        emit=recorder.emit,
        session=lambda: journal.ahead,
        models=models,
        steering=steering,
        clock=time.time,
        recording=recording,
    )
    calls = Calls(
        models,
        recorder.emit,
        put_off=recorder.put_off,
        show=recorder.show,
        budget=budget,
        max_concurrency=limits.max_concurrency,
        max_retries=limits.max_retries,
        deadlines=_deadlines(limits),
        clock=time.monotonic,
        recording=recording,
        options_of=options.of_node,
    )
    return Run(
        recorder=recorder,
        recording=recording,
        session=lambda: journal.ahead,
        models=models,
        start_repl=start_repl,
        calls=calls,
        steering=steering,
        budget=budget,
        options=options,
        caller=caller,
    )


def _deadlines(limits: Limits) -> Deadlines:
    return Deadlines(limits.call_timeout, limits.silence_timeout, limits.total_timeout)
