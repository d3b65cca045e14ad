"""Who came, from the attendance report of a meeting: choose the file, look at what was found, keep it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from coaching import attendance, session_rows
from coaching.access import planned_session_or_404
from coaching.forms.attendance import ReportForm, ReviewForm, packed, unpacked
from coaching.models import Session
from coaching.views.sessions import CRUMBS
from people.requests import PersonRequest
from people.saving import attempt
from wards.attendance_files.reports import Report


@require_http_methods(["GET", "HEAD", "POST"])
def session_attendance(request: PersonRequest, key: UUID) -> HttpResponse:
    """First the file, then who is who; only the second form keeps anything, and none of it the file."""
    found = planned_session_or_404(request, key)
    if not attendance.takes_report(found):
        messages.info(request, "An attendance report can be read once a session with a ward team was held.")
        return redirect("session", key)
    if "packed" in request.POST:
        return _review(request, found, unpacked(request.POST["packed"], found))
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    if form.is_valid():
        return _page(request, found, _review_form(request, found, form.cleaned_data["report"]))
    return _page(request, found, form)


def _review_form(request: PersonRequest, found: Session, report: Report, data: Any = None) -> ReviewForm:
    person = request.person
    return ReviewForm(
        data, report=report, known=attendance.known(found, seen_by=person), session=found, me=person,
        initial={"packed": packed(report, found), "version": found.version},
    )  # fmt: skip


def _review(request: PersonRequest, found: Session, report: Report | None) -> HttpResponse:
    if report is None:
        form = ReportForm({})
        form.add_error("report", "What was read of the file got lost on the way. Choose it again")
        return _page(request, found, form)
    review = _review_form(request, found, report, request.POST)
    verb = attendance.keep
    made = attempt(review, lambda typed: verb(by=request.person, session=found, **review.words()))
    if made is None:
        return _page(request, found, review)
    session, changed = made
    if not changed:
        messages.info(request, "Nothing was changed: all of this was recorded already.")
    else:
        row = session_rows.gather([session], request.person)[0]
        saved = "Session logged" if found.is_planned else "Saved"
        messages.success(request, f"{saved} from the report. {row.sentence} The file is not kept.")
    return redirect("session", session.pk)


def _page(request: PersonRequest, found: Session, form: Any) -> HttpResponse:
    row = session_rows.gather([found], request.person)[0]
    is_review = isinstance(form, ReviewForm)
    return render(
        request,
        "coaching/attendance_review.html" if is_review else "coaching/attendance_upload.html",
        {
            "heading": "Who came? Look before you save" if is_review else "Attendance from a Microsoft Teams report",
            "caption": f"{row.wards}, {session_rows.said_date(found.held_on)}",
            "breadcrumbs": CRUMBS,
            "session": found,
            "form": form,
            "button": "Log the session" if found.is_planned else "Save who came",
        },
    )
