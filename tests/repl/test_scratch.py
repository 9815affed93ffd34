"""The folder of a child goes, whatever is in it."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from rlm_tui.errors import ReplError
from rlm_tui.repl.scratch import lock_folder, make_scratch, remove_scratch, sweep


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A scratch folder inside the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return make_scratch().folder


def test_a_scratch_folder_is_ours_alone(scratch: Path) -> None:
    assert stat.S_IMODE(scratch.stat().st_mode) == 0o700


def test_an_empty_folder_goes(scratch: Path) -> None:
    assert remove_scratch(scratch)
    assert not scratch.exists()


def test_links_are_not_followed(scratch: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    (scratch / "folder").symlink_to(outside)
    (scratch / "file").symlink_to(outside / "kept")

    assert remove_scratch(scratch)
    assert (outside / "kept").read_text() == "x"


def test_a_link_in_place_of_the_folder_is_not_followed(
    scratch: Path, tmp_path: Path
) -> None:
    (scratch / "kept").write_text("x")
    link = tmp_path / "link"
    link.symlink_to(scratch)

    assert not remove_scratch(link)
    assert (scratch / "kept").exists()


def test_folders_without_rights_go(scratch: Path) -> None:
    inner = scratch / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "file").write_text("x")
    inner.chmod(0)
    inner.parent.chmod(0o500)
    scratch.chmod(0o500)

    assert remove_scratch(scratch)


def test_a_tree_deeper_than_a_path_can_be_long_goes(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scratch)
    for _ in range(1_200):
        os.mkdir("deep")
        os.chdir("deep")
    monkeypatch.undo()
    os.chdir("/")

    assert remove_scratch(scratch)


def test_no_place_for_a_folder_is_a_named_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))

    with pytest.raises(ReplError, match=r"no scratch folder in .*missing"):
        make_scratch()


def test_what_a_dead_owner_left_is_swept(scratch: Path) -> None:
    left = make_scratch()
    (left.folder / "file").write_text("x")
    assert left.lock is not None
    os.close(left.lock)

    sweep()

    assert not left.folder.exists()


def test_what_a_living_owner_has_is_not_swept(scratch: Path) -> None:
    sweep()

    assert scratch.exists()


def test_a_link_with_the_name_of_a_scratch_folder_is_not_swept(
    scratch: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    (tmp_path / "rlm-tui-scratch-link").symlink_to(outside)

    sweep()

    assert (outside / "kept").exists()


def test_the_lock_of_a_folder_is_not_given_twice(scratch: Path) -> None:
    assert lock_folder(scratch) is None
