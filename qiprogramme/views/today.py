from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def today(request: HttpRequest) -> HttpResponse:
    """What needs me now, for every role I hold."""
    return render(request, "qiprogramme/today.html", {"heading": "Today"})
