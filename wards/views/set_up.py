"""What the set-up pages share: a list that searches, sorts, pages and exports; a form that calls a verb; who may come."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from people.requests import PersonRequest
from people.saving import attempt
from ui.downloads import csv_file
from ui.forms import Filter
from ui.lists import address, page_of, sorting
from ui.tables import Table
from wards.access import programme_or_404
from wards.models import Programme

CRUMBS = [{"text": "Programme", "href": "/programme/"}]


def programme_of(request: PersonRequest) -> Programme:
    """The programme that its national team sets up; Http404 for everybody else."""
    return programme_or_404(request, to="manage_places")


def crumbs(*places: tuple[str, str]) -> list[dict[str, str]]:
    return [*CRUMBS, *({"text": text, "href": href} for text, href in places)]


class SearchFilter(Filter):
    q = forms.CharField(label="Search", required=False, max_length=100)


def list_page(
    request: PersonRequest,
    *,
    heading: str,
    nouns: tuple[str, str],
    form: Filter,
    found: Any,
    columns: list[tuple[str, str]],
    row: Callable[[Any], list[Any]],
    file_head: Iterable[str],
    file_row: Callable[[Any], list[Any]],
    order: str,
    new: tuple[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """A list. columns: (head, key of its order or ""); found: rows in order, each drawn by `row` and `file_row`."""
    if request.GET.get("file") == "csv":
        return csv_file(heading.lower().replace(" ", "-"), list(file_head), [file_row(one) for one in found])
    page = page_of(request, found)
    keys = {i: key for i, (_, key) in enumerate(columns) if key}
    table = Table([head for head, _ in columns], [row(one) for one in page.rows], sort=sorting(request, keys, order))
    return render(
        request,
        "wards/set_up_list.html",
        {
            "heading": heading,
            "nouns": nouns,
            "filter": form,
            "chosen": form.chosen,
            "filtered": bool(form.chosen.keys() - {"q"}),
            "page": page,
            "table": table,
            "csv": address(request, file="csv"),
            "new": new,
            "breadcrumbs": crumbs(),
            **more,
        },
    )


def order_of(request: PersonRequest, orders: dict[str, str], usual: str) -> tuple[str, list[str]]:
    """(the order in force, columns for order_by); nonsense in the address gives the usual one."""
    asked = request.GET.get("sort", usual)
    column = orders.get(asked.lstrip("-"))
    if column is None:
        asked, column = usual, orders[usual.lstrip("-")]
    return asked, [f"-{column}" if asked.startswith("-") else column, "pk"]


def form_page(
    request: PersonRequest,
    form: Any,
    verb: Callable[[dict[str, Any]], Any],
    *,
    heading: str,
    back: str,
    done: str,
    to: Callable[[Any], str] | None = None,
    button: str = "Save",
    caption: str = "",
    warning: str = "",
    trail: Any = (),
) -> HttpResponse:
    """A form whose words go to a verb; what the verb refuses stands beside its field, with all that was typed."""
    if (made := attempt(form, verb)) is not None:
        messages.success(request, done)
        return redirect(to(made) if to else back)
    return render(
        request,
        "ui/form.html",
        {
            "heading": heading,
            "caption": caption,
            "form": form,
            "button": button,
            "back": back,
            "warning": warning,
            "breadcrumbs": crumbs(*trail),
        },
    )


def fact(key: str, value: Any) -> dict[str, Any]:
    """One line of a summary list."""
    return {"key": {"text": key}, "value": {"text": str(value or "Not known")}}


def at(name: str, *keys: Any) -> str:
    return reverse(name, args=keys)
