"""Tables as data, for pages and files alike."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join

#: What stands in a cell that has nothing to say; on a telephone the whole line is left out.
NOTHING = ("–", "")


@dataclass(frozen=True)
class Cell:
    """text: what is read; href: where it leads."""

    text: Any
    href: str = ""
    note: str = ""

    def html(self) -> Any:
        words = format_html('<a href="{}">{}</a>', self.href, self.text) if self.href else format_html("{}", self.text)
        return format_html('{}<br><span class="qi-soft">{}</span>', words, self.note) if self.note else words


@dataclass(frozen=True)
class Links(Cell):
    """Several links in one cell. links: (words, address, what they are about, for those who hear the page)."""

    links: tuple[tuple[str, str, str], ...] = ()

    def html(self) -> Any:
        return format_html_join(" · ", '<a href="{1}">{0}<span class="nhsuk-u-visually-hidden"> {2}</span></a>', self.links)


@dataclass
class Table:
    """head: column names; numeric: positions of number columns; rows: texts or Cells.

    sort: column's position → (address that sorts by it, "none", "ascending" or "descending" now).
    """

    head: list[str]
    rows: list[list[Any]] = field(default_factory=list)
    numeric: frozenset[int] = frozenset()
    sort: dict[int, tuple[str, str]] = field(default_factory=dict)

    def params(self, caption: str, hide_caption: bool) -> dict[str, Any]:
        form = dict.fromkeys(self.numeric, "numeric")
        return {
            "caption": {"text": caption, "classes": "nhsuk-u-visually-hidden" if hide_caption else "nhsuk-table__caption--m"},
            "responsive": True,
            "firstCellIsHeader": True,
            "head": [
                {
                    "text": name,
                    "format": form.get(i),
                    "href": self.sort.get(i, ("", ""))[0],
                    "sort": self.sort.get(i, ("", ""))[1],
                }
                for i, name in enumerate(self.head)
            ],
            "rows": [
                [
                    {
                        "html": (cell if isinstance(cell, Cell) else Cell(cell)).html(),
                        "format": form.get(i),
                        "header": self.head[i],
                        "classes": "qi-none" if cell in NOTHING else None,
                    }
                    for i, cell in enumerate(row)
                ]
                for row in self.rows
            ],
        }
