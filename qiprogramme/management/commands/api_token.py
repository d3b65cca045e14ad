"""`manage.py api_token EMAIL`: print a token for the API (header `Authorization: Token …`)."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from knox.models import AuthToken

from people.models import Account


class Command(BaseCommand):
    help = "Prints a new API token of an account. Only its hash is stored, so it cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the account's e-mail address")
        parser.add_argument("--days", type=int, default=90, help="days until the token ends (90)")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(email__iexact=options["email"].strip()).first()
        if account is None:
            raise CommandError(f"There is no account with the address {options['email']}.")
        if not account.is_active:
            raise CommandError(f"The account {account.email} is closed, so it can have no token.")
        if not 1 <= options["days"] <= 366:
            raise CommandError("A token can last from 1 to 366 days.")
        _, token = AuthToken.objects.create(account, expiry=timedelta(days=options["days"]))
        self.stdout.write(token)
