"""The demo programme at launch: loaded where the database is empty, its people named at the end."""

import psycopg2

from qiprogramme.launching.steps import RefusalToLaunch, step

PEOPLE = """
    select a.email, p.name, p.title
    from people_account a join people_person p on p.id = a.person_id
    where a.email like '%@demo.example' and a.is_active
    order by a.created_at, a.email
"""


def load_where_empty(environment: dict[str, str]) -> None:
    """Load the demo where demo mode is on and there is no programme yet."""
    from qiprogramme.launching.run import manage

    if not wanted(environment) or holds_a_programme(environment):
        return
    with step("Loading the demo programme"):
        manage(["demo"], environment, "The demo programme could not be loaded")


def wanted(environment: dict[str, str]) -> bool:
    return environment.get("QI_DEMO", "1").strip().lower() in {"1", "true", "yes", "on"}


def holds_a_programme(environment: dict[str, str]) -> bool:
    return bool(_rows(environment, "select 1 from wards_programme limit 1"))


def people(environment: dict[str, str]) -> list[tuple[str, str, str]]:
    """(address, name, what they do) of everybody that one can sign in as; empty outside demo mode."""
    return [(email, name, title) for email, name, title in _rows(environment, PEOPLE)] if wanted(environment) else []


def _rows(environment: dict[str, str], query: str) -> list[tuple[str, ...]]:
    url = environment.get("MIGRATION_DATABASE_URL") or environment["DATABASE_URL"]
    try:
        connection = psycopg2.connect(url)
    except psycopg2.OperationalError as error:
        raise RefusalToLaunch(f"The database does not answer: {str(error).strip().splitlines()[-1]}") from error
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()
