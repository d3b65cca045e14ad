"""Loaded before Django: a PostgreSQL and a Redis of the tests' own, shared by all test processes."""

import gc
import os
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

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

#: What one process must run, under one name: all journeys share one product and its data, all addresses and all forms one
#: house in one transaction; and what starts servers of its own or loads the demonstration, which is long.
TOGETHER = {
    "tests/journeys/": "journeys",
    "tests/walls/test_routes.py": "walk",
    "tests/walls/test_bad_input.py": "forms",
    "tests/qiprogramme/": "product",
    "tests/drills/": "product",
    "tests/people/test_single_sign_on.py": "product",
}


class Together(LoadScopeScheduling):
    """Each test by itself to whichever process is free, but for those of TOGETHER, which begin first, in that order."""

    def _split_scope(self, nodeid: str) -> str:
        return next((name for start, name in TOGETHER.items() if nodeid.startswith(start)), nodeid)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    names = list(dict.fromkeys(TOGETHER.values()))
    ranks = {start: names.index(name) for start, name in TOGETHER.items()}
    items.sort(key=lambda item: next((rank for start, rank in ranks.items() if item.nodeid.startswith(start)), len(names)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    config.option.loadscopereorder = False  # the largest group first: not the longest
    return Together(config, log)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it is not looked through for garbage again and again, nor is
    the little that a request makes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


_SHARE = pytest.StashKey[Any]()


def pytest_configure(config: pytest.Config) -> None:
    from qiprogramme.embedded import servers

    if not config.option.collectonly:
        config.stash[_SHARE] = servers(DATA_DIR, durable=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    if share := config.stash.get(_SHARE, None):
        share.release()
