"""The directory as a process of its own, for as long as somebody needs it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import connections

from qiprogramme.embedded.folders import OWNER
from tests.plugin import ROOT

READY_SECONDS = 60


@contextmanager
def serving(redirect_uri: str) -> Iterator[str]:
    """The address of a directory that sends people back to `redirect_uri`. Its database is in the tests' cluster."""
    host = connections["default"].settings_dict["HOST"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = f"directory_{os.getpid()}_{port}"
    cluster = psycopg2.connect(host=host, user=OWNER, dbname="postgres")
    cluster.autocommit = True
    with cluster.cursor() as cursor:
        cursor.execute(f"create database {database}")
    environment = {**{k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}, "PGHOST": host, "PGUSER": OWNER}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.directory", str(port), database, redirect_uri],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "Ready"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(READY_SECONDS)
        process.stdout.close()
        with cluster.cursor() as cursor:
            cursor.execute(f"drop database {database} with (force)")
        cluster.close()
