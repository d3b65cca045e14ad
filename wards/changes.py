"""What was changed, when and by whom: the audit as its readers may read it, in words.

The database gives a reader no more entries than rows (`sec.changes`); names of people and things that they
may not know stay unknown here as everywhere.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils.text import capfirst

from people.models import Person
from ui.templatetags.formats import day
from wards.access import people_known_to
from wards.models import Programme, Team

#: Columns that say nothing to a reader.
SILENT = frozenset({"id", "version", "form_key", "keys", "message_id", "token"})
VERBS = {"insert": "Added", "update": "Changed", "delete": "Removed", "read": "Opened", "export": "Taken away as a file"}
#: Characters of a long text that are shown.
LONGEST = 2000
#: Code keeps the field's short noun; people read plain words.
SAID = {
    "wave": "survey round",
    "team wave": "survey link",
    "ask": "request to the sponsor",
    "testing cycle": "PDSA cycle",
    "measure point": "value of a measure",
    "reach": "people whose care the change touched",
    "session team": "ward's share of a session",
    "session coach": "coach of a session",
    "session tool": "tool used in a session",
    "captured idea": "idea called out in a workshop",
    "inequity": "area of inequity",
    "looked at": "what a workshop looked at",
    "head count": "people counted at a workshop",
    "taken up": "workshop idea that became a change idea",
    "published total": "what the published hours count",
    "claim snapshot": "published figure",
    "team": "ward team",
    "team step": "step of a ward team",
    "digest run": "Monday's reminders",
    "membership": "role",
}


#: Whose a new thing is, which the page says already.
OWNERS = (Programme, Team)


@dataclass(frozen=True)
class Field:
    """One field of a change, in words. before, after: empty where the audit keeps only that it changed."""

    label: str
    before: str = ""
    after: str = ""
    is_named_only: bool = False


@dataclass(frozen=True)
class Change:
    """at: when, in UTC; who: a name, or words where the name may not be known; what: verb and kind of thing."""

    id: int
    at: datetime
    who: str
    what: str
    thing: str
    why: str
    is_update: bool
    request_id: str = ""
    fields: list[Field] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """A row of the audit, as the database gives it to this reader."""

    id: int
    at: datetime
    person_id: UUID | None
    request_id: str
    why: str
    table: str
    row_id: UUID | None
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def changes(
    person: Person,
    *,
    owners: Iterable[UUID] | None = None,
    things: Iterable[UUID] | None = None,
    parent: UUID | None = None,
    tables: Iterable[str] | None = None,
    who: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    words: str = "",
    before: int | None = None,
    most: int = 50,
    reasoned: bool = False,
) -> list[Change]:
    """The newest changes that `person` may read, at most `most`, in five queries and one for each kind of thing named.

    owners: keys of teams, providers or programmes; things: keys of rows, `parent` with what was removed from it;
    words: found in what was written or in the reason; before: the id of the last change of the page before;
    reasoned: of these only those made with a reason.
    """
    arguments = [
        _keys(owners), _keys(things), parent, list(tables) if tables is not None else None, who, since, until,
        words.strip() or None, before, most,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from sec.changes(%s::uuid[], %s::uuid[], %s::uuid, %s::text[], %s::uuid, %s::timestamptz,"
            " %s::timestamptz, %s::text, %s::bigint, %s::int)",
            arguments,
        )
        entries = [Entry(*row[:-2], *map(json.loads, (text or "null" for text in row[-2:]))) for row in cursor.fetchall()]
    return _in_words(person, [entry for entry in entries if entry.why or not reasoned])


def of_thing(person: Person, thing: models.Model, **narrowed: Any) -> list[Change]:
    """The changes of one thing and of what belongs to it, such as the cycles and measures of an idea."""
    return changes(person, things=parts_of(person, thing), parent=thing.pk, **narrowed)


def parts_of(person: Person, thing: models.Model) -> set[UUID]:
    """Keys of a thing and of what belongs to it, as far as `person` may see it."""
    keys = {thing.pk}
    for relation in thing._meta.related_objects:
        child: Any = relation.related_model
        if (relation.one_to_many or relation.one_to_one) and hasattr(child, "visible") and _is_part(relation):
            rows = child.visible.to(person).filter(**{relation.field.name: thing.pk})
            keys |= set(rows.values_list("pk", flat=True))
    return keys


def _is_part(relation: Any) -> bool:
    """Whether the child goes when the thing goes, or is named after nothing else than the thing."""
    return relation.on_delete is models.CASCADE


def _keys(keys: Iterable[UUID] | None) -> list[UUID] | None:
    return None if keys is None else list(keys)


@cache
def _models() -> dict[str, Any]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


@cache
def _columns(table: str) -> dict[str, Any]:
    model = _models().get(table)
    return {f.column: f for f in model._meta.concrete_fields} if model else {}


def _in_words(person: Person, entries: Sequence[Entry]) -> list[Change]:
    names = _Names(person, entries)
    return [
        Change(
            id=entry.id,
            at=entry.at,
            who=names.of_actor(entry.person_id),
            what=f"{VERBS[entry.action]}: {_kind(entry.table)}",
            thing=names.of_thing(entry),
            why=entry.why,
            is_update=entry.action == "update",
            request_id=entry.request_id,
            fields=list(_fields(entry, names)),
        )
        for entry in entries
    ]


def _kind(table: str) -> str:
    model = _models().get(table)
    return said(model) if model else table.replace("_", " ")


def said(model: Any) -> str:
    """What a kind of thing is called on the page, such as “survey round” for a wave."""
    noun = str(model._meta.verbose_name)
    return SAID.get(noun, noun)


def _fields(entry: Entry, names: "_Names") -> Iterable[Field]:
    if entry.action not in {"insert", "update", "delete"}:
        for name, value in (entry.after or {}).items():
            yield Field(capfirst(name.replace("_", " ")), after=str(value))
        return
    columns = _columns(entry.table)
    touched = entry.after or entry.before or {}
    for column, known in columns.items():
        if column not in touched or column in SILENT or (entry.action == "insert" and known.related_model in OWNERS):
            continue
        label = capfirst(str(known.verbose_name))
        if entry.action == "update" and (
            entry.before is None or entry.before.get(column) is (entry.after or {}).get(column) is None
        ):
            yield Field(label, is_named_only=True)
            continue
        old, new = (names.of_value(known, (row or {}).get(column)) for row in (entry.before, entry.after))
        if old or new:
            yield Field(label, old, new)


class _Names:
    """Names of all rows that some entries speak of, fetched once for each kind, through the gate."""

    def __init__(self, person: Person, entries: Sequence[Entry]) -> None:
        wanted: dict[Any, set[str]] = defaultdict(set)
        for entry in entries:
            model = _models().get(entry.table)
            if model is not None and entry.row_id:
                wanted[model].add(str(entry.row_id))
            for row in (entry.before, entry.after):
                for column, value in (row or {}).items():
                    known = _columns(entry.table).get(column)
                    if known is not None and known.is_relation and value:
                        wanted[known.related_model].add(value)
        actors = {str(entry.person_id) for entry in entries if entry.person_id}
        people = people_known_to(person).filter(pk__in=actors | wanted.pop(Person, set()))
        self.people = {str(found.pk): "The system itself" if found.is_system else found.name for found in people}
        self.rows = {
            model: {str(row.pk): str(row) for row in model.visible.to(person).filter(pk__in=keys)}
            for model, keys in wanted.items()
            if hasattr(model, "visible") and model.__str__ is not models.Model.__str__
        }

    def of_actor(self, key: UUID | None) -> str:
        return "The system itself" if key is None else self.people.get(str(key), "Somebody whom you may not know")

    def of_thing(self, entry: Entry) -> str:
        model = _models().get(entry.table)
        if model is Person:
            return self.people.get(str(entry.row_id), "")
        return self.rows.get(model, {}).get(str(entry.row_id), "") if model else ""

    def of_value(self, known: Any, value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        if known.is_relation:
            names = self.people if known.related_model is Person else self.rows.get(known.related_model, {})
            return names.get(str(value), "one that you may not see, or that is gone")
        if known.choices:
            return str(dict(known.flatchoices).get(value, value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(known, models.DateTimeField):
            return f"{day(datetime.fromisoformat(value))}, {datetime.fromisoformat(value):%H:%M}"
        if isinstance(known, models.DateField):
            return day(date.fromisoformat(value))
        if isinstance(known, ArrayField):
            if isinstance(known.base_field, models.UUIDField):
                return f"{len(value)} chosen"
            words = dict(known.base_field.flatchoices or ())
            return ", ".join(str(words.get(item, item)) for item in value)
        text = str(value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
