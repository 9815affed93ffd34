"""System calls that Python has no function for, through ctypes; Linux alone."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

from rlm_tui.repl.isolation.child_syscalls import CHECKED

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_SIGKILL = 9
_CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def number_of(name: str) -> int:
    """The number of a system call on this machine.

    Raises:
        OSError: the kind of processor is not one that we know.
    """
    numbers = CHECKED.get(os.uname().machine)
    if numbers is None:
        raise OSError(f"unknown kind of processor: {os.uname().machine}")
    return numbers[name]


def call(number: int, *arguments: int | bytes | ctypes._CArgObject | None) -> int:
    """Make a system call.

    Raises:
        OSError: the kernel refuses.
    """
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(int(_libc.syscall(ctypes.c_long(number), *passed)))


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _checked(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero))


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def die_with_parent() -> None:
    """Let the kernel kill this process when the thread that started it ends."""
    _prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def hide_memory() -> None:
    """Keep other processes of the same user out of `/proc/<this>` and of ptrace."""
    _prctl(_PR_SET_DUMPABLE, 0)


def show_memory() -> None:
    """Undo `hide_memory`, in a process that was forked off one that hides."""
    _prctl(_PR_SET_DUMPABLE, 1)


def gain_no_rights() -> None:
    """Let no program that is started from here have more rights than this one."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up what root may do beyond other users; nothing for who has none."""
    header = _CAPABILITY_VERSION.to_bytes(4, "little") + bytes(4)
    call(number_of("capset"), header, bytes(24))


def be_first_without_memory() -> None:
    """Ask the kernel to end this process before any other when memory runs out."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
