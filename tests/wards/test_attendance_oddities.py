"""Attendance reports as other people's machines, spreadsheets and organisations leave them."""

import time
from datetime import date

import pytest

from tests.wards import teams_reports as teams
from wards.attendance_files.reports import Report, read
from wards.attendance_files.times import UnreadableReport

HEADS = ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role"]
FROM, UNTIL = "11/26/25, 4:00:00 PM", "11/26/25, 5:00:00 PM"


def report_of(*people: list[str], title: str = "Larch coaching", heads: list[str] | None = None, on: str = "11/26/25") -> str:
    """The layout since 2022, with these lines of participants."""
    rows = [
        ["1. Summary"], ["Meeting title", title], ["Attended participants", str(len(people))],
        ["Start time", f"{on}, 4:00:00 PM"], ["End time", f"{on}, 5:00:00 PM"], ["Meeting duration", "1h"], [],
        ["2. Participants"], heads or HEADS, *people,
    ]  # fmt: skip
    return teams.tabs(rows)


def line(name: str, since: str = FROM, until: str = UNTIL, length: str = "1h", email: str = "", upn: str = "") -> list[str]:
    return [name, since, until, length, email, upn, "Presenter"]


def read_text(text: str) -> Report:
    return read(text.encode())


def people(text: str) -> dict[str, int | None]:
    return {each.name: each.seconds for each in read_text(text).people}


def problem(text: str) -> UnreadableReport:
    with pytest.raises(UnreadableReport) as caught:
        read_text(text)
    return caught.value


def test_whoever_stands_among_the_participants_without_a_time_is_not_lost() -> None:
    """Somebody may have chosen that the report does not tell their times; the summary counts them as there."""
    text = report_of(line("Ruth Okoro"), ["Quinn, Avery", "", "", "", "avery@x.example"], ["Riley Short"], line("Omar", until=""))
    assert people(text) == {"Ruth Okoro": 3600, "Avery Quinn": None, "Riley Short": None, "Omar": 3600}


@pytest.mark.parametrize("nothing", ["-", "–", "N/A"])
def test_a_sign_for_nothing_is_nothing(nothing: str) -> None:
    text = report_of(line("Ruth Okoro"), ["Sam Hall", *[nothing] * 5, "Presenter"])
    assert people(text) == {"Ruth Okoro": 3600, "Sam Hall": None}


def test_whoever_registered_for_a_webinar_and_did_not_come_was_not_there() -> None:
    heads = [*HEADS, "Registration First Name", "Registration Last Name", "Registration Email", "Registration Status"]
    came = [*line("Ruth Okoro"), "Ruth", "Okoro", "r@x.example", "Approved"]
    stayed_away = ["", "", "", "", "", "", "", "Sam", "Hall", "s@x.example", "Approved"]
    (one,) = read_text(report_of(came, stayed_away, heads=heads)).people
    assert (one.name, one.emails) == ("Ruth Okoro", ("r@x.example",))


def test_a_guest_who_came_back_is_one_and_two_at_the_same_time_are_two() -> None:
    first = line("Casey (Unverified)", until="11/26/25, 4:20:00 PM", length="20m")
    again = line("casey (Unverified)", since="11/26/25, 4:30:00 PM", length="30m")
    other = line("Casey (Unverified)", since="11/26/25, 4:10:00 PM", until="11/26/25, 4:40:00 PM", length="30m")
    (one,) = read_text(report_of(first, again)).people
    assert (one.name, one.seconds, one.is_guest) == ("Casey", 50 * 60, True)
    assert len(read_text(report_of(first, other)).people) == 2
    assert len(read_text(report_of(line("Casey", email="a@x.example"), line("Casey", email="b@x.example"))).people) == 2


def test_the_address_of_a_guest_is_that_of_their_own_organisation() -> None:
    (one,) = read_text(report_of(line("Sam Hall", upn="Sam.Hall_northmoor.example#EXT#@oakbridge.example"))).people
    assert one.emails == ("sam.hall@northmoor.example",)


@pytest.mark.parametrize("name", ["Kit @ Larch Ward", "@Kit", "kit(at)x"])
def test_what_only_has_the_sign_of_an_address_is_none(name: str) -> None:
    (one,) = read_text(report_of(line(name, email="kit at x.example"))).people
    assert one.emails == ()


def test_whole_lines_in_quotes() -> None:
    """A spreadsheet that took each line for one cell."""
    text = (
        '"Full Name,User Action,Timestamp,"\r\n"Ruth Okoro,Joined,4/23/2021, 6:44:22 PM"\r\n'
        '"Hall, Sam,Joined,4/23/2021, 6:44:31 PM"\r\n"Ruth Okoro,Left,4/23/2021, 6:54:22 PM"\r\n'
    )
    assert people(text) == {"Ruth Okoro": 600, "Sam Hall": 591}


def test_a_name_and_a_title_over_two_lines_or_with_a_tab_stand_in_quotes() -> None:
    text = report_of(line('"Sky ""Ace""\tOkoro"'), title='"Larch \r\n(weekly, 60 minutes)"')
    report = read_text(text)
    assert (report.title, report.people[0].name, report.people[0].seconds) == ("Larch", 'Sky "Ace" Okoro', 3600)


def test_marks_of_other_scripts_and_controls_are_taken_out() -> None:
    text = report_of(line("\u202eRuth\u202c O\u00adko\x01ro", since="\u200e11/26/25\u200f, \u061c4:00:00\u202fPM"))
    assert people(text) == {"Ruth Okoro": 3600}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("26-Nov-25 16:00", date(2025, 11, 26)),
        ("26-Nov-2025 16:00:05", date(2025, 11, 26)),
        ("Wed 26 Nov 2025 16:00", date(2025, 11, 26)),
        ("Wed, Nov 26, 2025, 4:00 PM", date(2025, 11, 26)),
        ("26/11/2025 at 16:00", date(2025, 11, 26)),
        ("26/11/2025, 24:05:10", date(2025, 11, 26)),
        ("2025-07-01T22:59:59.0000000Z", date(2025, 7, 1)),
        ("2025-07-01T23:00:00Z", date(2025, 7, 2)),
        ("2025-07-01T23:30:00+01:00", date(2025, 7, 1)),
        ("2025-07-01 20:30:00 -05:00", date(2025, 7, 2)),
        ("2025-12-01T23:30:00Z", date(2025, 12, 1)),
        ("31/12/2025 23:59:59 (UTC)", date(2025, 12, 31)),
        ("01/07/2025 00:30 BST", date(2025, 7, 1)),
    ],
)
def test_days_are_those_of_london_in_whatever_way_they_are_written(written: str, day: date) -> None:
    assert day in read_text(f"Name\tJoin Time\r\nRuth\t{written}\r\n").days


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("28/03/2020, 23:30:00", "29/03/2020, 00:30:00", 60),
        ("29/03/2020, 00:30:00", "29/03/2020, 02:30:00", 60),
        ("24/10/2020, 23:30:00", "25/10/2020, 02:30:00", 240),
    ],
)
def test_over_midnight_and_over_the_change_of_the_clock_time_is_as_long_as_it_was(since: str, until: str, minutes: int) -> None:
    text = f"Full Name\tUser Action\tTimestamp\r\nRuth\tJoined\t{since}\r\nRuth\tLeft\t{until}\r\n"
    assert people(text) == {"Ruth": minutes * 60}
    summary = f"Meeting Start Time\t{since}\r\nMeeting End Time\t{until}\r\n\r\nFull Name\tJoin Time\r\nRuth\t{since}\r\n"
    assert read_text(summary).minutes == minutes


def of_2021(on: str, name: str) -> str:
    return teams.tabs(
        [
            ["Meeting Summary"], ["Meeting Title", "Larch"], ["Meeting Start Time", f"{on}, 4:00:00 PM"], [],
            ["Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role"],
            [name, f"{on}, 4:00:00 PM", f"{on}, 5:00:00 PM", "1h", "", "Presenter"],
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at_line"),
    [
        (report_of(line("Ruth")) + report_of(line("Sam"), on="12/3/25"), 12),
        (of_2021("11/26/2021", "Ruth") + of_2021("12/3/2021", "Sam"), 8),
        ("Full Name\tUser Action\tTimestamp\r\nA\tJoined\t3/13/2020, 4:00 PM\r\nB\tJoined\t3/20/2020, 4:00 PM\r\n", 3),
    ],
)
def test_several_meetings_in_one_file_are_told_and_nobody_is_left_out_silently(text: str, at_line: int) -> None:
    found = problem(text)
    assert "Choose a report of one meeting alone" in found.why
    assert found.line == at_line


def test_who_is_called_as_a_heading_is_a_person() -> None:
    text = f"Full Name\tUser Action\tTimestamp\r\nParticipant\tJoined\t{FROM}\r\nAttendee\tLeft\t{UNTIL}\r\n"
    assert list(people(text)) == ["Participant", "Attendee"]


@pytest.mark.parametrize(
    "text",
    [
        "Session Id,Full Name,UTC Event Timestamp,Action,Role\r\n1,Ruth,11/26/2025 4:00:00 PM,Joined,Attendee\r\n",
        "Vollständiger Name\tBenutzeraktion\tZeitstempel\r\nRuth\tBeigetreten\t26.11.2020, 16:00:00\r\n",
        "2. Participants\r\nNom\tPremière connexion\tDernière sortie\r\nRuth\t26/11/2025 16:00\t26/11/2025 17:00\r\n",
        "{\\rtf1 hello}",
        "<html><body><table><tr><td>Name</td></tr></table></body></html>",
    ],
)
def test_another_language_or_another_list_is_told_with_what_to_do(text: str) -> None:
    assert "change the language of Teams to English" in problem(text).why


@pytest.mark.parametrize(
    "text",
    [
        report_of(line("(" * 200_000 + ")" * 200_000)),
        report_of(line("( " * 400_000)),
        "Name\tDuration\r\nRuth\t1h" + "," * 500_000 + "x\r\n",
        "Name\tJoin Time\r\n" + "1/1/11\t1:11\t" * 70_000,
        "Full Name\tUser Action\tTimestamp\r\n" + ("(" * 40 + ")" * 40 + f"\tJoined\t{FROM}\r\n") * 4_000,
        "Name,Email\r\n" + '"' * 900_000 + "\r\n",
    ],
)
def test_a_file_made_to_keep_the_reader_busy_is_read_in_no_time(text: str) -> None:
    started = time.process_time()
    try:
        report = read_text(text[:1_000_000])
    except UnreadableReport as refused:
        assert refused.why
    else:
        assert all(len(each.name) <= 250 for each in report.people)
    assert time.process_time() - started < 5
