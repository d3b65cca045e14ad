"""Where I am signed in and how I signed in before; my API tokens."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people import sign_ins, tokens
from people.requests import PersonRequest
from people.step_up import step_up_first
from ui.forms import Form


@require_GET
def sign_in_list(request: PersonRequest) -> HttpResponse:
    """My open sessions and my latest sign-ins."""
    person = request.person
    here = request.session.get(sign_ins.SESSION_KEY)
    context = {
        "heading": "Where I am signed in",
        "sessions": [{"row": row, "is_here": str(row.pk) == here} for row in sign_ins.live(person)],
        "history": sign_ins.history(person),
        "history_days": settings.SIGN_IN_HISTORY_DAYS,
    }
    return render(request, "qiprogramme/sign_in_list.html", context)


@require_POST
def sign_out_there(request: PersonRequest, key: UUID) -> HttpResponse:
    """End one session of mine, in another browser."""
    if not sign_ins.end(by=request.person, key=key):
        raise Http404("There is no such session.")
    messages.success(request, "That browser is signed out.")
    return redirect("account_sign_ins")


@require_POST
def sign_out_elsewhere(request: PersonRequest) -> HttpResponse:
    """End every session of mine but this one."""
    ended = sign_ins.end(by=request.person, keep=request.session.get(sign_ins.SESSION_KEY))
    words = {0: "You were signed in nowhere else.", 1: "One other browser is signed out."}
    messages.success(request, words.get(ended, f"{ended} other browsers are signed out."))
    return redirect("account_sign_ins")


class TokenForm(Form):
    days = forms.TypedChoiceField(
        label="For how long?",
        coerce=int,
        choices=[(days, f"{days} days") for days in tokens.DAYS],
        initial=tokens.DAYS[1],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose for how long", "invalid_choice": "Choose one of the three"},
    )


@require_GET
def token_list(request: PersonRequest) -> HttpResponse:
    """My API tokens, by their first letters."""
    account: Any = request.user
    return render(request, "qiprogramme/token_list.html", {"heading": "API tokens", "tokens": tokens.live(account)})


@require_http_methods(["GET", "POST"])
@step_up_first
def token_new(request: PersonRequest) -> HttpResponse:
    """Make a token and show it, once."""
    account: Any = request.user
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = tokens.make(by=account, days=form.cleaned_data["days"])
        context = {"heading": "Your new token", "token": made, "days": form.cleaned_data["days"]}
        return render(request, "qiprogramme/token_made.html", context)
    return render(request, "qiprogramme/token_new.html", {"heading": "Make an API token", "form": form})


@require_POST
def token_end(request: PersonRequest, key: str) -> HttpResponse:
    """A token that I no longer need, or that somebody saw, stops working at once."""
    account: Any = request.user
    if not tokens.end(by=account, key=key):
        raise Http404("There is no such token.")
    messages.success(request, "The token no longer works.")
    return redirect("account_tokens")
