"""The rules of a reservation.

The service owns the clock and the transaction. One call is one transaction:
either the hold, the stock row and the ledger change together or none does.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from .config import Settings
from .models import (
    ACTIVE,
    CONFIRMED,
    EXPIRED,
    RELEASED,
    Hold,
    HoldEnded,
    OutOfStock,
    ReservationError,
    TooMany,
    UnknownHold,
    UnknownSku,
)
from .store import Store


def _seconds() -> int:
    return int(time.time())


class Reservations:
    def __init__(
        self, store: Store, settings: Settings, now: Callable[[], int] = _seconds
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now

    def available(self, sku: str, warehouse: str | None = None) -> int:
        """What may be promised online: neither held by others nor safety stock."""
        warehouse = warehouse or self._settings.default_warehouse
        stock = self._store.stock(sku, warehouse)
        if stock is None:
            raise UnknownSku(sku, warehouse)
        return max(stock.available - self._settings.safety_stock, 0)

    def hold(
        self, basket: str, shopper: str, sku: str, quantity: int, warehouse: str | None = None
    ) -> Hold:
        if quantity < 1:
            raise ReservationError("quantity must be at least 1")
        warehouse = warehouse or self._settings.default_warehouse
        now = self._now()
        with self._store.transaction():
            free = self.available(sku, warehouse)
            if quantity > free:
                raise OutOfStock(sku, quantity, free)
            already = self._store.units_of_shopper(shopper, sku)
            if already + quantity > self._settings.max_units_per_shopper:
                raise TooMany(sku, self._settings.max_units_per_shopper)
            hold = Hold(
                id=uuid.uuid4().hex,
                basket=basket,
                shopper=shopper,
                sku=sku,
                warehouse=warehouse,
                quantity=quantity,
                state=ACTIVE,
                extensions=0,
                created_at=now,
                expires_at=now + self._settings.ttl_seconds,
                ended_at=None,
            )
            self._store.add_hold(hold)
            self._store.add_held(hold, now)
        return hold

    def extend(self, hold_id: str) -> Hold:
        """Another full period, counted from now."""
        now = self._now()
        with self._store.transaction():
            hold = self._get(hold_id)
            if not hold.is_active or hold.expires_at < now:
                raise HoldEnded(hold)
            if hold.extensions >= self._settings.max_extensions:
                raise ReservationError(f"hold {hold_id} was extended often enough")
            self._store.prolong(hold_id, now + self._settings.ttl_seconds)
        return self._get(hold_id)

    def confirm(self, hold_id: str) -> Hold:
        """The payment went through: the units are sold.

        A hold that is past its time but not swept yet may still be
        confirmed. The money has been taken and the units are there.
        """
        now = self._now()
        with self._store.transaction():
            hold = self._get(hold_id)
            if hold.state == CONFIRMED:
                return hold
            if not self._store.end_hold(hold_id, CONFIRMED, now):
                raise HoldEnded(hold)
            self._store.sell(hold, now)
        return self._get(hold_id)

    def release(self, hold_id: str) -> Hold:
        """The shopper gave up: the units are available again."""
        now = self._now()
        with self._store.transaction():
            hold = self._get(hold_id)
            if hold.state == RELEASED:
                return hold
            if not self._store.end_hold(hold_id, RELEASED, now):
                raise HoldEnded(hold)
            self._store.free_held(hold, "release", now)
        return self._get(hold_id)

    def expire_due(self, limit: int) -> int:
        """End the holds whose time is up. Returns how many were ended."""
        now = self._now()
        ended = 0
        for hold in self._store.due(now - self._settings.grace_seconds, limit):
            with self._store.transaction():
                self._store.end_hold(hold.id, EXPIRED, now)
                self._store.free_held(hold, "expire", now)
            ended += 1
        return ended

    def basket(self, basket: str) -> list[Hold]:
        return self._store.holds_of_basket(basket)

    def _get(self, hold_id: str) -> Hold:
        hold = self._store.hold(hold_id)
        if hold is None:
            raise UnknownHold(hold_id)
        return hold
