"""Forms of an attendance report: choose the file, then say who is who before anything is kept."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.dateparse import parse_date

from coaching.attendance import Known, key_of
from coaching.forms.sessions import Picks, person_name
from coaching.models import Session
from people.models import Person
from people.texts import TextField
from ui.forms import Form, VersionField
from ui.templatetags.formats import day
from wards.attendance_files.names import Match
from wards.attendance_files.reports import Attendee, Report, read
from wards.attendance_files.tables import MOST_BYTES
from wards.attendance_files.times import UnreadableReport

#: What may be said of somebody in the report who is none of those that are known.
OTHER, OUT = "other", "out"
_SALT = "coaching.attendance"


class ReportForm(Form):
    report = forms.FileField(
        label="Attendance report",
        help_text="The CSV file as Teams gave it, up to 1 MB",
        error_messages={
            "required": "Choose the attendance report",
            "empty": "The file is empty",
            "invalid": "Choose the attendance report again",
        },
    )

    def clean_report(self) -> Report:
        sent = self.cleaned_data["report"]
        try:
            return read(sent.read(MOST_BYTES + 1))
        except UnreadableReport as error:
            raise forms.ValidationError(str(error)) from None


def packed(report: Report, session: Session) -> str:
    """A report that has been read, signed, for the form that goes on with it: the server keeps none of it."""
    people = [[each.name, each.emails, each.seconds, each.is_guest, each.role] for each in report.people]
    days = [each.isoformat() for each in report.days]
    return signing.dumps([str(session.pk), report.title, people, days, report.minutes], salt=_SALT, compress=True)


def unpacked(text: str, session: Session) -> Report | None:
    """The report again, or None where it is another session's, or spoilt."""
    try:
        key, title, people, days, minutes = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    if key != str(session.pk):
        return None
    attendees = tuple(Attendee(name, tuple(emails), seconds, guest, role) for name, emails, seconds, guest, role in people)
    return Report(title, attendees, tuple(filter(None, map(parse_date, days))), minutes)


class ReviewForm(Form):
    """One choice for everybody in the report, then what follows from it. Nothing is kept before it is sent."""

    packed = forms.CharField(widget=forms.HiddenInput)
    overlap_is_meant = forms.BooleanField(label="Both are right. Save it all the same", required=False)
    version = VersionField()

    def __init__(self, *args: Any, report: Report, known: Known, session: Session, me: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.known, self.session = report, known, session
        self.matches = [known.match(attendee) for attendee in report.people]
        self.report_key = key_of(report, session)
        self.was_kept = session.report_key == self.report_key
        self.first_choices = self._as_kept() if self.was_kept else self._as_found()
        self._people = {
            str(person.pk): person
            for person in [*(row.person for row in known.people), *known.came, *known.coaches, *known.coached]
        }
        self._offer_people()
        self._offer_kept()
        self._offer_minutes()
        self._offer_day()
        if session.is_planned:
            self.fields["note"] = TextField(
                "Notes for the ward team", most=4000, rows=5,
                hint="Everybody in the ward team reads this. Leave out anything that could identify a patient.",
            )  # fmt: skip

    def _as_found(self) -> list[str]:
        """For everybody in the report who they are, if recognised; else one more person, unless it is a program."""
        return [
            str(found.person.pk) if found.person else OUT if attendee.is_machine else OTHER
            for attendee, found in zip(self.report.people, self.matches, strict=True)
        ]

    def _as_kept(self) -> list[str]:
        """The same of a report that was kept before, so that nothing changes: who was chosen by hand is not known any
        more, so as many are counted as are recorded, and the rest left out, beside those recorded without the report."""
        choices, others = self._as_found(), self.known.others
        recorded = {str(person.pk) for person in [*self.known.came, *self.known.coached]}
        missing = recorded - set(choices)
        for i, found in enumerate(self.matches):
            alike = next((str(person.pk) for person in found.perhaps if str(person.pk) in missing), None)
            if alike:
                choices[i] = alike
                missing.discard(alike)
            elif choices[i] not in recorded:
                choices[i] = OTHER if others > 0 and not self.report.people[i].is_machine else OUT
                others -= choices[i] == OTHER
        for i, attendee in enumerate(self.report.people):
            if others > 0 and choices[i] == OUT and attendee.is_machine:
                choices[i], others = OTHER, others - 1
        return choices

    def _offer_people(self) -> None:
        several = len(self.known.teams) > 1
        team = [(str(row.person_id), person_name(row, with_team=several)) for row in self.known.people]
        named = {key for key, _ in team}
        team += [(str(one.pk), one.name) for one in self.known.came if str(one.pk) not in named]
        coaches = {str(one.pk): f"{one.name}, coached" for one in [*self.known.coached, *self.known.coaches]}
        for i, (attendee, found) in enumerate(zip(self.report.people, self.matches, strict=True)):
            perhaps = [str(person.pk) for person in found.perhaps]
            people = [*((key, words) for key, words in team if key not in coaches), *coaches.items()]
            people.sort(key=lambda each: perhaps.index(each[0]) if each[0] in perhaps else len(perhaps))
            self.fields[f"who_{i}"] = forms.ChoiceField(
                label=attendee.name,
                help_text=self._told(attendee, found),
                choices=[(OTHER, "Somebody else: count them"), (OUT, "Leave out"), *people],
                initial=self.first_choices[i],
                error_messages={
                    "required": f"Choose who {attendee.name} is",
                    "invalid_choice": f"Choose from the list who {attendee.name} is",
                },
            )

    def _told(self, attendee: Attendee, found: Match) -> str:
        """What the report says of somebody, and how they were recognised."""
        minutes = attendee.minutes
        parts = [] if minutes is None else [f"{minutes} minute{'' if minutes == 1 else 's'}"]
        if minutes is None and any(each.minutes is not None for each in self.report.people):
            parts.append("the report tells no time")
        if attendee.is_machine:
            parts.append("a program that listens, it seems")
        if attendee.is_guest:
            parts.append("a guest")
        if found.how:
            parts.append("recognised by the email address" if found.how == "email" else "recognised by the name")
        elif found.perhaps:
            parts.append(f"perhaps {' or '.join(person.name for person in found.perhaps)}")
        if found.person and sum(other.person == found.person for other in self.matches) > 1:
            parts.append("more than once in the report: counted once, if it is the same person")
        return ", ".join(parts)

    def _offer_kept(self) -> None:
        """Who is recorded already and is not in the report stays, unless somebody takes them out."""
        rest = [person for person in self.known.came if str(person.pk) not in self.first_choices]
        if rest:
            self.fields["kept"] = Picks(
                label="Recorded before, and not in the report", required=False, refusal="Choose from the list",
                help_text="Untick anybody who was not there",
            )  # fmt: skip
            field: Any = self.fields["kept"]
            field.offer((person, person.name) for person in rest)
            self.initial.setdefault("kept", [str(person.pk) for person in rest])

    def _offer_minutes(self) -> None:
        told, now = self.report.minutes, self.session.minutes
        if told and 1 <= told <= 600 and told != now:
            self.fields["minutes"] = forms.TypedChoiceField(
                label="How many minutes?", coerce=int, widget=forms.RadioSelect, initial=now,
                choices=[(now, f"{now}, as {'planned' if self.session.is_planned else 'logged'}"),
                         (told, f"{told}, as the report says")],
                error_messages={"required": "Choose how many minutes", "invalid_choice": "Choose one of the two"},
            )  # fmt: skip

    def _offer_day(self) -> None:
        days, held = self.report.days, self.session.held_on
        if len(days) > 1:
            self.fields["on"] = forms.ChoiceField(
                label="On which day was the meeting?", widget=forms.RadioSelect,
                choices=[(each.isoformat(), day(each)) for each in days], initial=held.isoformat() if held in days else None,
                help_text="The report does not tell whether its dates begin with the day or the month",
                error_messages={"required": "Choose the day of the meeting", "invalid_choice": "Choose one of the two days"},
            )  # fmt: skip
        if days and held not in days:
            self.fields["other_day"] = forms.BooleanField(
                label="Use the report although it is of another day",
                error_messages={"required": f"This session was on {day(held)}. Tick the box if the report is of it all the same"},
            )

    @property
    def asks_overlap(self) -> bool:
        """Whether the box about a coach in two places is shown: only once there is a reason."""
        return bool(self["overlap_is_meant"].errors or self["overlap_is_meant"].value())

    @property
    def recognised(self) -> list[Any]:
        """The fields of those in the report who were recognised."""
        return [self[f"who_{i}"] for i, found in enumerate(self.matches) if found.person]

    @property
    def unknown(self) -> list[Any]:
        """The fields of the others."""
        return [self[f"who_{i}"] for i, found in enumerate(self.matches) if not found.person]

    def clean_on(self) -> str:
        chosen: str = self.cleaned_data["on"]
        held = self.session.held_on
        if held in self.report.days and chosen != held.isoformat():
            raise forms.ValidationError(f"This session was on {day(held)}. Choose that day, or upload the report of that day")
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen[1]:
            raise forms.ValidationError("A session has at least one coach: choose who in the report coached")
        return cleaned

    @property
    def chosen(self) -> tuple[list[Person], list[Person], int]:
        """(who came, who coached, how many others) as the form has it: each person once, with however many devices."""
        keys = [self.cleaned_data.get(f"who_{i}", OUT) for i in range(len(self.report.people))]
        coaching = {str(person.pk) for person in [*self.known.coached, *self.known.coaches]}
        named = list(dict.fromkeys(key for key in keys if key not in (OTHER, OUT)))
        came = [self._people[key] for key in named if key not in coaching]
        came += [person for person in self.cleaned_data.get("kept", []) if person not in came]
        coached = [*self.known.coached, *(self._people[key] for key in named if key in coaching)]
        return came, list(dict.fromkeys(coached)), keys.count(OTHER)

    def words(self) -> dict[str, Any]:
        """What `attendance.keep` takes."""
        came, coached, others = self.chosen
        return {
            "attended": came, "coaches": coached, "others": others, "version": self.cleaned_data["version"],
            "report_key": self.report_key,
            "minutes": self.cleaned_data.get("minutes") or self.session.minutes,
            "overlap_is_meant": self.cleaned_data["overlap_is_meant"], "note": self.cleaned_data.get("note", ""),
        }  # fmt: skip
