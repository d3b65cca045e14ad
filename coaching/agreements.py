"""What was agreed: actions, and a team's requests to its sponsor."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.models import Action, Ask, Session
from people.models import Person
from people.verbs import held, once
from wards.access import ensure
from wards.models import Membership, Team
from wards.reach import in_force, reach_of


@dataclass(frozen=True)
class Agreed:
    """Something agreed in a session: what, who does it (or nobody yet), by when (or no day yet)."""

    what: str
    owner: Person | None = None
    due_on: date | None = None


@transaction.atomic
def agree(
    *, by: Person, team: Team, what: str, owner: Person | None = None, due_on: date | None = None,
    session: Session | None = None, form_key: uuid.UUID | None = None,
) -> Action:  # fmt: skip
    """Note an action: who does what by when. The same form_key twice by the same person gives the first action back."""
    ensure(by, "manage_actions", team)
    key, made = once(by, form_key, team, Action)
    if made:
        return made
    action = Action(pk=key, team=team, what=what, owner=owner, due_on=due_on, session=session)
    action.full_clean(exclude=["team", "owner", "session", "keys"])
    action.save()
    return action


def may_change(by: Person, action: Action) -> bool:
    """Whether they may finish or change it: whose it is, who notes the team's actions, the two sides of executive coaching."""
    if action.team_id is None:
        return by.pk in action.keys
    return action.owner_id == by.pk or reach_of(by).may("manage_actions", action.team_id)


def ensure_may_change(by: Person, action: Action) -> None:
    """PermissionDenied, with the reason, where they may not."""
    if not may_change(by, action):
        ensure(by, "manage_actions", action.team_id or action.session_id)


@transaction.atomic
def finish(*, by: Person, action: Action) -> Action:
    """Mark an action done today; done already, nothing changes."""
    ensure_may_change(by, action)
    if not action.done_on:
        action.done_on = timezone.localdate()
        action.save(update_fields=["done_on"])
    return action


@transaction.atomic
def open_again(*, by: Person, action: Action) -> Action:
    """Take back that an action is done; open, nothing changes."""
    ensure_may_change(by, action)
    if action.done_on:
        action.done_on = None
        action.save(update_fields=["done_on"])
    return action


@transaction.atomic
def change(
    *, by: Person, action: Action, what: str, owner: Person | None, due_on: date | None, version: int | None = None
) -> Action:
    """Put an action in other words, hand it over, or give it another day. Raises StaleEdit, ValidationError, PermissionDenied."""
    ensure_may_change(by, action)
    row: Action = held(action, version)
    ensure_may_change(by, row)
    if owner and owner.pk != row.owner_id and owner.pk not in {person.pk for person in takers(by, row)}:
        raise ValidationError({"owner": "Choose who does it from the list"})
    row.what, row.owner, row.due_on, row.version = what, owner, due_on, row.version + 1
    row.full_clean(exclude=["team", "owner", "session", "keys"])
    row.save()
    return row


def takers(by: Person, action: Action) -> list[Person]:
    """To whom an action can be handed over: who belongs to the team or coaches it, or the two sides of executive coaching."""
    if action.team_id is None:
        known = Membership.visible.to(by).filter(person__in=action.keys)
    else:
        known = Membership.visible.to(by).filter(in_force(timezone.localdate()), team=action.team_id)
    people = {row.person_id: row.person for row in known.select_related("person")}
    return sorted(people.values(), key=lambda person: (person.name, str(person.pk)))


@transaction.atomic
def ask(*, by: Person, team: Team, title: str, why: str, cost: str = "", form_key: uuid.UUID | None = None) -> Ask:
    """Put a request to the sponsor. The same form_key twice by the same person gives the first request back."""
    ensure(by, "ask_sponsor", team)
    key, made = once(by, form_key, team, Ask)
    if made:
        return made
    if not why.strip():
        raise ValidationError({"why": "Enter why it is needed, with a number if you can"})
    request = Ask(pk=key, team=team, title=title, why=why, cost=cost, asked_by=by, asked_on=timezone.localdate())
    request.full_clean(exclude=["team", "asked_by"])
    request.save()
    return request


@transaction.atomic
def answer(*, by: Person, ask: Ask, verdict: str, words: str, version: int | None = None) -> Ask:
    """The sponsor's answer: agreed or not now, with a sentence. Raises ValidationError, StaleEdit."""
    ensure(by, "answer_ask", ask.team_id)
    ask = held(ask, version)
    if verdict not in (Ask.Answer.AGREED, Ask.Answer.NOT_NOW):
        raise ValidationError({"verdict": "Choose an answer"})
    if not words.strip():
        raise ValidationError({"words": "Enter a sentence for the ward team, like “From January, out of the equity budget”"})
    ask.answer, ask.answer_words = verdict, words
    ask.answered_by, ask.answered_on, ask.version = by, timezone.localdate(), ask.version + 1
    ask.full_clean(exclude=["team", "asked_by", "answered_by"])
    ask.save()
    return ask
