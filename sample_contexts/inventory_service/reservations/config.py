"""Settings: a file for the deployment, the environment for the exception."""

from __future__ import annotations

import configparser
import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_FILE = Path(__file__).resolve().parent.parent / "settings.ini"


@dataclass(frozen=True)
class Settings:
    ttl_seconds: int
    max_extensions: int
    max_units_per_shopper: int
    safety_stock: int
    default_warehouse: str
    batch_size: int
    grace_seconds: int
    port: int
    max_body_bytes: int
    database_path: str
    busy_timeout_ms: int


# name in Settings -> (section, option, type)
_FIELDS = {
    "ttl_seconds": ("holds", "ttl_seconds", int),
    "max_extensions": ("holds", "max_extensions", int),
    "max_units_per_shopper": ("holds", "max_units_per_shopper", int),
    "safety_stock": ("stock", "safety_stock", int),
    "default_warehouse": ("stock", "default_warehouse", str),
    "batch_size": ("sweeper", "batch_size", int),
    "grace_seconds": ("sweeper", "grace_seconds", int),
    "port": ("http", "port", int),
    "max_body_bytes": ("http", "max_body_bytes", int),
    "database_path": ("database", "path", str),
    "busy_timeout_ms": ("database", "busy_timeout_ms", int),
}


def load(path: Path = DEFAULT_FILE, env: dict[str, str] | None = None) -> Settings:
    """Read the file, let RESERVE_<NAME> override single values."""
    env = dict(os.environ) if env is None else env
    parser = configparser.ConfigParser()
    with open(path, encoding="utf-8") as handle:
        parser.read_file(handle)
    values = {}
    for name, (section, option, convert) in _FIELDS.items():
        raw = env.get(f"RESERVE_{name.upper()}", parser.get(section, option))
        try:
            values[name] = convert(raw)
        except ValueError:
            raise SystemExit(f"settings: {name} must be a whole number, not {raw!r}") from None
    settings = Settings(**values)
    if settings.ttl_seconds < 60:
        raise SystemExit("settings: ttl_seconds below 60 would end holds during the card check")
    if settings.safety_stock < 0:
        raise SystemExit("settings: safety_stock cannot be negative")
    return settings
