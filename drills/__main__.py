"""`make drills`: all of them, or those that are named: `python -m drills parts`, `python -m drills digests`."""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from drills.ledger import Ledger
from drills.product import Product, wait_for

#: What comes back by itself while the launcher lives; the rest comes back with the next `make run`.
WATCHED = ("web server", "worker", "beat", "PostgreSQL", "Redis")
EVERYTHING = ("launcher", "web server", "worker", "beat", "PostgreSQL", "Redis")


def main(names: list[str]) -> int:
    """Run the drills of these names; 1 where one does not hold."""
    failed = [name for name in names or list(DRILLS) if not DRILLS[name](Path(tempfile.mkdtemp(prefix="qi-drills-")))]
    return 1 if failed else 0


def parts(data_dir: Path) -> bool:
    """Print one line a fault; whether nothing was lost."""
    product = Product(data_dir)
    print(f"Starting the product in {data_dir} …", flush=True)
    product.start()
    ledger = Ledger(data_dir)
    print(f"{'killed with signal 9':<22} {'back by':<14} {'after':>7}   {'commits kept':>16}   {'queued kept':>16}")
    failed = False
    try:
        for part in (*WATCHED, "launcher", "everything"):
            failed |= _drill(product, ledger, part)
        ledger.clear()
    finally:
        product.stop()
    left = [part for part in EVERYTHING if product.pids(part)]
    print(f"After stopping there runs: {', '.join(left) or 'nothing'}.")
    if failed or left:
        print(f"FAILED; the data and logs stay in {data_dir}")
        return False
    shutil.rmtree(data_dir)
    return True


def digests(data_dir: Path) -> bool:
    """Print one line a run; whether each digest was made once, none accepted twice and none missing without a mark."""
    os.environ |= {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "qiprogramme.settings"}
    import django

    django.setup()
    from drills.digests import drill

    holds = all(outcome.holds for outcome in drill(data_dir))
    if holds:
        shutil.rmtree(data_dir)
    else:
        print(f"FAILED; the data and logs stay in {data_dir}")
    return holds


DRILLS = {"parts": parts, "digests": digests}


def _drill(product: Product, ledger: Ledger, part: str) -> bool:
    """One fault while rows are being committed; True where something was lost."""
    with ledger:
        time.sleep(1)
        began = time.monotonic()
        if part in WATCHED:
            before = set(product.pids(part))
            product.kill(part)
            # What a killed server has forked may answer for a moment longer.
            wait_for(lambda: bool(product.pids(part)) and not before & set(product.pids(part)) and product.answers(), part)
        else:
            product.kill(*(EVERYTHING if part == "everything" else (part,)))
            product.start()
        seconds = time.monotonic() - began
        time.sleep(0.5)
    commits, queued = ledger.lost()
    by = "itself" if part in WATCHED else "next make run"
    kept = f"{len(ledger.committed) - commits:,} of {len(ledger.committed):,}"
    waiting = f"{len(ledger.queued) - queued:,} of {len(ledger.queued):,}"
    print(f"{part:<22} {by:<14} {seconds:>5.1f} s   {kept:>16}   {waiting:>16}", flush=True)
    return bool(commits or queued)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
