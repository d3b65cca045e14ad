"""One person's digest: what was found for it (`coaching/digest_sql.py`), put into words for pages and mails."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_date

from coaching import reminder_choices
from coaching.digest_sql import UNTOUCHED_DAYS
from coaching.models import ReminderChoice
from ideas.models import ChangeIdea
from people.models import Mail, Person
from people.outbox import SECRET, Words
from ui.templatetags.formats import day

_SUBJECT = 200
_NEXT = "Next session"


@dataclass(frozen=True)
class Line:
    """What is said and the address that opens the thing to do."""

    text: str
    path: str

    @property
    def link(self) -> str:
        return settings.SITE_ADDRESS + self.path


@dataclass(frozen=True)
class Digest:
    """found: the lines as data, in order. quiet: why it is not sent all the same (“off”, “no address”, “refused”)."""

    person: Person
    kind: str
    period: str
    found: list[dict[str, Any]]
    quiet: str = ""

    @cached_property
    def parts(self) -> dict[str, list[Line]]:
        """Heading → its lines."""
        parts: dict[str, list[Line]] = defaultdict(list)
        for one in self.found:
            heading, say, path = _LINES[one["what"]]
            parts[heading].append(Line(say(one), path(one)))
        return dict(parts)

    @property
    def subject(self) -> str:
        said = (heading if heading == _NEXT else f"{heading}: {len(lines)}" for heading, lines in self.parts.items())
        return "; ".join(said)[:_SUBJECT]

    @property
    def name(self) -> str:
        return str(ReminderChoice.Kind(self.kind).label)


def _on(one: dict[str, Any]) -> str:
    return day(parse_date(one["on"]))


def _is_mine(one: dict[str, Any]) -> bool:
    """Whether its reader coaches every ward of the session, so may log it."""
    return bool(one.get("mine", True))


def _to_log(one: dict[str, Any]) -> str:
    return f"{one['team']}, {_on(one)}" + ("" if _is_mine(one) else " (whoever coaches all its wards logs it)")


def _due(one: dict[str, Any]) -> str:
    return f"{one['text']} (due {_on(one)})" if one["on"] else one["text"]


def _meets(one: dict[str, Any]) -> str:
    at = f", {time.fromisoformat(one['at']):%H:%M}" if one["at"] else ""
    return f"{one['team']}, {_on(one)}{at}"


def _still(one: dict[str, Any]) -> str:
    return f"{one['text']}: {ChangeIdea.Stage(one['stage']).label.lower()} for {one['days']} days"


def _waits(one: dict[str, Any]) -> str:
    return f"{one['team']}: {one['text']} (waiting {one['days']} {'day' if one['days'] == 1 else 'days'})"


def _opens(name: str) -> Callable[[dict[str, Any]], str]:
    return lambda one: reverse(name, args=[one["key"]])


#: What a line is about → its heading, its words, and the address that opens the thing to do.
_LINES: dict[str, tuple[str, Callable[[dict[str, Any]], str], Callable[[dict[str, Any]], str]]] = {
    "log": ("Sessions to log", _to_log, lambda one: reverse("session_log" if _is_mine(one) else "session", args=[one["key"]])),
    "plan": (
        "Ward teams without a session last week or this week",
        lambda one: f"{one['team']}: plan a session",
        lambda one: f"{reverse('plan_new')}?team={one['key']}",
    ),
    "overdue": ("Your overdue actions", _due, _opens("action")),
    "next": (_NEXT, _meets, _opens("session")),
    "action": ("Open actions", _due, _opens("action")),
    "idea": (f"Change ideas not moved for {UNTOUCHED_DAYS} days", _still, _opens("idea")),
    "ask": ("Requests waiting for you", _waits, _opens("ask")),
}

_UNWANTED = {
    "": "",
    "off": "Turned off before it went",
    "left": "They were no longer in the role that it is for",
    "over": "Its time was over before it could go",
}


def of_mail(mail: Mail) -> Digest:
    return Digest(mail.person, mail.kind, mail.period, mail.content or [])


def words(mail: Mail) -> Words:
    """The mail as it is sent. The link to turn it off is a secret: it stands in no text that is kept."""
    digest = of_mail(mail)
    token = reminder_choices.token(mail.person_id, mail.kind)
    off = reminder_choices.link(token)
    said = {
        "digest": digest,
        "parts": digest.parts,
        "site": settings.SITE_ADDRESS,
        "choices": settings.SITE_ADDRESS + reverse("reminder_choices"),
        "off": reminder_choices.link(SECRET),
        "programme_name": settings.PROGRAMME_NAME,
    }
    # RFC 8058: a mail programme's own button posts to the address, which must be https for that.
    headers = {"List-Unsubscribe": f"<{off}>"}
    if off.startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return Words(
        subject=digest.subject,
        text=render_to_string("coaching/reminder_mail.txt", said),
        html=render_to_string("coaching/reminder_mail.html", said),
        secret=token,
        headers=headers,
    )


def unwanted(mail: Mail) -> str:
    """Why it is not to go any more, as `people.outbox.Room` asks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select sec.unwanted(%s)", [mail.pk])
        (why,) = cursor.fetchone()
    return _UNWANTED[why]
