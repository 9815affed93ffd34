"""Landlock: the kernel lets this process open some folders and nothing else."""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterable

from rlm_tui.repl.isolation import child_linux

_CREATE_RULESET = 444
_ADD_RULE = 445
_RESTRICT_SELF = 446
"""The same on every kind of processor."""
_ASK_VERSION = 1
_PATH_BENEATH = 1

_WRITE_FILE = 1 << 1
_READ_FILE = 1 << 2
_READ_FOLDER = 1 << 3
_REMOVE_FOLDER = 1 << 4
_REMOVE_FILE = 1 << 5
_MAKE_FOLDER = 1 << 7
_MAKE_FILE = 1 << 8
_MAKE_LINK = 1 << 12
_MOVE = 1 << 13
_TRUNCATE = 1 << 14

_ALL_RIGHTS = {1: (1 << 13) - 1, 2: _MOVE, 3: _TRUNCATE, 5: 1 << 15}
"""Rights on files by the version that brought them; all are taken away."""
_NETWORK = {4: 0b11}
_SCOPES = {6: 0b11}
"""Abstract sockets and signals outside."""

# Nothing is to be executed; libraries are mapped, which needs no right of its own.
_READ = _READ_FILE | _READ_FOLDER
_CHANGE = (
    _READ
    | _WRITE_FILE
    | _REMOVE_FOLDER
    | _REMOVE_FILE
    | _MAKE_FOLDER
    | _MAKE_FILE
    | _MAKE_LINK
    | _MOVE
    | _TRUNCATE
)
_FILE_RIGHTS = _READ_FILE | _WRITE_FILE | _TRUNCATE


_WHY_NOT = {
    errno.ENOSYS: "this kernel has no Landlock, which came with Linux 5.13",
    errno.EOPNOTSUPP: "Landlock is switched off in this kernel; add it to lsm=",
    errno.EPERM: "what this runs in, such as a container, forbids Landlock",
}


def version() -> int:
    """Which Landlock the kernel has.

    Raises:
        OSError: it has none, or may not be asked.
    """
    try:
        return child_linux.call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except OSError as error:
        raise OSError(
            _WHY_NOT.get(error.errno or 0, f"no Landlock: {error}")
        ) from error


def restrict(*, readable: Iterable[str], writable: Iterable[str]) -> int:
    """Open the paths named and close all others, for good; gives the version.

    Raises:
        OSError: the kernel has no Landlock, or refuses.
    """
    found = version()
    handled = _since(_ALL_RIGHTS, found)
    taken = taken_away(found)
    ruleset = child_linux.call(_CREATE_RULESET, taken, len(taken), 0)
    try:
        for path in readable:
            _allow(ruleset, path, _READ & handled)
        for path in writable:
            _allow(ruleset, path, _CHANGE & handled)
        child_linux.gain_no_rights()
        child_linux.call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return found


def taken_away(found: int) -> bytes:
    """All rights that a version knows, as the kernel reads them.

    A kernel takes no field that is younger than itself.
    """
    fields = [_since(_ALL_RIGHTS, found)]
    if found >= 4:
        fields.append(_since(_NETWORK, found))
    if found >= 6:
        fields.append(_since(_SCOPES, found))
    return struct.pack(f"={len(fields)}Q", *fields)


def _since(rights: dict[int, int], found: int) -> int:
    return sum(mask for version, mask in rights.items() if version <= found)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not on this system
    try:
        if not os.path.isdir(path):
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, beneath)
        child_linux.call(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(beneath)
