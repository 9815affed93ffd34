"""How often a child is looked at."""

from __future__ import annotations

from rlm_tui.repl.isolation.pace import BUSY_S, IDLE_S, Pace


def busy() -> Pace:
    """While a block runs that has just begun."""
    pace = Pace()
    pace.be_alert(busy=True)
    pace.note(1)
    return pace


def test_between_blocks_it_is_slow() -> None:
    pace = Pace()
    pace.note(1)
    pace.note(2)

    assert (pace.glances, pace.wait_s) == (0, IDLE_S)


def test_a_block_that_works_is_watched_closely() -> None:
    pace = busy()
    pace.note(2)

    assert pace.glances > 0
    assert pace.wait_s < BUSY_S


def test_a_block_that_rests_is_left_alone_ever_longer() -> None:
    pace = busy()
    waits: list[float] = []
    for _ in range(5):
        pace.note(1)
        waits.append(pace.wait_s)

    assert waits == [2 * BUSY_S, 4 * BUSY_S, 8 * BUSY_S, IDLE_S, IDLE_S]
    assert pace.glances == 0


def test_work_ends_the_rest() -> None:
    pace = busy()
    pace.note(1)
    pace.note(2)

    assert pace.wait_s < BUSY_S


def test_a_reply_ends_the_rest() -> None:
    pace = busy()
    pace.note(1)

    assert pace.be_alert(busy=True)
    assert pace.wait_s < BUSY_S


def test_many_replies_do_not_put_the_next_look_off() -> None:
    assert not busy().be_alert(busy=True)


def test_where_nobody_knows_it_stays_close() -> None:
    pace = busy()
    pace.note(None)
    pace.note(None)

    assert pace.wait_s < BUSY_S
