"""The impact summary as a tagged PDF, set by Typst to PDF/UA-1 (self-declared: no validator is at hand here)."""

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone

from impact import drawings
from impact.contents import by_questionnaire, without_signal
from impact.summaries import Edition, sentence
from ui.charts import svg
from ui.templatetags.formats import day

FONTS = Path(__file__).parent / "fonts"
TEMPLATE = settings.BASE_DIR / "templates" / "impact" / "summary.typ"


def pdf(edition: Edition) -> bytes:
    """The bytes of the PDF. The same edition gives the same pages."""
    return typst.compile(
        str(TEMPLATE),
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        font_paths=[str(FONTS)],
        sys_inputs={"edition": json.dumps(_data(edition), ensure_ascii=False)},
    )


def _data(edition: Edition) -> dict[str, Any]:
    content = edition.content
    local = timezone.localtime(edition.as_of)
    stages = drawings.stages(edition)
    return {
        "title": edition.title,
        "programme": edition.programme,
        "words": edition.words,
        "as_of": day(edition.as_of),
        "date": [local.year, local.month, local.day],
        "approved": edition.approved_by,
        "is_draft": edition.is_draft,
        "newer": f"edition {edition.newer.edition} of {day(edition.newer.published_at)}" if edition.newer else "",
        "correction": edition.correction,
        "learning": edition.learning,
        "limits": edition.limits,
        "figures": {claim.key: _figure(claim) for claim in edition.claims},
        "outcomes": [{"heading": heading, "keys": [claim.key for claim in claims]} for heading, claims in edition.outcomes],
        "charts": [_chart(pair) for pair in drawings.changes(edition)],
        "stage_chart": {"svg": _svg(stages), "alt": stages.finding} if stages else None,
        "signals": _signals(content),
        "quotes": edition.quotes,
        "annex": [{"title": title, "rows": rows} for title, rows in by_questionnaire(content)],
        **{
            name: content.get(name, default)
            for name, default in (
                ("citations", []),
                ("strands", {}),
                ("stages", []),
                ("named", []),
                ("abandoned", []),
                ("fell", []),
                ("left", []),
            )
        },
    }


def _signals(content: dict[str, Any]) -> dict[str, Any]:
    kept = content.get("signals") or {"of": 0, "signal": 0, "worse": 0, "early": 0, "without": []}
    return {**kept, "number": len(kept["without"]), "without": without_signal(content)}


def _figure(claim: Any) -> dict[str, Any]:
    words = sentence(claim)
    lead, rest = (words, "") if words != claim.text else (claim.lead, claim.rest)
    return {
        "label": claim.label,
        "text": words,
        "lead": f"{lead[:1].upper()}{lead[1:]}",
        "rest": rest,
        "short": claim.short,
        "base": claim.base,
        "who": claim.who_says,
        "interval": claim.interval if claim.low is not None else "",
        "kind": claim.interval_kind,
        "formula": claim.formula,
        "numbers": claim.numbers,
        "not_shown": claim.not_shown,
        "tags": " · ".join(claim.tags[1:]),
        "is_shown": claim.is_shown,
    }


def _chart(pair: drawings.Pair) -> dict[str, str]:
    return {"title": pair.title, "svg": _svg(pair.wide), "alt": pair.finding}


def _svg(drawing: Any) -> str:
    # The page's font stack, in the one font that the file carries.
    return str(svg(drawing)).replace('font-family="Arial, sans-serif"', 'font-family="Source Sans Pro"')
