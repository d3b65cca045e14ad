"""Turning reminders off and on: by a form, and by the link in a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coaching import reminder_choices
from coaching.digest_sql import KINDS
from coaching.forms.reminders import ON, ChoicesForm
from coaching.models import ReminderChoice
from people.acting import acting_as
from people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: PersonRequest) -> HttpResponse:
    """Each kind that my roles bring, and those that I have turned off."""
    person = request.person
    off = reminder_choices.chosen(person)
    kinds = [kind for kind in KINDS if kind in reminder_choices.of_roles(person, KINDS) or kind in off]
    form = ChoicesForm(request.POST if request.method == "POST" else None, kinds=kinds, off=off)
    if request.method == "POST" and form.is_valid():
        try:
            for kind, (what, until) in form.chosen.items():
                if what == ON:
                    reminder_choices.turn_on(by=person, kind=kind)
                else:
                    reminder_choices.turn_off(by=person, kind=kind, until=until)
        except ValidationError as error:
            form.add_errors(error)
        else:
            messages.success(request, "Saved. It holds from now on, also for what is made and has not gone yet.")
            return redirect("reminder_choices")
    return render(
        request,
        "coaching/reminder_choices.html",
        {
            "heading": "Turn reminders on or off",
            "lead": "Reminders come on Mondays, and only when there is something to say.",
            "breadcrumbs": [{"text": "Today", "href": "/"}, {"text": "Reminders", "href": "/coaching/reminders/"}],
            "form": form,
            "kinds": kinds,
        },
    )


@csrf_exempt  # the signed link is what allows it; a mail programme's own button has no token of ours (RFC 8058)
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail. Opening it changes nothing, for scanners of mail do; the button turns the reminder off or on."""
    asked = reminder_choices.asked(token)
    if asked is None:
        words = {"heading": "This link does not work", "text": "It may have been cut off. Sign in to turn reminders off."}
        return render(request, "coaching/reminders_off.html", words, status=404)
    with acting_as(asked.person):
        if request.method == "POST":
            if request.POST.get("do") == "on":
                reminder_choices.turn_on(by=asked.person, kind=asked.kind)
            else:
                reminder_choices.turn_off(by=asked.person, kind=asked.kind)
            # A mail programme does not follow a redirect; a browser does, so that going back sends nothing again.
            if "List-Unsubscribe" not in request.POST:
                return redirect("reminders_off", token)
        chosen = reminder_choices.chosen(asked.person)
    name = ReminderChoice.Kind(asked.kind).label
    is_off = asked.kind in chosen
    return render(
        request,
        "coaching/reminders_off.html",
        {
            "heading": f"“{name}” is turned off" if is_off else f"Turn off “{name}”?",
            "caption": "Reminders",
            "is_off": is_off,
            "until": chosen.get(asked.kind),
        },
    )
