from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from qiprogramme.today import today_of
from ui.templatetags.formats import day


def today(request: HttpRequest) -> HttpResponse:
    """What needs me now, for every role I hold."""
    found = today_of(request.person)  # type: ignore[attr-defined]
    now = timezone.localtime()
    return render(
        request,
        "qiprogramme/today.html",
        {"heading": "Today", "caption": f"{now:%A} {day(now)}", "lead": found.sentence, "day": found, "now": now},
    )
