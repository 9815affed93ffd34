import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from reservations.config import load
from reservations.models import HoldEnded, OutOfStock, ReservationError, TooMany, UnknownSku
from reservations.service import Reservations
from reservations.store import Store
from reservations.sweeper import sweep

KETTLE = "KET-1140"


class ServiceTest(unittest.TestCase):
    def setUp(self):
        self.clock = 1_000_000
        self.settings = replace(load(env={}), safety_stock=3)
        self.store = Store(":memory:")
        self.service = Reservations(self.store, self.settings, now=lambda: self.clock)
        with self.store.transaction():
            self.store.receive(KETTLE, "LEJ1", 20, self.clock)
        self.addCleanup(self.store.close)

    def hold(self, quantity=2, shopper="u1", basket="b1"):
        return self.service.hold(basket, shopper, KETTLE, quantity)

    def stock(self):
        return self.store.stock(KETTLE, "LEJ1")

    def assert_ledger_agrees(self):
        self.assertEqual(self.store.differences(), [])

    def test_a_hold_lowers_what_is_available(self):
        self.hold(2)
        self.assertEqual(self.service.available(KETTLE), 20 - 2 - 3)
        self.assert_ledger_agrees()

    def test_safety_stock_is_never_promised(self):
        for number in range(3):
            self.hold(5, shopper=f"u{number}")
        with self.assertRaises(OutOfStock) as caught:
            self.hold(3, shopper="late")
        self.assertEqual(caught.exception.available, 2)

    def test_a_shopper_cannot_hold_more_than_the_limit(self):
        self.hold(4)
        with self.assertRaises(TooMany):
            self.hold(3)

    def test_an_unknown_sku(self):
        with self.assertRaises(UnknownSku):
            self.service.available("XXX-0000")

    def test_confirm_takes_the_units_out(self):
        hold = self.service.confirm(self.hold(2).id)
        self.assertEqual(hold.state, "confirmed")
        self.assertEqual((self.stock().on_hand, self.stock().held, self.stock().sold), (18, 0, 2))
        self.assert_ledger_agrees()

    def test_confirm_twice_sells_once(self):
        hold = self.hold(2)
        self.service.confirm(hold.id)
        self.service.confirm(hold.id)
        self.assertEqual(self.stock().sold, 2)

    def test_release_gives_the_units_back_once(self):
        hold = self.hold(2)
        self.hold(2, shopper="u2", basket="b2")
        self.service.release(hold.id)
        self.service.release(hold.id)
        self.assertEqual(self.stock().held, 2)
        self.assert_ledger_agrees()

    def test_a_released_hold_cannot_be_confirmed(self):
        hold = self.hold()
        self.service.release(hold.id)
        with self.assertRaises(HoldEnded):
            self.service.confirm(hold.id)

    def test_extend_counts_from_now_and_only_twice(self):
        hold = self.hold()
        self.clock += 600
        self.assertEqual(self.service.extend(hold.id).expires_at, self.clock + 900)
        self.service.extend(hold.id)
        with self.assertRaises(ReservationError):
            self.service.extend(hold.id)

    def test_the_sweeper_leaves_the_grace_period_alone(self):
        self.hold()
        self.clock += 900 + self.settings.grace_seconds
        self.assertEqual(sweep(self.service, 50), 0)
        self.clock += 1
        self.assertEqual(sweep(self.service, 50), 1)
        self.assertEqual(self.stock().held, 0)
        self.assert_ledger_agrees()

    def test_the_sweeper_works_through_full_batches(self):
        for number in range(5):
            self.hold(1, shopper=f"u{number}", basket=f"b{number}")
        self.clock += 2000
        self.assertEqual(sweep(self.service, 2), 5)

    def test_a_late_confirmation_wins_over_the_sweeper(self):
        hold = self.hold()
        self.clock += 1500
        self.service.confirm(hold.id)
        self.assertEqual(sweep(self.service, 50), 0)
        self.assertEqual(self.stock().sold, 2)


if __name__ == "__main__":
    unittest.main()
