import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from ideas.models import LibraryEntry
from impact import drawings, pdfs, summaries, workbooks
from impact.contents import by_questionnaire, without_signal
from impact.forms import LIMITS, PublishForm
from impact.models import Summary, SummaryDraft
from people.requests import PersonRequest
from people.saving import attempt
from ui.tables import Table
from wards.access import fetch_or_404, programme_or_404, require
from wards.models import Programme
from wards.reach import reach_of

IMPACT = {"text": "Impact", "href": "/impact/"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def summary_list(request: PersonRequest) -> HttpResponse:
    """All editions, and the draft that the next one would be."""
    programme = programme_or_404(request, to="see_claims")
    now = summaries.draft(programme)
    editions = list(Summary.visible.to(request.person).filter(programme=programme).select_related("approved_by"))
    return render(
        request,
        "impact/summary_list.html",
        {
            "heading": "Impact",
            "caption": programme.name,
            "lead": "What the programme adds up to, figure by figure, and what has been published of it.",
            "edition": now,
            "headline": [now.claim(key) for key in ("wards", "coaching_hours", "staff", "patients_reached")],
            "editions": editions,
            "may_publish": reach_of(request.person).may("publish_summary"),
        },
    )


def summary_new(request: PersonRequest) -> HttpResponse:
    """Publish an edition: what will stand for ever is written and confirmed here."""
    programme = programme_or_404(request, to="see_claims")
    require(request, "publish_summary", programme)
    person = request.person
    before = Summary.visible.to(person).filter(programme=programme).first()
    kept = SummaryDraft.visible.to(person).filter(programme=programme).first()
    words = (
        {
            "title": kept.title,
            "learning": kept.learning,
            "limits": kept.limits,
            "version": kept.version,
            "ideas": list(map(str, kept.ideas)),
        }
        if kept
        else {}
    )
    entries = LibraryEntry.visible.to(person).filter(programme=programme).order_by("title", "id")
    shared = [(str(entry.pk), f"{entry.title} ({entry.ward_name})") for entry in entries]
    initial = {"title": f"Impact summary {timezone.localdate():%Y}", "limits": LIMITS, **words}
    form = PublishForm(
        request.POST if request.method == "POST" else None, initial=initial, is_first=before is None, shared=shared
    )
    if request.method == "POST":
        made = attempt(form, lambda typed: _publish_or_save(person, programme, form.publishes, typed))
        if isinstance(made, Summary):
            messages.success(request, f"Edition {made.edition} is published. It never changes: a correction is a new edition.")
            return redirect("summary", made.pk)
        if made:
            messages.success(request, "The draft is saved. Nothing has been published.")
            return redirect("summary_new")
    now = summaries.draft(programme)
    hidden = [claim for claim in now.claims if not claim.is_shown]
    return render(
        request,
        "impact/summary_new.html",
        {
            "heading": "Publish an edition",
            "caption": "Impact summary",
            "lead": f"A snapshot of all {len(now.claims)} figures is taken when you publish.",
            "breadcrumbs": [IMPACT, {"text": "Draft", "href": reverse("summary_draft")}],
            "form": form,
            "edition": now,
            "before": before,
            "hidden": hidden,
        },
    )


def _publish_or_save(person: Any, programme: Programme, publishes: bool, typed: dict[str, Any]) -> Summary | SummaryDraft:
    words = {name: typed[name] for name in ("title", "learning", "limits", "version")}
    words |= {"by": person, "programme": programme, "ideas": list(map(uuid.UUID, typed["ideas"]))}
    if not publishes:
        return summaries.write_draft(**words)
    return summaries.publish(**words, correction=typed.get("correction", ""), form_key=typed["form_key"])


def _page(request: HttpRequest, edition: summaries.Edition, **more: Any) -> HttpResponse:
    return render(
        request,
        "impact/summary_detail.html",
        {
            "heading": edition.title,
            "caption": f"{edition.programme} · {edition.words}",
            "edition": edition,
            "figures": edition.by_key,
            "content": edition.content,
            "charts": drawings.changes(edition),
            "stages": drawings.stages(edition),
            "without": without_signal(edition.content),
            "questions": [(title, _questions(rows)) for title, rows in by_questionnaire(edition.content)],
            **more,
        },
    )


def _questions(rows: list[dict[str, Any]]) -> Table:
    words = {"suppressed": "Too few people to show", "none": "No answers"}
    cells = [
        [row["question"], *row["words"], row["interval"]]
        if row["state"] == "shown"
        else [row["question"], words[row["state"]], "", "", ""]
        for row in rows
    ]
    return Table(["Question", "Before", "After", "Change", "95% interval"], cells, frozenset({1, 2, 3, 4}))


def summary_draft(request: PersonRequest) -> HttpResponse:
    """The summary as it would be published now."""
    programme = programme_or_404(request, to="see_claims")
    return _page(
        request,
        summaries.draft(programme),
        breadcrumbs=[IMPACT],
        workbook=reverse("draft_workbook"),
        pdf=reverse("draft_pdf"),
        may_publish=reach_of(request.person).may("publish_summary"),
    )


def _edition_or_404(request: PersonRequest, key: object) -> summaries.Edition:
    programme_or_404(request, to="see_claims")
    return summaries.edition(fetch_or_404(request, Summary, str(key), "programme", "approved_by"))


def summary(request: PersonRequest, key: object) -> HttpResponse:
    """A published edition as it stood."""
    edition = _edition_or_404(request, key)
    return _page(
        request,
        edition,
        breadcrumbs=[IMPACT],
        workbook=reverse("summary_workbook", args=[edition.key]),
        pdf=reverse("summary_pdf", args=[edition.key]),
    )


def _file(content: bytes, kind: str, edition: summaries.Edition, ending: str) -> HttpResponse:
    which = "draft" if edition.is_draft else f"edition-{edition.number}"
    name = f"impact-summary-{which}-{timezone.localtime(edition.as_of):%Y-%m-%d}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def draft_workbook(request: PersonRequest) -> HttpResponse:
    edition = summaries.draft(programme_or_404(request, to="see_claims"))
    return _file(workbooks.workbook(edition), XLSX, edition, "xlsx")


def draft_pdf(request: PersonRequest) -> HttpResponse:
    edition = summaries.draft(programme_or_404(request, to="see_claims"))
    return _file(pdfs.pdf(edition), "application/pdf", edition, "pdf")


def summary_workbook(request: PersonRequest, key: object) -> HttpResponse:
    edition = _edition_or_404(request, key)
    return _file(workbooks.workbook(edition), XLSX, edition, "xlsx")


def summary_pdf(request: PersonRequest, key: object) -> HttpResponse:
    edition = _edition_or_404(request, key)
    return _file(pdfs.pdf(edition), "application/pdf", edition, "pdf")


@login_not_required
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """What the nation is told: a published edition, for anybody."""
    edition = summaries.published(slug)
    if edition is None:
        raise Http404("There is no such page.")
    return _page(request, edition)
