"""What lived experience practitioners say of themselves, calls to make, invitations and cards that wait."""

from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from people.code_cards import digest
from people.keys import hash_of
from people.models import Account, Person, SignInCode
from people.names import sign_in_key
from qiprogramme.demo.rows import Calendar, Rows, chance, key
from wards.models import (
    AccessNeeds,
    Call,
    Consent,
    Invitation,
    JoiningCard,
    Membership,
    PaymentPreference,
    Programme,
    SafeContact,
    Team,
)
from wards.models.invitations import GOOD_FOR
from wards.models.practitioners import CARD_GOOD_FOR

NEEDS = (
    "Large print and plain words", "A break every half hour", "Somebody I know beside me", "A quiet room without strip lights",
    "Questions two days before", "An interpreter (Somali)", "Captions in video meetings", "A lift to the ward",
)  # fmt: skip
NOTES = (
    "Do not leave a message",
    "Ring after 4pm",
    "Plain envelopes, please",
    "My sister may answer; say only that you will ring again",
)

#: Signs in with a name and a card; the codes are in docs/demo.md.
CARD_NAME, CARD_CODES = "Bluebell", ("DEMXA-22222", "DEMXA-33333", "DEMXA-44444", "DEMXA-55555", "DEMXA-66666")

#: (name, role, ward, days ago, what became of it)
INVITED = (
    ("Farah Siddiqui", "team_member", "Shelley", 2, "waiting"), ("Owen Pritchard", "ward_manager", "Keats", 4, "waiting"),
    ("Grace Ndlovu", "team_member", "Byron", 12, "expired"), ("Liam Fairbrother", "sponsor", "Thorne", 20, "withdrawn"),
)  # fmt: skip


def build(rows: Rows, calendar: Calendar) -> None:
    luck, now = chance("involvement"), Calendar.moment(calendar.today, time(7, 30))
    programme = rows.of(Programme)[0]
    today = {
        (m.person_id, m.team_id): m
        for m in rows.of(Membership)
        if m.role == "practitioner" and m.starts_on <= calendar.today and (m.ends_on is None or m.ends_on >= calendar.today)
    }
    running = list(today.values())
    for m in running:
        if luck.random() < 0.75:
            _says(rows, m)
    _calls(rows, calendar, running, now)
    _card_account(rows, running)
    asker = next(m.person for m in rows.of(Membership) if m.role == "programme_team")
    teams = {team.name: team for team in rows.of(Team)}
    for name, role, ward, days, state in INVITED:
        if ward in teams:
            _invited(rows, programme, asker, teams[ward], name, role, now - timedelta(days=days), state)
    if "Shelley" in teams:
        rows.add(JoiningCard(
            id=key("card", "Shelley"), programme=programme, team=teams["Shelley"], code_hash=key("card code").hex, lead=asker,
            made_by=asker, expires_at=now + CARD_GOOD_FOR,
        ))  # fmt: skip


def _says(rows: Rows, m: Membership) -> None:
    pick = chance(f"involvement {m.pk}")
    on, theirs = m.starts_on, {"person": m.person, "team": m.team}
    way = (
        SafeContact.Way.EMAIL
        if m.person.email
        else pick.choice([SafeContact.Way.PHONE, SafeContact.Way.PHONE, SafeContact.Way.POST])
    )
    at = {"phone": f"01632 960 {pick.randrange(100, 999)}", "post": f"{pick.randrange(2, 90)} Sample Street, Anytown"}.get(
        way, ""
    )
    rows.add(Consent(id=key("consent", m.pk), what=Consent.What.KEPT, given_on=on, **theirs))
    rows.add(SafeContact(
        id=key("contact", m.pk), way=way, reached_at=at, note=pick.choice(NOTES) if pick.random() < 0.5 else "", **theirs
    ))  # fmt: skip
    if pick.random() < 0.6:
        rows.add(AccessNeeds(id=key("needs", m.pk), text=pick.choice(NEEDS), **theirs))
    paid = pick.choice(
        [PaymentPreference.Way.BANK, PaymentPreference.Way.BANK, PaymentPreference.Way.VOUCHER, PaymentPreference.Way.NONE]
    )
    rows.add(PaymentPreference(id=key("payment", m.pk), way=paid, **theirs))
    if pick.random() < 0.3:
        rows.add(Consent(id=key("public", m.pk), what=Consent.What.PUBLIC, given_on=on, **theirs))


def _calls(rows: Rows, calendar: Calendar, running: list[Membership], now: datetime) -> None:
    reached = {row.person_id for row in rows.of(SafeContact) if row.way != SafeContact.Way.EMAIL}
    for m in [one for one in running if one.person_id in reached and one.team and one.team.state == Team.State.ACTIVE][:6]:
        rows.add(Call(
            id=key("call", m.pk), team=m.team, person=m.person, kind="welcome", period=f"{calendar.today:%Y-%m}",
            say=f"{m.team} looks for somebody to read its new leaflet. Would they like to, and in which form?",
        ))  # fmt: skip


def _card_account(rows: Rows, running: list[Membership]) -> None:
    held = {account.person_id for account in rows.of(Account)}
    person = next(m.person for m in running if not m.person.email and m.person_id not in held)
    account = Account(
        id=key("account", CARD_NAME), person=person, email=None, sign_in_name=CARD_NAME, sign_in_key=sign_in_key(CARD_NAME)
    )
    account.password = UNUSABLE_PASSWORD_PREFIX + CARD_NAME  # no words of their own; the same in each load
    rows.add(account)
    for code in CARD_CODES:
        rows.add(SignInCode(id=key("code", code), account=account, digest=digest(account, code)))


def _invited(rows: Rows, programme: Programme, by: Person, team: Team, name: str, role: str, at: datetime, state: str) -> None:
    address = f"{name.lower().replace(' ', '.')}@nhs.example"
    rows.add(Invitation(
        id=key("invitation", address), programme=programme, team=team, role=role, email=address, name=name, starts_on=at.date(),
        token_hash=hash_of(str(key("token", address))), invited_by=by, expires_at=at + GOOD_FOR,
        withdrawn_at=at + timedelta(days=3) if state == "withdrawn" else None,
    ))  # fmt: skip
