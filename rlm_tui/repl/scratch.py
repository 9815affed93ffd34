"""The folder that is a child's home, and its removal whatever the child made of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from rlm_tui.errors import ReplError

PREFIX = "rlm-tui-scratch-"

_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_ATTEMPTS = 10


@dataclass(slots=True)
class Scratch:
    """A folder, and the lock that says that its owner lives.

    The kernel lets go of the lock when the process ends, however it ends; the next
    start then removes the folder (see `sweep`).
    """

    folder: Path
    lock: int | None
    """A descriptor of the folder itself, until it is removed."""

    def remove(self) -> None:
        """Remove the folder with all that is in it, and let go of the lock."""
        lock, self.lock = self.lock, None
        if lock is None:
            return
        try:
            remove_scratch(self.folder)
        finally:
            os.close(lock)

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def make_scratch() -> Scratch:
    """Make a folder that only we can enter.

    Raises:
        ReplError: there is no place for it.
    """
    try:
        for _ in range(_ATTEMPTS):
            folder = Path(tempfile.mkdtemp(prefix=PREFIX))
            # Another start may take it for a leftover before it is locked.
            if (lock := lock_folder(folder)) is not None:
                return Scratch(folder, lock)
    except OSError as error:
        raise ReplError(
            f"no scratch folder in {tempfile.gettempdir()!r} ({error.strerror}); "
            "free space there, or point TMPDIR elsewhere"
        ) from error
    raise ReplError(
        f"scratch folders in {tempfile.gettempdir()!r} are removed by others"
    )


def lock_folder(folder: Path) -> int | None:
    """Take a folder for this process; `None` if another has it, or it is gone.

    Raises:
        OSError: there are no descriptors left, for example.
    """
    import fcntl  # not on Windows, where this module is imported all the same

    try:
        lock = os.open(folder, _OPEN_FOLDER)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(lock), os.lstat(folder)):
            return lock
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(lock)
        raise
    os.close(lock)
    return None


def sweep(clear: Callable[[Path], None] | None = None) -> None:
    """Remove the folders of processes of ours that were killed.

    Args:
        clear: removes what else belongs to a folder, before it goes.
    """
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and _is_our_folder(entry):
                with suppress(OSError):
                    _remove_if_left(Path(entry.path), clear)


def _is_our_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        status = entry.stat(follow_symlinks=False)
        return entry.is_dir(follow_symlinks=False) and status.st_uid == os.geteuid()
    return False


def _remove_if_left(folder: Path, clear: Callable[[Path], None] | None) -> None:
    if (lock := lock_folder(folder)) is None:
        return
    with Scratch(folder, lock):
        if clear is not None:
            clear(folder)


def remove_scratch(folder: Path) -> bool:
    """Remove a folder of any depth, without following links; say whether it is gone.

    Folders are moved up to the top one by one, so that neither the depth of the tree
    nor the length of a path matters, and no step recurses.
    """
    try:
        top = os.open(folder, _OPEN_FOLDER)
    except OSError:
        return not folder.exists()
    names = _fresh_names()
    try:
        while _empty_one_level(top, names):
            pass
    finally:
        os.close(top)
    with suppress(OSError):
        folder.rmdir()
    return not folder.exists()


def _fresh_names() -> Iterator[str]:
    stem = os.urandom(8).hex()  # not to be guessed by who made the tree
    return (f"{stem}-{number}" for number in count())


def _empty_one_level(top: int, names: Iterator[str]) -> bool:
    """Remove what can be removed; whether that was anything."""
    os.fchmod(top, 0o700)
    has_changed = False
    for name in os.listdir(top):
        has_changed |= _unlink(name, top) or _empty_folder(name, top, names)
    return has_changed


def _empty_folder(name: str, top: int, names: Iterator[str]) -> bool:
    inner = _open_folder(name, top)
    if inner is None:
        return False
    try:
        os.fchmod(inner, 0o700)
        for entry in os.listdir(inner):
            if not _unlink(entry, inner):
                _move_up(entry, inner, top, names)
    except OSError:
        return False
    finally:
        os.close(inner)
    return _rmdir(name, top)


def _open_folder(name: str, top: int) -> int | None:
    try:
        return os.open(name, _OPEN_FOLDER, dir_fd=top)
    except PermissionError:
        pass
    except OSError:
        return None
    # Not readable: `chmod` follows links, but a link was unlinked before this.
    with suppress(OSError):
        os.chmod(name, 0o700, dir_fd=top)
        return os.open(name, _OPEN_FOLDER, dir_fd=top)
    return None


def _move_up(entry: str, inner: int, top: int, names: Iterator[str]) -> None:
    with suppress(OSError):
        os.chmod(entry, 0o700, dir_fd=inner)
        os.rename(entry, next(names), src_dir_fd=inner, dst_dir_fd=top)


def _unlink(name: str, folder: int) -> bool:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return False
    return True


def _rmdir(name: str, folder: int) -> bool:
    try:
        os.rmdir(name, dir_fd=folder)
    except OSError:
        return False
    return True
