"""A level is tried before it is trusted, and none gives way to a weaker one."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_tui.errors import ReplError
from rlm_tui.repl.host import ProcessRepls
from rlm_tui.repl.isolation import choice, container
from rlm_tui.repl.isolation.levels import CONFINEMENTS, Confinement, Level

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")


def obstacles(**found: str) -> choice.Obstacle:
    """What stands in the way of some levels."""
    return lambda level: found.get(level)


def test_auto_takes_the_strongest_that_works() -> None:
    without = obstacles(linux="it needs Linux")

    assert choice.choose("auto", obstacle_to=obstacles()).level == "linux"
    assert choice.choose("auto", obstacle_to=without).level == "seatbelt"


def test_auto_never_becomes_process() -> None:
    nothing = obstacles(linux="this kernel has no Landlock", seatbelt="it needs macOS")

    with pytest.raises(ReplError, match=r"no Landlock.*--isolation process") as caught:
        choice.choose("auto", obstacle_to=nothing)

    assert "macOS" not in str(caught.value)


@pytest.mark.parametrize("level", ["linux", "seatbelt", "bwrap", "container"])
def test_a_level_asked_for_by_name_does_not_give_way(level: Level) -> None:
    without = obstacles(**{level: "it is not here"})

    with pytest.raises(ReplError, match=f"'{level}' does not work here: it is not"):
        choice.choose(level, obstacle_to=without)


def test_every_level_is_looked_at() -> None:
    assert {finding.level for finding in choice.findings()} == set(CONFINEMENTS)


def test_only_process_is_not_confined() -> None:
    confined = {c.level for c in CONFINEMENTS.values() if c.is_confined}

    assert confined == set(CONFINEMENTS) - {"process"}
    assert CONFINEMENTS["process"].label.startswith("NOT CONFINED")


@needs_linux
async def test_a_level_that_does_not_work_starts_no_child() -> None:
    with pytest.raises(ReplError, match="it needs macOS"):
        await ProcessRepls("seatbelt")("context")


@needs_linux
def test_a_layer_that_does_not_hold_is_found() -> None:
    weak = Confinement("linux", "confined: nothing", ("landlock",))

    obstacle = choice.tried(weak)

    assert obstacle is not None
    assert "start a process" in obstacle or "Landlock" in obstacle


@needs_linux
def test_a_wrapper_that_fails_says_so() -> None:
    broken = ["sh", "-c", "echo no namespaces >&2"]
    wrapper = Confinement("bwrap", "confined", wrap=lambda *_: broken)

    assert choice.tried(wrapper) == "its test failed (no namespaces)"


UNSHARE = {"x86_64": 272, "aarch64": 97}
SECCOMP = {"x86_64": 317, "aarch64": 277}
LANDLOCK = 444


def looked_at_inside_a_filter(*refused: int) -> dict[Level, str | None]:
    """What stands in the way of each level where some system calls are refused."""
    script = Path(__file__).with_name("outer_filter.py")
    done = subprocess.run(
        [sys.executable, str(script), *map(str, refused)],
        capture_output=True,
        check=True,
        cwd=script.parents[3],
        env={**os.environ, "PYTHONPATH": str(script.parents[3])},
    )
    found: dict[Level, str | None] = json.loads(done.stdout)
    return found


@needs_linux
def test_a_container_without_namespaces_confines_all_the_same() -> None:
    found = looked_at_inside_a_filter(UNSHARE[os.uname().machine])

    assert found["linux"] == choice.obstacle_here("linux")


@needs_linux
def test_what_forbids_a_layer_is_not_taken_for_an_old_kernel() -> None:
    found = looked_at_inside_a_filter(LANDLOCK)

    assert found["linux"] == "what this runs in, such as a container, forbids Landlock"


@needs_linux
def test_a_container_that_takes_no_filter_is_named() -> None:
    found = looked_at_inside_a_filter(SECCOMP[os.uname().machine])

    assert "takes no seccomp filter: Operation not permitted" in (found["linux"] or "")


def test_without_an_engine_there_is_no_container() -> None:
    engine = container.find_engine(lambda _program: None, lambda _command: True)

    assert engine.obstacle == "neither docker nor podman is installed; install one"


def test_an_engine_that_does_not_answer_is_named() -> None:
    engine = container.find_engine(lambda program: program, lambda _command: False)

    assert engine.obstacle == "docker is here, but its engine does not answer; start it"


def test_the_engine_that_answers_is_taken() -> None:
    engine = container.find_engine(
        lambda program: program, lambda command: command[0] == "podman"
    )

    assert engine == ("podman", None)


def test_without_the_image_the_command_to_make_it_is_named() -> None:
    engine = container.find_engine(
        lambda program: program, lambda command: command[1] == "info"
    )

    command = shlex.split((engine.obstacle or "").partition("make it once with: ")[2])
    recipe, package = Path(command[5]), Path(command[6])
    assert command[:5] == ["docker", "build", "-t", container.image(), "-f"]
    assert recipe.name == "Dockerfile"
    assert (package / "repl" / "child.py").exists()
