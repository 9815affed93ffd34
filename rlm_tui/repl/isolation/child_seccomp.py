"""seccomp: the kernel answers most system calls of this process with "not permitted".

The filter is a program of the kernel's packet filter. A list says what may be called;
whatever a kernel learns later is refused too.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import NamedTuple

from rlm_tui.repl.isolation import child_linux
from rlm_tui.repl.isolation.child_syscalls import CHECKED, PLAIN

_LOAD = 0x20
_AND = 0x54
_IF_EQUAL = 0x15
_IF_AT_LEAST = 0x35
_IF_ANY_BIT = 0x45
_JUMP = 0x05
_RETURN = 0x06

_KILL = 0x8000_0000
_ERRNO = 0x0005_0000
_ALLOW = 0x7FFF_0000

_AUDIT_ARCH = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_X32 = 0x4000_0000
_CHUNK = 100
"""A jump reaches no further than 255 instructions."""
_SET_FILTER = 1

_NEW_NAMESPACES = 0x7E02_0000
_CLONE_THREAD = 0x0001_0000
_UNIX, _STREAM, _TYPE_BITS = 1, 1, 0xF
_TRUNCATE, _WRITE_MODES = 0o1000, 0o3
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""Is it a terminal, how large, how much can be read, non-blocking, close on exec."""
_DESCRIPTOR_FLAGS = (0, 1, 2, 3, 4)
_FILE_LOCKS = (5, 6, 7, 36, 37, 38)
_DUPLICATE, _PIPE_SIZE, _SEALS = 1030, 1032, 1034
_THREAD_NAME = (15, 16)
_MEMORY_NAME = 0x5356_4D41

_PRETENDED = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2"),
    *("chown", "fchown", "lchown", "fchownat"),
    *("utime", "utimes", "utimensat", "futimesat"),
)
"""Landlock does not watch these. They do nothing and say that they did: copying and
unpacking files go on."""
_UNSUPPORTED = (
    *("getxattr", "lgetxattr", "fgetxattr"),
    *("listxattr", "llistxattr", "flistxattr"),
)
"""Nor these, which read; Python copies a file without them."""
_UNKNOWN = ("clone3", "openat2", "io_uring_setup")
"""The C library then takes the older call, whose arguments a filter can read."""


class Instruction(NamedTuple):
    """One step of the filter."""

    code: int
    value: int
    if_true: int = 0
    if_false: int = 0


_REFUSE = -1
"""In the place of a jump: to the end of the rule, where the call is refused."""


def _low(argument: int) -> Instruction:
    return Instruction(_LOAD, 16 + 8 * argument)


def _high(argument: int) -> Instruction:
    return Instruction(_LOAD, 20 + 8 * argument)


def _is(value: int) -> Instruction:
    return Instruction(_IF_EQUAL, value & 0xFFFF_FFFF, 0, _REFUSE)


def _one_of(argument: int, *values: int) -> list[Instruction]:
    tests = [
        Instruction(_IF_EQUAL, value, len(values) - 1 - index, 0)
        for index, value in enumerate(values)
    ]
    tests[-1] = tests[-1]._replace(if_false=_REFUSE)
    return [_low(argument), *tests]


def _null(argument: int) -> list[Instruction]:
    return [_low(argument), _is(0), _high(argument), _is(0)]


def _thread() -> list[Instruction]:
    return [
        _low(0),
        Instruction(_IF_ANY_BIT, _NEW_NAMESPACES, _REFUSE, 0),
        Instruction(_IF_ANY_BIT, _CLONE_THREAD, 0, _REFUSE),
    ]


def _stream_pair() -> list[Instruction]:
    # With datagrams `sendto` could name a path; event loops need a stream.
    kind = [_low(1), Instruction(_AND, _TYPE_BITS), _is(_STREAM)]
    return [_low(0), _is(_UNIX), *kind]


def _no_hidden_truncation(argument: int) -> list[Instruction]:
    return [
        _low(argument),
        Instruction(_IF_ANY_BIT, _TRUNCATE, 0, 1),
        Instruction(_IF_ANY_BIT, _WRITE_MODES, 0, _REFUSE),
    ]


def _conditions(pid: int, landlock: int) -> dict[str, list[Instruction]]:
    """What must hold for a call to be allowed."""
    rules = {
        "clone": _thread(),
        "ioctl": _one_of(1, *_TERMINAL_QUESTIONS),
        "fcntl": _one_of(
            1, *_DESCRIPTOR_FLAGS, *_FILE_LOCKS, _DUPLICATE, _PIPE_SIZE, _SEALS
        ),
        "prctl": _one_of(0, *_THREAD_NAME, _MEMORY_NAME),
        "prlimit64": _null(2),
        "socketpair": _stream_pair(),
        "sendto": _null(4),
        "kill": _one_of(0, pid),
        "tgkill": _one_of(0, pid),
    }
    if landlock < 3:
        # Before its third version Landlock lets a file be cut that it does not open.
        rules["truncate"] = [_low(0), Instruction(_IF_AT_LEAST, 0, _REFUSE, _REFUSE)]
        rules["open"] = _no_hidden_truncation(1)
        rules["openat"] = _no_hidden_truncation(2)
    return rules


def _rule(number: int, condition: list[Instruction]) -> list[Instruction]:
    ends = [Instruction(_RETURN, _ALLOW), Instruction(_RETURN, _ERRNO | errno.EPERM)]
    body = [*condition, *ends]
    refused = len(body) - 1
    resolved = [
        step._replace(
            if_true=refused - at - 1 if step.if_true == _REFUSE else step.if_true,
            if_false=refused - at - 1 if step.if_false == _REFUSE else step.if_false,
        )
        for at, step in enumerate(body)
    ]
    return [Instruction(_IF_EQUAL, number, 0, len(body)), *resolved]


def _answer(number: int, code: int) -> list[Instruction]:
    return [
        Instruction(_IF_EQUAL, number, 0, 1),
        Instruction(_RETURN, _ERRNO | code),
    ]


def _plain(numbers: list[int]) -> list[Instruction]:
    steps = []
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        steps += [
            Instruction(_IF_EQUAL, number, len(part) - index, 0)
            for index, number in enumerate(part)
        ]
        steps += [Instruction(_JUMP, 1), Instruction(_RETURN, _ALLOW)]
    return steps


def program(arch: str, *, pid: int, landlock: int) -> list[Instruction]:
    """The filter for a process, as steps.

    Args:
        arch: kind of processor; calls of another (32 bit) kill the process.
        pid: the process itself, the only one to which it may send signals.
        landlock: the version in force, which decides what is left to do here.
    """
    checked = CHECKED[arch]
    conditions = _conditions(pid, landlock)
    steps = [
        Instruction(_LOAD, 4),
        Instruction(_IF_EQUAL, _AUDIT_ARCH[arch], 1, 0),
        Instruction(_RETURN, _KILL),
        Instruction(_LOAD, 0),
    ]
    if arch == "x86_64":
        steps.append(Instruction(_IF_AT_LEAST, _X32, 0, 1))
        steps.append(Instruction(_RETURN, _KILL))
    numbers = {**PLAIN[arch], **checked}
    for name, condition in conditions.items():
        if name in numbers:
            steps += _rule(numbers[name], condition)
    for names, code in (
        (_PRETENDED, 0),
        (_UNSUPPORTED, errno.EOPNOTSUPP),
        (_UNKNOWN, errno.ENOSYS),
    ):
        for name in names:
            steps += _answer(checked[name], code) if name in checked else []
    plain = sorted(n for name, n in PLAIN[arch].items() if name not in conditions)
    return [*steps, *_plain(plain), Instruction(_RETURN, _ERRNO | errno.EPERM)]


def packed(steps: list[Instruction]) -> bytes:
    """The filter as the kernel reads it."""
    return b"".join(
        struct.pack("=HBBI", step.code, step.if_true, step.if_false, step.value)
        for step in steps
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def restrict(*, landlock: int) -> None:
    """Put the filter in force for this process, for good.

    Raises:
        OSError: the kernel refuses.
    """
    number = child_linux.number_of("seccomp")
    steps = program(os.uname().machine, pid=os.getpid(), landlock=landlock)
    filled = _Program(len(steps), packed(steps))
    child_linux.gain_no_rights()
    try:
        child_linux.call(number, _SET_FILTER, 0, ctypes.byref(filled))
    except OSError as error:
        raise OSError(
            f"the kernel, or what this runs in, such as a container, takes no "
            f"seccomp filter: {error.strerror}"
        ) from error
