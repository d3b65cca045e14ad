"""`manage.py demo`: load the demo programme into an empty database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.utils import ProgrammingError

from qiprogramme import demo
from qiprogramme.demo.people import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Loads the demo programme: 51 wards of 33 providers over 27 months, all invented behind the published figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="delete the demo programme first and load it afresh")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["reset"]:
                demo.reset()
            loaded = demo.load()
        except demo.Refused as refused:
            raise CommandError(str(refused)) from None
        except ProgrammingError as error:
            if "does not exist" in str(error):
                missing = str(error).splitlines()[0]
                raise CommandError(f"The tables are not as they should be ({missing}): run “manage.py migrate” first.") from None
            raise
        if not loaded.rows:
            self.stdout.write("The demo programme is here already; nothing was changed. “demo --reset” loads it afresh.")
            return
        self.stdout.write(
            f"The demo programme is loaded: {loaded.rows:,} rows, {loaded.rolled_up} survey rounds of ward teams rolled up, "
            f"in {loaded.seconds:.1f} seconds."
        )
        logins = ", ".join(f"{login}@demo.example" for login in ACCOUNTS)
        self.stdout.write(f"Sign in with the password {PASSWORD} as one of: {logins}")
