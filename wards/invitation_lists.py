"""Many invitations at once: a pasted list, read line by line, tried without sending, then sent as a whole or not at all."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people import names
from people.models import Person
from people.nhs_numbers import refuse_nhs_number
from ui.templatetags.formats import day
from wards import invitations, memberships
from wards.access import ensure
from wards.models import Invitation, Membership, Programme, Provider, Team
from wards.models.invitations import in_state
from wards.reach import live
from wards.roles import CONFIDENTIAL, ROLES

#: Lines of one list, and characters of one line.
MOST_LINES, LONGEST_LINE = 10_000, 600
COLUMNS = ("name", "email", "role", "place", "job_role")
_HEADS = {"name": "name", "email": "email", "email address": "email", "e-mail": "email", "role": "role", "place": "place",
          "ward": "place", "ward team": "place", "provider": "place", "ward or provider": "place", "job": "job_role",
          "job role": "job_role"}  # fmt: skip
#: Words that people write for a role, beside its label and its key.
_OTHER_WORDS = {"coach": "coach", "sponsor": "sponsor", "deputy": "deputy_sponsor", "member": "team_member",
                "programme team": "programme_team", "qi lead": "provider_lead", "manager": "ward_manager"}  # fmt: skip


@dataclass
class Line:
    """number: in the list, from 1; outcome: "invite", "nothing" or "wrong"; words: what would happen, or what is wrong."""

    number: int
    text: str
    outcome: str = "invite"
    words: str = ""
    invitation: Invitation | None = None

    def says(self, outcome: str, words: str) -> None:
        self.outcome, self.words = outcome, words


@dataclass
class Trial:
    """What a list would do. Nothing is sent while a line is wrong."""

    lines: list[Line]

    def __post_init__(self) -> None:
        self.counts = Counter(line.outcome for line in self.lines)

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.outcome == "wrong"]

    @property
    def invites(self) -> int:
        return self.counts["invite"]

    @property
    def nothing(self) -> int:
        return self.counts["nothing"]

    @property
    def is_ready(self) -> bool:
        return bool(self.invites) and not self.counts["wrong"]


def rows_of(text: str) -> list[tuple[int, str, dict[str, str]]]:
    """(line number, line, its parts by column) of each line that is not empty.

    Columns stand apart by tabs, semicolons or commas; a first line that names them sets their order. Raises
    ValidationError where the list is empty or too long.
    """
    lines = [(i, line) for i, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1) if line.strip()]
    if not lines:
        raise ValidationError("Paste at least one line: name, email, role, ward or provider, job", code="empty")
    if len(lines) > MOST_LINES:
        raise ValidationError(
            f"The list has {len(lines):,} lines. At most {MOST_LINES:,} go at once: send it in parts.", code="too_many"
        )
    first = lines[0][1]
    mark = "\t" if "\t" in first else ";" if ";" in first else ","
    heads = [_HEADS.get(part.strip().lower(), "") for part in _parts(first, mark)]
    columns: list[str] = list(COLUMNS)
    if "email" in heads and "name" in heads:
        columns, lines = heads, lines[1:]
    return [
        (number, line, {key: part.strip() for key, part in zip(columns, _parts(line, mark), strict=False) if key})
        for number, line in lines
    ]


def _parts(line: str, mark: str) -> list[str]:
    """The parts of one line; where quotes do not match, it is cut at each mark."""
    try:
        return next(csv.reader([line[:LONGEST_LINE]], delimiter=mark), [])
    except csv.Error:
        return line.split(mark)


def trial(*, by: Person, programme: Programme, text: str) -> Trial:
    """Say of each line what would happen. Sends and stores nothing; a fixed number of queries for any length.

    Raises PermissionDenied; ValidationError where the list as a whole cannot be read.
    """
    ensure(by, "manage_people", programme)
    rows = rows_of(text)
    places, now = _Places(by, programme), timezone.now()
    lines = [_read(number, line, parts, places, by, now) for number, line, parts in rows]
    _compare(by, programme, lines, now)
    return Trial(lines)


@transaction.atomic
def send(*, by: Person, programme: Programme, text: str) -> Trial:
    """Invite everybody on the list. ValidationError, and nobody invited, where a line is wrong or nobody is left to invite."""
    found = trial(by=by, programme=programme, text=text)
    if found.wrong:
        raise ValidationError("Nobody was invited: put the lines right that are named below, then send the list.", code="wrong")
    if not found.invites:
        raise ValidationError("Nobody was invited: everybody on the list holds the role or was asked already.", code="nobody")
    invitations.send((line.invitation for line in found.lines if line.outcome == "invite" and line.invitation), by=by)
    return found


class _Places:
    """The ward teams and providers that may be named, by the names that people write."""

    def __init__(self, by: Person, programme: Programme) -> None:
        self.programme = programme
        over = (Team.State.LEFT, Team.State.MERGED, Team.State.COMPLETED)
        teams = Team.visible.to(by).filter(programme=programme).exclude(state__in=over).select_related("provider")
        self.teams: dict[str, list[Team]] = {}
        for team in teams:
            for words in (team.name, f"{team.name} ({team.provider.name})"):
                self.teams.setdefault(words.casefold(), []).append(team)
        providers = Provider.visible.to(by).filter(teams__programme=programme).distinct()
        self.providers = {provider.name.casefold(): provider for provider in providers}

    def find(self, role: str, place: str) -> tuple[Provider | None, Team | None]:
        """The provider or team that a role's place names. ValidationError where there is none, or more than one."""
        scope, label = ROLES[role].scope, ROLES[role].label
        words = " ".join(place.split()).casefold()
        if scope == "programme":
            if words and words not in {"programme", self.programme.name.casefold()}:
                raise ValidationError(f"{label} is a role in the whole programme: leave the place empty")
            return None, None
        if not words:
            raise ValidationError(f"Say in which {'provider' if scope == 'provider' else 'ward team'}: it is missing")
        if scope == "provider":
            if words not in self.providers:
                raise ValidationError(f"There is no provider called “{place}” in the programme")
            return self.providers[words], None
        found = self.teams.get(words, [])
        if not found:
            raise ValidationError(f"There is no active ward team called “{place}” in the programme")
        if len(found) > 1:
            raise ValidationError(f"There are {len(found)} ward teams called “{place}”: add the provider in brackets")
        return None, found[0]


_ROLES = {word.casefold(): role.key for role in ROLES.values() for word in (role.key, role.label)} | _OTHER_WORDS


def _read(number: int, text: str, parts: dict[str, str], places: _Places, by: Person, now: datetime) -> Line:
    line = Line(number, text[:LONGEST_LINE])
    try:
        if len(text) > LONGEST_LINE:
            raise ValidationError(f"The line is longer than {LONGEST_LINE} characters")
        role = _ROLES.get(" ".join(parts.get("role", "").split()).casefold())
        name, job = names.tidy(parts.get("name", "")), names.tidy(parts.get("job_role", ""))
        email = names.email_address(parts.get("email", ""))
        if not name:
            raise ValidationError("The name is missing")
        if len(name) > 200 or len(job) > 60:
            raise ValidationError("The name or the job is too long")
        refuse_nhs_number(text)
        if role is None or role in memberships.NEVER_GIVEN:
            raise ValidationError(f"There is no role called “{parts.get('role', '')}”")
        provider, team = places.find(role, parts.get("place", ""))
    except ValidationError as error:
        line.says("wrong", " ".join(error.messages))
        return line
    line.invitation = Invitation(
        programme=places.programme, provider=provider, team=team, role=role, name=name, email=email, job_role=job,
        starts_on=timezone.localdate(now), invited_by=by,
    )  # fmt: skip
    where = f" in {line.invitation.place}" if team or provider else ""
    line.says("invite", f"Invite {email} as {ROLES[role].label}{where}")
    return line


def _key(email: str, role: str, provider_id: Any, team_id: Any) -> tuple[Any, ...]:
    return (email.lower(), role, provider_id, team_id)


def _compare(by: Person, programme: Programme, lines: list[Line], now: datetime) -> None:
    """Find those who hold the role or were asked, and lines that say the same twice. Only what `by` may know is compared."""
    held = {
        _key(email, *rest): starts
        for email, *rest, starts in Membership.visible.to(by)
        .filter(live(timezone.localdate(now)), programme=programme)
        .exclude(person__email="")
        .values_list("person__email", "role", "provider_id", "team_id", "starts_on")
    }
    asked = {
        _key(email, *rest): at
        for email, *rest, at in Invitation.visible.to(by)
        .filter(in_state(Invitation.State.WAITING, now), programme=programme)
        .values_list("email", "role", "provider_id", "team_id", "invited_at")
    }
    seen: dict[tuple[Any, ...], int] = {}
    for line in lines:
        if line.invitation is None:
            continue
        one = line.invitation
        key = _key(one.email, one.role, one.provider_id, one.team_id)
        if key in held:
            line.says("nothing", f"Nothing: {one.email} holds this role since {day(held[key])}")
        elif key in asked:
            line.says("nothing", f"Nothing: {one.email} was invited on {day(asked[key])} and has not answered")
        elif key in seen:
            line.says("nothing", f"Nothing: the same as line {seen[key]}")
        else:
            seen[key] = line.number


def confidential_note(found: Trial) -> bool:
    """Whether the list names lived experience practitioners: that is health information, and the page says so."""
    return any(line.invitation and line.invitation.role in CONFIDENTIAL for line in found.lines)
