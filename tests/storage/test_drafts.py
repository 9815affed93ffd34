"""Drafts survive the process in a private file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from rlm_tui.errors import StoreError
from rlm_tui.storage.drafts import DraftFile


async def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    path = tmp_path / "drafts" / "s_1.json"
    await DraftFile(path).save({"edit 0:exec:1": "print('ü')"})

    assert await DraftFile(path).load() == {"edit 0:exec:1": "print('ü')"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_without_drafts_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "s_1.json"
    await DraftFile(path).save({"a": "b"})
    await DraftFile(path).save({})

    assert await DraftFile(path).load() == {}
    assert not os.listdir(tmp_path)


async def test_a_file_that_holds_no_drafts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s_1.json"
    path.write_text("[1]")

    with pytest.raises(StoreError, match="cannot be read"):
        await DraftFile(path).load()


async def test_a_folder_that_cannot_be_made_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="cannot be kept"):
        await DraftFile(tmp_path / "file" / "s_1.json").save({"a": "b"})
