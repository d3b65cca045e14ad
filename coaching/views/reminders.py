"""What goes out on Monday, and what happened to it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coaching import reminders as monday
from coaching.models import DigestRun
from people import outbox
from people.models import Mail
from ui.tables import Cell, Table
from ui.templatetags.formats import moment
from wards.access import mails_seen, programme_or_404, require
from wards.reach import reach_of
from wards.roles import ROLES

_SHOWN = 50


def _runs_it(request: HttpRequest) -> bool:
    return reach_of(request.person).may("make_digests")  # type: ignore[attr-defined]


def _mails(request: HttpRequest) -> Any:
    return mails_seen(request.person).select_related("person")  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """The list of what went out; POST makes this week's now."""
    if request.method == "POST":
        programme = programme_or_404(request, to="make_digests")
        made = monday.make_week(programme, by=request.person)  # type: ignore[attr-defined]
        messages.success(request, f"{made} reminders were made. They go out within a minute." if made else _nothing_new())
        return redirect("reminders")
    runs_it = _runs_it(request)
    mails = _mails(request)
    state = request.GET.get("state", "")
    counts = dict(mails.order_by().values_list("state").annotate(n=Count("pk")))
    if state in Mail.State.values:
        mails = mails.filter(state=state)
    page = Paginator(mails.order_by("-made_at", "to", "pk"), _SHOWN).get_page(request.GET.get("page"))
    this_week = monday.week_of(timezone.localdate())
    return render(
        request,
        "coaching/reminder_list.html",
        {
            "heading": "Reminders",
            "caption": "Coaching" if runs_it else "Your mail",
            "lead": _lead(runs_it, counts),
            "runs_it": runs_it,
            "run": DigestRun.visible.to(request.person).filter(week=this_week).select_related("made_by").first(),  # type: ignore[attr-defined]
            "states": [(value, label, counts[value]) for value, label in Mail.State.choices if value in counts],
            "state": state,
            "page": page,
            "table": _table(page.object_list, runs_it),
            "as_files": not settings.EMAIL_HOST,
            "kinds": [
                (monday.NAMES[kind], ", ".join(ROLES[role].label.lower() for role in roles))
                for kind, roles in monday.KINDS.items()
            ],
        },
    )


def _nothing_new() -> str:
    return "This week's reminders were made already. Nothing was made or sent twice."


def _lead(runs_it: bool, counts: dict[str, int]) -> str:
    if not runs_it:
        return "What was sent to you. Reminders come on Mondays, and only when there is something to say."
    trouble = counts.get(Mail.State.UNCERTAIN, 0) + counts.get(Mail.State.FAILED, 0)
    if trouble:
        need = "mail needs" if trouble == 1 else "mails need"
        return f"{trouble} {need} a person: look at “Not certain that it arrived” and “Could not be sent”."
    return "Made on Mondays at 08:00, one a person and role, and only when there is something to say."


def _table(mails: Any, runs_it: bool) -> Table:
    head = ["Subject", *(["To"] if runs_it else []), "Reminder", "For", "What happened"]
    table = Table(head)
    for mail in mails:
        happened = mail.get_state_display()
        note = moment(mail.sent_at) if mail.sent_at else mail.error
        table.rows.append(
            [
                Cell(mail.subject, href=f"/coaching/reminders/{mail.pk}/"),
                *([Cell(mail.person.name, note=mail.to)] if runs_it else []),
                monday.NAMES.get(mail.kind, mail.kind.capitalize()),
                mail.period,
                Cell(happened, note=note),
            ]
        )
    return table


@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, key: UUID) -> HttpResponse:
    """One mail as it was sent; POST sends an uncertain or failed one again."""
    mail = _mails(request).filter(pk=key).first()
    if mail is None:
        raise Http404("There is no such mail, or it is not yours to see.")
    if request.method == "POST":
        require(request, "make_digests", mail.programme_id)
        if outbox.send_again(mail):
            messages.success(request, f"The mail to {mail.to} goes out again within a minute, with the same Message-ID.")
        return redirect("reminder", key=key)
    return render(
        request,
        "coaching/reminder_detail.html",
        {
            "heading": mail.subject,
            "caption": monday.NAMES.get(mail.kind, mail.kind.capitalize()),
            "mail": mail,
            "rows": _facts(mail),
            "can_resend": _runs_it(request) and mail.state in (Mail.State.UNCERTAIN, Mail.State.FAILED),
            "breadcrumbs": [{"text": "Today", "href": "/"}, {"text": "Reminders", "href": "/coaching/reminders/"}],
        },
    )


def _facts(mail: Mail) -> list[dict[str, Any]]:
    sent = ", ".join(filter(None, (mail.get_state_display(), moment(mail.sent_at))))
    facts = [("To", f"{mail.person.name}, {mail.to}"), ("For", mail.period), ("What happened", sent), ("Why", mail.error)]
    return [{"key": {"text": name}, "value": {"text": words}} for name, words in facts if words]
