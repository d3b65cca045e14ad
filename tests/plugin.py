"""Loaded before Django: a PostgreSQL and a Redis of the tests' own, shared by all test processes."""

import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = ROOT / ".data-test"
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "EMAIL_HOST"):
    os.environ.pop(name, None)
os.environ |= {
    "QI_MODE": "test",
    "DATA_DIR": str(DATA_DIR),
    "REDIS_DATABASE": str(2 * (WORKER % 8)),
    "DJANGO_SETTINGS_MODULE": "qiprogramme.settings",
}

_SHARE = pytest.StashKey[Any]()


def pytest_configure(config: pytest.Config) -> None:
    from qiprogramme.embedded import servers

    if not config.option.collectonly:
        config.stash[_SHARE] = servers(DATA_DIR, durable=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    if share := config.stash.get(_SHARE, None):
        share.release()
