"""A child that is not what its level says is given no code."""

from __future__ import annotations

import os
import sys

import pytest

from rlm_tui.errors import ReplError
from rlm_tui.repl.isolation.confirm import confirm
from rlm_tui.repl.isolation.levels import CONFINEMENTS

LINUX = CONFINEMENTS["linux"]


@pytest.mark.parametrize("said", [None, [], ["landlock"], {"landlock": 1}, "seccomp"])
def test_a_layer_that_is_not_in_force_is_an_error(said: object) -> None:
    with pytest.raises(ReplError, match="seccomp is missing; nothing was run"):
        confirm(LINUX, said, pid=None)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")
def test_the_kernel_is_asked_too() -> None:
    with pytest.raises(ReplError, match="Seccomp"):
        confirm(LINUX, ["landlock", "seccomp"], pid=os.getpid())


def test_the_level_process_asks_for_nothing() -> None:
    confirm(CONFINEMENTS["process"], [], pid=None)
