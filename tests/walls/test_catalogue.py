"""What PostgreSQL itself says of the wall, and what the application's role gets under the application."""

from typing import Any

import pytest
from django.db import connection

from people.acting import acting_as
from tests.conftest import owner
from tests.factories import House
from tests.walls.objects import SECRET, things
from wards.walls import EXEMPT

pytestmark = pytest.mark.django_db


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def tables() -> list[str]:
    return [name for (name,) in ask("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")]


def readable() -> list[str]:
    return [name for name in tables() if ask("select has_table_privilege(%s, 'select')", name)[0][0]]


def test_every_table_forces_row_level_security_or_says_why_not() -> None:
    forced = {
        name
        for (name,) in ask(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
            " and relrowsecurity and relforcerowsecurity"
        )
    }
    assert set(tables()) - forced == set(EXEMPT) & set(tables())


def test_the_applications_role_owns_nothing_and_bypasses_nothing() -> None:
    assert ask("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = 'qi_app'") == [(False, False, False)]
    assert ask("select relname from pg_class where pg_get_userbyid(relowner) = 'qi_app'") == []


def test_definer_functions_have_an_empty_search_path_and_are_not_for_everybody() -> None:
    found = ask(
        "select p.proname, p.proconfig, has_function_privilege('public', p.oid, 'execute') from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace"
        " where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')"
    )
    assert len(found) > 5
    assert [name for name, settings, public in found if public or 'search_path=""' not in (settings or [])] == []


def test_nothing_is_granted_to_everybody() -> None:
    assert (
        ask("select table_name from information_schema.role_table_grants where grantee = 'PUBLIC' and table_schema = 'public'")
        == []
    )


def test_the_audit_cannot_be_read_or_written_by_the_application() -> None:
    assert ask("select has_schema_privilege('qi_app', 'audit', 'usage')") == [(False,)]


@pytest.mark.parametrize("role", ["heath_manager", "willow_manager", "former_manager", "analyst", "executive_coach", "nobody"])
def test_raw_sql_finds_no_word_of_another_ward_in_any_table(house: House, role: str) -> None:
    with owner():
        things(house)
        seen_by_owner = [name for name in tables() if ask(f"select 1 from {name} t where t::text like %s limit 1", f"%{SECRET}%")]
    assert len(seen_by_owner) > 8
    with acting_as(getattr(house, role)):
        leaks = [name for name in readable() if ask(f"select 1 from {name} t where t::text like %s limit 1", f"%{SECRET}%")]
    assert leaks == []


def test_with_nobody_set_every_tenant_table_is_empty(house: House) -> None:
    with owner():
        things(house)
    filled = [name for name in readable() if name not in EXEMPT and ask(f"select 1 from {name} limit 1")]
    assert filled == []


def test_one_ward_cannot_write_into_another(house: House) -> None:
    from django.db import ProgrammingError, transaction

    with owner():
        made = things(house)
    with acting_as(house.heath_manager), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ask(
            "insert into coaching_action (id, team_id, what) values (gen_random_uuid(), %s, 'planted') returning id",
            house.larch.pk,
        )
    with acting_as(house.heath_manager):
        assert ask("update coaching_action set what = 'changed' where id = %s returning id", made.action.pk) == []
    with owner():
        made.action.refresh_from_db()
        assert made.action.what == f"{SECRET} posters"


def test_a_row_cannot_belong_to_one_team_and_hang_on_anothers_thing(house: House) -> None:
    from django.db import IntegrityError, transaction

    with owner():
        made = things(house)
    with pytest.raises(IntegrityError, match="owner"), transaction.atomic(), owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("update ideas_measure set team_id = %s where id = %s", [house.heath.pk, made.measure.pk])


def test_each_change_leaves_one_entry_with_who_and_what(house: House) -> None:
    with owner():
        made = things(house)
    with acting_as(house.ward_manager):
        made.action.what = "Bigger posters"
        made.action.save()
    with owner():
        entries = ask(
            "select person_id, before ->> 'what', after ->> 'what' from audit.entry where row_id = %s and action = 'update'",
            made.action.pk,
        )
    assert entries == [(house.ward_manager.pk, f"{SECRET} posters", "Bigger posters")]
