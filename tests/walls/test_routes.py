"""Every address × every role, against a declared expectation. An address without a declaration fails."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from people import tries
from tests.conftest import owner
from tests.factories import House
from tests.walls.cast import OF_PROGRAMME, OF_TEAM, RELATIONS
from tests.walls.cast import OF_PROVIDER as OF_PROVIDER_ROLES
from tests.walls.objects import CALENDAR, WORDS, Things
from tests.walls.walking import AS_IT_IS, GATE_OFF, TALLY, WALKS, Keys, Route, Walk, tried
from wards.models import TeamWard
from wards.roles import ROLES

WIDE = {"programme_team", "national_lead"}
OF_PROVIDER = {"provider_lead", "involvement_lead"}
CIRCLE = {"coach", "associate", "ward_manager", "team_member", "practitioner"}
READERS = WIDE | OF_PROVIDER | CIRCLE | {"sponsor"}
OUTSIDERS = {
    "analyst",
    "executive_coach",
    "former_manager",
    "willow_manager",
    "willow_coach",
    "heath_manager",
    "heath_coach",
    "nobody",
}
EVERYBODY = READERS | OUTSIDERS
MEMBERS = EVERYBODY - {"nobody", "former_manager"}


def _team(house: House, things: Things) -> dict[str, Any]:
    return {"key": house.larch.pk}


def _provider(house: House, things: Things) -> dict[str, Any]:
    return {"key": house.north.pk}


def _ward(house: House, things: Things) -> dict[str, Any]:
    with owner():
        return {"key": TeamWard.objects.get(team=house.larch).ward_id}


def _calendar(house: House, things: Things) -> dict[str, Any]:
    """Each walk reads it more often than a calendar may."""
    tries.forget("calendar", CALENDAR)
    return {"token": CALENDAR}


def _of(name: str) -> Keys:
    return lambda house, things: {"key": getattr(things, name).pk}


def _line(house: House, things: Things) -> dict[str, Any]:
    return {"key": things.workshop.pk, "part": "inequities", "item": things.inequity.pk}


CHANGES_IDEAS = {"programme_team", "coach", "ward_manager", "team_member", "practitioner"}
LOGS = {"programme_team", "coach", "associate"}
RUNS = CHANGES_IDEAS | {"associate"}
KNOWS_LINK = {"programme_team", "coach", "provider_lead", "ward_manager", "team_member"}
CLAIMS = WIDE | {"analyst"}
ARRANGES = {"programme_team", "involvement_lead"}

ROUTES: dict[str, Route] = {
    "today": Route(EVERYBODY),
    "account": Route(EVERYBODY),
    "account_sign_ins": Route(EVERYBODY),
    "account_tokens": Route(EVERYBODY),
    "account_token_new": Route(EVERYBODY),
    "mfa_index": Route(EVERYBODY),
    "who_can_see_what": Route(EVERYBODY, signed_out=200),
    "page": Route(EVERYBODY, keys=lambda house, things: {"page": "help"}, signed_out=200, by_role=True),
    "people": Route({"programme_team"}),
    "ward_list": Route(EVERYBODY),
    "ward": Route(READERS, keys=_team),
    "ward_people": Route(READERS, keys=_team),
    "ward_coaching": Route(READERS, keys=_team),
    "ward_ideas": Route(READERS, keys=_team),
    "ward_surveys": Route(READERS, keys=_team),
    "provider": Route(WIDE | OF_PROVIDER, keys=lambda house, things: {"key": house.north.pk}),
    "national": Route(CLAIMS),
    "region": Route(CLAIMS, keys=lambda house, things: {"code": house.north.region}, by_role=True),
    "sponsor": Route({"sponsor"}),
    "session_list": Route(EVERYBODY),
    "session_new": Route(
        LOGS | {"willow_coach", "heath_coach", "executive_coach"},
        refused=EVERYBODY - LOGS - {"willow_coach", "heath_coach", "executive_coach"},
    ),
    "session": Route(READERS, keys=_of("session")),
    "session_log": Route(LOGS, refused=READERS - LOGS, keys=_of("planned")),
    "session_missed": Route(LOGS, refused=READERS - LOGS, keys=_of("planned")),
    "session_attendance": Route(LOGS, refused=READERS - LOGS, keys=_of("session")),
    "session_move": Route(LOGS, refused=READERS - LOGS, keys=_of("planned")),
    "session_cancel": Route(LOGS, refused=READERS - LOGS, keys=_of("planned")),
    "series_new": Route(LOGS | {"willow_coach", "heath_coach"}, refused=EVERYBODY - LOGS - {"willow_coach", "heath_coach"}),
    "series": Route(READERS, keys=_of("series")),
    "session_notes": Route(LOGS, refused=READERS - LOGS, keys=_of("session")),
    "session_entries": Route(LOGS, refused=READERS - LOGS, keys=_of("session")),
    "enter_next_step": Route(
        LOGS, refused=READERS - LOGS, keys=lambda house, things: {"key": things.session.pk, "team": house.larch.pk}
    ),
    "enter_stage": Route(
        LOGS - {"associate"},
        refused=READERS - LOGS | {"associate"},
        keys=lambda house, things: {"key": things.session.pk, "idea": things.idea.pk},
    ),
    "enter_value": Route(
        LOGS - {"associate"},
        refused=READERS - LOGS | {"associate"},
        keys=lambda house, things: {"key": things.session.pk, "measure": things.measure.pk},
    ),
    "enter_progress": Route(
        LOGS - {"associate"},
        refused=READERS - LOGS | {"associate"},
        keys=lambda house, things: {"key": things.session.pk, "team": house.larch.pk},
    ),
    "session_correct": Route(LOGS, refused=READERS - LOGS, keys=_of("session")),
    "session_put_back": Route(LOGS, refused=READERS - LOGS, keys=_of("cancelled")),
    "session_withdraw": Route(LOGS, refused=READERS - LOGS, keys=_of("session")),
    "plan": Route(EVERYBODY),
    "plan_new": Route(
        LOGS | {"willow_coach", "heath_coach", "executive_coach"},
        refused=EVERYBODY - LOGS - {"willow_coach", "heath_coach", "executive_coach"},
    ),
    "hours": Route(WIDE | {"coach", "associate", "willow_coach", "heath_coach", "executive_coach"}),
    "published_total": Route({"programme_team"}, keys=lambda house, things: {"key": house.programme.pk}),
    "timesheet": Route(WIDE | {"coach", "associate", "willow_coach", "heath_coach", "executive_coach"}),
    "workshop": Route(READERS, keys=_of("workshop")),
    "workshop_people": Route(RUNS, refused=READERS - RUNS, keys=_of("workshop")),
    "workshop_dots": Route(RUNS, refused=READERS - RUNS, keys=_of("workshop")),
    "workshop_add": Route(RUNS, refused=READERS - RUNS, keys=lambda house, things: {"key": things.workshop.pk, "part": "ideas"}),
    "workshop_change": Route(RUNS, refused=READERS - RUNS, keys=_line),
    "workshop_remove": Route(RUNS, refused=READERS - RUNS, keys=_line),
    "workshop_take_up": Route(
        CHANGES_IDEAS,
        refused=READERS - CHANGES_IDEAS,
        keys=lambda house, things: {"key": things.workshop.pk, "item": things.captured.pk},
    ),
    "actions": Route(EVERYBODY),
    "action_done": Route(
        READERS - {"national_lead", "sponsor", "involvement_lead"},
        refused={"national_lead", "sponsor", "involvement_lead"},
        keys=_of("action"),
        method="post",
        good=302,
    ),
    "action": Route(
        READERS - {"national_lead", "sponsor", "involvement_lead"},
        refused={"national_lead", "sponsor", "involvement_lead"},
        keys=_of("action"),
    ),
    "action_open": Route(
        READERS - {"national_lead", "sponsor", "involvement_lead"},
        refused={"national_lead", "sponsor", "involvement_lead"},
        keys=_of("action"),
        method="post",
        good=302,
    ),
    "action_new": Route(
        READERS - {"national_lead", "sponsor", "involvement_lead"},
        refused={"national_lead", "sponsor", "involvement_lead"},
        keys=_team,
    ),
    "asks": Route(EVERYBODY),
    "ask": Route(READERS, keys=_of("ask")),
    "ask_new": Route({"ward_manager", "team_member"}, refused=READERS - {"ward_manager", "team_member"}, keys=_team),
    "reminders": Route(EVERYBODY),
    "reminders_next": Route(EVERYBODY),
    "reminders_next_of": Route({"programme_team"}, keys=lambda house, things: {"key": house.ward_manager.pk}),
    "reminder_choices": Route(EVERYBODY),
    "reminder": Route({"programme_team", "coach"}, keys=_of("mail")),
    "idea_list": Route(EVERYBODY),
    "idea_new": Route(CHANGES_IDEAS, refused=READERS - CHANGES_IDEAS, keys=_team),
    "idea": Route(READERS, keys=_of("idea")),
    "idea_edit": Route(CHANGES_IDEAS, refused=READERS - CHANGES_IDEAS, keys=_of("idea")),
    "idea_stage": Route(CHANGES_IDEAS, refused=READERS - CHANGES_IDEAS, keys=_of("idea")),
    "cycle_new": Route(CHANGES_IDEAS, refused=READERS - CHANGES_IDEAS, keys=_of("idea")),
    "cycle": Route(READERS, keys=lambda house, things: {"key": things.idea.pk, "cycle": things.cycle.pk}),
    "measure_new": Route(CHANGES_IDEAS, refused=READERS - CHANGES_IDEAS, keys=_of("idea")),
    "measure": Route(READERS, keys=lambda house, things: {"key": things.idea.pk, "measure": things.measure.pk}),
    "point_new": Route(
        CHANGES_IDEAS,
        refused=READERS - CHANGES_IDEAS,
        keys=lambda house, things: {"key": things.idea.pk, "measure": things.measure.pk},
    ),
    "progress": Route({"coach", "programme_team"}, refused=READERS - {"coach", "programme_team"}, keys=_team),
    "library": Route(EVERYBODY),
    "library_entry": Route(MEMBERS, keys=_of("entry")),
    "survey_list": Route(EVERYBODY),
    "wave": Route(READERS | {"analyst"}, keys=_of("wave")),
    "wave_results": Route(READERS | {"analyst"}, keys=_of("wave")),
    "survey_qr": Route(KNOWS_LINK, keys=lambda house, things: {"token": things.team_wave.token}),
    "survey_poster": Route(KNOWS_LINK, keys=lambda house, things: {"token": things.team_wave.token}),
    "respond": Route(EVERYBODY, keys=lambda house, things: {"token": things.team_wave.token}, signed_out=200),
    "respond_easy": Route(EVERYBODY, keys=lambda house, things: {"token": things.team_wave.token}, signed_out=200),
    "respond_thanks": Route(EVERYBODY, keys=lambda house, things: {"token": things.team_wave.token}, signed_out=200),
    "event_list": Route(EVERYBODY),
    "event": Route(MEMBERS, keys=_of("event")),
    "community": Route(EVERYBODY),
    "calendar": Route(EVERYBODY),
    "calendar_new": Route(EVERYBODY),
    "calendar_stop": Route(EVERYBODY),
    # Whoever has the address reads it, as the coach whose it is: no word of any row stands in it.
    "calendar_feed": Route(EVERYBODY, keys=_calendar, signed_out=200, by_role=True),
    "role_new": Route({"programme_team"}, refused=READERS - {"programme_team"}, keys=_team),
    "role_end": Route({"programme_team"}, refused=READERS - {"programme_team"}, keys=_of("role")),
    "role_hand_over": Route({"programme_team"}, refused=READERS - {"programme_team"}, keys=_of("role")),
    "invitation_list": Route({"programme_team"}),
    "invitation_new": Route({"programme_team"}),
    "invitation_paste": Route({"programme_team"}),
    "invitation_resend": Route({"programme_team"}, refused={"national_lead"}, keys=_of("invitation"), method="post", good=302),
    "invitation_withdraw": Route({"programme_team"}, refused={"national_lead"}, keys=_of("invitation"), method="post", good=302),
    "join": Route(EVERYBODY, good=302, signed_out=200),
    "name_sign_in": Route(EVERYBODY, good=302, signed_out=200),
    "code_card": Route(()),
    "name_again": Route(()),
    "practitioner_list": Route(ARRANGES),
    "practitioner": Route(ARRANGES, keys=lambda house, things: {"key": house.practitioner.pk}),
    "card_again": Route(ARRANGES, keys=lambda house, things: {"key": house.practitioner.pk}),
    "card_list": Route(ARRANGES, refused=READERS - ARRANGES, keys=_team),
    "card": Route(ARRANGES, keys=_of("card")),
    "card_withdraw": Route(ARRANGES, keys=_of("card")),
    "call_list": Route(ARRANGES),
    "call_done": Route(ARRANGES, keys=_of("call"), method="post", good=302),
    "about_me": Route({"practitioner"}),
    "step_back": Route(EVERYBODY, method="post", good=302),
    "come_back": Route(EVERYBODY, method="post", good=302),
    "programme": Route({"programme_team"}),
    "set_up_providers": Route({"programme_team"}),
    "set_up_provider_new": Route({"programme_team"}),
    "set_up_wards": Route({"programme_team"}),
    "set_up_teams": Route({"programme_team"}),
    "set_up_flow": Route({"programme_team"}),
    "set_up_programmes": Route({"programme_team"}),
    "set_up_programme_new": Route({"programme_team"}),
    "set_up_pauses": Route({"programme_team"}),
    "set_up_pause_new": Route({"programme_team"}),
    "set_up_provider": Route({"programme_team"}, keys=_provider),
    "set_up_provider_edit": Route({"programme_team"}, keys=_provider),
    "set_up_site_new": Route({"programme_team"}, keys=_provider),
    "set_up_ward_new": Route({"programme_team"}, keys=_provider),
    "set_up_team_new": Route({"programme_team"}, keys=_provider),
    "set_up_ward": Route({"programme_team"}, keys=_ward),
    "set_up_ward_edit": Route({"programme_team"}, keys=_ward),
    "set_up_ward_close": Route({"programme_team"}, keys=_ward),
    "set_up_ward_merge": Route({"programme_team"}, keys=_ward),
    "set_up_ward_move": Route({"programme_team"}, keys=_ward),
    "set_up_team": Route({"programme_team"}, keys=_team),
    "set_up_step": Route({"programme_team"}, keys=_team),
    "set_up_agreement": Route({"programme_team"}, keys=_team),
    "set_up_contact": Route({"programme_team"}, keys=_team),
    "set_up_step_back": Route({"programme_team"}, keys=_team, method="post", good=302),
    "set_up_programme": Route({"programme_team"}, keys=lambda house, things: {"key": house.programme.pk}),
    "set_up_programme_edit": Route({"programme_team"}, keys=lambda house, things: {"key": house.programme.pk}),
    "set_up_phase_new": Route({"programme_team"}, keys=lambda house, things: {"key": house.programme.pk}),
    "set_up_phase": Route({"programme_team"}, keys=lambda house, things: {"key": house.wider.pk}),
    "set_up_pause_end": Route({"programme_team"}, keys=_of("pause")),
    "agreement_attach": Route({"programme_team"}, keys=_of("agreement")),
    "agreement_document": Route(WIDE | OF_PROVIDER, keys=_of("document")),
    "set_up_rename": Route({"programme_team"}, keys=lambda house, things: {"kind": "team", "key": house.larch.pk}),
    "programme_changes": Route(WIDE),
    "ward_history": Route(READERS, keys=_team),
    "thing_changes": Route(READERS, keys=lambda house, things: {"kind": "change-idea", "key": things.idea.pk}),
    "data_of": Route({"programme_team"} | {"ward_manager"}, keys=lambda house, things: {"key": house.ward_manager.pk}),
    "erasure_of": Route({"programme_team"} | {"ward_manager"}, keys=lambda house, things: {"key": house.ward_manager.pk}),
    "my_data": Route(EVERYBODY),
    "my_erasure": Route(EVERYBODY),
    "claim_list": Route(CLAIMS),
    "claim": Route(CLAIMS, keys=lambda house, things: {"key": "wards"}, by_role=True),
    "claim_rows": Route(WIDE, refused={"analyst"}, keys=lambda house, things: {"key": "wards"}, by_role=True),
    "summary_list": Route(CLAIMS),
    "summary_new": Route(WIDE, refused={"analyst"}),
    "summary_draft": Route(CLAIMS, by_gate={"Heron"}),
    "draft_workbook": Route(CLAIMS),
    "draft_pdf": Route(CLAIMS, by_gate={"Heron"}),
}

#: Addresses that say nothing of any team's, or are tried elsewhere, each with its reason.
ELSEWHERE = {
    "health_live": "says whether the process lives",
    "health_ready": "says which part is missing",
    "demo": "tests/qiprogramme/test_demo_sign_in.py",
    "demo_sign_in": "tests/qiprogramme/test_demo_sign_in.py",
    "kept_form": "tests/qiprogramme/test_sign_in.py",
    "invitation": "tests/wards/test_invitations.py: whoever holds the link",
    "reminders_off": "tests/coaching/test_reminder_choices.py: whoever holds the link",
    "wave_open": "tests/surveys/test_waves.py",
    "wave_close": "tests/surveys/test_waves.py",
    "summary": "tests/impact/test_summaries.py",
    "summary_workbook": "tests/impact/test_summaries.py",
    "summary_pdf": "tests/impact/test_summaries.py",
    "published": "tests/impact/test_summaries.py",
}


#: Pages of the sign-in library, each about the reader's own account alone (tests/people, tests/qiprogramme/test_sign_in.py),
#: and the API (tests/qiprogramme/test_api.py).
LIBRARY = ("account_", "mfa_", "socialaccount_", "openid_connect_", "api")


def names(patterns: Any = None, prefix: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            found += names(pattern.url_patterns, prefix)
        elif isinstance(pattern, URLPattern):
            found.append(str(pattern.name))
    return found


def test_every_address_is_declared() -> None:
    known = ROUTES.keys() | ELSEWHERE.keys()
    undeclared = {name for name in names() if name not in known and not name.startswith(LIBRARY)}
    assert not undeclared
    assert not known - set(names()), "declared, and not an address any more"


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    """One house for all addresses; whatever a request changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Walk()
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("what_stands", WALKS)
def test_each_role_sees_what_it_may_and_nothing_else(name: str, what_stands: str, walk: Walk) -> None:
    """With gate and wall, and with the gate alone: each answer is the declared one. With any of them, the wall alone
    as well: no word of a row that the role may not read, and nothing changed where the declaration refuses."""
    route = ROUTES[name]
    address = walk.address(name, route)
    problems = []
    with walk.standing(what_stands):
        for player in walk.players_for(route):
            wanted = route.expects(player)
            if what_stands != AS_IT_IS and route.names_place() and wanted == route.good:
                continue  # theirs to see in any case
            tried(what_stands, name, player)
            status, content, changed = walk.ask(walk.browsers[player.name], route.method, address)
            if what_stands != GATE_OFF and status != wanted:
                problems.append(f"{player.name}: {status}, not {wanted}")
            leaks = [word for word in WORDS if word.encode() in content and not route.may_read(player, word, what_stands)]
            # The wall knows whose rows they are, not what each role may do with those that it reads.
            if changed and wanted != route.good and (what_stands != GATE_OFF or wanted == 404):
                leaks.append("a change")
            TALLY[what_stands, "leaks"] += len(leaks)
            TALLY[what_stands, str(status)] += 1
            problems += [f"{player.name}: {status} with {word}" for word in leaks]
        status, content, changed = walk.ask(walk.signed_out, route.method, address)
        if status != route.signed_out:
            problems.append(f"signed out: {status}, not {route.signed_out}")
        problems += [f"signed out: {word}" for word in WORDS if word.encode() in content]
    assert not problems


def test_every_role_stands_in_every_relation_to_the_ward(walk: Walk) -> None:
    """Own and formerly own: every role. Beside: the team's roles in the sibling and the foreign ward, a provider's with
    another provider, a programme's in another programme."""
    stood = {relation: {player.role for player in walk.players if player.relation == relation} for relation in RELATIONS}
    every = set(ROLES) - {"system"}
    assert stood["own"] == stood["former"] == every
    assert stood["sibling"] == set(OF_TEAM)
    assert stood["foreign"] == {*OF_TEAM, *OF_PROVIDER_ROLES}
    assert stood["elsewhere"] == set(OF_PROGRAMME)


def test_a_deputy_may_what_a_sponsor_may() -> None:
    assert replace(ROLES["deputy_sponsor"], key="sponsor", label="Executive sponsor") == ROLES["sponsor"]
