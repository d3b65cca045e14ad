"""Roles that people hold: given, ended, handed over, rested. What was stays; a new start is a new row."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from people.acting import acting_as
from people.models import Person
from people.verbs import held, one_by_one
from ui.templatetags.formats import day
from wards.access import ensure, people_known_to
from wards.models import Ending, Membership, Programme, Provider, Team
from wards.models.teams import GONE, UNSIGNED
from wards.reach import forget, in_force, live
from wards.roles import CONFIDENTIAL, ROLES

#: Roles that nobody gives: the system's own.
NEVER_GIVEN = frozenset({"system"})
#: Roles that may be given in a ward team before its agreement is signed (the database holds to it as well).
OPENING_THE_DOOR = frozenset({"coach", "associate"})
#: A role is not begun further ahead, nor further back, than this.
FURTHEST = timedelta(days=3 * 366)


def check_scope(by: Any, role: str, *, programme: Programme, provider: Provider | None, team: Team | None) -> None:
    """ValidationError unless the role exists, may be given, and belongs to a place of this kind that `by` may see."""
    known = ROLES.get(role)
    if known is None or role in NEVER_GIVEN:
        raise ValidationError({"role": "There is no such role. Choose one from the list."})
    given = {"programme": provider is None and team is None, "provider": bool(provider) and team is None, "team": bool(team)}
    if not given[known.scope]:
        wanted = {"programme": "the whole programme", "provider": "a provider", "team": "a ward team"}[known.scope]
        raise ValidationError({"place": f"{known.label} is a role in {wanted}. Choose the place that fits."})
    if team and not Team.visible.to(by).filter(pk=team.pk, programme=programme).exists():
        raise ValidationError({"place": "There is no such ward team in this programme."})
    if team and team.state in UNSIGNED and role not in OPENING_THE_DOOR:
        words = f"{team} has not signed its agreement yet. Until then only whom to ask about it may be kept."
        raise ValidationError({"place": words})
    if team and team.state in GONE:
        raise ValidationError(
            {"place": f"{team} takes part no more ({team.get_state_display().lower()}). Choose another ward team."}
        )
    if provider and not Provider.visible.to(by).filter(pk=provider.pk, teams__programme=programme).exists():
        raise ValidationError({"place": "There is no such provider in this programme."})


def check_start(starts_on: date) -> None:
    """ValidationError where a first day lies absurdly far off."""
    if abs(starts_on - timezone.localdate()) > FURTHEST:
        raise ValidationError({"starts_on": "The first day must be within three years of today"})


@transaction.atomic
def give(
    *,
    by: Person,
    person: Person,
    role: str,
    programme: Programme,
    provider: Provider | None = None,
    team: Team | None = None,
    starts_on: date | None = None,
    job_role: str = "",
    key: uuid.UUID | None = None,
) -> Membership:
    """Give a role to somebody whom `by` knows already. Others are invited (`wards.invitations`).

    starts_on: first day, today where none is given. Raises PermissionDenied and ValidationError, also where the
    person holds this role there already.
    """
    ensure(by, "manage_people", programme)
    starts_on = starts_on or timezone.localdate()
    check_scope(by, role, programme=programme, provider=provider, team=team)
    check_start(starts_on)
    if not people_known_to(by).filter(pk=person.pk, is_system=False).exists():
        raise ValidationError({"email": "There is no such person in the programme. Invite them by email."})
    return _begin(person, role, programme, provider, team, starts_on, job_role, key)


def _begin(
    person: Person, role: str, programme: Any, provider: Any, team: Any, starts_on: date, job_role: str, key: uuid.UUID | None
) -> Membership:  # fmt: skip
    lock(person)
    made = Membership(
        person=person, role=role, programme=programme, provider=provider, team=team, starts_on=starts_on, job_role=job_role
    )
    made.pk = key or made.pk
    there = Membership.objects.filter(person=person, role=role, programme=programme, provider=provider, team=team)
    found = there.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).order_by("starts_on").first()
    if found:
        until = f" until {day(found.ends_on)}" if found.ends_on else ""
        raise ValidationError(
            {"email": f"{person.name} holds this role there already, from {day(found.starts_on)}{until}."}, code="held"
        )
    made.full_clean()
    made.save(force_insert=True)
    return made


def lock(person: Person) -> None:
    """Let whoever else gives this person a role wait until the transaction ends (`sec.accept_invitation` does too)."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 5))", [str(person.pk)])


@transaction.atomic
def end(*, by: Person, membership: Membership, on: date, reason: str) -> Membership:
    """End a role with its last day and the reason, which colleagues do not read.

    Raises PermissionDenied; ValidationError where it is over, where the day lies before its first, or where
    nobody would be left in the national team.
    """
    ensure(by, "manage_people", membership.programme_id)
    with acting_as(by, why=reason):
        row: Membership = held(membership)
        if row.ends_on == on and Ending.objects.filter(membership=row, reason=reason.strip(), ended_by=by).exists():
            return row
        _check_running(row)
        if on < row.starts_on:
            raise ValidationError({"on": f"The last day cannot be before the first, {day(row.starts_on)}"})
        if on > timezone.localdate() + FURTHEST:
            raise ValidationError({"on": "The last day must be within three years of today"})
        if row.role == "programme_team":
            _check_somebody_stays(row, on)
        # The reason first: what it says wrong keeps everything as it was.
        ending = Ending(programme=row.programme, membership=row, reason=reason, ended_by=by)
        ending.full_clean()
        ending.save(force_insert=True)
        row.ends_on = on
        row.save(update_fields=["ends_on"])
    return row


def _check_running(row: Membership) -> None:
    if row.ends_on is not None and row.ends_on < timezone.localdate():
        raise ValidationError(f"This role ended on {day(row.ends_on)} already. To begin again, give the role anew.", code="over")
    if row.role in NEVER_GIVEN:
        raise ValidationError("This role is the system's own.")


def _check_somebody_stays(row: Membership, on: date) -> None:
    """Two who leave at once come one after the other (`sec.erase_person` waits for the same), and whoever stays must
    stay as long as this one would have."""
    one_by_one(row.programme)
    others = Membership.objects.filter(role=row.role, programme=row.programme).exclude(person=row.person_id)
    long_enough = Q(ends_on=None) | Q(ends_on__gte=row.ends_on) if row.ends_on else Q(ends_on=None)
    if not others.filter(in_force(max(on, timezone.localdate()) + timedelta(days=1)) & long_enough).exists():
        raise ValidationError("Nobody would be left in the national team. Give somebody else the role first.")


@transaction.atomic
def hand_over(
    *, by: Person, membership: Membership, to: Person, on: date, reason: str, job_role: str = "", key: uuid.UUID | None = None
) -> Membership:  # fmt: skip
    """End a role the day before `on` and start it for somebody known on that day: both or neither. Returns the new one.

    Raises PermissionDenied and ValidationError.
    """
    check_handing_over(membership, on)
    if to.pk == membership.person_id:
        raise ValidationError({"email": f"{to.name} holds the role now. Name somebody else."})
    made = give(
        by=by, person=to, role=membership.role, programme=membership.programme, provider=membership.provider,
        team=membership.team, starts_on=on, job_role=job_role, key=key,
    )  # fmt: skip
    end(by=by, membership=membership, on=on - timedelta(days=1), reason=reason)
    return made


def check_handing_over(membership: Membership, on: date) -> None:
    """ValidationError where the role is nobody's to hand on, or the day is not after its first."""
    if membership.role in CONFIDENTIAL:
        raise ValidationError("This is not a role that one person hands to another. End it, and invite somebody else.")
    if on <= membership.starts_on:
        raise ValidationError({"on": f"The first day of the next person must be after {day(membership.starts_on)}"})
    check_start(on)


@transaction.atomic
def step_back(*, by: Person) -> int:
    """Rest all one's roles in ward teams from this moment: they open nothing until `come_back`. Nobody is told why.

    Returns how many roles rest now.
    """
    return _own("select sec.step_back()", by)


@transaction.atomic
def come_back(*, by: Person) -> int:
    """Take up again what was rested. Returns how many roles."""
    return _own("select sec.come_back()", by)


def _own(query: str, by: Person) -> int:
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(query)
        number: int = cursor.fetchone()[0]
    forget(by)
    return number


def is_away(person: Any) -> bool:
    """Whether somebody stepped back from the roles that they hold in ward teams."""
    rows = Membership.visible.to(person).filter(live(timezone.localdate()), person=person.pk)
    return bool(rows.filter(away_since__isnull=False).exists())
