"""`manage.py remove_second_step EMAIL`: for somebody who lost phone, passkey and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from people import sign_ins
from people.acting import acting_as
from people.models import Account


class Command(BaseCommand):
    help = "Removes passkeys, the app for codes and recovery codes of an account, and ends its sessions. Check who asks first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the account's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(email__iexact=options["email"].strip()).first()
        if account is None:
            raise CommandError(f"There is no account with the address {options['email']}.")
        with acting_as(account.person_id), transaction.atomic():
            removed, _ = Authenticator.objects.filter(user=account).delete()
            ended = sign_ins.end(by=account.person)
        self.stdout.write(f"Removed {removed} and ended {ended} sessions. A new second step can be set up after signing in.")
