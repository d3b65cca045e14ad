"""Attendance reports of Microsoft Teams in every layout, and what spoils them on the way."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wards import teams_reports as teams
from tests.wards.teams_reports import ENCODINGS, LAYOUTS, SEPARATIONS, Stay
from wards.attendance_files.reports import Report, read
from wards.attendance_files.tables import MOST_BYTES
from wards.attendance_files.times import UnreadableReport

START = datetime.fromisoformat("2025-11-26T16:16:54")
STAYS = [
    Stay("Ruth Okoro", "ruth.okoro@northmoor.example", 0, 60, "Organizer"),
    Stay("Hall, Sam (NORTHMOOR CARE)", "sam.hall@northmoor.example", 1.5, 59.25),
    Stay("Jo (Guest)", "", 5, 30),
]
FORMATS = [
    teams.american, teams.american_narrow, teams.british, teams.australian, teams.german, teams.excel, teams.iso, teams.in_words
]  # fmt: skip


def people(report: Report) -> dict[str, int | None]:
    return {each.name: each.seconds for each in report.people}


def read_text(text: str) -> Report:
    return read(text.encode())


def problem(content: bytes | str) -> UnreadableReport:
    with pytest.raises(UnreadableReport) as caught:
        read(content if isinstance(content, bytes) else content.encode())
    return caught.value


@pytest.mark.parametrize("when", FORMATS)
@pytest.mark.parametrize("separation", SEPARATIONS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_in_every_language_and_separation_says_the_same(layout: str, separation: str, when: Any) -> None:
    start = START.replace(second=0) if when is teams.excel else START
    stays = [Stay(each.name, each.email, round(each.start), round(each.end), each.role) for each in STAYS]
    report = read_text(SEPARATIONS[separation](LAYOUTS[layout](stays, start, when)))  # type: ignore[operator]
    assert people(report) == {"Ruth Okoro": 3600, "Sam Hall": 57 * 60, "Jo": 25 * 60}
    assert report.days == (date(2025, 11, 26),)
    assert [each.is_guest for each in report.people] == [False, False, True]
    if layout != "2020":
        assert report.people[0].emails == ("ruth.okoro@northmoor.example",)
        assert (report.title, report.minutes) == ("Weekly coaching", 60)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_encoding_says_the_same(layout: str, encoding: str) -> None:
    stays = [*STAYS, Stay("Zoë Łukasz-Ó Briain", "zoe@northmoor.example", 2, 10)]
    report = read(ENCODINGS[encoding](teams.tabs(LAYOUTS[layout](stays, START))))  # type: ignore[operator]
    assert [each.name for each in report.people] == ["Ruth Okoro", "Sam Hall", "Jo", "Zoë Łukasz-Ó Briain"]
    assert report.days == (date(2025, 11, 26),)


def test_a_spreadsheet_of_windows_is_read() -> None:
    stays = [Stay("Zoë Müller", "", 0, 60)]
    assert people(read(teams.commas(teams.lines_2021(stays, START)).encode("cp1252"))) == {"Zoë Müller": 3600}


def test_two_devices_at_once_are_one_person_for_as_long_as_either_was_there() -> None:
    stays = [
        Stay("Ruth Okoro", "r@x.example", 0, 40),
        Stay("Ruth Okoro", "r@x.example", 20, 60),
        Stay("Sam", "s@x.example", 0, 60),
    ]
    for layout in LAYOUTS.values():
        assert people(read_text(teams.tabs(layout(stays, START)))) == {"Ruth Okoro": 3600, "Sam": 3600}  # type: ignore[operator]


def test_leaving_and_coming_back_counts_the_time_inside() -> None:
    stays = [Stay("Ruth", "", 0, 10), Stay("Ruth", "", 30, 60)]
    for layout in (teams.lines_2021, teams.lines_2020):
        assert people(read_text(teams.tabs(layout(stays, START)))) == {"Ruth": 40 * 60}


def test_who_never_left_stayed_to_the_end() -> None:
    rows = teams.lines_2020([Stay("Ruth", "", 0, 60), Stay("Sam", "", 15, 60)], START, left_out=["Sam"])
    assert people(read_text(teams.tabs(rows))) == {"Ruth": 3600, "Sam": 45 * 60}


def test_the_activities_alone_are_enough_and_never_count_twice() -> None:
    rows = teams.lines_2022(STAYS, START)
    cut = next(i for i, row in enumerate(rows) if row == ["3. In-Meeting Activities"])
    assert len(read_text(teams.tabs(rows)).people) == len(read_text(teams.tabs(rows[cut:])).people) == 3


def test_heads_in_other_case_order_and_company() -> None:
    rows = teams.lines_2022(STAYS, START, extra=["Engagement: Raised hands", "Registration Email"])
    for row in rows:
        if row[:1] == ["Name"]:
            row[:] = [cell.upper() + ":" for cell in row]
    turned = [list(reversed(row)) if len(row) > 2 else row for row in rows]
    for lines in (rows, turned):
        assert people(read_text(teams.tabs(lines))) == {"Ruth Okoro": 3600, "Sam Hall": 3465, "Jo": 1500}


def test_quoted_fields_and_quotes_in_names() -> None:
    stays = [Stay('Ruth "Ruthie" Okoro', "", 0, 60), Stay('"Sam Hall', "", 0, 60), Stay("O'Neill, Kit", "", 0, 60)]
    text = teams.tabs(teams.lines_2021(stays, START)).replace(teams.american(START), f'"{teams.american(START)}"')
    assert list(people(read_text(text))) == ['Ruth "Ruthie" Okoro', "Sam Hall", "Kit O'Neill"]
    assert list(people(read_text(teams.commas(teams.lines_2021(stays[::2], START))))) == ['Ruth "Ruthie" Okoro', "Kit O'Neill"]


def test_only_who_attended_and_not_when() -> None:
    text = "2. Participants\r\nName\tEmail\tRole\r\nRuth Okoro\tr@x.example\tOrganiser\r\nSam Hall\t\tPresenter\r\n"
    report = read_text(text)
    assert people(report) == {"Ruth Okoro": None, "Sam Hall": None}
    assert (report.days, report.minutes) == ((), None)


def test_who_registered_and_did_not_come_is_not_there() -> None:
    text = (
        "2. Participants\r\nFirst Name\tLast Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tRegistration Email\r\n"
        "Ruth\tOkoro\t11/26/25, 4:00:00 PM\t11/26/25, 5:00:00 PM\t1h\tR.Okoro@x.example\r\nSam\tHall\t\t\t0s\ts@x.example\r\n"
    )
    (one,) = read_text(text).people
    assert (one.name, one.emails, one.seconds) == ("Ruth Okoro", ("r.okoro@x.example",), 3600)


def test_two_guests_of_one_name_are_two_people_where_each_row_is_a_person() -> None:
    rows = teams.lines_2022([Stay("Ruth", "r@x.example", 0, 60)], START)
    place = next(i for i, row in enumerate(rows) if row[:1] == ["Ruth"]) + 1
    guest = ["Guest", teams.american(START), teams.american(START), "0s", "", "", "Attendee"]
    assert len(read_text(teams.tabs([*rows[:place], guest, guest, *rows[place:]])).people) == 3


def test_an_address_for_a_name_is_an_address() -> None:
    (one,) = read_text("Name\tRole\r\nR.Okoro@x.example\tAttendee\r\n").people
    assert one.emails == ("r.okoro@x.example",)


def test_lengths_and_summaries_in_words_that_nobody_knows_do_not_matter_beside_times() -> None:
    text = teams.tabs(teams.lines_2022(STAYS, START)).replace("Weekly coaching", "Start")
    for known, strange in (
        ("1h\t", "1 godz.\t"),
        ("57m 45s", "57 min 45 sek."),
        ("Start time\t", "Start time\tin the afternoon of "),
    ):
        assert known in text
        text = text.replace(known, strange)
    report = read_text(text)
    assert people(report) == {"Ruth Okoro": 3600, "Sam Hall": 3465, "Jo": 1500}
    assert report.days == (date(2025, 11, 26),)


def test_a_hint_for_spreadsheets_and_a_line_in_one_quoted_piece() -> None:
    text = teams.tabs(teams.lines_2021(STAYS, START))
    quoted = "\r\n".join(f'"{line}"' if "," in line else line for line in text.split("\r\n"))
    for one in ("sep=\t\r\n" + text, quoted):
        assert people(read_text(one)) == {"Ruth Okoro": 3600, "Sam Hall": 3465, "Jo": 1500}


def test_a_thirteenth_month_settles_it_for_the_whole_file() -> None:
    stays = [Stay("Ruth", "", 0, 60), Stay("Sam", "", 60, 120)]
    over_midnight = teams.tabs(teams.lines_2020(stays, datetime.fromisoformat("2025-03-12T22:30:00"), teams.british))
    assert read_text(over_midnight).days == (date(2025, 3, 12),)
    assert read_text(over_midnight.replace("Sam", "Ruth")).days == (date(2025, 3, 12),)


def test_where_nothing_settles_it_both_days_are_possible() -> None:
    for when, days in (
        (teams.british, (date(2025, 3, 5), date(2025, 5, 3))),
        (teams.american, (date(2025, 5, 3), date(2025, 3, 5))),
    ):
        report = read_text(teams.tabs(teams.lines_2022(STAYS, datetime.fromisoformat("2025-03-05T10:00:00"), when)))
        assert report.days == days
    assert read_text(teams.tabs(teams.lines_2022(STAYS, datetime.fromisoformat("2025-05-05T10:00:00")))).days == (
        date(2025, 5, 5),
    )


def test_over_midnight_the_dates_that_follow_each_other_settle_it() -> None:
    report = read_text(
        teams.tabs(teams.lines_2021([Stay("Ruth", "", 0, 60)], datetime.fromisoformat("2025-02-01T23:30:00"), teams.british))
    )
    assert (report.days, people(report)) == ((date(2025, 2, 1),), {"Ruth": 3600})


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 0, "empty"),
        ("\r\n\r\n", 0, "empty"),
        ("Name,Birthday\r\nRuth,1 May\r\n", 1, "not an attendance report"),
        ("Hello\r\n", 1, "not an attendance report"),
        ("Full Name\tUser Action\tTimestamp\r\n", 0, "names nobody"),
        ("Full Name\tUser Action\tTimestamp\r\nRuth\tJoined\tyesterday\r\n", 2, "“yesterday” is not a date and time"),
        ("Full Name\tUser Action\tTimestamp\r\nRuth\tWaved\t1/2/2025, 10:00\r\n", 2, "neither Joined nor Left"),
        ("Full Name\tUser Action\tTimestamp\r\n\tJoined\t1/2/2025, 10:00\r\n", 2, "no name"),
        ("Full Name\tUser Action\tTimestamp\r\nRuth\tJoined\r\nSam\tJoined\t1/2/2025, 10:00\r\n", 2, "no time"),
        ("Name\tDuration\r\nRuth\tsome time\r\n", 2, "not a length of time"),
        ("Name\tJoin Time\r\nRuth\t31/2/2025, 10:00\r\n", 2, "not a date and time"),
        ("Name\tJoin Time\r\nRuth\t1/2/2025, 25:00\r\n", 2, "not a date and time"),
        ("Name\tJoin Time\r\n\r\nRuth\t13/2/2025, 10:00\r\nSam\t2/13/2025, 10:00\r\n", 4, "changed places against line 3"),
    ],
)
def test_what_cannot_be_read_says_which_line_and_why(text: str, line: int, why: str) -> None:
    found = problem(text)
    assert found.line == line
    assert why in str(found)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04....xl/workbook.xml" + b"x" * 100, "Excel workbook"),
        (b"PK\x03\x04....report.csv" + b"x" * 100, "packed file"),
        (b"\x1f\x8b\x08" + b"x" * 100, "packed file"),
        (b"%PDF-1.7 ...", "not a CSV file"),
        (bytes(range(1, 32)) * 40, "not a text file"),
        (b"x" * (MOST_BYTES + 1), "1 MB or smaller"),
        (b"\r\n" * 20_000 + b"x", "more than 10,000"),
        (b"\x00\x00", "empty"),
    ],
)
def test_what_is_no_report_at_all_says_so(content: bytes, why: str) -> None:
    assert why in problem(content).why


def test_more_people_than_a_session_has_are_refused() -> None:
    stays = [Stay(f"Person {i}", "", 0, 60) for i in range(301)]
    assert "more than 300 people" in problem(teams.tabs(teams.lines_2021(stays, START))).why


NAMES = (
    st.text(st.sampled_from("abcdeéÖñ ABC'-"), min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda name: any(character.isalpha() for character in name))
)


@st.composite
def meetings(draw: st.DrawFn) -> tuple[list[Stay], datetime]:
    names = draw(st.lists(NAMES, min_size=1, max_size=8, unique_by=str.casefold))
    stays = []
    for i, name in enumerate(names):
        first = draw(st.integers(0, 50))
        stays.append(Stay(name, f"p{i}@x.example" if draw(st.booleans()) else "", first, first + draw(st.integers(1, 60))))
    day = draw(st.dates(date(2020, 1, 1), date(2029, 12, 31)))
    return stays, datetime.combine(day, time(9, 5, 7))


@settings(max_examples=150, deadline=None)
@given(
    meetings(), st.sampled_from(sorted(LAYOUTS)), st.sampled_from(FORMATS), st.sampled_from(["tabs", "commas", "semicolons"]),
    st.sampled_from(sorted(ENCODINGS)),
)  # fmt: skip
def test_whatever_is_written_is_read_again(
    meeting: tuple[list[Stay], datetime], layout: str, when: Any, separation: str, encoding: str
) -> None:
    stays, start = meeting
    if when is teams.excel:
        start = start.replace(second=0)
    report = read(ENCODINGS[encoding](SEPARATIONS[separation](LAYOUTS[layout](stays, start, when))))  # type: ignore[operator]
    assert people(report) == {stay.name: (stay.end - stay.start) * 60 for stay in stays}
    assert start.date() in report.days
    assert len(report.days) <= 2


@settings(max_examples=200, deadline=timedelta(seconds=2))
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_nothing_else_than_a_report_or_a_refusal_comes_of_any_bytes(content: bytes) -> None:
    head = b"Full Name\tUser Action\tTimestamp\tDuration\r\n"
    for one in (content, head + content, b"\xff\xfe" + content):
        try:
            assert read(one).people
        except UnreadableReport as refused:
            assert refused.why
