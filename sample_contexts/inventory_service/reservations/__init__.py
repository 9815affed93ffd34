"""Stock reservations: hold, extend, confirm, release, expire."""
