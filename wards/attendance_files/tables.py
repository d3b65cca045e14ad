"""The text of an attendance file, and the tables in it."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wards.attendance_files.times import MOMENT, ONLY_DATE, ONLY_TIME, UnreadableReport, spelt

MOST_BYTES, MOST_LINES = 1_000_000, 10_000
#: Of a line so many cells are read, and of a cell so many characters: no name is longer, and patterns stay quick.
MOST_CELLS, MOST_CHARACTERS = 60, 250

_HEADS = {
    "name": ("name", "full name", "participant", "participant name", "attendee", "attendee name", "display name"),
    "first_name": ("first name", "given name", "forename"),
    "last_name": ("last name", "surname", "family name"),
    "joined": ("first join", "first join time", "join time", "joined", "joined at", "time joined"),
    "left": ("last leave", "last leave time", "leave time", "left", "left at", "time left"),
    "duration": ("in-meeting duration", "in meeting duration", "duration", "attendance duration", "total duration",
                 "time in meeting"),
    "email": ("email", "e-mail", "email address", "e-mail address"),
    "upn": ("participant id (upn)", "participant id", "upn", "user principal name"),
    "other_email": ("registration email", "registered email"),
    "role": ("role", "meeting role"),
    "action": ("user action", "action"),
    "at": ("timestamp", "time stamp", "date/time", "date and time", "time"),
}  # fmt: skip
_COLUMNS = {words: column for column, all_words in _HEADS.items() for words in all_words}
_SUMMARY = {
    "meeting title": "title", "start time": "start", "meeting start time": "start", "end time": "end",
    "meeting end time": "end", "meeting duration": "duration",
}  # fmt: skip
#: What people and programs write where there is nothing to write.
_NOTHING = {"", "-", "--", "–", "—", "n/a"}
_SECTION = re.compile(r"^\d+\.\s*(\D.*)$")


@dataclass
class Table:
    """registers: also those stand in it who registered for a webinar and did not come."""

    section: str
    columns: list[str]
    registers: bool = False
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for column, cell in zip(self.columns, row, strict=False):
            if column and cell.lower() not in _NOTHING:
                found.setdefault(column, cell)
        return found


def text_of(content: bytes) -> str:
    """The characters of the file, without byte-order marks, NULs and marks that nobody sees."""
    if not content.strip(b"\x00\r\n\t "):
        raise UnreadableReport(0, "The file is empty")
    if len(content) > MOST_BYTES:
        raise UnreadableReport(0, f"The file must be {MOST_BYTES // 1_000_000} MB or smaller")
    if content.startswith(b"\xd0\xcf\x11\xe0") or (content.startswith(b"PK") and b"xl/" in content):
        raise UnreadableReport(0, "This is an Excel workbook. Choose the CSV file as Teams gave it, or save the sheet as CSV")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")):
        raise UnreadableReport(0, "This is a packed file or a document of another kind. Choose the CSV file as Teams gave it")
    if content.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise UnreadableReport(0, "This is not a CSV file. Choose the attendance report as Teams gave it")
    text = _decoded(content).replace("\ufeff", "").replace("\x00", "")
    text = re.sub(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]", "", text)
    if sum(not (character.isprintable() or character.isspace()) for character in text) > len(text) // 20:
        raise UnreadableReport(0, "This is not a text file. Choose the attendance report as Teams gave it")
    return re.sub(r"[\x01-\x08\x0e-\x1f\x7f]", "", text)


def _decoded(content: bytes) -> str:
    zeros = [content[:2000][start::2].count(0) for start in (0, 1)]
    little = content.startswith(b"\xff\xfe") or (zeros[1] > 20 and zeros[1] > 10 * zeros[0])
    big = content.startswith(b"\xfe\xff") or (zeros[0] > 20 and zeros[0] > 10 * zeros[1])
    if little or big:
        # A file that was cut off, or ends with half a character.
        return content[: len(content) // 2 * 2].decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def lines_of(text: str) -> list[str]:
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > MOST_LINES:
        raise UnreadableReport(MOST_LINES + 1, f"The report has {len(lines):,} lines: more than {MOST_LINES:,} are not read")
    return lines


def best_of(lines: list[str]) -> tuple[dict[str, tuple[int, str]], list[Table]]:
    """Summary (key → line, value) and tables, with the separator that makes most sense of the heads."""
    tried = [_sections(lines, mark) for mark in ("\t", ",", ";")]
    summary, tables = max(tried, key=lambda each: max((sum(map(bool, table.columns)) for table in each[1]), default=0))
    if not tables:
        raise UnreadableReport(
            1, "No line with the headings “Name” and “First Join”, “Join Time” or “User Action” follows. "
            "This is not an attendance report of Microsoft Teams, or it is in another language than English: "
            "then change the language of Teams to English and download it again",
        )  # fmt: skip
    return summary, tables


def _sections(lines: list[str], mark: str) -> tuple[dict[str, tuple[int, str]], list[Table]]:
    summary: dict[str, tuple[int, str]] = {}
    tables: list[Table] = []
    section, table = "", None
    for number, line in enumerate(lines, 1):
        cells = _cells(line, mark)
        if not cells:
            continue
        if len(cells) == 1 and (heading := _SECTION.match(cells[0])):
            section, table = heading[1].lower(), None
            continue
        key = _SUMMARY.get(_plain(cells[0])) if len(cells) > 1 else None
        if tables and key in summary:
            raise UnreadableReport(number, "Here the report of a second meeting begins. Choose a report of one meeting alone")
        if (columns := _heads(cells)) is not None:
            registers = any(_plain(cell).startswith("regist") for cell in cells)
            table = Table(section, columns, registers)
            tables.append(table)
        elif table is not None:
            table.rows.append((number, _fitted(cells, table.columns)))
        elif key:
            summary.setdefault(key, (number, ", ".join(cell for cell in cells[1:] if cell)))
    return summary, tables


def _cells(line: str, mark: str) -> list[str]:
    """The cells of one line without the empty ones at its end. Line by line, so that a quote left open spoils one alone."""
    parts = _parts(line, mark)
    if len(parts) == 1 and mark in parts[0]:  # the whole line was put into quotes
        parts = _parts(parts[0], mark)
    cells = [re.sub(r"\s+", " ", part).strip()[:MOST_CHARACTERS] for part in parts[:MOST_CELLS]]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _parts(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark, skipinitialspace=True, strict=True), [])
    except csv.Error:  # quotes that are part of a name
        return [_unquoted(part.strip()) for part in line.split(mark)]


def _unquoted(cell: str) -> str:
    """Without the quotes around it, or one that is open at its beginning; those inside stay."""
    if not cell.startswith('"'):
        return cell
    return cell[1:].removesuffix('"').replace('""', '"')


def _plain(cell: str) -> str:
    return cell.strip(" :").lower()


def _heads(cells: list[str]) -> list[str] | None:
    """The column that each cell is the head of (“” for others), or None where this is no line of heads."""
    if any(MOMENT.match(spelt(cell)) for cell in cells):
        return None
    columns = [_COLUMNS.get(_plain(cell), "") for cell in cells]
    named = "name" in columns or {"first_name", "last_name"} <= set(columns)
    told = set(columns) - {"", "name", "first_name", "last_name"}
    return columns if named and told and not ("action" in told and "at" not in told) else None


def _fitted(cells: list[str], columns: list[str]) -> list[str]:
    """The cells of a line that was saved without quotes: a date and its time, or two parts of a name, put together again."""
    place = 0
    while place + 1 < len(cells):
        if ONLY_DATE.match(spelt(cells[place])) and ONLY_TIME.match(cells[place + 1]):
            cells = [*cells[:place], f"{cells[place]}, {cells[place + 1]}", *cells[place + 2 :]]
        place += 1
    if columns[0] != "name":
        return cells
    wanted = next((i for i, column in enumerate(columns) if column in ("joined", "at")), 0)
    found = next((i for i, cell in enumerate(cells) if MOMENT.match(spelt(cell))), 0)
    parts = cells[: found - wanted + 1]
    if found > wanted > 0 and all(re.fullmatch(r"[^\d@]+", part) for part in parts):
        cells = [", ".join(parts), *cells[len(parts) :]]
    return cells
