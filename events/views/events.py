"""Learning events and the community of practice: what is coming, and what was."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from events.meetings import came_in_words, how_many_came, known_to
from events.models import Event, EventAttendance
from people.requests import PersonRequest
from ui.forms import Filter
from ui.lists import page_of
from ui.templatetags.formats import day


class EventFilter(Filter):
    """What narrows the past events; it stands in the address."""

    q = forms.CharField(label="Search", help_text="A word of the title or the place", required=False, max_length=100)
    kind = forms.ChoiceField(label="Kind of event", required=False)

    def __init__(self, kinds: list[str], data: Any) -> None:
        super().__init__(data)
        names = dict(Event.Kind.choices)
        self.offer("kind", ((kind, names[kind]) for kind in kinds))


def event_list(request: PersonRequest) -> HttpResponse:
    """Events of the programme: the coming ones, then the past ones by page."""
    person = request.person
    rows = known_to(person).exclude(kind=Event.Kind.COMMUNITY)
    return _list(request, rows, "Events", "National workshops and webinars, where wards learn from each other.", "event_list")


def community(request: PersonRequest) -> HttpResponse:
    """The meetings of the community of practice."""
    rows = known_to(request.person).filter(kind=Event.Kind.COMMUNITY)
    lead = "Once a month, people who bring lived experience to the programme meet and support each other."
    return _list(request, rows, "Community of practice", lead, "community")


def event(request: PersonRequest, key: UUID) -> HttpResponse:
    """One event. Who came is nobody's to read here: only how many, and whether I did."""
    person = request.person
    found = known_to(person).select_related("programme").filter(pk=key).first()
    if found is None:
        raise Http404
    _describe([found])
    i_came = EventAttendance.visible.to(person).filter(event=found.pk, person=person.pk).exists()
    is_community = found.kind == Event.Kind.COMMUNITY
    back = ("Community of practice", reverse("community")) if is_community else ("Events", reverse("event_list"))
    return render(
        request,
        "events/event.html",
        {
            "heading": found.title,
            "caption": found.get_kind_display(),
            "event": found,
            "rows": _summary(found, i_came),
            "breadcrumbs": [{"text": "Today", "href": "/"}, {"text": back[0], "href": back[1]}],
        },
    )


def _list(request: PersonRequest, rows: Any, heading: str, lead: str, name: str) -> HttpResponse:
    now = timezone.now()
    coming = list(rows.filter(starts_at__gte=now).order_by("starts_at", "id"))
    past = rows.filter(starts_at__lt=now)
    kinds = [kind for kind in Event.Kind.values if kind in set(past.order_by().values_list("kind", flat=True).distinct())]
    form = EventFilter(kinds, request.GET)
    chosen = form.chosen
    if words := chosen.get("q"):
        past = past.filter(title__icontains=words) | past.filter(place__icontains=words)
    if kind := chosen.get("kind"):
        past = past.filter(kind=kind)
    page = page_of(request, past.order_by("-starts_at", "id"))
    _describe(page.rows)
    if len(kinds) < 2:
        form.fields.pop("kind")
    return render(
        request,
        "events/event_list.html",
        {
            "heading": heading,
            "lead": lead,
            "coming": coming,
            "page": page,
            "filter": form,
            "chosen": chosen,
            "here": reverse(name),
            "name": name,
        },
    )


def _describe(rows: list[Event]) -> None:
    """Put how many came, in words, beside each event that was held."""
    counts = how_many_came([event for event in rows if event.status == Event.Status.DELIVERED])
    for found in rows:
        held = found.status == Event.Status.DELIVERED
        found.came = came_in_words(counts.get(found.pk, 0)) if held else ""  # type: ignore[attr-defined]


def _summary(found: Event, i_came: bool) -> list[dict[str, Any]]:
    """Rows of the NHS summary list: when, where, how many came."""
    at = timezone.localtime(found.starts_at)
    told = [("When", f"{at:%A} {day(at)}, {at:%H:%M}, {found.minutes} minutes"), ("Where", found.place or "Not yet known")]
    if found.came:  # type: ignore[attr-defined]
        mine = " You were there." if i_came else ""
        told.append(("Who came", f"{found.came}.{mine} Only the number is shown: who came is confidential."))  # type: ignore[attr-defined]
    return [{"key": {"text": name}, "value": {"text": words}} for name, words in told]
