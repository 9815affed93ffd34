"""Forks children on request, from a process in which all that they need is loaded.

No code of a model runs in it, and no context passes through it. It holds a child that
has ended until the host lets go of it, so that its number means no other process.
"""

from __future__ import annotations

import _socket
import json
import os
import select
import signal
import site
import struct
import sys
import threading
from contextlib import suppress
from typing import Any

from rlm_tui.repl import child_start
from rlm_tui.repl.isolation import child_landlock, child_linux, child_seccomp

LOADED = (child_start, child_landlock, child_linux, child_seccomp)
"""What a child needs before it can run code."""
_MESSAGE = 1 << 16
_INTS = struct.Struct("@3i")


def serve(control: int, host: int) -> str:
    """Fork as long as the host is there; comes back in each child, with its channel.

    Args:
        control: the number of the socket on which requests come.
        host: who asks; without it nothing of this stays.
    """
    child_linux.hide_memory()
    _end_with(host)
    return _Nursery(_socket.socket(fileno=control)).serve()


def _end_with(parent: int) -> None:
    child_linux.die_with_parent()
    if os.getppid() != parent:
        os._exit(0)


class _Nursery:
    def __init__(self, control: _socket.socket) -> None:
        self._control = control
        self._running: dict[int, int] = {}
        """The number of each child by the descriptor that tells of its end."""
        self._poll = select.poll()
        self._poll.register(control.fileno(), select.POLLIN)

    def serve(self) -> str:
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._running:
                    self._report(descriptor)
                elif (channel := self._obey()) is not None:
                    return channel

    def _report(self, descriptor: int) -> None:
        """Tell how a child has ended, and leave it as it is."""
        pid = self._running.pop(descriptor)
        self._poll.unregister(descriptor)
        os.close(descriptor)
        try:
            ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        except ChildProcessError:
            return  # nobody wants to know
        assert ended is not None
        has_exited = ended.si_code == os.CLD_EXITED
        code = ended.si_status if has_exited else -ended.si_status
        self._say({"op": "ended", "pid": pid, "code": code})

    def _obey(self) -> str | None:
        try:
            data, rights, _, _ = self._control.recvmsg(
                _MESSAGE, _socket.CMSG_SPACE(_INTS.size), _socket.MSG_CMSG_CLOEXEC
            )
        except OSError:
            data, rights = b"", []
        if not data:
            os._exit(0)  # the host is gone
        request = json.loads(data)
        if request["op"] == "forget":
            os.waitpid(request["pid"], 0)
            return None
        passed = b"".join(received for _, _, received in rights)
        if len(passed) != _INTS.size:  # no descriptor is left
            for (descriptor,) in struct.iter_unpack("@i", passed):
                os.close(descriptor)
            self._say({"op": "refused"})
            return None
        return self._fork(request, _INTS.unpack(passed))

    def _fork(self, request: dict[str, Any], passed: tuple[int, ...]) -> str | None:
        us = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            pid = None
        if pid == 0:
            self._leave_behind()
            return _born(request, passed, us)
        for descriptor in passed:
            os.close(descriptor)
        if pid is None or not self._raise(pid):
            self._say({"op": "refused"})
        return None

    def _leave_behind(self) -> None:
        os.close(self._control.detach())  # before its number is that of another file
        for descriptor in self._running:
            os.close(descriptor)

    def _raise(self, pid: int) -> bool:
        try:
            descriptor = os.pidfd_open(pid)
        except OSError:  # no descriptor is left, for example
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return False
        self._running[descriptor] = pid
        self._poll.register(descriptor, select.POLLIN)
        self._say({"op": "born", "pid": pid}, descriptor)
        return True

    def _say(self, header: dict[str, object], *passed: int) -> None:
        rights = struct.pack(f"@{len(passed)}i", *passed)
        ancillary = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)] if passed else []
        try:
            self._control.sendmsg([json.dumps(header).encode()], ancillary)
        except OSError:
            os._exit(0)  # the host is gone


def _born(request: dict[str, Any], passed: tuple[int, ...], parent: int) -> str:
    """Become what a child is that was started: the same session, files, names."""
    try:
        _end_with(parent)
        os.setsid()
        _take(passed, request["descriptors"])
        child_linux.show_memory()
        os.chdir(request["folder"])
        os.environ.update(request["environment"])
        # Python has worked these out of the home folder.
        site.USER_SITE = site.USER_BASE = None
        site.getusersitepackages()
        with suppress(AttributeError):  # a name that is Python's own
            threading.main_thread()._set_native_id()  # type: ignore[attr-defined]
        channel = str(request["descriptors"][0])
        sys.argv[1:] = sys.orig_argv[-3:] = [channel]
    except BaseException:
        os._exit(1)
    return channel


def _take(passed: tuple[int, ...], wanted: list[int]) -> None:
    """Give the descriptors the numbers that the host calls them by; close all others.

    The first is for output; standard input is one that no other child has.
    """
    output = passed[0]
    sources = [os.open(os.devnull, os.O_RDONLY), output, output, *passed[1:]]
    targets = [0, 1, 2, *wanted]
    above = max(*sources, *targets) + 1
    for number, source in enumerate(sources):
        os.dup2(source, above + number, inheritable=False)
    for number, target in enumerate(targets):
        os.dup2(above + number, target)
    first = 3
    for kept in sorted(wanted):
        os.closerange(first, kept)
        first = kept + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
