"""Ends holds whose time is up. Cron starts it once a minute.

Two sweepers may overlap when one is slow: a hold can then be in the list of
both. The update of the hold is conditional, so only one of them ends it.
"""

from __future__ import annotations

import logging
import sys

from .config import load
from .service import Reservations
from .store import Store

log = logging.getLogger("sweeper")


def sweep(service: Reservations, batch_size: int) -> int:
    """Sweep in batches until a batch is not full. Returns the total."""
    total = 0
    while True:
        ended = service.expire_due(batch_size)
        total += ended
        if ended < batch_size:
            return total


def main() -> int:
    logging.basicConfig(format="%(asctime)s %(levelname)s [%(name)s] %(message)s", level="INFO")
    settings = load()
    store = Store(settings.database_path, settings.busy_timeout_ms)
    try:
        total = sweep(Reservations(store, settings), settings.batch_size)
        log.info("ended %d holds", total)
        different = store.differences()
        for row in different:
            log.error("ledger differs sku=%s warehouse=%s by %d", row["sku"], row["warehouse"], row["difference"])
    finally:
        store.close()
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
