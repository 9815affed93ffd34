"""The collector is paused or kept short, and goes on as it was."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator

import pytest

from rlm_tui.collector import (
    PACE,
    collector_goes_on,
    collector_kept_short,
    collector_paused,
    rest_set_aside,
)


def test_it_is_off_inside_and_on_again_after() -> None:
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()


def test_it_goes_on_after_an_error() -> None:
    with pytest.raises(ValueError, match="x"), collector_paused():
        raise ValueError("x")

    assert gc.isenabled()


@pytest.fixture
def nothing_set_aside() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def is_looked_through(value: object) -> bool:
    """Whether a value is not set aside; how many are depends on what else ends."""
    return any(one is value for one in gc.get_objects())


@pytest.mark.usefixtures("nothing_set_aside")
def test_what_took_long_to_look_through_is_not_looked_through_again() -> None:
    callbacks = list(gc.callbacks)

    with collector_kept_short(itertools.count().__next__):
        made: list[list[int]] = [[]]
        at_first = is_looked_through(made)
        gc.collect()
        later = is_looked_through(made)

    assert (at_first, later) == (True, False)
    assert gc.get_freeze_count() == 0
    assert gc.callbacks == callbacks


@pytest.mark.usefixtures("nothing_set_aside")
def test_what_is_soon_looked_through_is_not_set_aside() -> None:
    with collector_kept_short(lambda: 0.0):
        made: list[list[int]] = [[]]
        gc.collect()

        assert is_looked_through(made)


@pytest.mark.usefixtures("nothing_set_aside")
def test_what_was_there_before_is_not_looked_through() -> None:
    before: list[list[int]] = [[]]

    with collector_kept_short(lambda: 0.0):
        assert not is_looked_through(before)


@pytest.mark.usefixtures("nothing_set_aside")
def test_while_runs_are_at_work_what_was_there_before_is_set_aside() -> None:
    with rest_set_aside():
        with rest_set_aside():
            assert gc.get_freeze_count() > 0
        assert gc.get_freeze_count() > 0

    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("nothing_set_aside")
def test_what_the_program_has_set_aside_stays_so() -> None:
    before: list[list[int]] = [[]]
    gc.freeze()

    with rest_set_aside():
        pass

    assert not is_looked_through(before)


@pytest.mark.usefixtures("nothing_set_aside")
def test_what_was_made_in_a_pause_that_ends_early_is_not_looked_through() -> None:
    with collector_paused():
        made: list[list[int]] = [[]]
        collector_goes_on()

        assert gc.isenabled()
        assert not is_looked_through(made)


@pytest.fixture
def pace() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield (700, 10, 10)
    gc.set_threshold(*before)


def test_runs_are_looked_through_less_often(pace: tuple[int, int, int]) -> None:
    with rest_set_aside():
        with rest_set_aside():
            assert gc.get_threshold() == PACE
        assert gc.get_threshold() == PACE

    assert gc.get_threshold() == pace


@pytest.mark.usefixtures("pace")
@pytest.mark.parametrize("chosen", [0, 1_000_000])
def test_a_program_that_wants_fewer_looks_has_them(chosen: int) -> None:
    gc.set_threshold(chosen, 10, 10)

    with rest_set_aside():
        assert gc.get_threshold() == (chosen, 10, 10)

    assert gc.get_threshold() == (chosen, 10, 10)


@pytest.mark.usefixtures("pace")
def test_what_a_program_sets_meanwhile_stays() -> None:
    with rest_set_aside():
        gc.set_threshold(5_000, 10, 10)

    assert gc.get_threshold() == (5_000, 10, 10)
