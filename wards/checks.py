"""System checks: conventions of the house that the machine keeps."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.db import connection

from wards.walls import EXEMPT


@register(Tags.models)
def every_model_has_a_gate(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Each model of the rooms above `people` has a `visible` manager."""
    from wards.visible import Visible

    rooms = {"wards", "coaching", "ideas", "surveys", "events", "impact"}
    missing = []
    for model in apps.get_models():
        if model._meta.app_label not in rooms:
            continue
        if not isinstance(getattr(model, "visible", None), Visible) and not getattr(model, "behind_functions", False):
            missing.append(Error(f"{model._meta.label} has no gate", hint="Add visible = Visible(…)", id="wards.E001"))
    return missing


@register(Tags.database, deploy=True)
def the_wall_stands(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The role of the application cannot go past row-level security, and each tenant table forces it."""
    if not databases:
        return []
    problems = []
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        if cursor.fetchone()[0]:
            problems.append(Error("The database role of the application is too strong", id="wards.E002"))
        cursor.execute(
            "select c.relname, c.relforcerowsecurity, pg_get_userbyid(c.relowner) = current_user from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'"
        )
        for table, forced, is_owner in cursor.fetchall():
            if is_owner:
                problems.append(Error(f"The application's role owns {table}", id="wards.E003"))
            if not forced and table not in EXEMPT:
                problems.append(Error(f"{table} is not behind row-level security", id="wards.E004"))
    return problems
