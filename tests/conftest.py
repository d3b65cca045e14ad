"""What every test may ask for: the database as the application sees it, its owner's eyes, a small house of people."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from people.acting import acting_as
from people.models import Account, Person
from qiprogramme.embedded.folders import APP, OWNER
from tests import factories
from tests.template import copy_of_template

KEPT = ("django_migrations", "django_content_type", "auth_permission")


@contextmanager
def owner() -> Iterator[None]:
    """Inside, the connection has the rights of the tables' owner, as migrations have."""
    with connection.cursor() as cursor:
        cursor.execute(f"set role {OWNER}")
    try:
        yield
    finally:
        # An aborted transaction takes no statement, and its rollback undoes the role as well.
        if connection.connection is not None and connection.connection.info.transaction_status != TRANSACTION_STATUS_INERROR:
            with connection.cursor() as cursor:
                cursor.execute(f"set role {APP}")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the migrated template, made as owner; then step down to the application's role for every test."""
    database = connections["default"]
    database.settings_dict["USER"] = OWNER
    with django_db_blocker.unblock():
        copy_of_template(database)
        database.settings_dict["OPTIONS"] = {**database.settings_dict["OPTIONS"], "options": f"-c role={APP}"}
    yield
    with django_db_blocker.unblock():
        database.close()
        database.settings_dict["OPTIONS"].pop("options")
        database.creation.destroy_test_db("", verbosity=0)


def _empty_all_tables(self: TransactionTestCase) -> None:
    """After a test that commits: only the owner may truncate."""
    with owner(), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in KEPT]
        cursor.execute(f"truncate {', '.join(tables)}, audit.entry, audit.seal restart identity cascade")


TransactionTestCase._fixture_teardown = _empty_all_tables  # type: ignore[method-assign]


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner(): …` for setting up rows and for looking at what the application may not see."""
    return owner


@pytest.fixture
def house(db: None) -> factories.House:
    """A programme with three teams of two providers, and somebody for each role (tests/factories.py)."""
    with owner():
        return factories.house()


def signed_in(browser: Client, account: Account, *methods: str, minutes_ago: float = 0) -> None:
    """Sign the account in, as if by these methods (the sign-in library's names: password, mfa, socialaccount)."""
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    at = time.time() - 60 * minutes_ago
    session["account_authentication_methods"] = [{"method": method, "at": at} for method in methods]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()


@pytest.fixture
def client_of() -> Callable[[Person], Client]:
    """A browser in which this person is signed in, with a second factor."""

    def sign_in(person: Person) -> Client:
        browser = Client()
        with owner():
            account = factories.account(person)
            Authenticator.objects.get_or_create(user=account, type=Authenticator.Type.TOTP, defaults={"data": {}})
        signed_in(browser, account, "mfa")
        return browser

    return sign_in


@pytest.fixture
def acting() -> Callable[[Person], AbstractContextManager[None]]:
    """`with acting(person): verb(by=person, …)`."""
    return acting_as
