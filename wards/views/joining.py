"""Joining: by the link of an invitation, or by a printed card. And what one says of oneself, resting, coming back."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from people import accounts, code_cards, sign_in_names, tries
from people.requests import PersonRequest
from people.saving import attempt
from wards import cards, invitations, memberships, practitioners
from wards.forms.practitioners import AboutForm, AcceptForm, CodeForm, JoinForm
from wards.models import Invitation

#: Codes of cards that one caller may try in five minutes: many people join at one workshop, through one address.
MOST_CODES = 60


def _kept_here(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: no other site may be told of it. With “no-referrer” a browser sends the page's own
    form from the origin “null”, which the check against forged forms refuses."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is invited to. Opening changes nothing, for scanners of mail do; the button accepts."""
    found = invitations.opened(token)
    if found is None:
        return _refused(request, "unknown", 404)
    if found.state != Invitation.State.WAITING:
        return _refused(request, found.state, 410)
    if request.user.is_authenticated:
        return _kept_here(_accept(cast(PersonRequest, request), token, found))
    account = accounts.of_address(found.email)
    if account is not None:
        return _kept_here(render(request, "wards/invitation_sign_in.html", {"heading": "You are invited", "found": found}))
    form = AcceptForm(request.POST or None, initial={"name": found.name})
    if made := attempt(form, lambda typed: invitations.accept_as_newcomer(token=token, **typed)):
        messages.success(request, f"Welcome. You are {found.role_label} in {found.place}.")
        return _kept_here(sign_in_names.let_in(request, made, "password", to="/"))
    return _kept_here(
        render(request, "wards/invitation_accept.html", {"heading": "You are invited", "found": found, "form": form})
    )


def _accept(request: PersonRequest, token: str, found: invitations.Opened) -> HttpResponse:
    """For somebody who is signed in: the button, if the invitation is theirs."""
    theirs = invitations.is_theirs(request.user, found)
    if request.method == "POST" and theirs:
        try:
            invitations.accept(by=request.person, token=token)
        except ValidationError as error:
            return _refused(request, error.code or "unknown", 410)
        messages.success(request, f"You are {found.role_label} in {found.place}.")
        return redirect("today")
    status = 403 if request.method == "POST" else 200
    context = {"heading": "You are invited", "found": found, "theirs": theirs}
    return render(request, "wards/invitation_signed_in.html", context, status=status)


def _refused(request: HttpRequest, state: str, status: int) -> HttpResponse:
    heading = "This invitation cannot be used"
    context = {"heading": heading, "text": invitations.REFUSALS.get(state, invitations.REFUSALS["unknown"])}
    return _kept_here(render(request, "wards/invitation_refused.html", context, status=status))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """With the code of a printed card: choose a name and be in, or, with a card for coming back, get a new code card."""
    if request.user.is_authenticated:
        messages.info(request, "You are signed in already. To use a card, sign out first.")
        return redirect("today")
    code = str(request.POST.get("code") or request.GET.get("code") or "")
    if not code:
        return _join_page(request, CodeForm())
    if not tries.allowed("joining-card", tries.caller(request), most=MOST_CODES, seconds=300):
        form = CodeForm({"code": code})
        form.add_error(None, "Too many tries. Wait five minutes, then try again.")
        return _join_page(request, form, status=429)
    found = cards.opened(code)
    if found is None or found.state != "good":
        form = CodeForm({"code": code})
        form.add_error("code", cards.REFUSALS[found.state if found else "unknown"])
        return _join_page(request, form)
    if found.returns:
        return _come_back(request, code, found)
    asked = request.method == "POST" and "name" in request.POST
    form = JoinForm(request.POST if asked else None, initial={"code": code})
    if asked:
        made = attempt(form, lambda typed: cards.join(**typed))
        if made:
            return _in_with_codes(request, *made)
    return _join_page(request, form, found)


def _come_back(request: HttpRequest, code: str, found: cards.OpenedCard) -> HttpResponse:
    form = CodeForm({"code": code})
    if request.method == "POST" and "again" in request.POST:
        made = attempt(form, lambda typed: cards.come_back(**typed))
        if made:
            return _in_with_codes(request, *made)
    return _join_page(request, form, found)


def _in_with_codes(request: HttpRequest, account: Any, codes: list[str]) -> HttpResponse:
    code_cards.show(account, codes)
    return _kept_here(sign_in_names.let_in(request, account, "code_card", to=reverse("code_card")))


def _join_page(request: HttpRequest, form: Any, found: cards.OpenedCard | None = None, status: int = 200) -> HttpResponse:
    context = {"heading": "Join with a card", "form": form, "found": found}
    return _kept_here(render(request, "wards/join.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def about_me(request: PersonRequest) -> HttpResponse:
    """What a lived experience practitioner says of themselves, and who sees which part of it."""
    person = request.person
    if not practitioners.memberships_of(person, person):
        raise Http404("There is no such page, or it is not yours to see.")
    about = practitioners.about(by=person, person=person)
    form = AboutForm(request.POST or None, about=about, own=True)

    def save(words: dict[str, Any]) -> practitioners.About:
        return practitioners.keep(by=person, person=person, **{**words, "consents": set(words["consents"])})

    if attempt(form, save):
        messages.success(request, "Saved. You can change this at any time.")
        return redirect("about_me")
    return render(
        request,
        "wards/about_me.html",
        {
            "heading": "About me",
            "breadcrumbs": [{"text": "My account", "href": "/account/"}],
            "about": about,
            "form": form,
            "is_away": memberships.is_away(person),
        },
    )


@require_POST
def step_back(request: PersonRequest) -> HttpResponse:
    number = memberships.step_back(by=request.person)
    if number:
        messages.success(request, "You have stepped back. Your team sees “away” and nothing else. Come back whenever you want.")
    else:
        messages.info(request, "You have no role in a ward team to step back from.")
    return redirect("account")


@require_POST
def come_back(request: PersonRequest) -> HttpResponse:
    number = memberships.come_back(by=request.person)
    messages.success(request, "Welcome back." if number else "You are not away.")
    return redirect("today")
