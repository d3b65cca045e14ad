"""A programme of any size for measures and drills, written by the database from `generate_series` in a few seconds."""

from datetime import date
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

#: Each ward team has a coach, a manager and a sponsor of its own, and something to say to each of them.
ROLES = ("coach", "ward_manager", "sponsor")


def plant(cursor: Any, *, programme: UUID, system: UUID, teams: int, monday: date, past: int = 20) -> None:
    """Write a programme with `teams` ward teams, three people each, and `past` weekly sessions of each team before `monday`.

    cursor: of the tables' owner, in a transaction. The keys are the new rows'; `system` acts for the programme.
    """
    from coaching.models import Action, Ask, Session, SessionTeam
    from ideas.models import ChangeIdea
    from people.models import Person
    from wards.models import Membership, Phase, Programme, Provider, Team

    here, first = f"'{programme}'::uuid", f"date '{monday}'"
    cursor.execute(
        "create temporary table crowd on commit drop as select n, (n - 1) / 50 as house, gen_random_uuid() as team,"
        " gen_random_uuid() as coach, gen_random_uuid() as ward_manager, gen_random_uuid() as sponsor, gen_random_uuid() as phase"
        f" from generate_series(1, {int(teams)}) n"
    )
    cursor.execute(
        "create temporary table house on commit drop as select house as n, gen_random_uuid() as provider from crowd group by 1"
    )
    people = f"crowd, lateral (values {', '.join(f'({role}, {role!r})' for role in ROLES)}) who (key, role)"
    _fill(cursor, Person, "(values (1)) one", id=f"'{system}'::uuid", name="'The system itself'", is_system="true")
    _fill(cursor, Person, people, id="key", name="role || ' ' || n", email="role || n || '@crowd.example'")
    dates = {"starts_on": "date '2020-01-01'", "ends_on": "date '2099-12-31'"}
    _fill(cursor, Programme, "(values (1)) one", id=here, name=f"'Crowd {programme}'", slug=f"'crowd-{programme}'", **dates)
    one_team = "(select * from crowd where n = 1) c"
    _fill(cursor, Phase, one_team, id="phase", programme_id=here, name="'Only'", position="1", usual_minutes="60", **dates)
    codes = {"ods_code": "'C' || upper(lpad(to_hex(n + 1), 4, '0'))", "kind": "'trust'", "region": "'Y58'"}
    _fill(cursor, Provider, "house", id="provider", name="'Crowd provider ' || provider", **codes)
    placed = "crowd c join house h on h.n = c.house, (select phase from crowd where n = 1) o (only_phase)"
    places = {"programme_id": here, "phase_id": "only_phase", "provider_id": "provider"}
    _fill(cursor, Team, placed, id="team", name="'Ward ' || c.n", state="'active'", **places)
    since = {"programme_id": here, "starts_on": "date '2020-01-01'"}
    _fill(cursor, Membership, "(values (1)) one", person_id=f"'{system}'::uuid", role="'system'", **since)
    _fill(cursor, Membership, people, person_id="key", role="role", team_id="team", **since)
    cursor.execute(
        "create temporary table met on commit drop as"
        f" select gen_random_uuid() as key, team, 'planned' as status, {first} - 4 as day from crowd"
        f" union all select gen_random_uuid(), team, 'planned', {first} + 9 from crowd"
        f" union all select gen_random_uuid(), team, 'delivered', {first} - 14 - 7 * w"
        f" from crowd, generate_series(1, {int(past)}) w"
    )
    what = {"status": "status", "held_on": "day", "starts_at": "time '10:00'", "minutes": "60"}
    _fill(cursor, Session, "met", id="key", programme_id=here, keys="array[team]", **what)
    _fill(cursor, SessionTeam, "met", session_id="key", team_id="team", programme_id=here, minutes="60")
    late = {"what": "'Print the cards'", "owner_id": "coach", "due_on": f"{first} - 3"}
    _fill(cursor, Action, "crowd", team_id="team", **late)
    _fill(cursor, Action, "crowd", team_id="team", what="'Ask the cook'", due_on=f"{first} + 9")
    still = {"stage": "'testing'", "moved_on": f"{first} - 45", "added_on": f"{first} - 90"}
    _fill(cursor, ChangeIdea, "crowd", team_id="team", title="'Menus in four languages'", **still)
    asked = {"asked_by_id": "ward_manager", "asked_on": f"{first} - 12", "answer": "'waiting'"}
    _fill(cursor, Ask, "crowd", team_id="team", title="'An interpreter'", **asked)


def _fill(cursor: Any, model: Any, source: str, **columns: str) -> None:
    """One INSERT of a row for each of `source`. columns: column → SQL; all others get what the model gives them."""
    found = {"id": "gen_random_uuid()", **columns}
    defaults = {field.column: field.get_default() for field in model._meta.concrete_fields if field.column not in found}
    given = {column: value for column, value in defaults.items() if value is not None}
    names = ", ".join(f'"{name}"' for name in (*found, *given))
    values = ", ".join((*found.values(), *["%s"] * len(given)))
    typed = [Json(value) if isinstance(value, dict) else value for value in given.values()]
    cursor.execute(f"insert into {model._meta.db_table} ({names}) select {values} from {source}", typed)
    # The checks of the transaction's end are planned once, for a table as large as it is known to be.
    cursor.execute(f"analyze {model._meta.db_table}")
