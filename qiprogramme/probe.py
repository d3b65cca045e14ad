"""`python -m qiprogramme.probe live|worker|beat`: for a container's health check; exit code 0 where it is well."""

import os
import sys
import urllib.request

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiprogramme.settings")


def main(part: str) -> int:
    if part == "live":
        return 0 if _live() else 1
    if part in {"worker", "beat"}:
        from qiprogramme import heartbeats

        return 0 if heartbeats.is_fresh(part) else 1
    sys.stderr.write("Usage: python -m qiprogramme.probe live|worker|beat\n")
    return 2


def _live() -> bool:
    """The web server of this container, asked under a name that it answers to."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request("http://127.0.0.1:8000/health/live/", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
