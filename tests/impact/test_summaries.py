import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from impact import claims, summaries
from impact.models import ClaimSnapshot, Summary, SummaryDraft
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.impact import evidence

pytestmark = pytest.mark.django_db
WORDS = {"title": "Impact summary", "learning": "Ask first, then change.", "limits": "No comparison group."}


@pytest.fixture
def met(house, as_owner):
    with as_owner():
        evidence.session(house.larch, minutes=90, came=[house.ward_manager])
        evidence.idea(house.larch, "Leaflet nobody read", stage="abandoned", what_was_learnt="Ask before printing")
    return house


def publish(house, **more):
    with acting_as(house.national_lead):
        return summaries.publish(by=house.national_lead, programme=house.programme, **{**WORDS, **more})


def test_an_edition_holds_a_snapshot_of_every_figure(met, as_owner):
    made = publish(met)
    with acting_as(met.national_lead):
        kept = summaries.edition(Summary.visible.to(met.national_lead).select_related("programme", "approved_by").get(pk=made.pk))
    assert [claim.key for claim in kept.claims] == list(claims.KEYS)
    assert (kept.number, kept.approved_by, kept.claim("coaching_hours").value) == (1, met.national_lead.name, 1.5)
    with as_owner():
        evidence.session(met.larch, minutes=60)
    with acting_as(met.national_lead):
        kept = summaries.edition(made)
    assert kept.claim("coaching_hours").value == 1.5
    assert next(claim for claim in claims.live(met.programme) if claim.key == "coaching_hours").value == 2.5


@pytest.mark.parametrize("role", ["ward_manager", "analyst", "coach", "provider_lead"])
def test_only_the_national_lead_and_team_publish(met, as_owner, role):
    person = getattr(met, role)
    with pytest.raises(PermissionDenied), acting_as(person):
        summaries.publish(by=person, programme=met.programme, **WORDS)
    with as_owner():
        assert not Summary.objects.exists() and not ClaimSnapshot.objects.exists()


def test_a_second_edition_says_what_differs_and_the_first_opens_under_a_notice(met, client_of):
    first = publish(met)
    with pytest.raises(ValidationError) as refused:
        publish(met)
    assert "correction" in refused.value.message_dict
    second = publish(met, correction="Late sessions were added")
    with acting_as(met.national_lead):
        assert (second.edition, Summary.visible.to(met.national_lead).count()) == (2, 2)
    client = client_of(met.national_lead)
    assert "A later edition has been published" in client.get(reverse("summary", args=[first.pk])).content.decode()
    page = client.get(reverse("summary", args=[second.pk])).content.decode()
    assert "Late sessions were added" in page and "A later edition has been published" not in page


def test_a_published_edition_cannot_be_changed_by_anybody(met, as_owner):
    made = publish(met)
    row = ClaimSnapshot.objects.filter(summary=made).first
    with acting_as(met.national_lead):
        for change in (
            lambda: Summary.objects.filter(pk=made.pk).update(title="Better"),
            lambda: ClaimSnapshot.objects.filter(summary=made).update(figure={}),
            lambda: ClaimSnapshot.objects.filter(summary=made)._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    with as_owner(), pytest.raises(DatabaseError), transaction.atomic():
        ClaimSnapshot.objects.filter(summary=made).update(figure={})
    with acting_as(met.national_lead):
        assert row().figure and Summary.objects.get(pk=made.pk).title == "Impact summary"


@pytest.mark.django_db(transaction=True)
def test_no_figure_comes_into_an_edition_after_the_transaction_that_published_it(met):
    made = publish(met)
    with acting_as(met.national_lead), pytest.raises(DatabaseError), transaction.atomic():
        ClaimSnapshot.objects.create(
            programme=met.programme, summary=made, key="more", position=99, figure={}, taken_at=made.published_at
        )
    with acting_as(met.national_lead), transaction.atomic():
        assert not ClaimSnapshot.objects.filter(key="more").exists()


def test_a_second_post_of_the_same_form_publishes_once(met, client_of):
    client = client_of(met.national_lead)
    form = {**WORDS, "sure": "on", "do": "publish", "form_key": "7d6d7f6e-21ab-4b4e-8ac9-4a6b8e5a0b11"}
    first, second = (client.post(reverse("summary_new"), form) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first.url == second.url
    with acting_as(met.national_lead):
        assert Summary.visible.to(met.national_lead).count() == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "Enter the title"),
        ({"title": "x" * 201}, "200"),
        ({"learning": ""}, "Enter what the programme learnt"),
        ({"learning": "Seen with 943 476 5919"}, "NHS number"),
        ({"limits": ""}, "Enter what the figures cannot show"),
        ({"sure": ""}, "Tick the box"),
        ({"ideas": ["not-an-idea"]}, "Choose change ideas from the list"),
    ],
)
def test_each_wrong_field_says_so_and_nothing_typed_is_lost(met, client_of, change, message):
    form = {**WORDS, "sure": "on", "do": "publish", **change}
    answer = client_of(met.national_lead).post(reverse("summary_new"), form)
    page = answer.content.decode()
    assert answer.status_code == 200 and message in page and "There is a problem" in page
    assert all(value in page for name, value in WORDS.items() if name not in change)
    with acting_as(met.national_lead):
        assert not Summary.visible.to(met.national_lead).exists()


def test_a_draft_is_saved_half_written_and_a_stale_one_is_not_overwritten(met, client_of):
    client = client_of(met.national_lead)
    client.post(reverse("summary_new"), {"title": "One", "do": "save"})
    client.post(reverse("summary_new"), {"title": "Two", "do": "save", "version": 1})
    answer = client.post(reverse("summary_new"), {"title": "Three", "do": "save", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Somebody else changed this" in page and "Three" in page and "Two" in page
    with acting_as(met.national_lead):
        assert SummaryDraft.visible.to(met.national_lead).get().title == "Two"
        assert not Summary.visible.to(met.national_lead).exists()


def test_quotes_are_asked_for_consent_each_time(met, as_owner):
    with as_owner():
        good = evidence.quote(met.larch, "I was asked", "report", "public")
        evidence.quote(met.larch, "Only for us", "inside")
        evidence.quote(met.larch, "Too long ago", "report", expires_on=factories.days_ago(1))
        report = evidence.quote(met.larch, "For the report", "report")
    made = publish(met)

    def words():
        with acting_as(met.national_lead):
            return {quote["words"] for quote in summaries.edition(made).quotes}

    assert words() == {"I was asked", "For the report"}
    with acting_as(None):
        assert [quote["words"] for quote in summaries.published(made.slug).quotes] == ["I was asked"]
    with as_owner():
        report.withdrawn_on = good.withdrawn_on = factories.today()
        report.save(), good.save()
    assert words() == set()
    with acting_as(None):
        assert summaries.published(made.slug).quotes == []


def test_the_public_page_opens_without_signing_in_and_rounds_the_patients(met, as_owner, client):
    with as_owner():
        evidence.reach(met.larch, 137, evidence.idea(met.larch))
    made = publish(met)
    page = client.get(reverse("published", args=[made.slug]))
    text = page.content.decode()
    assert page.status_code == 200 and "at least 100 patients" in text.lower() and "137" not in text
    assert reverse("claim", args=["wards"]) not in text and met.national_lead.name not in text
    assert client.get(reverse("published", args=["no-such"])).status_code == 404


def test_the_draft_tells_what_did_not_work(met, client_of, as_owner):
    with as_owner():
        gone = factories.team(met.south, met.pilot, "Gone Ward", state="left")
        evidence.session(gone, ago=60)
    page = client_of(met.national_lead).get(reverse("summary_draft")).content.decode()
    assert "Leaflet nobody read" in page and "Ask before printing" in page and "Asked to" in page
    assert "Gone Ward" not in page


def test_pages_and_files_open_for_those_who_may_and_are_unknown_to_others(met, client_of):
    made = publish(met)
    addresses = [
        reverse("summary_list"),
        reverse("summary_draft"),
        reverse("draft_workbook"),
        reverse("draft_pdf"),
        *(reverse(name, args=[made.pk]) for name in ("summary", "summary_workbook", "summary_pdf")),
    ]
    for person in (met.national_lead, met.programme_team, met.analyst):
        assert {client_of(person).get(address).status_code for address in addresses} == {200}
    for person in (met.ward_manager, met.coach, met.sponsor, met.provider_lead, met.nobody):
        assert {client_of(person).get(address).status_code for address in [*addresses, reverse("summary_new")]} == {404}
    assert client_of(met.analyst).get(reverse("summary_new")).status_code == 403


def test_citations_stand_with_source_and_year(met, client_of):
    with acting_as(met.national_lead):
        summaries.cite(
            by=met.national_lead,
            programme=met.programme,
            statement="The Act is used unequally",
            source="Independent Review",
            year=2018,
        )
    page = client_of(met.national_lead).get(reverse("summary_draft")).content.decode()
    assert "The Act is used unequally" in page and "(Independent Review, 2018)" in page
    with pytest.raises(PermissionDenied), acting_as(met.coach):
        summaries.cite(by=met.coach, programme=met.programme, statement="Mine", source="Me", year=2020)
    assert isinstance(met.coach, Person)
