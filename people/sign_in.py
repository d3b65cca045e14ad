"""How people sign in: with an account that somebody of the programme made for them."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from people.models import Account

logger = logging.getLogger(__name__)

#: Accounts of the demo programme, and no others, end with this.
DEMO_ENDING = "@demo.example"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "Too many tries with this email address. Wait five minutes, then try again,"
        " or reset your password.",
        "enter_current_password": "This is not your current password",
        "account_inactive": "This account is closed. Ask the national team if you think that it should not be.",
    }

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs themselves up: people are invited."""
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject.strip()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send; where the mail server cannot be reached, log it: the answer on the page must not tell
        whether there is such an account."""
        from django.conf import settings

        try:
            super().send_mail(template_prefix, email, context | {"programme_name": settings.PROGRAMME_NAME})
        except (OSError, SMTPException):
            logger.exception("The mail %s could not be sent", template_prefix)


def demo_accounts() -> list[Account]:
    """The active accounts of the demo programme, each with its person's key."""
    return list(Account.objects.filter(email__endswith=DEMO_ENDING, is_active=True).order_by("email")[:60])


def demo_account(key: Any) -> Account | None:
    """One of `demo_accounts`, or None."""
    return Account.objects.filter(pk=key, email__endswith=DEMO_ENDING, is_active=True).first()
