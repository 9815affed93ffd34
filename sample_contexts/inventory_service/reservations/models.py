"""Values and errors. No SQL, no clock."""

from __future__ import annotations

from dataclasses import dataclass

ACTIVE = "active"
CONFIRMED = "confirmed"
RELEASED = "released"
EXPIRED = "expired"


@dataclass(frozen=True)
class Stock:
    sku: str
    warehouse: str
    on_hand: int
    held: int
    sold: int

    @property
    def available(self) -> int:
        return self.on_hand - self.held


@dataclass(frozen=True)
class Hold:
    id: str
    basket: str
    shopper: str
    sku: str
    warehouse: str
    quantity: int
    state: str
    extensions: int
    created_at: int
    expires_at: int
    ended_at: int | None

    @property
    def is_active(self) -> bool:
        return self.state == ACTIVE


@dataclass(frozen=True)
class Movement:
    at: int
    sku: str
    warehouse: str
    hold_id: str | None
    kind: str
    on_hand: int
    held: int


class ReservationError(Exception):
    """Base of everything the service raises on purpose."""

    status = 400


class UnknownSku(ReservationError):
    status = 404

    def __init__(self, sku: str, warehouse: str) -> None:
        super().__init__(f"{sku} is not kept in {warehouse}")


class UnknownHold(ReservationError):
    status = 404

    def __init__(self, hold_id: str) -> None:
        super().__init__(f"there is no hold {hold_id}")


class OutOfStock(ReservationError):
    status = 409

    def __init__(self, sku: str, wanted: int, available: int) -> None:
        super().__init__(f"{sku}: {wanted} wanted, {max(available, 0)} available")
        self.available = max(available, 0)


class TooMany(ReservationError):
    status = 409

    def __init__(self, sku: str, limit: int) -> None:
        super().__init__(f"{sku}: no more than {limit} units for one shopper")


class HoldEnded(ReservationError):
    status = 410

    def __init__(self, hold: Hold) -> None:
        super().__init__(f"hold {hold.id} is {hold.state}")
        self.state = hold.state
