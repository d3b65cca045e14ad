"""What is kept of lived experience practitioners, and who reads which part of it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from people.acting import acting_as
from tests import factories
from tests.conftest import owner
from tests.factories import House
from wards import calls, practitioners
from wards.models import AccessNeeds, Call, Consent, Membership, PaymentPreference, SafeContact

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {
    "needs": "Large print", "contact_way": "phone", "reached_at": "01632 960 001", "contact_note": "No messages",
    "payment_way": "voucher", "payment_note": "", "consents": {"kept"},
}  # fmt: skip
KEPT = (AccessNeeds, SafeContact, PaymentPreference, Consent)


def keep(house: House, by: Any = None, **more: Any) -> None:
    by = by or house.practitioner
    with acting_as(by):
        practitioners.keep(by=by, person=house.practitioner, **{**SAID, **more})


def reads() -> list[tuple[Any, ...]]:
    with owner(), connection.cursor() as cursor:
        cursor.execute("select person_id, table_name, circle from audit.entry where action = 'read'")
        return list(cursor.fetchall())


READERS = ("practitioner", "involvement_lead", "programme_team")
OTHERS = (
    "coach", "associate", "sponsor", "ward_manager", "team_member", "provider_lead", "national_lead", "analyst",
    "executive_coach", "former_manager", "willow_manager", "heath_manager", "nobody",
)  # fmt: skip


def test_each_part_is_read_by_the_person_and_by_those_who_arrange_involvement_alone(house: House) -> None:
    keep(house)
    with owner():
        elsewhere = factories.member("Lead of the south", "involvement_lead", programme=house.programme, provider=house.south)
    for person, number in [
        *((getattr(house, name), 1) for name in READERS),
        *((getattr(house, name), 0) for name in OTHERS),
        (elsewhere, 0),
    ]:
        with acting_as(person):
            for model in KEPT:
                assert model.objects.count() == number, (person, model)
                assert model.visible.to(person).count() == number, (person, model)


def test_opening_somebody_elses_access_needs_is_put_on_record_and_ones_own_is_not(house: House) -> None:
    keep(house)
    with acting_as(house.practitioner):
        assert practitioners.about(by=house.practitioner, person=house.practitioner).needs == "Large print"
    assert reads() == []
    with acting_as(house.involvement_lead):
        assert practitioners.about(by=house.involvement_lead, person=house.practitioner).needs == "Large print"
    assert reads() == [(house.involvement_lead.pk, "access needs", "arranged")]
    with acting_as(house.coach), pytest.raises(PermissionDenied):
        practitioners.about(by=house.coach, person=house.practitioner)
    assert len(reads()) == 1


def test_ones_own_words_are_seen_in_the_team_and_are_ones_own_to_choose(house: House) -> None:
    keep(house, described_as="Expert by experience")
    keep(house, by=house.involvement_lead, described_as="Patient")
    with acting_as(house.ward_manager):
        assert Membership.objects.get(role="practitioner", team=house.larch).called == "Expert by experience"
    with acting_as(house.sponsor):
        assert not Membership.objects.filter(role="practitioner").exists()


def test_consent_has_its_days_and_taking_it_back_keeps_the_row(house: House) -> None:
    keep(house, consents={"kept", "public"})
    keep(house, consents={"kept"})
    keep(house, consents={"kept", "public"})
    with owner():
        public = list(Consent.objects.filter(what="public").order_by("id"))
    assert [row.withdrawn_on is None for row in public] == [False, True]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"consents": set()}, "Tick that this may be kept"),
        ({"reached_at": ""}, "phone number or the postal address"),
        ({"needs": "943 476 5919"}, "NHS number"),
        ({"contact_way": "pigeon"}, "not a valid choice"),
        ({"described_as": "x" * 201}, "200 characters"),
    ],
)
def test_bad_input_keeps_everything_as_it_was(house: House, more: dict[str, Any], words: str) -> None:
    from django.db import transaction

    with pytest.raises(ValidationError, match=words), transaction.atomic():
        keep(house, **more)
    with owner():
        assert [model.objects.count() for model in KEPT] == [0, 0, 0, 0]


def test_nobody_writes_about_somebody_else(house: House) -> None:
    for name in ("ward_manager", "coach", "national_lead", "heath_manager"):
        with pytest.raises(PermissionDenied):
            keep(house, by=getattr(house, name))
    with owner():
        assert not AccessNeeds.objects.exists()


def test_taking_everything_back_leaves_nothing_written(house: House) -> None:
    keep(house)
    keep(house, needs="", reached_at="", contact_way="email", contact_note="", payment_way="", consents=set())
    with owner():
        assert AccessNeeds.objects.get().text == "" and SafeContact.objects.get().reached_at == ""
        assert Consent.objects.get().withdrawn_on is not None


def test_a_line_of_the_call_list_is_done_once(house: House) -> None:
    with owner():
        Call.objects.create(team=house.larch, person=house.practitioner, kind="k", period="p", say="Hello")
    with acting_as(house.ward_manager):
        assert not Call.visible.to(house.ward_manager).exists()
        with pytest.raises(PermissionDenied):
            calls.done(by=house.ward_manager, call=Call(person=house.practitioner))
    lead = house.involvement_lead
    with acting_as(lead):
        row = Call.visible.to(lead).get()
        assert calls.done(by=lead, call=row).done_by == lead
        with pytest.raises(ValidationError, match="already"):
            calls.done(by=lead, call=row)


def test_the_pages_show_the_form_again_with_what_was_typed(house: House, client_of: Any) -> None:
    browser = client_of(house.practitioner)
    seen = browser.get("/account/about-me/").context["form"]["version"].value()
    typed = {
        "version": seen,
        "needs": "Breaks",
        "contact_way": "phone",
        "reached_at": "",
        "payment_way": "undecided",
        "consents": ["kept"],
    }
    wrong = browser.post("/account/about-me/", typed).content.decode()
    assert "Enter the phone number" in wrong and "Breaks" in wrong
    assert browser.post("/account/about-me/", {**typed, "contact_way": "email"}).status_code == 302
    page = client_of(house.involvement_lead).get(f"/people/practitioners/{house.practitioner.pk}/").content.decode()
    assert "Breaks" in page
    assert len(reads()) == 1


def test_of_the_person_and_their_lead_who_write_at_once_the_second_sees_both(house: House, client_of: Any) -> None:
    keep(house)
    lead, own = client_of(house.involvement_lead), client_of(house.practitioner)
    address = f"/people/practitioners/{house.practitioner.pk}/"
    typed = {"contact_way": "phone", "reached_at": "01632 960 001", "payment_way": "undecided", "consents": ["kept"]}
    seen = lead.get(address).context["form"]["version"].value()
    theirs = {**typed, "needs": "A quiet room", "version": own.get("/account/about-me/").context["form"]["version"].value()}
    assert own.post("/account/about-me/", theirs).status_code == 302
    second = lead.post(address, {**typed, "needs": "A hearing loop", "version": seen})
    page = second.content.decode()
    assert "What is saved now" in page and "A quiet room" in page and "A hearing loop" in page
    with owner():
        assert AccessNeeds.objects.get(person=house.practitioner).text == "A quiet room"
    again = {**typed, "needs": "A hearing loop", "version": second.context["form"]["version"].value()}
    assert lead.post(address, again).status_code == 302
    assert lead.post(address, again).status_code == 302  # the second click of a double click
    with owner():
        assert AccessNeeds.objects.get(person=house.practitioner).text == "A hearing loop"
