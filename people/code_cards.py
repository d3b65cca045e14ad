"""Code cards: a printed sheet of codes, each good for one sign-in, for people without an email address.

Only keyed hashes are kept (HMAC-SHA-256 under the site's secret key, one for each account), so that the
table alone opens nothing. A new card ends the old one.
"""

import secrets
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people.models import Account, SignInCode

CODES = 20
#: No 0, 1, I, L, O or U: what is read from paper is not taken for something else.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Letters of a code: 30 ** 10 is more than 49 bits.
LENGTH = 10
#: How long the codes of a new card can be shown.
SHOWN_SECONDS = 15 * 60
#: With so few codes left, it is time for a new card.
FEW = 4


def random_code(length: int = LENGTH) -> str:
    """Groups of five, as they are printed: “7KQ2M-XW9TP”."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(text[i : i + 5] for i in range(0, length, 5))


def as_typed(code: str) -> str:
    """A code without case, spaces and hyphens."""
    return "".join(character for character in (code or "").upper() if character.isalnum())[:64]


def digest(account: Any, code: str) -> str:
    """The keyed hash of an account's code, in hexadecimal."""
    return salted_hmac("people.code_cards", f"{account.pk}:{as_typed(code)}", algorithm="sha256").hexdigest()


@transaction.atomic
def new_card(*, account: Account) -> list[str]:
    """The codes of a new card, to be shown once. Those of the card before no longer work."""
    SignInCode.objects.filter(account=account).delete()
    codes = [random_code() for _ in range(CODES)]
    SignInCode.objects.bulk_create([SignInCode(account=account, digest=digest(account, code)) for code in codes])
    return codes


@transaction.atomic
def use(*, account: Account, code: str) -> bool:
    """Whether this is a code of the account's card that was not used before; it is used now."""
    rows = SignInCode.objects.filter(account=account, digest=digest(account, code), used_at=None)
    return bool(rows.update(used_at=timezone.now()))


def left(account: Any) -> int:
    """How many codes of the card still work."""
    return SignInCode.objects.filter(account=account, used_at=None).count()


def show(account: Any, codes: list[str]) -> None:
    """Keep a new card's codes for the page that prints them: for a quarter of an hour, in the cache alone."""
    cache.set(f"code-card:{account.pk}", codes, SHOWN_SECONDS)


def shown(account: Any) -> list[str]:
    """The codes that can still be printed; none once the time is over."""
    found: list[str] = cache.get(f"code-card:{account.pk}") or []
    return found
