"""Ctrl-C while an event loop runs."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator

import pytest

from rlm_tui import interrupting


@pytest.fixture(autouse=True)
def _hears_ctrl_c() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Closing:
    """Work that closes something when it is cancelled, and is interrupted again."""

    def __init__(self, again: int) -> None:
        self.again = again
        self.closed: list[str] = []

    async def work(self) -> None:
        signal.raise_signal(signal.SIGINT)
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(self.again):
                signal.raise_signal(signal.SIGINT)
            await asyncio.sleep(0)
            self.closed.append("whole")


@pytest.mark.parametrize(("again", "closed"), [(0, ["whole"]), (1, ["whole"]), (2, [])])
def test_a_second_interrupt_lets_the_first_one_close(
    again: int, closed: list[str]
) -> None:
    work = Closing(again)

    with pytest.raises(KeyboardInterrupt):
        interrupting.run(work.work)

    assert work.closed == closed
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_before_the_work_begins_is_no_less_one() -> None:
    async def for_ever() -> None:
        await asyncio.Event().wait()

    def interrupted() -> Coroutine[None, None, None]:
        signal.raise_signal(signal.SIGINT)
        return for_ever()

    with pytest.raises(KeyboardInterrupt):
        interrupting.run(interrupted)


def test_an_answer_and_an_error_go_through() -> None:
    async def fails() -> None:
        raise ValueError("no")

    assert interrupting.run(lambda: asyncio.sleep(0, "an answer")) == "an answer"
    with pytest.raises(ValueError, match="no"):
        interrupting.run(fails)


def test_who_hears_ctrl_c_already_goes_on_to() -> None:
    heard: list[int] = []

    def hear(number: int, _frame: object) -> None:
        heard.append(number)

    async def work() -> str:
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(0)
        return "an answer"

    signal.signal(signal.SIGINT, hear)

    assert interrupting.run(work) == "an answer"
    assert heard == [signal.SIGINT]


async def test_signals_do_afterwards_what_they_did_before() -> None:
    def before(_number: int, _frame: object) -> None:
        """The handler of somebody else."""

    signal.signal(signal.SIGINT, before)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    with interrupting.heard(loop, [signal.SIGINT], lambda _number: told.set()):
        signal.raise_signal(signal.SIGINT)
        await told.wait()

    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_after_the_work_finds_no_closed_loop() -> None:
    class Loop(asyncio.SelectorEventLoop):
        """Somebody presses Ctrl-C as it has just been closed."""

        def close(self) -> None:
            super().close()
            signal.raise_signal(signal.SIGINT)

    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self) -> asyncio.AbstractEventLoop:
            return Loop()

    async def work() -> str:
        return "done"

    asyncio.set_event_loop_policy(Policy())
    try:
        with pytest.raises(KeyboardInterrupt):
            interrupting.run(work)
    finally:
        asyncio.set_event_loop_policy(None)


async def test_a_signal_that_c_code_hears_is_left_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signal, "getsignal", lambda _number: None)  # as embedded
    before = signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    loop, told = asyncio.get_running_loop(), list[int]()

    with interrupting.heard(loop, [signal.SIGUSR1], told.append):
        signal.raise_signal(signal.SIGUSR1)
        await asyncio.sleep(0)

    assert signal.signal(signal.SIGUSR1, before) is signal.SIG_IGN
    assert not told
