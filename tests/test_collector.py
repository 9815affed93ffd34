"""The collector is paused, and goes on as it was."""

from __future__ import annotations

import gc

import pytest

from rlm_tui.collector import collector_paused


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
