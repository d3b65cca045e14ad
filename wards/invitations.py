"""Invitations by e-mail: bound to the address, good for seven days, taken by a button and by nothing else."""

import json
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from people import accounts, names, outbox
from people.acting import acting_as
from people.keys import hash_of, new_key
from people.models import Account, Mail, Person
from people.nhs_numbers import refuse_nhs_number
from people.verbs import held, once
from ui.templatetags.formats import day
from wards import memberships
from wards.access import ensure, people_known_to
from wards.models import Invitation, Membership, Programme, Provider, Team
from wards.models.invitations import GOOD_FOR
from wards.reach import forget
from wards.roles import ROLES

#: Kind of the mails in the outbox.
KIND = "invitation"

#: What became of a try to accept → what to say. “done” is the only good one.
REFUSALS = {
    "accepted": "This invitation was accepted already. Sign in to go on.",
    "withdrawn": "This invitation was withdrawn. Ask whoever invited you.",
    "expired": "This invitation is too old: the link works for seven days. Ask whoever invited you to send it again.",
    "another": "This invitation is for another email address than the one you signed in with.",
    "unknown": "This link does not work. It may have been cut off, or a newer one was sent to you.",
    "gone": "This ward team takes part no more. Ask whoever invited you.",
    "nobody": "Sign in first.",
}


@dataclass(frozen=True)
class Opened:
    """What an invitation says to whoever holds its link. state: of Invitation.State; person_id: a person of the
    programme with this address and without an account, whose the new account becomes."""

    programme: str
    place: str
    role: str
    email: str
    name: str
    invited_by: str
    starts_on: date
    expires_at: datetime
    state: str
    person_id: str | None

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label

    @property
    def role_words(self) -> str:
        return ROLES[self.role].words


@transaction.atomic
def invite(
    *,
    by: Person,
    programme: Programme,
    role: str,
    name: str,
    email: str,
    provider: Provider | None = None,
    team: Team | None = None,
    starts_on: date | None = None,
    job_role: str = "",
    key: uuid.UUID | None = None,
) -> Invitation:
    """Ask somebody to take up a role, by a mail to their address. Raises PermissionDenied and ValidationError.

    key: of the new row, as `once` gives it. Says nothing of whether the address has an account somewhere.
    """
    ensure(by, "manage_people", programme)
    memberships.check_scope(by, role, programme=programme, provider=provider, team=team)
    made = Invitation(
        programme=programme, provider=provider, team=team, role=role, name=name, email=email, job_role=job_role,
        starts_on=starts_on or timezone.localdate(), invited_by=by,
    )  # fmt: skip
    made.pk = key or made.pk
    memberships.check_start(made.starts_on)
    _clean(made)
    if words := _already(made):
        raise ValidationError({"email": words}, code="already")
    send([made], by=by)
    return made


def _clean(made: Invitation) -> None:
    problems = {}
    for field, check in (("name", names.tidy), ("email", names.email_address), ("job_role", names.tidy)):
        try:
            setattr(made, field, check(getattr(made, field)))
            refuse_nhs_number(getattr(made, field))
        except ValidationError as error:
            problems[field] = error.messages
    if not made.name and "name" not in problems:
        problems["name"] = ["Enter their name"]
    for field, most in (("name", 200), ("job_role", 60)):
        if len(getattr(made, field)) > most:
            problems.setdefault(field, []).append(f"Use {most} characters or fewer")
    if problems:
        raise ValidationError(problems)


def _already(made: Invitation) -> str:
    """Why nothing needs to be sent: they hold the role, or were asked and have not answered. Read as who acts."""
    scope = {"role": made.role, "programme": made.programme, "provider": made.provider, "team": made.team}
    there = Membership.objects.filter(person__email__iexact=made.email, **scope).exclude(ends_on__lt=made.starts_on).first()
    if there:
        return f"This person holds the role there already, since {day(there.starts_on)}."
    waiting = Invitation.objects.filter(email=made.email, accepted_at=None, withdrawn_at=None, **scope)
    asked = waiting.filter(expires_at__gt=timezone.now()).first()
    return (
        f"They were invited on {day(asked.invited_at)} and have not answered. Send that one again if it was lost."
        if asked
        else ""
    )


@transaction.atomic
def send(invitations: Iterable[Invitation], *, by: Person) -> int:
    """Store new, checked invitations and queue their mails, in a few statements for any number. Returns how many."""
    rows = list(invitations)
    now = timezone.now()
    mails = [_fresh_link(row, by, now) for row in rows]
    Invitation.objects.bulk_create(rows, batch_size=2000)
    outbox.queue(mails)
    return len(rows)


def _fresh_link(row: Invitation, by: Person, now: datetime) -> Mail:
    token = secrets.token_urlsafe(32)
    row.token_hash, row.expires_at = hash_of(token), now + GOOD_FOR
    return Mail(
        person=by, programme_id=row.programme_id, kind=KIND, period=_period(row), to=row.email,
        subject=f"You are invited: {settings.PROGRAMME_NAME}"[:200],
        text=_text(row, by), secret=token,
    )  # fmt: skip


def _period(row: Invitation) -> str:
    return f"{row.pk.hex}-{row.sent}"


def _text(row: Invitation, by: Person) -> str:
    label = ROLES[row.role].label
    where = f" in {row.place}" if row.team_id or row.provider_id else ""
    link = settings.SITE_ADDRESS + reverse("invitation", args=["TOKEN"]).replace("TOKEN", outbox.SECRET)
    return (
        f"Hello {row.name},\n\n{by.name} invites you to the {settings.PROGRAMME_NAME}, as {label}{where}.\n\n"
        f"To accept, open this link and press the button:\n{link}\n\n"
        f"The link works until {day(row.expires_at)} and only for this email address. Do not pass it on.\n"
        "If you did not expect this, you need do nothing.\n"
    )


@transaction.atomic
def resend(*, by: Person, invitation: Invitation) -> Invitation:
    """Send a new link, good for seven days; the one before no longer works. ValidationError where it was answered."""
    ensure(by, "manage_people", invitation.programme_id)
    row: Invitation = held(invitation)
    _check_open(row)
    _stop_mail(row)
    row.sent += 1
    mail = _fresh_link(row, by, timezone.now())
    row.save(update_fields=["token_hash", "expires_at", "sent"])
    outbox.queue([mail])
    return row


@transaction.atomic
def withdraw(*, by: Person, invitation: Invitation) -> Invitation:
    """End an invitation that was not answered: its link no longer works, and a mail that has not gone does not go."""
    ensure(by, "manage_people", invitation.programme_id)
    row: Invitation = held(invitation)
    _check_open(row)
    _stop_mail(row)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    return row


def _check_open(row: Invitation) -> None:
    if row.accepted_at:
        raise ValidationError(f"{row.name} accepted on {day(row.accepted_at)}.", code="answered")
    if row.withdrawn_at:
        raise ValidationError(f"This invitation was withdrawn on {day(row.withdrawn_at)}. Invite them anew.", code="answered")


def _stop_mail(row: Invitation) -> None:
    waiting = Mail.objects.filter(kind=KIND, period=_period(row), state=Mail.State.QUEUED)
    waiting.update(state=Mail.State.WITHDRAWN, error="The invitation was withdrawn", secret="")


@transaction.atomic
def invite_successor(
    *, by: Person, membership: Membership, name: str, email: str, on: date, reason: str, job_role: str = "",
    key: uuid.UUID | None = None,
) -> Invitation:  # fmt: skip
    """Hand a role over to somebody who is new: it ends the day before `on`, and they are invited to it from `on`."""
    memberships.check_handing_over(membership, on)
    made = invite(
        by=by, role=membership.role, programme=membership.programme, provider=membership.provider, team=membership.team,
        name=name, email=email, starts_on=on, job_role=job_role, key=key,
    )  # fmt: skip
    memberships.end(by=by, membership=membership, on=on - timedelta(days=1), reason=reason)
    return made


def opened(token: str) -> Opened | None:
    """What the link says, or None where there is no such link. Changes nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select sec.open_invitation(%s)::text", [hash_of(token)])
        found = cursor.fetchone()[0]
    if found is None:
        return None
    row = json.loads(found)
    return Opened(
        **{key: row[key] for key in ("programme", "place", "role", "email", "name", "invited_by", "state")},
        starts_on=parse_date(row["starts_on"]),  # type: ignore[arg-type]
        expires_at=parse_datetime(row["expires_at"]),  # type: ignore[arg-type]
        person_id=row["person"],
    )


@transaction.atomic
def accept(*, by: Person, token: str) -> None:
    """Take up the role: a membership for the person whose account has the address. ValidationError says why not."""
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute("select sec.accept_invitation(%s, %s)", [hash_of(token), new_key()])
        outcome = cursor.fetchone()[0]
    forget(by)
    if outcome != "done":
        raise ValidationError(REFUSALS[outcome], code=outcome)


def accept_as_newcomer(*, token: str, name: str, password: str) -> Account:
    """Open an account for the invitation's address and take up the role: both or neither.

    Who holds the link reads the address's mail. ValidationError where the link does not work, the password is too
    easy, or the address has an account: then one signs in.
    """
    found = opened(token)
    if found is None or found.state != Invitation.State.WAITING:
        state = found.state if found else "unknown"
        raise ValidationError(REFUSALS[state], code=state)
    name = names.tidy(name)
    person = Person(pk=found.person_id or new_key(), name=name, email=found.email)
    with transaction.atomic(), acting_as(person):
        if found.person_id is None:
            person.full_clean()
            person.save(force_insert=True)
        account = accounts.open_by_address(person=person, address=found.email, password=password)
        accept(by=person, token=token)
    return account


def is_theirs(account: Any, found: Opened) -> bool:
    """Whether the signed-in account is the one that the invitation is bound to."""
    return bool(account.is_authenticated and account.email and account.email.lower() == found.email.lower())


def known_by_address(by: Person, email: str) -> Person | None:
    """The one person with this address whom `by` knows already, or None. Tells nothing of anybody else's accounts."""
    found = list(people_known_to(by).filter(email__iexact=email.strip(), is_system=False)[:2])
    return found[0] if len(found) == 1 and email.strip() else None


@transaction.atomic
def invite_once(*, by: Person, programme: Programme, form_key: uuid.UUID | None, **words: Any) -> Invitation:
    """`invite`, by a form: the same form_key twice from one person gives the first invitation back."""
    key, made = once(by, form_key, programme, Membership, Invitation)
    return made or invite(by=by, programme=programme, key=key, **words)


@transaction.atomic
def give_or_invite(
    *, by: Person, role: str, programme: Programme, name: str, email: str, form_key: uuid.UUID | None = None, **more: Any
) -> Membership | Invitation:  # fmt: skip
    """The role at once for somebody whom `by` knows by this address; else an invitation. The same form_key counts once."""
    key, made = once(by, form_key, programme, Membership, Invitation)
    if made:
        return made
    known = known_by_address(by, email)
    if known is not None:
        return memberships.give(by=by, person=known, role=role, programme=programme, key=key, **more)
    return invite(by=by, role=role, programme=programme, name=name, email=email, key=key, **more)


@transaction.atomic
def hand_over_or_invite(
    *, by: Person, membership: Membership, name: str, email: str, on: date, reason: str, job_role: str = "",
    form_key: uuid.UUID | None = None,
) -> Membership | Invitation:  # fmt: skip
    """Hand a role over to somebody known by this address, or to somebody who is invited to it. The same form_key counts once."""
    key, made = once(by, form_key, membership, Membership, Invitation)
    if made:
        return made
    words: Any = {"by": by, "membership": membership, "on": on, "reason": reason, "job_role": job_role, "key": key}
    known = known_by_address(by, email)
    if known is not None:
        return memberships.hand_over(to=known, **words)
    return invite_successor(name=name, email=email, **words)
