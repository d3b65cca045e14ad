"""The browser of the tests: CHROMIUM from the environment, else the one that the lock file brings from npm."""

import fcntl
import io
import os
import tarfile
from pathlib import Path

import brotli

from tests.plugin import ROOT

PACKED = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = ROOT / ".build" / "chromium"


def executable() -> Path:
    """Its path, unpacked where it was not yet."""
    if given := os.environ.get("CHROMIUM"):
        return Path(given)
    UNPACKED.mkdir(parents=True, exist_ok=True)
    target = UNPACKED / "chromium"
    with (UNPACKED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            libraries = io.BytesIO(brotli.decompress((PACKED / "al2023.tar.br").read_bytes()))
            with tarfile.open(fileobj=libraries) as archive:
                archive.extractall(UNPACKED, filter="data")
            partial = UNPACKED / "chromium.new"
            partial.write_bytes(brotli.decompress((PACKED / "chromium.br").read_bytes()))
            partial.chmod(0o755)
            partial.rename(target)
    return target
