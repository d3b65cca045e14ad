"""Send the shared notes once, print them for whoever has no address, and see who got them and when."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coaching import notes, session_rows
from coaching.access import name_of, planned_session_or_404
from coaching.models import Action, NoteCopy
from coaching.views.sessions import CRUMBS
from people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def session_notes(request: PersonRequest, key: UUID) -> HttpResponse:
    """POST sends; with do=paper it notes that the copies on paper were handed over."""
    person = request.person
    found = planned_session_or_404(request, key)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "paper":
                handed = notes.hand_over(by=person, session=found)
                messages.success(request, "Noted as handed over." if handed else "That was noted already. Nothing has changed.")
            elif found.note_sent_at:
                messages.info(request, "The notes were sent already. Nothing was sent twice.")
            else:
                notes.send(by=person, session=found)
                messages.success(request, "The notes are on their way. Below stands who gets them, and how.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("session_notes", key)
    copies = list(NoteCopy.visible.to(person).filter(session=found).select_related("person", "team").order_by("person__name"))
    row = session_rows.gather([found], person)[0]
    return render(
        request,
        "coaching/session_notes.html",
        {
            "heading": "Notes of the session",
            "caption": f"{row.wards}, {session_rows.said_date(found.held_on)}",
            "breadcrumbs": CRUMBS,
            "session": found,
            "row": row,
            "copies": copies,
            "paper": [copy for copy in copies if copy.way == NoteCopy.Way.PAPER and copy.state == NoteCopy.State.WAITING],
            "readers": [] if found.note_sent_at else notes.readers(person, found),
            "actions": Action.visible.to(person).filter(session=found).annotate(owner_name=name_of("owner")),
            "today": timezone.localdate(),
        },
    )
