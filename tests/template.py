"""The database of a test process, copied from one that has all migrations: a second, where migrating takes ten."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.plugin import ROOT, WORKER

MIGRATED = "test_qi_migrated"


def copy_of_template(database: Any) -> None:
    """Let the connection lead to an empty database of this process alone.

    The template is kept for later runs, for as long as no line of code changes.
    """
    name, own = f"{MIGRATED}_{_digest()}", f"test_qi_{WORKER}_{os.getpid()}"
    with _alone(database) as cluster:
        cluster.execute("select datname from pg_database where starts_with(datname, %s)", [MIGRATED])
        found = {datname for (datname,) in cluster.fetchall()}
        if name not in found:
            for old in found:
                cluster.execute(f"drop database {old}")
            _migrate(database, f"{MIGRATED}_half")
            cluster.execute(f"alter database {MIGRATED}_half rename to {name}")
        cluster.execute(f"create database {own} template {name}")
    database.settings_dict["NAME"] = own


def _digest() -> str:
    """Of all that a migration may read, for migrations call what stands in the packages."""
    found = hashlib.sha256()
    packages = [folder.parent for folder in ROOT.glob("*/__init__.py") if folder.parent.name != "tests"]
    files = [path for package in packages for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in sorted([*files, *ROOT.glob("requirements*.txt")]):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _alone(database: Any) -> Iterator[Any]:
    """A cursor in the cluster; whoever else comes here meanwhile waits."""
    with database._nodb_cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext(%s))", [MIGRATED])
        yield cursor


def _migrate(database: Any, name: str) -> None:
    database.settings_dict["TEST"]["NAME"] = name
    database.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    database.close()
