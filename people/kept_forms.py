"""What somebody typed when their session had ended: kept for them until they are signed in again.

A form sent by a signed-out browser is kept in the cache for 30 minutes, under a random key that only this
browser has (an HttpOnly cookie; the cache knows its digest). It belongs to the account that was signed in
here before, which the browser carries as a keyed hash: no other account ever sees it, and where the
browser carries none, nothing is kept. A form that is refused because its token is old (signed in again in another
tab) is kept in the same way, if one of our own pages sent it. Nothing is sent by itself: the person sees what is kept and presses
Save. Files and passwords are not kept.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

KEY_COOKIE, OWNER_COOKIE = "kept_form", "signed_in_here"
SECONDS = 30 * 60
MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class KeptForm:
    """path: where it was sent; pairs: names and values in order; owner: whose; had_files: whether files were chosen."""

    path: str
    pairs: list[tuple[str, str]]
    owner: str
    had_files: bool = False


def mark_of(account: Any) -> str:
    """A keyed hash that stands for an account and tells nothing about it."""
    return salted_hmac("people.kept_forms", str(account.pk), algorithm="sha256").hexdigest()


def remember_account(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser carry who was signed in last, until it is closed."""
    if request.user.is_authenticated:
        mark = mark_of(request.user)
        if request.COOKIES.get(OWNER_COOKIE) != mark:
            _set_cookie(response, OWNER_COOKIE, mark, None)


def keep(request: HttpRequest, response: HttpResponse) -> bool:
    """Keep the posted form. False where there is nothing to keep or nobody to keep it for.

    It is the signed-in account's, else that of the account which was signed in here last.
    """
    owner = mark_of(request.user) if request.user.is_authenticated else request.COOKIES.get(OWNER_COOKIE, "")
    pairs = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    size = sum(len(name) + len(value) for name, value in pairs)
    if not owner or not pairs or size > MOST_CHARACTERS or any("password" in name for name, _ in pairs):
        return False
    key = secrets.token_urlsafe(32)
    kept = KeptForm(request.get_full_path(), pairs, owner, bool(request.FILES))
    cache.set(_place(key), asdict(kept), SECONDS)
    _set_cookie(response, KEY_COOKIE, key, SECONDS)
    return True


def kept(request: HttpRequest) -> KeptForm | None:
    """The form that is kept for the signed-in account in this browser, or None."""
    key = request.COOKIES.get(KEY_COOKIE)
    found = cache.get(_place(key)) if key and request.user.is_authenticated else None
    if not found or not constant_time_compare(found["owner"], mark_of(request.user)):
        return None
    return KeptForm(**{**found, "pairs": [tuple(pair) for pair in found["pairs"]]})


def is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent the form. No other site can make it say so."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def is_waiting(request: HttpRequest) -> bool:
    """Whether this browser has something kept, whoever's it is: for the words of the sign-in page."""
    key = request.COOKIES.get(KEY_COOKIE)
    return bool(key and cache.get(_place(key)))


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Drop what is kept: it was saved, or thrown away."""
    if key := request.COOKIES.get(KEY_COOKIE):
        cache.delete(_place(key))
        response.delete_cookie(KEY_COOKIE, samesite="Lax")


def _place(key: str) -> str:
    return f"kept-form:{hashlib.sha256(key.encode()).hexdigest()}"


def _set_cookie(response: HttpResponse, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
