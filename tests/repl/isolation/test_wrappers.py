"""The command lines by which a child is shut in from outside, as text."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from rlm_tui.repl.isolation import bwrap, container, seatbelt
from rlm_tui.repl.isolation.choice import CODE
from rlm_tui.repl.isolation.place import Place

COMMAND = [sys.executable, "child.py", "7"]
PLACE = Place(Path("/tmp/scratch x"), CODE, memory_bytes=1 << 30, scratch_bytes=1 << 20)


def pairs(command: list[str]) -> list[tuple[str, str]]:
    """Every word with its successor."""
    return list(pairwise(command))


def test_bwrap_shows_no_home_and_no_network() -> None:
    command = bwrap.wrapped(COMMAND, PLACE)

    assert {"--unshare-net", "--unshare-pid", "--unshare-user"} <= set(command)
    assert "--die-with-parent" in command
    assert command[command.index("--") + 1 :] == COMMAND
    writable = [path for option, path in pairs(command) if option == "--bind"]
    assert writable == [str(PLACE.scratch)]
    readable = [path for option, path in pairs(command) if option == "--ro-bind-try"]
    assert not {"/", "/etc", "/tmp", "/home", os.path.expanduser("~")} & set(readable)


def test_a_container_has_no_network_no_rights_and_no_log() -> None:
    command = container.command_of("podman", COMMAND, PLACE)

    assert command[:2] == ["podman", "run"]
    assert {
        ("--network", "none"),
        ("--pull", "never"),
        ("--cap-drop", "ALL"),
        ("--security-opt", "no-new-privileges"),
        ("--log-driver", "none"),
        ("--user", "65534:65534"),
        ("--memory", f"{1 << 30}b"),
        ("--memory-swap", f"{1 << 30}b"),
    } <= set(pairs(command))
    assert "--read-only" in command
    assert command[-1] == "stdio"


def test_a_container_is_given_the_context_to_read_and_nothing_else() -> None:
    command = container.command_of("docker", COMMAND, PLACE)

    volumes = [value for option, value in pairs(command) if option == "--volume"]
    assert volumes == ["/tmp/scratch x/context:/context:ro"]


def test_the_image_is_made_from_the_package() -> None:
    recipe = Path(container.__file__).with_name("Dockerfile").read_text()
    copied = [line.split()[1] for line in recipe.splitlines() if line[:4] == "COPY"]

    assert copied == ["repl"]
    assert (CODE / "repl" / "child.py").exists()


def test_the_context_for_a_container_is_a_copy(tmp_path: Path) -> None:
    place = Place(tmp_path, CODE, memory_bytes=1, scratch_bytes=1)
    descriptor = os.memfd_create("context")
    os.write(descriptor, b"the context" * 1000)

    container.write_context(descriptor, place)

    os.close(descriptor)
    assert place.context.read_bytes() == b"the context" * 1000


def test_seatbelt_denies_what_it_does_not_name() -> None:
    profile = seatbelt.profile(sys.executable, PLACE)

    assert profile.startswith("(version 1)\n(deny default)\n(deny network*)")
    assert '(allow file-read* file-write* (subpath "/tmp/scratch x"))' in profile
    assert f'(literal "{sys.executable}")' in profile
    assert profile.count("(") == profile.count(")")
    assert f'(subpath "{os.path.expanduser("~")}")' not in profile


def test_a_path_cannot_break_out_of_the_profile() -> None:
    place = Place(Path('/tmp/a"b\\'), CODE, memory_bytes=1, scratch_bytes=1)

    assert r'(subpath "/tmp/a\"b\\")' in seatbelt.profile("/bin/python", place)


def test_seatbelt_starts_the_command_itself() -> None:
    command = seatbelt.wrapped(COMMAND, PLACE)

    assert command[:2] == ["/usr/bin/sandbox-exec", "-p"]
    assert command[3:] == COMMAND


@pytest.mark.skipif(sys.platform != "linux", reason="as in the image")
async def test_a_child_talks_over_its_standard_streams(tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.write_text("the context")
    # As in the image: these files, and no package that is installed.
    files = tmp_path / "rlm" / "rlm_tui" / "repl"
    shutil.copytree(CODE / "repl", files, ignore=shutil.ignore_patterns("__pycache__"))
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-s", "-S", str(files / "child.py"), "stdio"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"HOME": str(tmp_path)},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    lock: dict[str, object] = {"memory_bytes": 1 << 31, "parent": None, "layers": []}
    where = {"path": str(context), "fd": 0, "start": 0, "size": 11, "kind": "text"}
    init = {"op": "init", "lock": lock, "context": where, "max_output_chars": 1000}
    block = {"op": "exec", "cell": 1, "name": "<block>"}

    child.stdin.write(frame(init) + frame({"op": "written"}))
    child.stdin.write(frame(block, b"import os; os.write(1, b'raw')"))
    child.stdin.write(frame({**block, "cell": 2}, b"print(context)"))
    child.stdin.write_eof()

    said = await child.stdout.read()
    await child.wait()
    assert b'"op": "ready"' in said
    assert b"the context" in said
    assert b"raw" not in said


def frame(header: dict[str, object], body: bytes = b"") -> bytes:
    """A frame as the host writes it."""
    head = json.dumps(header).encode()
    return len(head).to_bytes(4, "big") + len(body).to_bytes(4, "big") + head + body
