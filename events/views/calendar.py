"""My calendar: the page about its address, and what a calendar reads there."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from events import calendar_feeds, calendars
from people import tries
from people.acting import acting_as
from people.requests import PersonRequest
from people.step_up import step_up_first

#: So often one address may be read, and one caller may try addresses that are nobody's, in so many seconds.
MOST_READS, MOST_MISSES, SECONDS = 60, 60, 300
ACCOUNT = {"text": "My account", "href": "/account/"}
CRUMBS = [ACCOUNT, {"text": "My calendar", "href": "/events/calendar/"}]


@require_safe
def calendar(request: PersonRequest) -> HttpResponse:
    """Whether there is an address, since when, and whether a calendar reads it."""
    person = request.person
    context = {"heading": "My calendar", "breadcrumbs": CRUMBS[:1], "feed": calendar_feeds.feed_of(person)}
    return render(request, "events/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_first
def calendar_new(request: PersonRequest) -> HttpResponse:
    """Make the address, or another in its place, and show it: once."""
    person = request.person
    if request.method != "POST":
        feed = calendar_feeds.feed_of(person)
        heading = "Replace my calendar address" if feed else "Make my calendar address"
        return render(request, "events/calendar_new.html", {"heading": heading, "breadcrumbs": CRUMBS, "feed": feed})
    path = reverse("calendar_feed", args=[calendar_feeds.make(by=person)])
    address = settings.SITE_ADDRESS + path
    return render(
        request,
        "events/calendar_made.html",
        {
            "heading": "Your calendar address",
            "breadcrumbs": CRUMBS,
            "address": address,
            "webcal": f"webcal://{address.partition('://')[2]}",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_stop(request: PersonRequest) -> HttpResponse:
    person = request.person
    if request.method == "POST":
        stopped = calendar_feeds.stop(by=person)
        messages.success(request, "The address no longer works." if stopped else "You had no calendar address.")
        return redirect("calendar")
    return render(request, "events/calendar_stop.html", {"heading": "Stop my calendar address", "breadcrumbs": CRUMBS})


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar reads, as the person whose address it is, and who need not be signed in. Never compressed, for
    Outlook on the web then says that it cannot read the address."""
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    if not tries.allowed("calendar", token, most=MOST_READS, seconds=SECONDS):
        return _refused("This calendar is read too often. Try again in five minutes.", 429)
    person = calendar_feeds.opened(token)
    if person is None:
        if not tries.allowed("calendar-unknown", tries.caller(request), most=MOST_MISSES, seconds=SECONDS):
            return _refused("Too many tries. Try again in five minutes.", 429)
        return _refused("This calendar address does not work, or no longer.", 404)
    with acting_as(person):
        content = calendars.of(person)
        calendar_feeds.note_reading(person)
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer.headers["ETag"] = etag
    found = get_conditional_response(request, etag=etag, response=answer) or answer
    return _confidential(found, "private, no-cache")


def _refused(words: str, status: int) -> HttpResponse:
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    if status == 429:
        answer.headers["Retry-After"] = str(SECONDS)
    return _confidential(answer, "private, no-store")


def _confidential(answer: HttpResponse, keeping: str) -> HttpResponse:
    """The address holds a secret: no other site may be told of it, no search engine may list it."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = keeping
    return answer
