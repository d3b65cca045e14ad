"""What is kept of one person: to take away, and to erase so that every count stays true."""

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.text import capfirst

from people import reading
from people.acting import acting_as
from people.models import Account, Person
from wards.access import people_known_to
from wards.changes import said
from wards.reach import reach_of

#: What would let somebody else in, or would tell how the product proves who somebody is.
SECRET = frozenset({"password", "token_hash", "code_hash", "digest", "data", "token_key", "message_id", "secret"})

#: What the database answers where nobody would be left to run a programme, in one that `by` does not see as well.
RESTRICTED = "23001"
LAST = "This is the last person who runs the programme. Give somebody else that role first."


def kept_of(*, by: Person, person: Person) -> dict[str, list[dict[str, str]]]:
    """Everything that is kept about a person and that `by` (themselves, or who gives roles) may read.

    Returns kind of thing in words → rows as field in words → value. Secrets are left out; answers to surveys
    are not there, for nobody knows whose they are. Taking it away is on record. Raises PermissionDenied.
    """
    _ensure(by, person)
    account = Account.objects.filter(person=person.pk).first()
    kinds: dict[Any, list[models.Model]] = {Person: [person], **({Account: [account]} if account else {})}
    for model in apps.get_models():
        rows = _rows(by, person, account, model)
        if rows:
            kinds[model] = rows
    names = _names(by, kinds)
    found = {capfirst(said(model)): [_row(row, names) for row in rows] for model, rows in kinds.items()}
    reading.note(
        by=by, what="personal data", thing=person.pk, owners=[person.pk], action="export", circle="person",
        rows=sum(map(len, found.values())),
    )  # fmt: skip
    return found


def _rows(by: Person, person: Person, account: Account | None, model: Any) -> list[models.Model]:
    """The rows of one kind that name the person or their account, as far as `by` may read them."""
    named = models.Q(pk__in=[])
    for field in model._meta.concrete_fields:
        if field.related_model is Person:
            named |= models.Q(**{field.name: person.pk})
        elif field.related_model is Account and account:
            named |= models.Q(**{field.name: account.pk})
    if model in (Person, Account) or len(named) == 1:
        return []
    rows = model.visible.to(by) if hasattr(model, "visible") else model._base_manager.all()
    return list(rows.filter(named))


def _names(by: Person, kinds: dict[Any, list[models.Model]]) -> dict[Any, dict[Any, str]]:
    """Names of the places and things that rows point to, as far as `by` may know them."""
    wanted: dict[Any, set[Any]] = {}
    for model, rows in kinds.items():
        for field in model._meta.concrete_fields:
            if hasattr(field.related_model, "visible"):
                wanted.setdefault(field.related_model, set()).update(getattr(row, field.attname) for row in rows)
    return {model: {row.pk: str(row) for row in model.visible.to(by).filter(pk__in=keys)} for model, keys in wanted.items()}


def _row(thing: models.Model, names: dict[Any, dict[Any, str]]) -> dict[str, str]:
    found = {}
    for field in thing._meta.concrete_fields:
        value = getattr(thing, field.attname)
        if field.name in SECRET or value in (None, "", []):
            continue
        if field.is_relation:
            value = names.get(field.related_model, {}).get(value, "")
        elif field.choices:
            value = getattr(thing, f"get_{field.name}_display")()
        if value != "":
            found[capfirst(str(field.verbose_name))] = str(value)
    return found


@transaction.atomic
def erase(*, by: Person, person: Person, why: str) -> None:
    """Erase who somebody is, for good: name, address, sign-in, what they need and how they are reached.

    Roles, attendance and what they did stay as rows that are nobody's, so that every count and every figure stays.
    by: the person themselves, or who gives roles. Raises PermissionDenied; ValidationError without a reason, for the
    system, and for the last person who runs a programme.
    """
    _ensure(by, person)
    if not why.strip():
        raise ValidationError({"why": "Enter the reason, like “asked for it by letter of 3 March”"})
    if person.is_system:
        raise ValidationError("The system itself cannot be erased.")
    with acting_as(by, why=why.strip()):
        account = Account.objects.filter(person=person.pk).first()
        if account:
            account.delete()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select sec.erase_person(%s)", [person.pk])
        except IntegrityError as error:
            if getattr(error.__cause__, "pgcode", "") != RESTRICTED:
                raise
            raise ValidationError(LAST) from None


def _ensure(by: Person, person: Person) -> None:
    if by is None or (by.pk != person.pk and not reach_of(by).may("manage_people")):
        raise PermissionDenied("Only the person and the national team may take this away or erase it.")
    if by.pk != person.pk and not people_known_to(by).filter(pk=person.pk).exists():
        raise PermissionDenied("This person takes part in no programme of yours.")
