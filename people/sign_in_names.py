"""Signing in with a chosen name, and a code of one's card or one's own words."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from people import code_cards, names, sign_ins, tries
from people.models import Account, SignIn

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: As for addresses: a hospital is one caller, and a name is guessed at by few tries.
TRIES_OF_A_NAME, NAME_SECONDS = 10, 5 * 60
TRIES_OF_A_CALLER, CALLER_SECONDS = 100, 60

WRONG = "The name or the code is not right, or the code was used before. Check both, or try the next code on your card."
TOO_MANY = "Too many tries. Wait five minutes, then try again. The person named on your card can help."


def check(request: HttpRequest, *, name: str, secret: str) -> tuple[Account, str]:
    """The account and by what it signed in ("code_card" or "password"). Uses the code up.

    Raises ValidationError in the same words whether there is such a name or not.
    """
    key = names.sign_in_key(name)
    if not tries.allowed("name-caller", tries.caller(request), most=TRIES_OF_A_CALLER, seconds=CALLER_SECONDS):
        raise ValidationError(TOO_MANY, code="too_many")
    if not tries.allowed("name", key, most=TRIES_OF_A_NAME, seconds=NAME_SECONDS):
        raise ValidationError(TOO_MANY, code="too_many")
    account = Account.objects.filter(sign_in_key=key, is_active=True).first() if key else None
    if account is None:
        make_password(secret)  # takes as long as a try with a name that exists
        raise ValidationError(WRONG, code="wrong")
    method = "code_card" if code_cards.use(account=account, code=secret) else ""
    if not method and account.check_password(secret):
        method = "password"
    if not method:
        sign_ins.failed(request, account, SignIn.Result.WRONG_PASSWORD)
        raise ValidationError(WRONG, code="wrong")
    tries.forget("name", key)
    return account, method


def show_again(request: HttpRequest, account: Account, method: str) -> None:
    """Keep it as a fresh proof of the session that is open."""
    record_authentication(request, account, method=method)


def let_in(request: HttpRequest, account: Account, method: str, *, to: str | None = None) -> HttpResponse:
    """Sign the account in and lead on."""
    account.backend = BACKEND
    record_authentication(request, account, method=method)
    response: Any = perform_login(request, account, email_verification="none", redirect_url=to)
    return response
