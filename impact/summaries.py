"""The impact summary: the draft that lives, and editions that never change."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from figures import rounding, wording
from ideas.models import Quote
from impact.claims import OUTCOMES, Claim, live_and_facts
from impact.claims.counts import REACH_RULE
from impact.contents import NAMED_IDEAS, contents_of
from impact.models import Citation, ClaimSnapshot, Summary, SummaryDraft
from people.acting import acting_as
from people.models import Person
from people.verbs import once, one_by_one, refuse_stale
from wards.access import ensure, system_person
from wards.models import Programme


@dataclass
class Edition:
    """What a page, a workbook or a PDF says: the live draft (number 0) or a published edition."""

    programme: str
    title: str
    number: int
    claims: list[Claim]
    content: dict[str, Any]
    as_of: datetime
    learning: str = ""
    limits: str = ""
    correction: str = ""
    approved_by: str = ""
    slug: str = ""
    key: Any = None
    quotes: list[dict[str, str]] = field(default_factory=list)
    newer: Any = None
    is_public: bool = False

    @property
    def is_draft(self) -> bool:
        return self.number == 0

    @property
    def words(self) -> str:
        return "Draft" if self.is_draft else f"Edition {self.number}"

    def claim(self, key: str) -> Claim:
        return next(claim for claim in self.claims if claim.key == key)

    @property
    def by_key(self) -> dict[str, Claim]:
        return {claim.key: claim for claim in self.claims}

    @property
    def outcomes(self) -> list[tuple[str, list[Claim]]]:
        """The five headings with their figures."""
        return [(heading, [claim for claim in self.claims if claim.section == heading]) for heading in OUTCOMES]

    def changes(self, of_means: bool) -> list[tuple[str, Any]]:
        """(label, change) of the figures from surveys, for a chart: percentages and means never in one."""
        kind = "MeanChange" if of_means else "PointChange"
        return [(claim.label, claim.figure) for claim in self.claims if claim.is_shown and type(claim.figure).__name__ == kind]


def draft(programme: Programme) -> Edition:
    """The summary as it would be published now; every figure is live."""
    with acting_as(system_person(programme)), transaction.atomic():
        found, facts = live_and_facts(programme)
        content = contents_of(facts)
        quotes = _quotes(programme, facts.reader, content["quotes"])
        words = SummaryDraft.visible.to(facts.reader).filter(programme=programme).first() or SummaryDraft(title="Impact summary")
    return Edition(programme.name, words.title, 0, found, content, timezone.now(), words.learning, words.limits, quotes=quotes)


@transaction.atomic
def write_draft(
    *,
    by: Person,
    programme: Programme,
    title: str,
    learning: str,
    limits: str,
    ideas: Iterable[uuid.UUID] | None = None,
    version: int | None = None,
) -> SummaryDraft:
    """Keep the words of the next edition, and which shared ideas it tells of (None: as before).

    version: the one that the form showed. Raises ValidationError by field, PermissionDenied, StaleEdit.
    """
    ensure(by, "publish_summary", programme)
    # Two people's first drafts come one after the other.
    one_by_one(programme)
    words = SummaryDraft.visible.to(by).filter(programme=programme).first()
    ideas = None if ideas is None else list(ideas)
    if words:
        if (words.title, words.learning, words.limits) == (title, learning, limits) and ideas in (None, words.ideas):
            return words
        refuse_stale(words, version)
        words.version += 1
    else:
        words = SummaryDraft(programme=programme)
    words.title, words.learning, words.limits = title.strip(), learning.strip(), limits.strip()
    if ideas is not None:
        words.ideas = ideas
    if len(words.ideas) > NAMED_IDEAS:
        raise ValidationError({"ideas": f"Choose at most {NAMED_IDEAS} change ideas"})
    words.full_clean(exclude=["programme"])
    words.save()
    return words


@transaction.atomic
def publish(
    *,
    by: Person,
    programme: Programme,
    title: str,
    learning: str,
    limits: str,
    ideas: Iterable[uuid.UUID] | None = None,
    correction: str = "",
    form_key: uuid.UUID | None = None,
    version: int | None = None,
) -> Summary:
    """Publish an edition: a snapshot of every figure and of all that stands beside them, in one transaction.

    The words and ideas become those of the draft, too. correction: what differs from the edition before; asked
    for where there is one. version: that of the draft which the form showed. The same form_key twice gives the
    first edition back. Raises ValidationError by field, PermissionDenied, StaleEdit.
    """
    ensure(by, "publish_summary", programme)
    if not Programme.visible.to(by).filter(pk=programme.pk).exists():
        raise ValidationError("This programme is not yours to publish.")
    key, made = once(by, form_key, programme, Summary)
    if made:
        return made
    # One at a time: two people who publish at once get two editions, not one number twice.
    one_by_one(programme)
    write_draft(by=by, programme=programme, title=title, learning=learning, limits=limits, ideas=ideas, version=version)
    before = Summary.visible.to(by).filter(programme=programme).order_by("edition").last()
    if before and not correction.strip():
        raise ValidationError(
            {"correction": "Enter what differs from the edition before, like “late answers of two wards added”"}
        )
    now = draft(programme)
    number = before.edition + 1 if before else 1
    summary = Summary(
        pk=key,
        programme=programme,
        title=title.strip(),
        edition=number,
        slug=f"{slugify(programme.slug)[:60]}-edition-{number}",
        approved_by=by,
        learning=learning.strip(),
        limits=limits.strip(),
        correction=correction.strip(),
        content=now.content,
    )
    summary.full_clean(exclude=["programme", "approved_by", "content"])
    summary.save()
    summary.refresh_from_db(fields=["published_at"])
    ClaimSnapshot.objects.bulk_create(
        [
            ClaimSnapshot(
                programme=programme, summary=summary, key=claim.key, position=i, figure=claim.record(), taken_at=now.as_of
            )
            for i, claim in enumerate(now.claims)
        ]
    )
    return summary


@transaction.atomic
def cite(*, by: Person, programme: Programme, statement: str, source: str, year: int, address: str = "") -> Citation:
    """Add a fact of somebody else's to the context of the summary, with its source and year."""
    ensure(by, "publish_summary", programme)
    last = Citation.visible.to(by).filter(programme=programme).last()
    citation = Citation(
        programme=programme,
        position=last.position + 1 if last else 1,
        statement=statement,
        source=source,
        year=year,
        address=address,
    )
    citation.full_clean(exclude=["programme"])
    citation.save()
    return citation


def edition(summary: Summary) -> Edition:
    """A published edition as it stood; only the quotes are looked at again, for consent may have ended."""
    programme = summary.programme
    reader = system_person(programme)
    with acting_as(reader), transaction.atomic():
        rows = list(ClaimSnapshot.visible.to(reader).filter(summary=summary))
        quotes = _quotes(programme, reader, summary.content.get("quotes", []))
        newer = Summary.visible.to(reader).filter(programme=programme, edition__gt=summary.edition).order_by("edition").last()
    return Edition(
        programme.name,
        summary.title,
        summary.edition,
        [Claim.of(row.figure) for row in rows],
        summary.content,
        summary.published_at,
        summary.learning,
        summary.limits,
        summary.correction,
        summary.approved_by.name,
        summary.slug,
        summary.pk,
        quotes,
        newer,
    )


def published(slug: str) -> Edition | None:
    """A published edition as anybody may read it, without signing in; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("select publication.edition(%s)", [slug])
        found = cursor.fetchone()[0]
    if found is None:
        return None
    kept = found if isinstance(found, dict) else json.loads(found)
    return Edition(
        kept["programme"],
        kept["title"],
        kept["edition"],
        [_for_the_public(Claim.of(figure)) for figure in kept["figures"] or []],
        kept["content"],
        datetime.fromisoformat(kept["published_at"]),
        kept["learning"],
        kept["limits"],
        kept["correction"],
        slug=kept["slug"],
        quotes=kept["quotes"] or [],
        newer=kept["newer"],
        is_public=True,
    )


def _for_the_public(claim: Claim) -> Claim:
    """Public counts of patients are rounded down after “at least”, or to the nearest 5; parts stay inside."""
    claim.breakdowns = []
    if claim.key == "patients_reached" and claim.value is not None:
        number = int(claim.value)
        rounded, _ = rounding.headline(number, REACH_RULE)
        if not rounded:
            word, rounded = rounding.people_reached(number)
            claim.text = f"{word} {rounded:,} patients".strip()
        claim.value = claim.numerator = rounded
        claim.numbers, claim.details = claim.text, []
    return claim


def _quotes(programme: Programme, reader: Person, keys: list[str]) -> list[dict[str, str]]:
    """Of these quotes the ones whose consent covers the programme's report today."""
    today = timezone.localdate()
    rows = Quote.visible.to(reader).filter(
        Q(expires_on=None) | Q(expires_on__gte=today),
        pk__in=keys,
        withdrawn_on=None,
        consented_on__lte=today,
        channels__contains=[Quote.Channel.REPORT],
    )
    return [{"words": row.words, "attribution": row.attribution} for row in rows.order_by("id")]


def sentence(claim: Claim) -> str:
    """The sentence with its base, for a page that says nothing else of it."""
    if not claim.is_shown or isinstance(claim.denominator, list) or claim.unit == "per cent":
        return claim.text
    exact = wording.hours(claim.numerator) + " hours" if claim.key == "coaching_hours" else f"{claim.value:,} {claim.unit}"
    return claim.text if exact in claim.text or str(claim.value) in claim.text else f"{claim.text} ({exact})"
