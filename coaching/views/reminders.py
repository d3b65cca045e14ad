"""What goes out on Monday, and what happened to it."""

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coaching import reminders as monday
from coaching.digest_sql import KINDS
from coaching.forms.reminders import AddressForm
from coaching.models import DigestRun, ReminderChoice
from people import outbox
from people.models import Mail
from people.requests import PersonRequest
from people.saving import attempt
from ui.lists import page_of
from ui.tables import Cell, Table
from ui.templatetags.formats import moment
from wards.access import mails_seen, programme_or_404
from wards.reach import reach_of
from wards.roles import ROLES

_SHOWN = 50
_REFUSED_SHOWN = 25
CRUMBS = [{"text": "Today", "href": "/"}, {"text": "Reminders", "href": "/coaching/reminders/"}]
_NAMES = dict(ReminderChoice.Kind.choices)


def name_of(kind: str) -> str:
    """A kind of mail as pages call it."""
    return str(_NAMES.get(kind, kind.capitalize()))


def runs_it(request: PersonRequest) -> bool:
    return reach_of(request.person).may("make_digests")


def _mails(request: PersonRequest) -> Any:
    return mails_seen(request.person).select_related("person", "again_by")


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: PersonRequest) -> HttpResponse:
    """The list of what went out; POST makes this week's now."""
    if request.method == "POST":
        programme = programme_or_404(request, to="make_digests")
        made = monday.make_week(programme, by=request.person)
        messages.success(request, f"{made} reminders were made. They go out within a minute." if made else _nothing_new())
        return redirect("reminders")
    runs = runs_it(request)
    mails = _mails(request)
    state = request.GET.get("state", "")
    counts = dict(mails.order_by().values_list("state").annotate(n=Count("pk")))
    narrowed = mails.filter(state=state) if state in Mail.State.values else mails
    page = page_of(request, narrowed.order_by("-made_at", "to", "pk"), _SHOWN)
    this_week = monday.week_of(timezone.localdate())
    return render(
        request,
        "coaching/reminder_list.html",
        {
            "heading": "Reminders",
            "caption": "Coaching" if runs else "Your emails",
            "lead": _lead(runs, counts),
            "runs_it": runs,
            "run": DigestRun.visible.to(request.person).filter(week=this_week).select_related("made_by").first(),
            "states": [(value, label, counts[value]) for value, label in Mail.State.choices if value in counts],
            "state": state,
            "refused": list(mails.filter(address_refused=True).order_by("-made_at")[:_REFUSED_SHOWN]) if runs else [],
            "page": page,
            "table": _table(page.rows, runs),
            "as_files": not settings.EMAIL_HOST,
            "kinds": [(name_of(kind), ", ".join(ROLES[role].label.lower() for role in roles)) for kind, roles in KINDS.items()],
        },
    )


def _nothing_new() -> str:
    return "This week’s reminders were made already. Nothing was made or sent twice."


def _lead(runs: bool, counts: dict[str, int]) -> str:
    if not runs:
        return "What was sent to you. Reminders come on Mondays, and only when there is something to say."
    trouble = counts.get(Mail.State.UNCERTAIN, 0) + counts.get(Mail.State.FAILED, 0)
    if trouble:
        need = "email needs" if trouble == 1 else "emails need"
        return f"{trouble} {need} a person: look at “Not certain that it arrived” and “Could not be sent”."
    return "Made on Mondays at 08:00, one for each person and role, and only when there is something to say."


def _table(mails: Any, runs: bool) -> Table:
    head = ["Subject", *(["To"] if runs else []), "Reminder", "For", "What happened"]
    table = Table(head)
    for mail in mails:
        happened = mail.get_state_display()
        note = moment(mail.sent_at) if mail.sent_at else mail.error
        table.rows.append(
            [
                Cell(outbox.words_of(mail).subject, href=reverse("reminder", args=[mail.pk])),
                *([Cell(mail.person.name, note=mail.to)] if runs else []),
                name_of(mail.kind),
                monday.in_words(mail.period) or "–",
                Cell(happened, note=note),
            ]
        )
    return table


@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: PersonRequest, key: UUID) -> HttpResponse:
    """One mail as it was sent; POST sends an uncertain or failed one again, to the address put right where it was wrong."""
    mail = _mails(request).filter(pk=key).first()
    if mail is None:
        raise Http404("There is no such email, or it is not yours to see.")
    can_resend = runs_it(request) and mail.state in (Mail.State.UNCERTAIN, Mail.State.FAILED)
    # Of a digest alone the address is the person's own: an invitation goes to somebody else.
    asks = can_resend and mail.state == Mail.State.FAILED and mail.content is not None
    sent = request.POST if request.method == "POST" else None
    form = AddressForm(sent, initial={"email": mail.person.email or mail.to}) if asks else None
    if request.method == "POST":
        send = partial(monday.send_again, by=request.person, mail=mail)
        done = attempt(form, lambda typed: send(**typed)) if form else send()
        if done:
            messages.success(request, "The email goes out again within a minute.")
        if done or not form:
            return redirect("reminder", key=key)
    words = outbox.words_of(mail)
    return render(
        request,
        "coaching/reminder_detail.html",
        {
            "heading": words.subject,
            "caption": name_of(mail.kind),
            "mail": mail,
            "text": words.text.replace(outbox.SECRET, "…"),
            "rows": _facts(mail),
            "form": form,
            "can_resend": can_resend,
            "breadcrumbs": CRUMBS,
        },
    )


def _facts(mail: Mail) -> list[dict[str, Any]]:
    sent = ", ".join(filter(None, (mail.get_state_display(), moment(mail.sent_at))))
    again = moment(mail.next_try_at) if mail.state == Mail.State.QUEUED else ""
    facts = [
        ("To", f"{mail.person.name}, {mail.to}"),
        ("For", monday.in_words(mail.period)),
        ("What happened", sent),
        ("Why", mail.error),
        ("Sent again by", mail.again_by.name if mail.again_by else ""),
        ("Tried again from", again),
    ]
    return [{"key": {"text": name}, "value": {"text": words}} for name, words in facts if words]
