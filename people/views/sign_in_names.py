"""Signing in with a chosen name, and the code card that goes with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from people import code_cards, sign_in_names
from people.names import LONGEST
from people.texts import TextField
from ui.forms import Form


def secret_field(hint: str) -> forms.CharField:
    return forms.CharField(
        label="A code from your card, or your own words", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=hint, max_length=200, error_messages={"required": "Enter a code from your card, or your own words"},
    )  # fmt: skip


class NameSignInForm(Form):
    name = TextField("Your name here", most=LONGEST, missing="Enter the name that you chose when you joined")
    secret = secret_field("Use any code that you have not used, then cross it out")


class NameAgainForm(Form):
    secret = secret_field("Use any code that you have not used, then cross it out")


class NewCardForm(Form):
    secret = secret_field("So that nobody else can make a card for you")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def name_sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("today")
    form = NameSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account, method = sign_in_names.check(request, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors(error)
        else:
            left = code_cards.left(account)
            if method == "code_card" and left <= code_cards.FEW:
                messages.warning(request, f"{left} code{' is' if left == 1 else 's are'} left on your card. Make a new card now.")
            return sign_in_names.let_in(request, account, method, to=_next(request))
    return render(request, "people/name_sign_in.html", {"heading": "Sign in with a name", "form": form, "next": _next(request)})


def _next(request: HttpRequest) -> str:
    """The page that was asked for, if it is one of ours."""
    address = str(request.POST.get("next") or request.GET.get("next") or "")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()) else "/"


@require_http_methods(["GET", "HEAD", "POST"])
def name_again(request: HttpRequest) -> HttpResponse:
    """Step-up for those who sign in with a name: another code, or their own words."""
    account: Any = request.user
    if not account.sign_in_key:
        raise Http404("There is no such page, or it is not yours to see.")
    form = NameAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, method = sign_in_names.check(request, name=account.sign_in_name, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors(error)
        else:
            sign_in_names.show_again(request, account, method)
            return redirect(_next(request))
    left = code_cards.left(account)
    return render(request, "people/name_again.html", {"form": form, "next": _next(request), "left": left})


@require_http_methods(["GET", "HEAD", "POST"])
def code_card(request: HttpRequest) -> HttpResponse:
    """The codes of a card that was just made, to print; else how many are left, and a way to a new one."""
    account: Any = request.user
    if not account.sign_in_key:
        raise Http404("There is no such page, or it is not yours to see.")
    form = NewCardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sign_in_names.check(request, name=account.sign_in_name, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors(error)
        else:
            code_cards.show(account, code_cards.new_card(account=account))
            messages.success(request, "Here is your new card. The old one no longer works.")
            return redirect("code_card")
    return render(
        request,
        "people/code_card.html",
        {
            "heading": "My code card",
            "breadcrumbs": [{"text": "My account", "href": "/account/"}],
            "codes": code_cards.shown(account),
            "left": code_cards.left(account),
            "has_words": account.has_usable_password(),
            "form": form,
        },
    )
