"""For those who arrange involvement: the practitioners, what each needs, cards to join with, the call list."""

import base64
import io
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import Person
from people.requests import PersonRequest
from people.saving import attempt
from ui.tables import Cell, Links, Table
from ui.templatetags.formats import day
from wards import calls, cards, practitioners
from wards.access import fetch_or_404, people_known_to, team_or_404
from wards.crumbs import team_crumbs
from wards.forms.practitioners import AboutForm, CardForm
from wards.models import Call, JoiningCard, Team
from wards.reach import reach_of

CRUMBS = [{"text": "Today", "href": "/"}, {"text": "Lived experience practitioners", "href": "/people/practitioners/"}]
#: How long the code of a new card can be shown again, to print it.
SHOWN_SECONDS = 15 * 60


def _arranger_or_404(request: PersonRequest) -> Any:
    """The person, where they arrange anybody's involvement; nobody else knows of these pages."""
    person = request.person
    if person is None or not reach_of(person).may("arrange_involvement"):
        raise Http404("There is no such page, or it is not yours to see.")
    return person


@require_safe
def practitioner_list(request: PersonRequest) -> HttpResponse:
    person = _arranger_or_404(request)
    found = practitioners.arranged_by(person)
    q = request.GET.get("q", "").strip()[:100]
    if q:
        found = [one for one in found if q.casefold() in f"{one.person.name} {_places(one)}".casefold()]
    table = Table(["Name", "Where", "Reached by", "Signs in", "Details may be kept"])
    for one in found:
        table.rows.append([
            Cell(one.person.name, reverse("practitioner", args=[one.person.pk]), "Away" if one.is_away else ""),
            _places(one), one.reached, one.signs_in, "Yes" if one.agreed else "Not asked yet, or no",
        ])  # fmt: skip
    waiting = Call.visible.to(person).filter(done_at=None).count()
    teams = Team.visible.to(person).filter(pk__in=reach_of(person).arranged, state=Team.State.ACTIVE)
    return render(
        request,
        "wards/practitioner_list.html",
        {
            "heading": "Lived experience practitioners",
            "lead": "Those whose involvement you arrange.",
            "breadcrumbs": CRUMBS[:1],
            "table": table,
            "q": q,
            "count": len(found),
            "waiting": waiting,
            "teams": teams.select_related("provider"),
        },
    )


def _places(one: practitioners.Practitioner) -> str:
    return ", ".join(str(m.team) for m in one.memberships)


def _person_or_404(request: PersonRequest, key: UUID) -> Person:
    """A practitioner whose involvement the reader arranges."""
    by = _arranger_or_404(request)
    person = people_known_to(by).filter(pk=key).first()
    arranged = reach_of(by).arranged
    if person is None or not any(m.team_id in arranged for m in practitioners.memberships_of(by, person)):
        raise Http404("There is no such page, or it is not yours to see.")
    return person


@require_http_methods(["GET", "HEAD", "POST"])
def practitioner(request: PersonRequest, key: UUID) -> HttpResponse:
    """One person's page; opening it is put on record, as it shows access needs."""
    person = _person_or_404(request, key)
    by = request.person
    about = practitioners.about(by=by, person=person)
    form = AboutForm(request.POST or None, about=about, own=False)

    def save(words: dict[str, Any]) -> practitioners.About:
        return practitioners.keep(by=by, person=person, **{**words, "consents": set(words["consents"])})

    if attempt(form, save):
        messages.success(request, "Saved.")
        return redirect("practitioner", key)
    held = practitioners.memberships_of(by, person)
    return render(
        request,
        "wards/practitioner.html",
        {
            "heading": person.name,
            "caption": "Lived experience practitioner",
            "breadcrumbs": CRUMBS,
            "about": about,
            "memberships": held,
            "is_away": any(m.away_since for m in held),
            "form": form,
            "signs_in_by_name": cards.signs_in_by_name(person),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def card_list(request: PersonRequest, key: UUID) -> HttpResponse:
    """The joining cards of a ward team, and a form that makes one."""
    team = team_or_404(request, key, to="arrange_involvement")
    by = request.person
    form = CardForm(request.POST or None, leads=cards.leads_of(by, team))
    if made := attempt(form, lambda typed: _made(by, cards.make(by=by, team=team, **typed))):
        return redirect("card", made.pk)
    rows = JoiningCard.visible.to(by).filter(team=team, for_person=None).select_related("lead", "made_by")[:100]
    table = Table(["Made", "Whom to ask", "Works until", "Where it stands", "Change"])
    for row in rows:
        withdraw = ("Withdraw", reverse("card_withdraw", args=[row.pk]), f"the card of {day(row.made_at)}")
        table.rows.append([
            Cell(day(row.made_at), note=f"by {row.made_by}"), str(row.lead), day(row.expires_at), row.state,
            Links("", links=(withdraw,) if row.state == "Waiting" else ()),
        ])  # fmt: skip
    return render(
        request,
        "wards/card_list.html",
        {
            "heading": "Cards to join with",
            "caption": team.name,
            "breadcrumbs": _crumbs(team),
            "team": team,
            "form": form,
            "table": table,
        },
    )


def _crumbs(team: Team) -> list[dict[str, str]]:
    return team_crumbs(team, ("People", reverse("ward_people", args=[team.pk])))


def _made(by: Person, made: tuple[JoiningCard, str]) -> JoiningCard:
    """The card. Its code is kept for the page that prints it, for a quarter of an hour, and for whoever made it alone."""
    card, code = made
    if code:
        cache.set(f"card:{card.pk}:{by.pk}", code, SHOWN_SECONDS)
    return card


def _card_or_404(request: PersonRequest, key: UUID) -> JoiningCard:
    found: JoiningCard = fetch_or_404(request, JoiningCard, key, "team__provider", "programme", "lead", "for_person")
    return found


@require_safe
def card(request: PersonRequest, key: UUID) -> HttpResponse:
    """The card to print: for whoever made it, while its code can be shown."""
    made = _card_or_404(request, key)
    code = cache.get(f"card:{made.pk}:{request.person.pk}")
    address = f"{settings.SITE_ADDRESS}{reverse('join')}"
    return render(
        request,
        "wards/card.html",
        {
            "heading": "Welcome back" if made.for_person_id else "You are invited",
            "card": made,
            "code": code,
            "qr": _qr(f"{address}?code={code}") if code else "",
            "address": address,
        },
    )


def _qr(text: str) -> str:
    """A QR code as a picture inside the page: an address for it would have the code in it."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", xmldecl=False, omitsize=True, border=4, light="#ffffff")
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.getvalue()).decode()}"


@require_http_methods(["GET", "HEAD", "POST"])
def card_withdraw(request: PersonRequest, key: UUID) -> HttpResponse:
    made = _card_or_404(request, key)
    if request.method == "POST":
        try:
            cards.withdraw(by=request.person, card=made)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, "The card is withdrawn. Its code no longer works.")
        return redirect("card_list", made.team_id)
    return render(
        request,
        "wards/card_withdraw.html",
        {"heading": "Withdraw this card?", "caption": made.team.name, "breadcrumbs": _crumbs(made.team), "card": made},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def card_again(request: PersonRequest, key: UUID) -> HttpResponse:
    """A card that lets somebody back in who lost theirs."""
    person = _person_or_404(request, key)
    by = request.person
    team = next(m.team for m in practitioners.memberships_of(by, person) if m.team_id in reach_of(by).arranged)
    if team is None:
        raise PermissionDenied
    form = CardForm(request.POST or None, leads=cards.leads_of(by, team))
    if made := attempt(form, lambda typed: _made(by, cards.make(by=by, team=team, for_person=person, **typed))):
        return redirect("card", made.pk)
    crumbs = [*CRUMBS, {"text": person.name, "href": reverse("practitioner", args=[person.pk])}]
    return render(
        request, "wards/card_again.html", {"heading": f"A new card for {person.name}", "breadcrumbs": crumbs, "form": form}
    )


@require_safe
def call_list(request: PersonRequest) -> HttpResponse:
    """Whom to ring or write to, with what to say and what to keep in mind."""
    person = _arranger_or_404(request)
    rows = Call.visible.to(person).select_related("person", "team", "done_by")
    waiting = list(rows.filter(done_at=None))
    ways = calls.ways_of(person, {row.person_id for row in waiting})
    for row in waiting:
        row.contact = ways.get(row.person_id)
    return render(
        request,
        "wards/call_list.html",
        {
            "heading": "Calls and letters",
            "lead": "For those who do not want email: ring or write, then note that you did.",
            "breadcrumbs": CRUMBS,
            "waiting": waiting,
            "done": list(rows.exclude(done_at=None).order_by("-done_at")[:25]),
        },
    )


@require_POST
def call_done(request: PersonRequest, key: UUID) -> HttpResponse:
    _arranger_or_404(request)
    row: Call = fetch_or_404(request, Call, key, "person")
    try:
        calls.done(by=request.person, call=row)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, f"Noted: {row.person.name} was told.")
    return redirect("call_list")
