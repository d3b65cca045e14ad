"""What the environment says, read into the shapes that Django's settings want.

With no DATABASE_URL or REDIS_URL the embedded servers under DATA_DIR are meant.
"""

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Commands that change the schema or load whole programmes run as the owner of the tables.
OWNERS_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "demo", "createcachetable"}


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?host=/socket/folder`.

    Raises ImproperlyConfigured for any other engine: the product runs on PostgreSQL alone.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    return {
        "ENGINE": "people.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": query,
    }


def redis_urls(url: str, database: int = 0) -> tuple[str, str]:
    """(cache, broker) addresses for `unix:///path` or `redis://host:port`: databases `database` + 1 and `database`."""
    if url.startswith("unix://"):
        path = url.removeprefix("unix://").split("?")[0]
        return f"unix://{path}?db={database + 1}", f"redis+socket://{path}?virtual_host={database}"
    base = url.rstrip("/")
    if urlsplit(base).path:
        base = base.rsplit("/", 1)[0]
    return f"{base}/{database + 1}", f"{base}/{database}"


def embedded_urls(data_dir: Path) -> dict[str, str]:
    """Addresses of the embedded servers: keys DATABASE_URL, MIGRATION_DATABASE_URL, REDIS_URL."""
    from qiprogramme.embedded import addresses

    return addresses(data_dir)


def databases(argv: list[str], data_dir: Path) -> tuple[dict[str, Any], str]:
    """(database settings, REDIS_URL). The owner's connection for OWNERS_COMMANDS, else the app role's."""
    names = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL")
    given = {name: os.environ[name] for name in names if os.environ.get(name)}
    if "DATABASE_URL" not in given or "REDIS_URL" not in given:
        given = {**embedded_urls(data_dir), **given}
        if os.environ.get("DATABASE_URL") and not os.environ.get("MIGRATION_DATABASE_URL"):
            given.pop("MIGRATION_DATABASE_URL", None)
    as_owner = len(argv) > 1 and argv[1] in OWNERS_COMMANDS
    url = given.get("MIGRATION_DATABASE_URL", given["DATABASE_URL"]) if as_owner else given["DATABASE_URL"]
    settings = database(url)
    # One login for everything: step down to the app role, for the owner would see past the wall.
    if "MIGRATION_DATABASE_URL" not in given and not as_owner:
        settings["OPTIONS"]["options"] = "-c role=qi_app"
    return settings, given["REDIS_URL"]


def directories(text: str, *, production: bool) -> list[dict[str, Any]]:
    """SINGLE_SIGN_ON as the sign-in library wants it: a JSON list of organisations' directories.

    Raises ImproperlyConfigured with a sentence for what is missing or unsafe.
    """
    try:
        given = json.loads(text or "[]")
    except ValueError as error:
        raise ImproperlyConfigured(f"SINGLE_SIGN_ON is not JSON: {error}") from None
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        raise ImproperlyConfigured("SINGLE_SIGN_ON must be a JSON list of objects")
    found = [_directory(entry, production=production) for entry in given]
    if len({app["provider_id"] for app in found}) < len(found):
        raise ImproperlyConfigured("SINGLE_SIGN_ON: each directory needs a key of its own")
    return found


def _directory(entry: dict[str, Any], *, production: bool) -> dict[str, Any]:
    missing = {"key", "name", "server", "client_id", "secret", "domains"} - {name for name, value in entry.items() if value}
    if missing:
        raise ImproperlyConfigured(f"SINGLE_SIGN_ON: a directory lacks {', '.join(sorted(missing))}")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", entry["key"]):
        raise ImproperlyConfigured("SINGLE_SIGN_ON: a key is made of small letters, digits and hyphens")
    server = urlsplit(entry["server"])
    if server.scheme != "https" and (production or server.hostname not in {"localhost", "127.0.0.1"}):
        raise ImproperlyConfigured("SINGLE_SIGN_ON: a server must begin with https://")
    domains = [domain.lower() for domain in entry["domains"]]
    options: dict[str, Any] = {"server_url": entry["server"], "domains": domains}
    if tenant := entry.get("tenant"):
        # Entra does not say whether an address is verified: its own tenant is believed for its own domains.
        if tenant not in entry["server"]:
            raise ImproperlyConfigured("SINGLE_SIGN_ON: the server of a tenant must name that tenant")
        options |= {"tenant": tenant, "fetch_userinfo": False, "verified_email": domains}
    return {
        "provider_id": entry["key"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry["secret"],
        "settings": options,
    }
