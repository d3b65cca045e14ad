"""What ends a ward's row: closing, merging with another, moving to another provider. Nothing earlier changes.

A move ends the ward's and its team's row and starts rows of the new provider that continue them: the old
provider keeps reading what was its own, the new one reads from the move on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from people.models import Person
from people.verbs import held
from ui.templatetags.formats import day
from wards.access import ensure_sets_up
from wards.models import Membership, Provider, Site, Team, TeamStep, TeamWard, Ward
from wards.places import covers_others, refuse_ahead, running_teams, save_clean
from wards.reach import forget
from wards.teams import State, put_step


@dataclass(frozen=True)
class TeamMove:
    """A team goes on with another provider from a day. takes_values: the old provider agreed that the new one reads the
    earlier values of its charts."""

    by: Person
    old: Team
    new: Team
    on: date
    takes_values: bool


#: What higher rooms do with their rows of a team that moved.
CARRIERS: list[Callable[[TeamMove], None]] = []

#: Roles that go with a team to its new provider. Sponsors do not: they are of the provider.
GOING_ALONG = ("ward_manager", "team_member", "practitioner", "coach", "associate")


def carries(function: Callable[[TeamMove], None]) -> Callable[[TeamMove], None]:
    """Register what a higher room does when a team moves; called in the move's own transaction."""
    if function not in CARRIERS:
        CARRIERS.append(function)
    return function


@transaction.atomic
def close(*, by: Person, ward: Ward, on: date, why: str, version: int | None = None) -> Ward:
    """A ward closes on a day; the team that covers it alone leaves. Raises PermissionDenied, ValidationError, StaleEdit."""
    if done := _done_before(by, ward, Ward.Ending.CLOSED, on, why):
        return done
    row = _ending(by, ward, Ward.Ending.CLOSED, on, why, version)
    row.save()
    for team in running_teams(row):
        if not covers_others(team, row):
            put_step(held(team), State.LEFT, on, why, by)
    return row


@transaction.atomic
def merge(*, by: Person, ward: Ward, into: Ward, on: date, why: str, version: int | None = None) -> Ward:
    """A ward merges into another of its provider; its team ends as merged, and the other's goes on.

    Raises PermissionDenied, ValidationError, StaleEdit.
    """
    if done := _done_before(by, ward, Ward.Ending.MERGED, on, why):
        return done
    row = _ending(by, ward, Ward.Ending.MERGED, on, why, version)
    if into.pk == row.pk or into.provider_id != row.provider_id or into.closed_on:
        raise ValidationError({"into": "Choose another open ward of the same provider"})
    ending = [team for team in running_teams(row) if not covers_others(team, row)]
    programmes = {team.programme_id for team in running_teams(into)}
    for team in ending:
        if team.programme_id not in programmes:
            words = f"{into} has no running team in this programme. Rename {row} instead, or begin a team of {into} first"
            raise ValidationError({"into": words})
    row.merged_into = into
    row.save()
    for team in ending:
        put_step(held(team), State.MERGED, on, why, by)
    return row


@transaction.atomic
def move(
    *, by: Person, ward: Ward, to: Provider, on: date, why: str, site: Site | None = None, takes_values: bool = False,
    version: int | None = None,
) -> Ward:  # fmt: skip
    """A ward goes to another provider on a day. Returns its new row there.

    Its running team ends on that day, and one of the new provider continues it in the same state, with its people
    (not its sponsors), its open ideas and its survey links. takes_values: the old provider agreed that the new one
    reads the earlier values of the charts. Raises PermissionDenied, ValidationError, StaleEdit.
    """
    if (done := _done_before(by, ward, Ward.Ending.MOVED, on, why)) and (there := _later(done, to)):
        return there
    row = _ending(by, ward, Ward.Ending.MOVED, on, why, version)
    ensure_sets_up(by, to)
    if to.pk == row.provider_id:
        raise ValidationError({"to": "Choose another provider than the one that it is with now"})
    if site and site.provider_id != to.pk:
        raise ValidationError({"site": "Choose a site of the new provider"})
    row.save()
    after = Ward(provider=to, site=site, name=row.name, service_type=row.service_type, opened_on=on, first_id=row.counted_as)
    save_clean(after)
    for team in running_teams(row):
        _continue(by, held(team), row, after, on, why, takes_values)
    forget(by)
    return after


def _done_before(by: Person, ward: Ward, ending: str, on: date, why: str) -> Ward | None:
    """The ward, where it ended in this way on this day for this reason already: the second click of a double click."""
    ensure_sets_up(by, ward.provider_id)
    row: Ward = held(ward)
    return row if (row.ended_as, row.closed_on, row.why) == (ending, on, why.strip()) else None


def _later(row: Ward, to: Provider) -> Ward | None:
    """The row of a ward that moved, at the provider where it went."""
    found: Ward | None = Ward.objects.filter(first=row.counted_as, provider=to, opened_on=row.closed_on).first()
    return found


def _ending(by: Person, ward: Ward, ending: str, on: date, why: str, version: int | None) -> Ward:
    ensure_sets_up(by, ward.provider_id)
    row: Ward = held(ward, version)
    if row.closed_on:
        raise ValidationError(f"{row} was closed, merged or moved on {day(row.closed_on)} already.")
    refuse_ahead(on)
    if row.opened_on and on <= row.opened_on:
        raise ValidationError({"on": f"The date must be after {day(row.opened_on)}, when the ward came to this provider"})
    if not why.strip():
        raise ValidationError({"why": "Enter the reason, in one line"})
    row.closed_on, row.ended_as, row.why, row.version = on, ending, why.strip(), row.version + 1
    row.clean_fields()
    return row


def _continue(by: Person, old: Team, ward: Ward, after: Ward, on: date, why: str, takes_values: bool) -> Team:
    """The team at the new provider. The old one ends, unless it covers further wards."""
    state = old.state
    new = Team.objects.create(
        programme_id=old.programme_id, phase_id=old.phase_id, provider=after.provider, name=ward.name if covers_others(old, ward)
        else old.name, state=state, continues=old,
    )  # fmt: skip
    TeamWard.objects.create(provider=after.provider, team=new, ward=after)
    TeamStep.objects.create(team=new, state=state, on=on, reason=f"Came from {ward.provider}: {why}"[:200], taken_by=by)
    if covers_others(old, ward):
        return new
    put_step(old, State.MOVED, on, f"To {after.provider}: {why}"[:200], by)
    _take_people(old, new, on)
    for carrier in CARRIERS:
        carrier(TeamMove(by, old, new, on, takes_values))
    return new


def _take_people(old: Team, new: Team, on: date) -> None:
    """Memberships end on the day before and go on in the new team; those that begin later begin there."""
    rows: Any = Membership.objects.filter(team=old).exclude(ends_on__lt=on)
    for row in rows:
        if row.role in GOING_ALONG and row.starts_on >= on:
            row.team = new
            row.save(update_fields=["team"])
            continue
        ends_on, row.ends_on = row.ends_on, max(on - timedelta(days=1), row.starts_on)
        row.save(update_fields=["ends_on"])
        if row.role in GOING_ALONG:
            Membership.objects.create(
                person_id=row.person_id, role=row.role, programme_id=row.programme_id, team=new, starts_on=on, ends_on=ends_on,
                job_role=row.job_role, described_as=row.described_as, away_since=row.away_since,
            )  # fmt: skip


def told(reader: Any, teams: Iterable[Team]) -> list[str]:
    """A sentence for each of these teams that went to another provider or came from one, oldest first; one query at most."""
    moved = {team.pk: team for team in teams if team.state == State.MOVED or team.continues_id}
    if not moved:
        return []
    days: dict[tuple[Any, bool], date] = {}
    rows = TeamStep.visible.to(reader).filter(team__in=moved).order_by("on", "id")
    for step in rows:
        if step.state == State.MOVED or moved[step.team_id].continues_id:
            days.setdefault((step.team_id, step.state == State.MOVED), step.on)
    found = []
    for (key, went), on in days.items():
        team = moved[key]
        if went:
            words = f"{team} went to another provider on {day(on)}. What was counted until then stays with {team.provider}."
            found.append((on, words))
        elif team.continues_id not in moved:
            words = f"{team} came from another provider on {day(on)}. What was counted before stays with that provider."
            found.append((on, words))
    return [words for _, words in sorted(found)]
