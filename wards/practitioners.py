"""Lived experience practitioners: how they wish to be described, what they agreed to, what they need, how to reach them."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from people.acting import acting_as
from people.models import Account, Person
from people.nhs_numbers import refuse_nhs_number
from people.reading import note
from people.verbs import StaleEdit, one_by_one
from wards.access import ensure
from wards.models import AccessNeeds, Consent, Membership, PaymentPreference, SafeContact, Team
from wards.reach import live, reach_of

#: Outside a team and those who arrange involvement, fewer practitioners than this are “some”. Source: DOMAIN.md §7.1.
FEWEST = 5


@dataclass
class About:
    """What is kept of one person: the same words in each of their teams. None or "" where nothing was said."""

    person: Person
    teams: list[Team]
    described_as: str = ""
    needs: str = ""
    contact: SafeContact | None = None
    payment: PaymentPreference | None = None
    consents: list[Consent] = field(default_factory=list)

    @property
    def words(self) -> dict[str, Any]:
        """What was said, by the name under which `keep` takes it."""
        contact, payment = self.contact, self.payment
        return {
            "described_as": self.described_as,
            "consents": sorted(row.what for row in self.consents if row.withdrawn_on is None),
            "needs": self.needs,
            "contact_way": contact.way if contact else "",
            "reached_at": contact.reached_at if contact else "",
            "contact_note": contact.note if contact else "",
            "payment_way": payment.way if payment else "",
            "payment_note": payment.note if payment else "",
        }

    @property
    def version(self) -> int:
        """Tells whether somebody else changed it meanwhile: these are rows of four tables, so it is a digest of the words."""
        return int(hashlib.sha256(repr(self.words).encode()).hexdigest()[:7], 16)

    def agreed(self, what: str) -> Consent | None:
        return next((row for row in self.consents if row.what == what and row.withdrawn_on is None), None)


def count_words(by: Person, team: Team) -> str:
    """How many practitioners a team has, for somebody outside its circle: “none”, “some” (1 to 4) or the number."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.practitioner_count(%s)", [team.pk])
        number = cursor.fetchone()[0]
    return "some" if number == -1 else "none" if not number else str(number)


def memberships_of(by: Any, person: Any) -> list[Membership]:
    """Where somebody is a practitioner today, of that what `by` may know."""
    rows = Membership.visible.to(by).filter(live(timezone.localdate()), person=person.pk, role="practitioner")
    return list(rows.select_related("team__provider", "person").order_by("team__name", "id"))


def about(*, by: Person, person: Person) -> About:
    """Everything that `by` may know of a practitioner. Reading somebody else's access needs is put on record."""
    found = _about(by, person)
    if found.needs and by.pk != person.pk:
        needs = AccessNeeds.visible.to(by).filter(person=person.pk, team__in=found.teams).latest("changed_at")
        note(by=by, what="access needs", thing=needs.pk, owners=[needs.team_id], circle="arranged")
    return found


def _about(by: Person, person: Person) -> About:
    held = memberships_of(by, person)
    teams = [m.team for m in held if m.team is not None and _is_open(by, person, m.team_id)]
    if not teams:
        raise PermissionDenied("What lived experience practitioners need is known to them and to those who arrange involvement.")
    there = {"person": person.pk, "team__in": teams}
    needs = AccessNeeds.visible.to(by).filter(**there).order_by("-changed_at").first()
    return About(
        person=person,
        teams=teams,
        described_as=next((m.described_as for m in held if m.described_as), ""),
        needs=needs.text if needs else "",
        contact=SafeContact.visible.to(by).filter(**there).order_by("-changed_at").first(),
        payment=PaymentPreference.visible.to(by).filter(**there).order_by("-changed_at").first(),
        consents=list(Consent.visible.to(by).filter(**there).order_by("-given_on", "id")),
    )


def _is_open(by: Any, person: Any, team_id: Any) -> bool:
    return bool(by.pk == person.pk or team_id in reach_of(by).arranged)


@transaction.atomic
def keep(
    *,
    by: Person,
    person: Person,
    needs: str,
    contact_way: str,
    reached_at: str,
    contact_note: str,
    payment_way: str,
    payment_note: str,
    consents: set[str],
    described_as: str | None = None,
    version: int | None = None,
) -> About:
    """Keep what a practitioner says, or has somebody who arranges involvement write down, for each of their teams.

    consents: what they agree to now, of `Consent.What`; what is not in it and was agreed ends today. Without the
    consent “kept” nothing else may be written. described_as: their own words, which only they set. version: of the
    words that `by` saw (`About.version`). Raises PermissionDenied, ValidationError and StaleEdit.
    """
    teams = [m.team for m in memberships_of(by, person) if m.team is not None and _is_open(by, person, m.team_id)]
    if not teams:
        raise PermissionDenied("Only the person, and those who arrange involvement for their ward team, may change this.")
    one_by_one(person)
    now = _about(by, person)
    if version is not None and version != now.version:
        raise StaleEdit(now)
    said = any((needs, reached_at, contact_note, payment_way, payment_note))
    if said and Consent.What.KEPT not in consents:
        raise ValidationError({"consents": "Tick that this may be kept, or leave the rest empty"})
    if contact_way in {SafeContact.Way.PHONE, SafeContact.Way.POST} and not reached_at:
        raise ValidationError({"reached_at": "Enter the phone number or the postal address"})
    for team in teams:
        _put(AccessNeeds, person, team, text=needs)
        _put(SafeContact, person, team, way=contact_way or SafeContact.Way.EMAIL, reached_at=reached_at, note=contact_note)
        _put(PaymentPreference, person, team, way=payment_way, note=payment_note)
        _agree(person, team, consents)
    if described_as is not None and by.pk == person.pk:
        describe_me(by=by, words=described_as)
    return _about(by, person)


def _put(model: Any, person: Person, team: Team, **fields: Any) -> None:
    row = model.objects.filter(person=person, team=team).first() or model(person=person, team=team)
    nothing = not any(value for name, value in fields.items() if name != "way") and fields.get("way", "") in {"", "email"}
    if row._state.adding and nothing:
        return
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()


def _agree(person: Person, team: Team, consents: set[str]) -> None:
    today = timezone.localdate()
    running = {row.what: row for row in Consent.objects.filter(person=person, team=team, withdrawn_on=None)}
    for what in Consent.What.values:
        if what in consents and what not in running:
            Consent.objects.create(person=person, team=team, what=what, given_on=today)
        elif what not in consents and what in running:
            running[what].withdrawn_on = today
            running[what].save(update_fields=["withdrawn_on"])


@transaction.atomic
def describe_me(*, by: Person, words: str) -> None:
    """How one wishes to be described in one's teams. Raises ValidationError."""
    refuse_nhs_number(words)
    if len(words) > 200:
        raise ValidationError({"described_as": "Use 200 characters or fewer"})
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute("select sec.describe_me(%s)", [words])


@dataclass
class Practitioner:
    """One line of the list for those who arrange involvement. reached: how, in words; agreed: their details may be kept."""

    person: Person
    memberships: list[Membership]
    reached: str = ""
    agreed: bool = False
    signs_in: str = ""

    @property
    def is_away(self) -> bool:
        return any(m.away_since for m in self.memberships)


def arranged_by(by: Person) -> list[Practitioner]:
    """The practitioners whose involvement `by` arranges, by name, in four queries."""
    ensure(by, "arrange_involvement")
    keys = reach_of(by).arranged
    rows = Membership.visible.to(by).filter(live(timezone.localdate()), role="practitioner", team__in=keys)
    found: dict[Any, Practitioner] = {}
    for m in rows.select_related("person", "team__provider").order_by("person__name", "team__name"):
        found.setdefault(m.person_id, Practitioner(m.person, [])).memberships.append(m)
    ways: dict[Any, str] = defaultdict(str)
    for contact in SafeContact.visible.to(by).filter(person__in=found).order_by("changed_at"):
        ways[contact.person_id] = contact.get_way_display()
    agreed = set(
        Consent.visible.to(by)
        .filter(person__in=found, what=Consent.What.KEPT, withdrawn_on=None)
        .values_list("person", flat=True)
    )
    accounts = {a.person_id: a for a in Account.objects.filter(person__in=found)}
    for key, one in found.items():
        account = accounts.get(key)
        one.reached = ways[key] or ("Email" if one.person.email else "Not said yet")
        one.agreed = key in agreed
        one.signs_in = "No account" if account is None else "With a name and a card" if account.sign_in_key else "With email"
    return list(found.values())
