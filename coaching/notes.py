"""The shared notes of a session, sent once to its ward teams: by mail, and on paper to whoever is not reached by mail.

Who presses writes copies, one a person; the system's own turn makes the mails of them, for only it may write into the
outbox and knows who must not be written to. A second press finds the copies there and does nothing.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from coaching.access import ensure_may_log
from coaching.models import Action, NoteCopy, Session
from people import outbox
from people.models import Mail, Person
from people.verbs import held
from ui.templatetags.formats import day
from wards import calls
from wards.access import ensure
from wards.models import Membership, Programme, SafeContact
from wards.reach import in_force

#: Kind of the mails in the outbox.
KIND = "session notes"
#: Whose notes they are: the people of the ward, not who coaches it.
READERS = ("ward_manager", "team_member", "practitioner")
#: What became of a mail → what became of the copy.
BECAME = {
    Mail.State.SENT: NoteCopy.State.SENT,
    Mail.State.UNCERTAIN: NoteCopy.State.UNCERTAIN,
    Mail.State.FAILED: NoteCopy.State.FAILED,
}


def readers(by: Person, session: Session) -> list[Membership]:
    """Who gets the notes: the people of its ward teams today, each once."""
    rows = Membership.visible.to(by).filter(in_force(timezone.localdate()), team__in=session.keys, role__in=READERS)
    found = {row.person_id: row for row in rows.select_related("person", "team").order_by("person__name", "id")}
    return list(found.values())


@transaction.atomic
def send(*, by: Person, session: Session) -> Session:
    """Send the shared notes to the ward teams, once: sent already, nothing changes.

    Raises PermissionDenied; ValidationError where there is nothing to send or nobody to send it to.
    """
    ensure_may_log(by, session)
    row: Session = held(session)
    if row.note_sent_at:
        return row
    if row.is_executive or row.status != Session.Status.DELIVERED or not row.note.strip():
        raise ValidationError("There are no shared notes to send. Write them first, with “Correct it”.")
    people = readers(by, row)
    if not people:
        raise ValidationError("Nobody of the ward team is recorded yet, so nobody can be sent the notes.")
    NoteCopy.objects.bulk_create(
        [
            NoteCopy(
                session=row, team=reader.team, person=reader.person, sent_by=by,
                way=NoteCopy.Way.MAIL if reader.person.email else NoteCopy.Way.PAPER,
            )
            for reader in people
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    row.note_sent_at = timezone.now()
    row.save(update_fields=["note_sent_at"])
    return row


@transaction.atomic
def hand_over(*, by: Person, session: Session) -> int:
    """Note that the copies on paper were handed over; those that were stay as they are. Returns how many are new."""
    ensure_may_log(by, session)
    waiting = NoteCopy.objects.filter(session=session, way=NoteCopy.Way.PAPER, state=NoteCopy.State.WAITING)
    return waiting.update(state=NoteCopy.State.SENT, at=timezone.now())


@transaction.atomic
def post(programme: Programme, *, by: Person) -> int:
    """Put the mails of copies that wait into the outbox, and note of each what became of it. Returns how many are new.

    by: the system. Whoever wishes not to be reached by mail is handed theirs on paper. Safe twice and side by side.
    """
    ensure(by, "make_digests", programme)
    rows = NoteCopy.objects.filter(session__programme=programme, way=NoteCopy.Way.MAIL, state=NoteCopy.State.WAITING)
    waiting = list(rows.select_related("session", "team", "person", "sent_by"))
    if not waiting:
        return 0
    ways = calls.ways_of(by, {copy.person_id for copy in waiting})
    by_mail = [copy for copy in waiting if copy.person_id not in ways or ways[copy.person_id].way == SafeContact.Way.EMAIL]
    on_paper = [copy.pk for copy in waiting if copy not in by_mail]
    if on_paper:
        NoteCopy.objects.filter(pk__in=on_paper).update(way=NoteCopy.Way.PAPER)
    _follow(by_mail, programme)
    return outbox.queue(_mails(by, programme, by_mail))


def _follow(copies: Iterable[NoteCopy], programme: Programme) -> None:
    """Note of each copy what became of its mail."""
    keys = {copy.pk: (copy.person_id, copy.session_id.hex) for copy in copies}
    mails = Mail.objects.filter(kind=KIND, programme_id=programme.pk, period__in={period for _, period in keys.values()})
    became = {(mail.person_id, mail.period): mail for mail in mails if mail.state in BECAME}
    for key, about in keys.items():
        if mail := became.get(about):
            NoteCopy.objects.filter(pk=key).update(state=BECAME[Mail.State(mail.state)], at=mail.sent_at)


def _mails(by: Person, programme: Programme, copies: list[NoteCopy]) -> list[Mail]:
    sessions = {copy.session_id: copy.session for copy in copies}
    actions: dict[Any, list[Action]] = {}
    for action in Action.visible.to(by).filter(session__in=sessions).select_related("owner").order_by("due_on", "id"):
        actions.setdefault((action.session_id, action.team_id), []).append(action)
    mails = []
    for copy in copies:
        session = copy.session
        about = {
            "session": session, "team": copy.team, "person": copy.person, "sent_by": copy.sent_by,
            "actions": actions.get((session.pk, copy.team_id), []), "programme_name": settings.PROGRAMME_NAME,
            "link": settings.SITE_ADDRESS + reverse("session", args=[session.pk]),
        }  # fmt: skip
        mails.append(
            Mail(
                person=copy.person, programme_id=programme.pk, kind=KIND, period=session.pk.hex, to=copy.person.email,
                subject=f"Notes of the session of {copy.team} on {day(session.held_on)}"[:200],
                text=render_to_string("coaching/notes_mail.txt", about),
                html=render_to_string("coaching/notes_mail.html", about),
            )
        )  # fmt: skip
    return mails
