"""Every form of the product, with what nobody should send: a message beside the field, what was typed is still there,
and nothing is stored. A form is found from its address, so a new one is tried without being named here."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from people.models import Account
from tests import factories
from tests.conftest import owner, signed_in
from tests.factories import House, days_ago
from tests.walls.forms import STRANGE, Field, Form, changed, everything_stored, first_form, forms_of, taking_forms, wrong_values
from tests.walls.objects import things
from tests.walls.test_routes import ELSEWHERE, ROUTES, Route, _of

#: Addresses with a form that test_routes leaves to others.
MORE = {
    "wave_open": Route({"programme_team"}, keys=_of("wave")),
    "wave_close": Route({"programme_team"}, keys=_of("wave")),
}
TAKING = taking_forms()
FORMS = {name: route for name, route in {**ROUTES, **MORE}.items() if name in TAKING}

#: Forms that are more than one page, or only a button on another page, with where they are tried.
OTHERWISE = {
    "respond_easy": "tests/surveys/test_easy_read.py: one question a page",
    "session_notes": "tests/coaching/test_notes.py: buttons, and nothing to type",
    "action_done": "tests/coaching/test_agreements.py: a button, and nothing to type",
    "action_open": "tests/coaching/test_agreements.py: a button, and nothing to type",
    "series_new": "tests/coaching/test_series.py: looked at before it is kept",
    "reminder": "tests/coaching/test_reminders.py: a button, where a mail was not sent",
    "reminders_off": "tests/coaching/test_reminder_choices.py: a button, behind a link that only the person has",
    "calendar_new": "tests/events/test_calendar_feeds.py: a button, and each press makes another address",
    "calendar_stop": "tests/events/test_calendar_feeds.py: a button",
    "session_attendance": "tests/coaching/test_attendance.py: a file, then choices that depend on it",
    "kept_form": "tests/qiprogramme/test_sign_in.py: a button",
    "account_sign_out_elsewhere": "tests/people/test_sign_ins.py: a button",
    "account_sign_out_there": "tests/people/test_sign_ins.py: a button",
    "account_token_end": "tests/people/test_step_up.py: a button",
    "invitation": "tests/wards/test_invitations.py: a button, behind a link that only the invited person has",
    "demo_sign_in": "tests/qiprogramme/test_demo_sign_in.py: a button",
}

#: Forms of people that this sweep cannot fill in, with why and the tests of their rooms.
BY_HAND = {
    "card_again": "tests/wards/test_cards.py: for somebody who signs in by a name",
    "account_token_new": "tests/people/test_sign_ins.py: shows what it made, once, and leads nowhere",
    "agreement_attach": "tests/wards/test_set_up.py: a file",
    "call_done": "tests/wards/test_practitioners.py: a button",
    "code_card": "tests/wards/test_cards.py: asks for a code that works once",
    "come_back": "tests/wards/test_practitioners.py: a button",
    "invitation_paste": "tests/wards/test_invitations.py: a trial first, then a second button",
    "invitation_resend": "tests/wards/test_invitations.py: a button",
    "invitation_withdraw": "tests/wards/test_invitations.py: a button",
    "join": "tests/wards/test_cards.py: for those who are not signed in, with a card",
    "name_again": "tests/wards/test_cards.py: asks for a code that works once",
    "name_sign_in": "tests/wards/test_cards.py: for those who are not signed in",
    "set_up_step_back": "tests/wards/test_set_up.py: a button",
    "step_back": "tests/wards/test_practitioners.py: a button",
}
OTHERWISE |= BY_HAND


def _parts(day: Any) -> list[str]:
    return [str(part) for part in (day.day, day.month, day.year)]


#: Who fills in forms: the first of them to whom an address offers one. A second form of one address has its own role.
WHO = ("coach", "ward_manager", "programme_team", "national_lead", "sponsor", "executive_coach", "practitioner")
ALSO = {"session_new": ("executive_coach",)}

#: Where a sensible value of the kind is not sensible for the field; for the second of two people, what differs.
KNOWN: dict[str, Any] = {
    "starts_at": "14:00", "target": "40", "digest_coach": ["off"], "ods_code": "ZZ9", "email": "new.person@nhs.example",
}  # fmt: skip
KNOWN_HERE: dict[str, dict[str, Any]] = {
    "set_up_agreement": {"expires_on": _parts(days_ago(-365))},
    "set_up_pause_new": {"provider": [], "ends_on": _parts(days_ago(-30))},
    "set_up_phase": {"ends_on": _parts(days_ago(-90))},
    "set_up_phase_new": {"ends_on": _parts(days_ago(-30))},
    "set_up_programme_new": {"ends_on": _parts(days_ago(-30))},
    "set_up_team_new": {"wards": []},
    "invitation_new": {"role": ["coach"]},
}
SECOND: dict[str, dict[str, Any]] = {
    "wave_open": {"closes_on": _parts(days_ago(-3))},
    "session_new": {"starts_at": "17:00"},
    "session_move": {"starts_at": "17:00"},
    "set_up_provider_edit": {"ods_code": "ZZ8"},
    "set_up_provider_new": {"ods_code": "ZZ8"},
    "role_new": {"email": "second.person@nhs.example"},
    "role_hand_over": {"email": "second.person@nhs.example"},
    "invitation_new": {"email": "second.person@nhs.example"},
    "about_me": {"consents": ["kept"]},
    "practitioner": {"consents": ["kept"]},
}

#: A version stands in the form because it is the form of an edit, too; and what cannot be saved over what is there.
NEW = {"session_new", "plan_new", "cycle_new", "set_up_phase_new", "set_up_programme_new"}
FINAL = {
    "session_log", "session_missed", "session_cancel", "session_put_back", "session_withdraw",
    "set_up_ward_close", "set_up_ward_merge", "set_up_ward_move", "set_up_step",
}  # fmt: skip

#: Boxes that may be ticked or not: nothing in them is wrong.
FREE = {"is_correction"}

#: After these nobody is signed in any more who could send them again.
ERASING = {"my_erasure", "erasure_of"}


@dataclass
class Tried:
    """A form in the browser of somebody who may send it."""

    name: str
    role: str
    browser: Client
    form: Form
    address: str

    def good(self, which: int = 0, **changes: Any) -> dict[str, Any]:
        values = self.form.good(which) | {name: value for name, value in KNOWN.items() if name in self.form.fields}
        second = SECOND.get(self.name, {}) if which else {}
        return self.form.sent(**{**values, **KNOWN_HERE.get(self.name, {}), **second, **changes})

    def post(self, sent: dict[str, Any]) -> Any:
        return self.browser.post(self.form.action, urlencode(sent, doseq=True), "application/x-www-form-urlencoded")


def found_by(role: str, name: str, house: House, made: Any, client_of: Callable[[Any], Client]) -> Tried | None:
    route = FORMS[name]
    if role not in set(route.sees):
        return None
    browser = client_of(getattr(house, role))
    address = reverse(name, kwargs=route.keys(house, made)) + route.query
    form = first_form(browser, address)
    return Tried(name, role, browser, form, address) if form else None


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[House, Any]]:
    """One house with things in it for all forms; whatever a test stores is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with owner():
            house = factories.house()
            made = things(house)
        yield house, made
        transaction.set_rollback(True)


@pytest.fixture
def house(furnished: tuple[House, Any]) -> Iterator[House]:
    with undone():
        yield furnished[0]


@pytest.fixture
def offered(house: House, furnished: tuple[House, Any], client_of: Callable[[Any], Client]) -> Callable[[str], list[Tried]]:
    """The forms behind an address."""
    made = furnished[1]

    def find(name: str) -> list[Tried]:
        first = next((tried for role in WHO if (tried := found_by(role, name, house, made, client_of))), None)
        also = [found_by(role, name, house, made, client_of) for role in ALSO.get(name, ())]
        return [tried for tried in (first, *also) if tried]

    return find


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is stored inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def problems_with(answer: Any, wrong: list[Field], typed: dict[str, Any]) -> list[str]:
    """What is not as it should be after a form with these fields wrong."""
    if answer.status_code != 200:
        return [f"{answer.status_code} instead of 200"]
    page = answer.content.decode()
    found = [f"no error beside {each.name}" for each in wrong if f'id="id_{each.name}-error"' not in page]
    words = unescape(page)
    return found + [
        f"{name} is lost"
        for name, value in typed.items()
        if isinstance(value, str) and value.isprintable() and value.strip() and name not in ("form_key", "version", "do")
        and value not in words
    ]  # fmt: skip


FILLED_IN = sorted(FORMS.keys() - OTHERWISE.keys())


def test_every_address_that_takes_a_form_is_tried() -> None:
    known = FORMS.keys() | OTHERWISE.keys()
    assert known >= TAKING, f"takes a form, and is tried nowhere: {TAKING - known}"
    assert OTHERWISE.keys() <= TAKING
    assert MORE.keys() <= ELSEWHERE.keys()


@pytest.mark.parametrize("name", FILLED_IN)
def test_bad_input_is_told_beside_its_field_and_nothing_is_stored(name: str, offered: Any, house: House) -> None:
    forms = offered(name)
    wrongs = wrong_values([str(house.heath_manager.pk), str(house.heath.pk)])
    assert forms, "no form on the page for anybody: name who sees one in WHO"
    for tried in forms:
        form = tried.form
        fields = [each for each in form.visible if each.name not in FREE]
        if not form.visible:
            continue  # a button: there is nothing to get wrong
        before = everything_stored()
        problems = []
        # Everything wrong at once.
        for wrong in wrongs:
            sent = form.sent(**form.spoilt(wrong))
            problems += [f"all wrong: {one}" for one in problems_with(tried.post(sent), fields, {})]
        # One field wrong, and nothing else.
        for i, each in enumerate(fields):
            sent = tried.good(**{each.name: form.spoilt(wrongs[i % 2])[each.name]})
            problems += [f"{each.name}: {one}" for one in problems_with(tried.post(sent), [each], sent)]
        # What may be refused or cleaned: no failure, and nothing half stored.
        for strange in STRANGE:
            with undone():
                answer = tried.post(form.sent(**{each.name: [strange] * 3 for each in form.fields.values()}))
            if answer.status_code not in (200, 302):
                problems.append(f"{strange!r}: {answer.status_code}")
        problems += [f"stored: {table}" for table in changed(before)]
        assert not problems, f"{tried.name} as {tried.role}"


@pytest.mark.parametrize("name", FILLED_IN)
def test_a_form_sent_twice_counts_once_and_a_broken_one_not_at_all(name: str, offered: Any) -> None:
    for tried in offered(name):
        before = everything_stored()
        for body, kind in (
            ("", "application/x-www-form-urlencoded"),
            (json.dumps({"a": [1]}), "application/json"),
            ("%ff=%ff&a", "application/x-www-form-urlencoded"),
            ("--x\r\n", "multipart/form-data; boundary=x"),
        ):
            if tried.form.visible:
                answer = tried.browser.post(tried.form.action, body, kind)
                assert answer.status_code in (200, 400), f"{body!r}: {answer.status_code}"
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
            assert tried.browser.generic(method, tried.form.action).status_code < 500, method
        assert not changed(before)
        with undone():
            sent = tried.good()
            first = tried.post(sent)
            assert first.status_code == 302, first.context["form"].errors
            once = everything_stored()
            assert once != before
            if name in ERASING:
                continue
            second = tried.post(sent)
            assert (second.status_code, second["Location"]) == (302, first["Location"])
            assert not changed(once)
            if "form_key" not in tried.form.fields or (tried.form.is_edit and name not in NEW):
                continue
            # Gone back, typed more and sent again: neither lost nor taken for the same.
            more = tried.good(1)
            asked = tried.post(more)
            assert not problems_with(asked, [], more)
            assert not changed(once)
            assert "You have sent this form before" in asked.content.decode()
            hidden = {field.name: field.value() for field in asked.context["form"].hidden_fields() if field.value() is not None}
            assert tried.post(more | hidden).status_code == 302
            assert changed(once)


def entries_after(last: int) -> list[tuple[Any, ...]]:
    """(number, who, request, after) of what the audit has kept since."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("select id, person_id, request_id, after::text from audit.entry where id > %s order by id", [last])
        return list(cursor.fetchall())


#: Anonymous answers are left out of the record.
NOT_RECORDED = {"respond"}


@pytest.mark.parametrize("name", FILLED_IN)
def test_a_change_is_kept_with_its_one_author_and_no_field_that_the_form_lacks_is_taken(
    name: str, offered: Any, house: House
) -> None:
    stolen = {"team": house.heath.pk, "provider": house.south.pk, "person": house.nobody.pk}
    forged: dict[str, Any] = {
        **stolen, "team_id": house.heath.pk, "provider_id": house.south.pk, "logged_by": house.nobody.pk, "by": house.nobody.pk,
        "programme": house.heath.pk, "keys": house.heath.pk, "id": house.heath.pk, "pk": house.heath.pk,
        "added_by": house.nobody.pk, "is_system": "on", "is_staff": "on", "asked_by": house.nobody.pk, "set_by": house.nobody.pk,
    }  # fmt: skip
    for tried in offered(name):
        with owner():
            author = Account.objects.get(pk=tried.browser.session["_auth_user_id"]).person_id
        with undone():
            last = max((entry[0] for entry in entries_after(0)), default=0)
            good = tried.good()
            sent = {key: value for key, value in forged.items() if key not in tried.form.fields} | good
            assert tried.post(sent).status_code == 302
            entries = entries_after(last)
            if name in NOT_RECORDED:
                continue
            assert entries, "nothing in the record"
            assert {who for _, who, _, _ in entries} == {author}
            assert len({request for _, _, request, _ in entries}) == 1
            # What the form itself offers and names is no theft: the provider to whom a ward moves.
            foreign = [str(key) for key in stolen.values() if str(key) not in str(good)]
            taken = [key for key in foreign if any(key in (after or "") for *_, after in entries)]
            assert not taken


@pytest.mark.parametrize("name", FILLED_IN)
def test_what_a_signed_out_person_typed_is_saved_after_signing_in(name: str, offered: Any) -> None:
    for tried in offered(name):
        if name in ERASING | {"respond"} or not tried.form.visible:
            continue  # what cannot be undone asks for a proof again; nobody signs in to answer; of a button nothing is kept
        account = tried.browser.session["_auth_user_id"]
        before = everything_stored()
        del tried.browser.cookies["sessionid"]
        sent = tried.good()
        away = tried.post(sent)
        assert away["Location"].startswith("/account/login/")
        assert not changed(before)
        _sign_in(tried.browser, account)
        kept = next(form for form in forms_of(tried.browser.get(reverse("kept_form"))) if form.action == tried.form.action)
        resent = {key: each.values for key, each in kept.fields.items()}
        with undone():
            assert tried.post(resent).status_code == 302
            assert changed(before)


@pytest.mark.parametrize("name", FILLED_IN)
def test_of_two_people_who_edit_the_same_thing_the_second_sees_both(name: str, offered: Any) -> None:
    for tried in offered(name):
        if not tried.form.is_edit or name in NEW:
            continue
        with undone():
            assert tried.post(tried.good(0)).status_code == 302, "the other person"
            before = everything_stored()
            sent = tried.good(1) | ({"form_key": str(uuid4())} if "form_key" in tried.form.fields else {})
            answer = tried.post(sent)
            assert not problems_with(answer, [], sent)
            assert not changed(before)
            page = answer.content.decode()
            assert "What is saved now" in page
            if any(each.kind == "text" and each.name not in KNOWN for each in tried.form.visible):
                assert "First words for" in page
            if name not in FINAL:
                seen = {key: answer.context["form"][key].value() for key in ("version", "version_of") if key in sent}
                again = tried.post(sent | seen | ({"correction": "Other words"} if name == "summary_new" else {}))
                assert again.status_code == 302
                assert changed(before)


def _sign_in(browser: Client, account: str) -> None:
    with owner():
        found = Account.objects.get(pk=account)
    signed_in(browser, found, "mfa")
