"""All SQL of the service.

Every method that changes something is called inside `transaction()`. The
caller decides what belongs together; this module only counts rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .models import ACTIVE, Hold, Movement, Stock

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class Store:
    def __init__(self, path: str, busy_timeout_ms: int = 2500) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute(f"PRAGMA busy_timeout = {int(busy_timeout_ms)}")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._migrate()

    def _migrate(self) -> None:
        done = self._db.execute("PRAGMA user_version").fetchone()[0]
        for number, file in enumerate(sorted(MIGRATIONS.glob("*.sql")), start=1):
            if number > done:
                self._db.executescript(file.read_text(encoding="utf-8"))
                self._db.execute(f"PRAGMA user_version = {number}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()

    # -- stock ---------------------------------------------------------

    def stock(self, sku: str, warehouse: str) -> Stock | None:
        row = self._db.execute(
            "SELECT sku, warehouse, on_hand, held, sold FROM stock WHERE sku = ? AND warehouse = ?",
            (sku, warehouse),
        ).fetchone()
        return Stock(**row) if row else None

    def receive(self, sku: str, warehouse: str, quantity: int, now: int) -> None:
        """A delivery arrived: create the row or add to it."""
        self._db.execute(
            """INSERT INTO stock (sku, warehouse, on_hand, updated_at) VALUES (?, ?, ?, ?)
               ON CONFLICT (sku, warehouse)
               DO UPDATE SET on_hand = on_hand + excluded.on_hand, updated_at = excluded.updated_at""",
            (sku, warehouse, quantity, now),
        )
        self._record(Movement(now, sku, warehouse, None, "delivery", quantity, 0))

    def add_held(self, hold: Hold, now: int) -> None:
        self._db.execute(
            "UPDATE stock SET held = held + ?, updated_at = ? WHERE sku = ? AND warehouse = ?",
            (hold.quantity, now, hold.sku, hold.warehouse),
        )
        self._record(Movement(now, hold.sku, hold.warehouse, hold.id, "hold", 0, hold.quantity))

    def free_held(self, hold: Hold, kind: str, now: int) -> None:
        """The units of a released or expired hold are available again."""
        self._db.execute(
            "UPDATE stock SET held = held - ?, updated_at = ? WHERE sku = ? AND warehouse = ?",
            (hold.quantity, now, hold.sku, hold.warehouse),
        )
        self._record(Movement(now, hold.sku, hold.warehouse, hold.id, kind, 0, -hold.quantity))

    def sell(self, hold: Hold, now: int) -> None:
        """The units of a confirmed hold leave the warehouse."""
        self._db.execute(
            """UPDATE stock
                  SET on_hand = on_hand - ?, held = held - ?, sold = sold + ?, updated_at = ?
                WHERE sku = ? AND warehouse = ?""",
            (hold.quantity, hold.quantity, hold.quantity, now, hold.sku, hold.warehouse),
        )
        self._record(
            Movement(now, hold.sku, hold.warehouse, hold.id, "confirm", -hold.quantity, -hold.quantity)
        )

    # -- holds ---------------------------------------------------------

    def hold(self, hold_id: str) -> Hold | None:
        row = self._db.execute("SELECT * FROM holds WHERE id = ?", (hold_id,)).fetchone()
        return Hold(**row) if row else None

    def add_hold(self, hold: Hold) -> None:
        self._db.execute(
            """INSERT INTO holds (id, basket, shopper, sku, warehouse, quantity, state,
                                  extensions, created_at, expires_at, ended_at)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                hold.id, hold.basket, hold.shopper, hold.sku, hold.warehouse, hold.quantity,
                hold.state, hold.extensions, hold.created_at, hold.expires_at, hold.ended_at,
            ),
        )

    def end_hold(self, hold_id: str, state: str, now: int) -> bool:
        """Move an active hold to its final state. False if another was faster."""
        changed = self._db.execute(
            "UPDATE holds SET state = ?, ended_at = ? WHERE id = ? AND state = 'active'",
            (state, now, hold_id),
        )
        return changed.rowcount == 1

    def prolong(self, hold_id: str, expires_at: int) -> bool:
        changed = self._db.execute(
            """UPDATE holds SET expires_at = ?, extensions = extensions + 1
                WHERE id = ? AND state = 'active'""",
            (expires_at, hold_id),
        )
        return changed.rowcount == 1

    def units_of_shopper(self, shopper: str, sku: str) -> int:
        row = self._db.execute(
            """SELECT COALESCE(SUM(quantity), 0) FROM holds
                WHERE shopper = ? AND sku = ? AND state = ?""",
            (shopper, sku, ACTIVE),
        ).fetchone()
        return row[0]

    def holds_of_basket(self, basket: str) -> list[Hold]:
        rows = self._db.execute(
            "SELECT * FROM holds WHERE basket = ? ORDER BY created_at, id", (basket,)
        )
        return [Hold(**row) for row in rows]

    def due(self, before: int, limit: int) -> list[Hold]:
        """Active holds which ended before the given second, oldest first."""
        rows = self._db.execute(
            """SELECT * FROM holds
                WHERE state = 'active' AND expires_at < ?
                ORDER BY expires_at, id LIMIT ?""",
            (before, limit),
        )
        return [Hold(**row) for row in rows]

    # -- ledger --------------------------------------------------------

    def _record(self, m: Movement) -> None:
        self._db.execute(
            """INSERT INTO movements (at, sku, warehouse, hold_id, kind, on_hand, held)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (m.at, m.sku, m.warehouse, m.hold_id, m.kind, m.on_hand, m.held),
        )

    def differences(self) -> list[sqlite3.Row]:
        return self._db.execute("SELECT * FROM stock_check WHERE difference <> 0").fetchall()
