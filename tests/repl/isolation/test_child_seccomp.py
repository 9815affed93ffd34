"""The filter, run step by step as the kernel would, for both kinds of processor."""

from __future__ import annotations

import errno
import os

import pytest

from rlm_tui.repl.isolation.child_seccomp import packed, program
from rlm_tui.repl.isolation.child_syscalls import CHECKED, PLAIN

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
REFUSED = ERRNO | errno.EPERM
PID = 4711


def answer(
    arch: str, number: int, *arguments: int, landlock: int = 7, audit: int | None = None
) -> int:
    """What the filter gives for a call."""
    words = {0: number, 4: ARCH[arch] if audit is None else audit}
    for index, value in enumerate([*arguments, *[0] * (6 - len(arguments))]):
        words[16 + 8 * index] = value & 0xFFFFFFFF
        words[20 + 8 * index] = value >> 32 & 0xFFFFFFFF
    steps = program(arch, pid=PID, landlock=landlock)
    at = loaded = 0
    while True:
        code, value, if_true, if_false = steps[at]
        at += 1
        match code:
            case 0x20:
                loaded = words[value]
            case 0x54:
                loaded &= value
            case 0x05:
                at += value
            case 0x06:
                return value
            case 0x15:
                at += if_true if loaded == value else if_false
            case 0x35:
                at += if_true if loaded >= value else if_false
            case 0x45:
                at += if_true if loaded & value else if_false
            case _:
                raise AssertionError(code)


def number(arch: str, name: str) -> int:
    """The number of a call that the filter names."""
    return {**PLAIN[arch], **CHECKED[arch]}[name]


@pytest.mark.parametrize("arch", ARCH)
def test_what_a_block_needs_is_allowed(arch: str) -> None:
    answers = {name: answer(arch, found) for name, found in PLAIN[arch].items()}

    assert set(answers.values()) == {ALLOW}


CASES = [
    ("clone", (0x3D0F00,), ALLOW),  # a thread of the C library
    ("clone", (17,), REFUSED),  # a process
    ("clone", (0x10000 | 0x10000000,), REFUSED),  # with a namespace
    ("clone3", (), ERRNO | errno.ENOSYS),
    ("io_uring_setup", (), ERRNO | errno.ENOSYS),
    ("kill", (PID, 9), ALLOW),
    ("kill", (1, 9), REFUSED),
    ("kill", (0xFFFFFFFF, 9), REFUSED),
    ("tgkill", (PID, PID, 2), ALLOW),
    ("tgkill", (1, 1, 2), REFUSED),
    ("ioctl", (0, 0x5401), ALLOW),
    ("ioctl", (0, 0x5412), REFUSED),
    ("fcntl", (3, 4), ALLOW),
    ("fcntl", (3, 8), REFUSED),  # who gets signals
    ("fcntl", (3, 1024), REFUSED),  # leases
    ("prctl", (15,), ALLOW),
    ("prctl", (1,), REFUSED),
    ("prlimit64", (0, 7, 0), ALLOW),
    ("prlimit64", (0, 7, 1 << 40), REFUSED),
    ("socketpair", (1, 1 | 0o2000000), ALLOW),
    ("socketpair", (1, 2), REFUSED),
    ("socketpair", (2, 1), REFUSED),
    ("sendto", (3, 1, 1, 0, 0), ALLOW),
    ("sendto", (3, 1, 1, 0, 1 << 32), REFUSED),
    ("fchmodat", (), ERRNO),
    ("fgetxattr", (), ERRNO | errno.EOPNOTSUPP),
    ("seccomp", (), REFUSED),
    ("capset", (), REFUSED),
]


@pytest.mark.parametrize("arch", ARCH)
@pytest.mark.parametrize(("name", "arguments", "expected"), CASES)
def test_a_call_is_judged_by_its_arguments(
    arch: str, name: str, arguments: tuple[int, ...], expected: int
) -> None:
    assert answer(arch, number(arch, name), *arguments) == expected


@pytest.mark.parametrize("arch", ARCH)
def test_nothing_else_is_allowed(arch: str) -> None:
    known = {*PLAIN[arch].values(), *CHECKED[arch].values()}
    answers = {answer(arch, other) for other in range(600) if other not in known}

    assert answers == {REFUSED}


def test_calls_of_another_kind_of_processor_kill() -> None:
    assert answer("x86_64", 0, audit=0x40000003) == KILL
    assert answer("x86_64", 0x40000000) == KILL
    assert answer("aarch64", 63, audit=ARCH["x86_64"]) == KILL


@pytest.mark.parametrize("arch", ARCH)
def test_an_old_landlock_leaves_truncation_to_the_filter(arch: str) -> None:
    openat, cut = number(arch, "openat"), os.O_TRUNC

    assert answer(arch, number(arch, "truncate"), landlock=2) == REFUSED
    assert answer(arch, openat, 0, 0, os.O_RDONLY | cut, landlock=2) == REFUSED
    assert answer(arch, openat, 0, 0, os.O_WRONLY | cut, landlock=2) == ALLOW
    assert answer(arch, openat, 0, 0, os.O_RDONLY, landlock=2) == ALLOW
    assert answer(arch, number(arch, "truncate"), landlock=3) == ALLOW


def test_the_kernel_takes_no_more_than_4096_steps() -> None:
    for arch in ARCH:
        steps = program(arch, pid=PID, landlock=1)
        assert len(packed(steps)) == 8 * len(steps) < 8 * 4096
