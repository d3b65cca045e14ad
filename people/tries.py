"""How often something may be tried: counted in the cache, in fixed windows."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def allowed(what: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one try of `what` by or for `key`; False once there were more than `most` in `seconds`."""
    place = f"tries:{what}:{hashlib.sha256(key.encode()).hexdigest()}"
    cache.add(place, 0, seconds)
    try:
        return bool(cache.incr(place) <= most)
    except ValueError:  # the window ended between the two
        cache.set(place, 1, seconds)
        return True


def forget(what: str, key: str) -> None:
    """Start counting anew: the try was a good one."""
    cache.delete(f"tries:{what}:{hashlib.sha256(key.encode()).hexdigest()}")


def caller(request: HttpRequest) -> str:
    """The address that asks, past as many proxies as the settings trust."""
    return str(get_adapter().get_client_ip(request))
