"""Opening an account for a person: by the address of an invitation, or by a name that they chose."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people import code_cards, names
from people.models import Account, Person


def of_address(address: str) -> Account | None:
    """The account that signs in with this address, or None. For those who hold the address, never for a page's answer."""
    return Account.objects.filter(email__iexact=address).first()


@transaction.atomic
def open_by_address(*, person: Person, address: str, password: str) -> Account:
    """An account for a person who has proved that the address is theirs.

    Raises ValidationError for a password that is too easy, or an address that has an account.
    """
    account = Account(email=names.email_address(address), person=person)
    _check_password(password, account, "password")
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise ValidationError("This address has an account already. Sign in with it, then open the link again.") from None
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


@transaction.atomic
def open_by_name(*, person: Person, name: str, passphrase: str = "") -> tuple[Account, list[str]]:
    """An account without an email address, and the codes of its first card, to be shown once.

    passphrase: words to sign in with as well, or nothing. Raises ValidationError, also where somebody signs in
    with this name, or one that looks like it.
    """
    name = names.sign_in_name(name)
    account = Account(email=None, person=person, sign_in_name=name, sign_in_key=names.sign_in_key(name))
    account.set_unusable_password()
    if passphrase:
        _check_password(passphrase, account, "passphrase")
        account.set_password(passphrase)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(
            {"name": "Somebody else signs in with this name, or one that looks like it. Add a word or a number."}
        ) from None
    return account, code_cards.new_card(account=account)


@transaction.atomic
def start_again(*, account: Account) -> list[str]:
    """A new card for somebody who lost theirs. The old codes, the passphrase and every open session end."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    return code_cards.new_card(account=account)


def _check_password(password: str, account: Account, field: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None
