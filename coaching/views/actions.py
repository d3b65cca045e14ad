"""Who promised what: one's own actions, those of one's ward teams, and what is overdue."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from coaching import agreements
from coaching.access import name_of
from coaching.models import Action
from ui.lists import address, page_of
from wards.access import fetch_or_404

#: What the list can show: word in the address → words on the page.
SHOWS = {"": "All open", "mine": "Mine", "overdue": "Overdue", "done": "Done"}


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    today = timezone.localdate()
    rows = Action.visible.to(person)
    overdue = Q(done_on=None, due_on__lt=today)
    shows = {
        "": Q(done_on=None),
        "mine": Q(done_on=None, owner=person.pk),
        "overdue": overdue,
        "done": Q(done_on__isnull=False),
    }
    show = request.GET.get("show", "")
    show = show if show in shows else ""
    counts = [(key, words, address(request, show=key), rows.filter(shows[key]).count()) for key, words in SHOWS.items()]
    order: list[Any] = [F("done_on").desc()] if show == "done" else [F("due_on").asc(nulls_last=True)]
    listed = rows.filter(shows[show]).select_related("team").annotate(owner_name=name_of("owner")).order_by(*order, "id")
    page = page_of(request, listed)
    return render(
        request,
        "coaching/action_list.html",
        {
            "heading": "Actions",
            "caption": "Coaching",
            "breadcrumbs": [{"text": "Today", "href": "/"}],
            "counts": counts,
            "show": show,
            "page": page,
            "today": today,
            "actions": [(action, not action.done_on and agreements.may_change(person, action)) for action in page.rows],
        },
    )


@require_POST
def action_done(request: HttpRequest, key: UUID) -> HttpResponse:
    action: Action = fetch_or_404(request, Action, key, "team")
    agreements.finish(by=request.person, action=action)  # type: ignore[attr-defined]
    messages.success(request, f"Done: {action.what}")
    back = request.POST.get("next", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(back)
    return redirect("actions")
