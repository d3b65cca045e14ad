from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.requests import PersonRequest
from qiprogramme.today import today_of
from ui.templatetags.formats import day
from wards import memberships


def today(request: PersonRequest) -> HttpResponse:
    """What needs me now, for every role I hold."""
    person = request.person
    found = today_of(person)
    # Only whoever has nothing to do here can be away from all of it.
    is_away = found.first is None and person is not None and memberships.is_away(person)
    now = timezone.localtime()
    return render(
        request,
        "qiprogramme/today.html",
        {
            "heading": "Today",
            "caption": f"{now:%A} {day(now)}",
            "lead": found.sentence,
            "day": found,
            "now": now,
            "is_away": is_away,
        },
    )
