"""The impact summary as a workbook: one tidy sheet a table, numerators and denominators apart, and a data dictionary."""

from io import BytesIO
from typing import Any

import xlsxwriter

from impact.claims.parts import NONE, SHOWN
from impact.summaries import Edition
from ui.templatetags.formats import moment

#: The symbols of the Government Analysis Function for cells without a number.
HIDDEN, UNAVAILABLE, NOT_APPLICABLE = "[c]", "[x]", "[z]"

FIGURES = [
    ("key", "Name of the figure, the same as in the API"),
    ("label", "What it is about"),
    ("section", "Where it stands in the impact summary"),
    ("text", "The sentence as published"),
    ("value", "The value, unrounded: per cent, percentage points, hours, or a count"),
    ("unit", "Unit of value, low and high"),
    ("numerator", "Numerator; of coaching_hours: minutes; of a change: see numerator_after"),
    ("denominator", "Denominator; of coaching_hours: 60; a count has none"),
    ("numerator_before", "Of a change: people who agreed before, or the sum of the scores before"),
    ("denominator_before", "Of a change: valid answers before"),
    ("numerator_after", "Of a change: people who agreed after, or the sum of the scores after"),
    ("denominator_after", "Of a change: valid answers after"),
    ("low", "Lower end of the 95% interval, in the unit"),
    ("high", "Upper end of the 95% interval, in the unit"),
    ("interval", "Which interval it is, and why"),
    ("formula", "How the value is worked out, in words"),
    ("formula_in_numbers", "How the value is worked out, in numbers"),
    ("who_says_so", "Staff, patients, or records"),
    ("kirkpatrick_level", "Kirkpatrick's level of evaluation, 1 to 4; [z] where none fits"),
    ("logic_model_stage", "Input, activity, output or outcome"),
    ("filters", "Which rows are counted"),
    ("rounding", "How the sentence is rounded"),
    ("small_numbers", "What was decided about small numbers"),
    ("does_not_show", "What the figure cannot tell"),
    ("as_of", "Date and time of the value"),
]
PARTS = [
    ("key", "Name of the figure"),
    ("division", "By phase, region or service type"),
    ("part", "Name of the part"),
    ("state", "shown; too few; protects another (hidden so that another cannot be worked out); none (nothing held)"),
    ("quantity", "Which number: count, of, minutes; before and after with their bases; change in points"),
    ("number", "The number, unrounded"),
]
QUESTIONS = [
    ("questionnaire", "Title of the questionnaire"),
    ("audience", "Who was asked"),
    ("phase", "Phase of the programme"),
    ("question", "The question as it was asked"),
    ("scale", "Per cent who gave a good answer, or the mean on 0–10"),
    ("state", "shown; suppressed; none (no answers)"),
    ("numerator_before", "People with a good answer, or the sum of the scores, before"),
    ("denominator_before", "Valid answers before"),
    ("numerator_after", "The same after"),
    ("denominator_after", "Valid answers after"),
    ("change", "After − before in points, unrounded"),
    ("low", "Lower end of the 95% interval in points"),
    ("high", "Upper end of the 95% interval in points"),
]
STAGES = [("stage", "Stage of a change idea"), ("ideas", "How many change ideas stand there")]
NOT_WORKED = [
    ("what", "Idea abandoned; measure without signal; question that fell; ward that left"),
    ("name", "Which"),
    ("where", "Service type or phase"),
    ("learnt_or_why", "What was learnt, or why"),
]
CONTEXT = [("statement", "A fact of somebody else's: cited, never computed here"), ("source", "Source"), ("year", "Year")]
DICTIONARY = [("sheet", "Name of the sheet"), ("column", "Name of the column"), ("meaning", "What it holds")]


def workbook(edition: Edition) -> bytes:
    """The bytes of an XLSX file. The same edition gives the same cells; numbers are numbers, hidden ones “[c]”."""
    target = BytesIO()
    # Text that begins like a formula stays text.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    made = edition.as_of.replace(tzinfo=None)
    book.set_properties({"title": edition.title, "subject": edition.programme, "author": edition.programme, "created": made})
    style = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _about(book, style, edition)
    sheets = {
        "Figures": (FIGURES, _figures(edition)),
        "Parts": (PARTS, _parts(edition)),
        "Questions": (QUESTIONS, _questions(edition)),
        "Change ideas": (STAGES, [[row["label"], row["count"]] for row in edition.content.get("stages", [])]),
        "What did not work": (NOT_WORKED, _not_worked(edition)),
        "Context": (CONTEXT, [[row["statement"], row["source"], row["year"]] for row in edition.content.get("citations", [])]),
    }
    for name, (columns, rows) in sheets.items():
        _sheet(book, style, name, columns, rows)
    dictionary = [[name, column, meaning] for name, (columns, _) in sheets.items() for column, meaning in columns]
    _sheet(book, style, "Data dictionary", DICTIONARY, dictionary)
    book.close()
    return target.getvalue()


def _about(book: Any, style: dict[str, Any], edition: Edition) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 100, style["words"])
    lines = [
        f"{edition.programme}. {edition.words}, as of {moment(edition.as_of)}.",
        f"Approved by {edition.approved_by}." if edition.approved_by else "Not published: every figure is as it stands now.",
        f"What differs from the edition before: {edition.correction}" if edition.correction else "",
        f"A later edition has been published: edition {edition.newer.edition}." if edition.newer else "",
        f"What the figures cannot show: {edition.limits}" if edition.limits else "Early results: there is no comparison group.",
        f"{HIDDEN}: a number that is there and is not shown, to protect people. {UNAVAILABLE}: none held. "
        f"{NOT_APPLICABLE}: not applicable.",
        "Percentages and means need 10 or more valid answers; an answer that everyone gave needs a named sign-off as well.",
        "One sheet a table, one row an observation. The sheet “Data dictionary” says what each column holds.",
    ]
    sheet.write_string(0, 0, edition.title, style["title"])
    for row, line in enumerate(filter(None, lines), start=2):
        sheet.write_string(row, 0, line, style["words"])


def _sheet(book: Any, style: dict[str, Any], name: str, columns: list[tuple[str, str]], rows: list[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for i, (column, _) in enumerate(columns):
        sheet.write_string(0, i, column, style["head"])
        longest = max([len(str(row[i])) for row in rows] + [len(column)])
        sheet.set_column(i, i, min(max(longest + 2, 8), 60), style["words"])
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(r, c, value)
            else:
                sheet.write_string(r, c, NOT_APPLICABLE if value is None else str(value))
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _figures(edition: Edition) -> list[list[Any]]:
    rows = []
    for claim in edition.claims:
        empty = HIDDEN if claim.suppressed else UNAVAILABLE if claim.missing else None
        is_change = isinstance(claim.denominator, list)
        numbers = (
            [None, None, *claim.numerator[:1], *claim.denominator[:1], *claim.numerator[1:], *claim.denominator[1:]]
            if is_change
            else [
                claim.numerator,
                claim.denominator,
                None,
                None,
                None,
                None,
            ]
        )
        value = empty or claim.value
        if empty:
            numbers = [empty] * 6
        rows.append(
            [
                claim.key,
                claim.label,
                claim.section,
                claim.text,
                value,
                claim.unit,
                *numbers,
                claim.low,
                claim.high,
                claim.interval_kind,
                claim.formula,
                claim.numbers,
                claim.who_says,
                claim.level or None,
                claim.stage,
                claim.filters,
                claim.rounding,
                claim.small_numbers,
                claim.not_shown,
                claim.as_of.isoformat(timespec="seconds") if claim.as_of else None,
            ]
        )
    return rows


def _parts(edition: Edition) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for claim in edition.claims:
        for breakdown in claim.breakdowns:
            for part in breakdown.rows:
                if part.state != SHOWN or not part.numbers:
                    rows.append(
                        [claim.key, breakdown.title, part.name, part.state, "all", UNAVAILABLE if part.state == NONE else HIDDEN]
                    )
                for quantity, number in part.numbers.items():
                    rows.append([claim.key, breakdown.title, part.name, part.state, quantity, number])
    return rows


def _questions(edition: Edition) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for row in edition.content.get("questions", []):
        named = [row["questionnaire"], row["audience"], row["phase"], row["question"], row["scale"], row["state"]]
        if row["state"] == "shown":
            rows.append([*named, *row["before"], *row["after"], row["change"], row["low"], row["high"]])
        else:
            rows.append([*named, *[HIDDEN if row["state"] == "suppressed" else UNAVAILABLE] * 7])
    return rows


def _not_worked(edition: Edition) -> list[list[Any]]:
    content = edition.content
    rows = [["Idea abandoned", row["title"], row["service_type"], row["learnt"]] for row in content.get("abandoned", [])]
    rows += [
        ["Measure without signal", row["name"], row["service_type"], f"{row['values']} values show usual variation"]
        for row in content.get("signals", {}).get("without", [])
    ]
    rows += [
        ["Question that fell", row["question"], row["phase"], " → ".join(row["words"][:2])] for row in content.get("fell", [])
    ]
    rows += [
        [f"Ward {row['state'].lower()}", row["service_type"], row["phase"], row["reason"]] for row in content.get("left", [])
    ]
    return rows
