"""Attendance reports of Microsoft Teams as people have them, written by hand: text builders for each layout and each way
in which a file comes to be spoilt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Stay:
    """Somebody's time in the meeting: minutes after its start, from and to."""

    name: str
    email: str = ""
    start: float = 0
    end: float = 60
    role: str = "Attendee"


When = Callable[[datetime], str]


def american(at: datetime) -> str:
    hour = at.hour % 12 or 12
    return f"{at.month}/{at.day}/{at:%y}, {hour}:{at:%M:%S} {'PM' if at.hour > 11 else 'AM'}"


def american_narrow(at: datetime) -> str:
    """With the narrow no-break space that Windows puts before AM and PM since 2023."""
    return american(at).replace(" AM", "\u202fAM").replace(" PM", "\u202fPM")


def british(at: datetime) -> str:
    return f"{at:%d/%m/%Y, %H:%M:%S}"


def australian(at: datetime) -> str:
    hour = at.hour % 12 or 12
    return f"{at.day}/{at:%m/%Y}, {hour}:{at:%M:%S} {'pm' if at.hour > 11 else 'am'}"


def german(at: datetime) -> str:
    return f"{at.day}.{at.month}.{at.year}, {at:%H:%M:%S}"


def excel(at: datetime) -> str:
    """As a British Excel writes it back: no comma, no seconds."""
    return f"{at:%d/%m/%Y %H:%M}"


def iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}"


def in_words(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}, {at:%H:%M:%S}"


def length(minutes: float) -> str:
    seconds = round(minutes * 60)
    hours, rest = divmod(seconds, 3600)
    parts = [(hours, "h"), (rest // 60, "m"), (rest % 60, "s")]
    return " ".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def lines_2022(
    stays: Sequence[Stay], start: datetime, when: When = american, *, title: str = "Weekly coaching", extra: Sequence[str] = (),
) -> list[list[str]]:  # fmt: skip
    """Summary, Participants (a row a person), In-Meeting Activities (a row a stay)."""
    people: dict[str, list[Stay]] = {}
    for stay in stays:
        people.setdefault(stay.email or stay.name, []).append(stay)
    ended = max(stay.end for stay in stays)
    rows = [
        ["1. Summary"],
        ["Meeting title", title],
        ["Attended participants", str(len(people))],
        ["Start time", when(start)],
        ["End time", when(start + timedelta(minutes=ended))],
        ["Meeting duration", length(ended)],
        ["Average attendance time", length(ended)],
        [],
        ["2. Participants"],
        ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role", *extra],
    ]
    for group in people.values():
        one = group[0]
        spans = sorted((stay.start, stay.end) for stay in group)
        covered, until = 0.0, 0.0
        for first, last in spans:
            covered += max(0.0, last - max(first, until))
            until = max(until, last)
        rows.append(
            [one.name, when(start + timedelta(minutes=spans[0][0])), when(start + timedelta(minutes=until)), length(covered),
             one.email, one.email, one.role, *("0" for _ in extra)]
        )  # fmt: skip
    rows += [[], ["3. In-Meeting Activities"], ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"]]
    rows += [
        [one.name, when(start + timedelta(minutes=one.start)), when(start + timedelta(minutes=one.end)),
         length(one.end - one.start), one.email, one.role]
        for one in stays
    ]  # fmt: skip
    return rows


def lines_2021(stays: Sequence[Stay], start: datetime, when: When = american) -> list[list[str]]:
    """A summary, then a row a stay."""
    ended = max(stay.end for stay in stays)
    return [
        ["Meeting Summary"],
        ["Total Number of Participants", str(len({stay.email or stay.name for stay in stays}))],
        ["Meeting Title", "Weekly coaching"],
        ["Meeting Start Time", when(start)],
        ["Meeting End Time", when(start + timedelta(minutes=ended))],
        ["Meeting Id", "1f2e3d4c-0000-4000-8000-000000000000"],
        [],
        ["Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role", "Participant ID (UPN)"],
        *(
            [one.name, when(start + timedelta(minutes=one.start)), when(start + timedelta(minutes=one.end)),
             length(one.end - one.start), one.email, one.role, one.email]
            for one in stays
        ),
    ]  # fmt: skip


def lines_2020(stays: Sequence[Stay], start: datetime, when: When = american, *, left_out: Iterable[str] = ()) -> list[list[str]]:
    """A row an event. left_out: those whose leaving is missing, for the list was taken while they were there."""
    rows = [["Full Name", "User Action", "Timestamp"]]
    for one in stays:
        rows.append([one.name, "Joined before" if not one.start else "Joined", when(start + timedelta(minutes=one.start))])
        if one.name not in left_out:
            rows.append([one.name, "Left", when(start + timedelta(minutes=one.end))])
    return rows


LAYOUTS = {"2022": lines_2022, "2021": lines_2021, "2020": lines_2020}


def tabs(rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(row) + "\r\n" for row in rows)


def commas(rows: Iterable[Sequence[str]], mark: str = ",") -> str:
    """As a spreadsheet saves it: every line as wide as the widest, quoted where needed."""
    rows = [list(row) for row in rows]
    width = max(len(row) for row in rows)

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if mark in text or '"' in text else text

    return "".join(mark.join(cell(text) for text in [*row, *[""] * (width - len(row))]) + "\r\n" for row in rows)


def bare_commas(rows: Iterable[Sequence[str]]) -> str:
    """Commas without any quotes: dates and names fall apart."""
    return "".join(",".join(row) + "\r\n" for row in rows)


def as_teams(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


#: What becomes of the text on its way to us.
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-16LE with mark": as_teams,
    "UTF-16LE without mark": lambda text: text.encode("utf-16-le"),
    "UTF-16LE with half a character at its end": lambda text: as_teams(text) + b"\x00",
    "UTF-16BE with mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-8 with mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-8": str.encode,
    "UTF-8 with a NUL at its end": lambda text: text.encode() + b"\x00",
    "UTF-8, line feeds alone": lambda text: text.replace("\r\n", "\n").encode(),
    "UTF-8, carriage returns alone": lambda text: text.replace("\r\n", "\r").encode(),
    "UTF-8, empty lines between": lambda text: text.replace("\r\n", "\r\n\r\n").encode(),
}
SEPARATIONS: dict[str, Callable[[Iterable[Sequence[str]]], str]] = {
    "tabs": tabs,
    "commas": commas,
    "semicolons": lambda rows: commas(rows, ";"),
    "commas without quotes": bare_commas,
}
