"""API tokens of one's own account: several, each with an end; the token itself is shown once and kept as a hash."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from knox.models import AuthToken

from people.models import Account

#: For how many days a token may be good.
DAYS = (30, 90, 365)


@transaction.atomic
def make(*, by: Account, days: int) -> str:
    """A new token, in the clear, for `days` days. The caller has asked for a fresh proof (`people.step_up`)."""
    if days not in DAYS:
        raise ValueError(f"{days} is none of {DAYS}")
    _, token = AuthToken.objects.create(by, expiry=timedelta(days=days))
    return str(token)


def live(account: Account) -> QuerySet[AuthToken]:
    """The tokens that are good now, the latest first."""
    return AuthToken.objects.filter(user=account, expiry__gt=timezone.now()).order_by("-created")


@transaction.atomic
def end(*, by: Account, key: str) -> bool:
    """End the token that begins with `key`. False where the account has no such token."""
    return bool(AuthToken.objects.filter(user=by, token_key=key).delete()[0])
