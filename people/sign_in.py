"""How people sign in: with an account that somebody of the programme made for them."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from people import sign_ins, step_up
from people.models import Account, SignIn
from people.single_sign_on import sign_in_again_address

logger = logging.getLogger(__name__)

#: How one shows that it is oneself, as the pages call it.
METHODS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}

#: Accounts of the demo programme, and no others, end with this.
DEMO_ENDING = "@demo.example"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "Too many tries with this email address. Wait five minutes, then try again,"
        " or reset your password.",
        "enter_current_password": "This is not your current password",
        "incorrect_password": "This is not your password",
        "account_inactive": "This account is closed. Ask the national team if you think that it should not be.",
    }

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs themselves up: people are invited."""
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject.strip()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """The library's own pages (codes, passkeys) ask by the same rule as ours."""
        return not step_up.is_fresh(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How the person can show that it is they, the first being the usual one. Whoever has a code or passkey
        uses that: a password is what a thief of the session may know."""
        methods = super().get_reauthentication_methods(user)
        strong = [method for method in methods if method["id"] != "reauthenticate"]
        found = strong if strong and step_up.has_second_factor(user) else methods[:1]
        return [{**method, "description": METHODS[method["id"]]} for method in found]

    def reauthenticate(self, user: Any, password: str) -> bool:
        """By the account's own address: the library's table of addresses need not know it. Some have a name only."""
        if not user.email:
            return bool(user.check_password(password))
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = Account.objects.filter(email__iexact=credentials.get("email") or "").first()
        if account:
            sign_ins.failed(request, account, SignIn.Result.WRONG_PASSWORD)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send; where the mail server cannot be reached, log it: the answer on the page must not tell
        whether there is such an account."""
        from django.conf import settings

        if not email:  # who signs in with a name and a card has no address
            return
        try:
            super().send_mail(template_prefix, email, context | {"programme_name": settings.PROGRAMME_NAME})
        except (OSError, SMTPException):
            logger.exception("The mail %s could not be sent", template_prefix)


def step_up_address(account: Account) -> str:
    """The page where the account shows again whose it is. PermissionDenied where it has nothing to show it with."""
    if account.sign_in_key and not step_up.has_second_factor(account):
        return reverse("name_again")
    methods = AccountAdapter().get_reauthentication_methods(account)
    if not methods and (again := sign_in_again_address(account)):
        return again
    if not methods:
        raise PermissionDenied("This needs a fresh sign-in. Sign out, sign in again, and do it within five minutes.")
    return str(methods[0]["url"])


def demo_accounts() -> list[Account]:
    """The active accounts of the demo programme, each with its person's key."""
    return list(Account.objects.filter(email__endswith=DEMO_ENDING, is_active=True).order_by("email")[:60])


def demo_account(key: Any) -> Account | None:
    """One of `demo_accounts`, or None."""
    return Account.objects.filter(pk=key, email__endswith=DEMO_ENDING, is_active=True).first()
