"""What earlier versions have saved is read as if this one had."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from rlm_tui.domain.events import SCHEMA_VERSION, Warned
from rlm_tui.storage.store import Store
from rlm_tui.storage.upcasters import UPCASTERS, Saved, Upcaster, upcast
from tests.storage.samples import SESSION, created


def rename(saved: Saved) -> Saved:
    """Version 0 of `warned` was called `alarm` and had a `text`."""
    return {"kind": "warned", "message": saved["text"], "warning": "loop", "node": "0"}


def test_an_event_is_lifted_one_version_after_the_other() -> None:
    chain: dict[tuple[str, int], Upcaster] = {
        ("a", 1): lambda saved: {**saved, "kind": "b"},
        ("a", 2): lambda saved: {**saved, "wrong": True},
        ("b", 2): lambda saved: {**saved, "right": True},
    }

    lifted = upcast({"kind": "a"}, 1, upcasters=chain, current=4)

    assert lifted == {"kind": "b", "right": True}


def test_a_current_event_stays_as_it_is() -> None:
    saved: Saved = {"kind": "warned"}

    assert upcast(saved, SCHEMA_VERSION) is saved


async def test_a_store_reads_events_of_an_earlier_version(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UPCASTERS, ("alarm", 0), rename)
    await store.append(SESSION, created(seq=1))
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO events (session, seq, kind, version, data) "
        "VALUES (?, 2, 'alarm', 0, ?)",
        (SESSION, json.dumps({"kind": "alarm", "text": "fire"})),
    )
    connection.commit()
    connection.close()

    [_, event] = await store.load(SESSION)

    assert event == Warned(seq=2, node="0", warning="loop", message="fire")
