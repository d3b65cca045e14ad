"""Printed cards: to join a ward team without any email address, and to come back when the code card was lost."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people import accounts, code_cards, names
from people.acting import acting_as
from people.keys import new_key
from people.models import Account, Person
from people.nhs_numbers import refuse_nhs_number
from people.verbs import held, once
from wards.access import ensure
from wards.models import JoiningCard, Membership, Team
from wards.models.practitioners import CARD_GOOD_FOR
from wards.reach import live
from wards.roles import allowed

#: Letters of a card's code: 30 ** 15 is more than 73 bits.
LENGTH = 15

REFUSALS = {
    "unknown": "This code is not right. Check each letter and number, then try again.",
    "used": "This card was used already. If it was you, sign in with your name. If not, tell the person named on the card.",
    "withdrawn": "This card no longer works. Ask the person named on it for a new one.",
    "expired": "This card is too old. Ask the person named on it for a new one.",
    "another": "This card is for somebody else.",
    "gone": "This ward team takes part no more. Ask the person named on the card.",
    "nobody": "This code is not right. Check each letter and number, then try again.",
}


@dataclass(frozen=True)
class OpenedCard:
    """What a card says to whoever holds it. returns: it brings somebody back; state: good, used, withdrawn, expired."""

    programme: str
    team: str
    provider: str
    lead: str
    returns: bool
    person: str | None
    state: str


def hash_of(code: str) -> str:
    """A keyed hash of the code as typed, in hexadecimal."""
    return salted_hmac("wards.cards", code_cards.as_typed(code), algorithm="sha256").hexdigest()


def leads_of(by: Person, team: Team) -> list[Person]:
    """Who may be named on a card of this team: those who arrange involvement there, the provider's own first."""
    rows = Membership.visible.to(by).filter(live(timezone.localdate()), role__in=set(allowed("arrange_involvement")) - {"system"})
    rows = rows.filter(programme=team.programme_id).select_related("person")
    near = [m for m in rows if m.provider_id == team.provider_id]
    wide = [m for m in rows if m.provider_id is None and m.team_id is None]
    return list({m.person_id: m.person for m in [*near, *wide]}.values())


@transaction.atomic
def make(
    *, by: Person, team: Team, lead: Person, for_person: Person | None = None, form_key: UUID | None = None
) -> tuple[JoiningCard, str]:
    """A new card and its code, to be shown once; the same form_key twice gives the first card back, and no code.

    for_person: who lost theirs and comes back with it.

    lead: the person named on the card, to be asked when it is lost. Raises PermissionDenied and ValidationError.
    """
    ensure(by, "arrange_involvement", team)
    if lead.pk not in {person.pk for person in leads_of(by, team)}:
        raise ValidationError({"lead": "Choose somebody who arranges involvement for this ward team"})
    key, made = once(by, form_key, team, JoiningCard)
    if made:
        return made, ""
    if for_person is not None:
        _check_theirs(by, team, for_person)
        JoiningCard.objects.filter(for_person=for_person, used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    code = code_cards.random_code(LENGTH)
    card = JoiningCard(
        pk=key, programme_id=team.programme_id, team=team, code_hash=hash_of(code), for_person=for_person, lead=lead, made_by=by,
        expires_at=timezone.now() + CARD_GOOD_FOR,
    )  # fmt: skip
    card.save(force_insert=True)
    return card, code


def _check_theirs(by: Person, team: Team, person: Person) -> None:
    held_there = Membership.visible.to(by).filter(live(timezone.localdate()), person=person.pk, team=team, role="practitioner")
    if not held_there.exists():
        raise ValidationError("This person is not a lived experience practitioner of the ward team today.")
    if not signs_in_by_name(person):
        raise ValidationError("This person signs in with an email address: a new password comes by email.")


@transaction.atomic
def withdraw(*, by: Person, card: JoiningCard) -> JoiningCard:
    """End a card that nobody used. Raises PermissionDenied and ValidationError."""
    ensure(by, "arrange_involvement", card.team)
    row: JoiningCard = held(card)
    if row.used_at:
        raise ValidationError("This card was used. To take the access away, end the role.")
    row.withdrawn_at = row.withdrawn_at or timezone.now()
    row.save(update_fields=["withdrawn_at"])
    return row


def opened(code: str) -> OpenedCard | None:
    """What the card with this code says, or None. Changes nothing; callers count the tries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select sec.open_card(%s)::text", [hash_of(code)])
        found = cursor.fetchone()[0]
    return OpenedCard(**json.loads(found)) if found else None


def join(*, code: str, name: str, passphrase: str = "") -> tuple[Account, list[str]]:
    """An account by a chosen name, a place in the card's team, and the codes of the first code card: all or nothing.

    Raises ValidationError, with the field where one is at fault.
    """
    _check_good(code, returns=False)
    try:
        name = names.sign_in_name(name)
        refuse_nhs_number(name)
    except ValidationError as error:
        raise ValidationError({"name": error.messages}) from None
    person = Person(pk=new_key(), name=name)
    with transaction.atomic(), acting_as(person):
        person.full_clean()
        person.save(force_insert=True)
        account, codes = accounts.open_by_name(person=person, name=name, passphrase=passphrase)
        _use(code)
    return account, codes


def come_back(*, code: str) -> tuple[Account, list[str]]:
    """A new code card for the person whose card this is; what they had before to sign in with ends."""
    found = _check_good(code, returns=True)
    with transaction.atomic(), acting_as(found.person):
        _use(code)
        account = Account.objects.select_for_update().get(person_id=UUID(found.person), sign_in_key__isnull=False)
        codes = accounts.start_again(account=account)
    return account, codes


def _check_good(code: str, *, returns: bool) -> OpenedCard:
    found = opened(code)
    if found is None or found.returns is not returns:
        raise ValidationError(REFUSALS["unknown"], code="unknown")
    if found.state != "good":
        raise ValidationError(REFUSALS[found.state], code=found.state)
    return found


def _use(code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select sec.use_card(%s, %s)", [hash_of(code), new_key()])
        outcome: Any = cursor.fetchone()[0]
    if outcome != "done":
        raise ValidationError(REFUSALS[outcome], code=outcome)


def signs_in_by_name(person: Person) -> bool:
    """Whether somebody signs in with a chosen name and a code card."""
    return Account.objects.filter(person=person.pk, sign_in_key__isnull=False).exists()
