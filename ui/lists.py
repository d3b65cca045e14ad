"""Lists: a page of rows, and addresses that keep the filters which are in the address already."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

#: Rows of one page.
PER_PAGE = 25


def address(request: HttpRequest, **changes: Any) -> str:
    """The query of this page with some of it changed; a change to "" or None takes that part out.

    A change of filter or order goes back to the first page.
    """
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def sorting(request: HttpRequest, columns: dict[int, str], current: str) -> dict[int, tuple[str, str]]:
    """For `ui.tables.Table.sort`: column's position → (address, state). columns: position → key of the order.

    current: the key in force, with "-" in front when it runs downwards.
    """
    found = {}
    for position, key in columns.items():
        state = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
        turned = f"-{key}" if state == "ascending" else key
        found[position] = (address(request, sort=turned), state)
    return found


@dataclass
class ListPage:
    """rows: those of this page; count: of all pages; pagination: for the NHS component, None on a single page."""

    rows: list[Any]
    count: int
    first: int
    last: int
    pagination: dict[str, Any] | None


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> ListPage:
    """The page that the address asks for; a number out of range gives the nearest page."""
    pages = Paginator(rows, per_page)
    page = pages.get_page(request.GET.get("page"))
    pagination: dict[str, Any] | None = None
    if pages.num_pages > 1:
        items = [
            {"ellipsis": True} if number == pages.ELLIPSIS else
            {"number": number, "href": address(request, page=number), "current": number == page.number}
            for number in pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ]  # fmt: skip
        pagination = {"items": items}
        if page.has_previous():
            pagination["previous"] = {"href": address(request, page=page.previous_page_number())}
        if page.has_next():
            pagination["next"] = {"href": address(request, page=page.next_page_number())}
    return ListPage(list(page.object_list), pages.count, page.start_index(), page.end_index(), pagination)
