"""System checks: conventions of the house that the machine keeps."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.db import connection
from django.db.models import CharField, TextField

from people.nhs_numbers import refuse_nhs_number
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


#: Text columns that nobody types into freely: made by the product, or of a shape that is checked.
NOT_TYPED = frozenset(
    {
        "impact.Citation.address", "impact.Summary.slug", "impact.ClaimSnapshot.key", "coaching.DigestRun.week",
        "surveys.Questionnaire.family", "surveys.Item.key", "surveys.Item.picture", "ideas.Finding.key",
        "wards.AgreementDocument.kind",
        "wards.AgreementDocument.digest", "events.CalendarFeed.token_hash", "coaching.Session.report_key",
        "wards.Provider.ods_code", "wards.Programme.slug", "wards.Invitation.email", "wards.Invitation.token_hash",
        "wards.JoiningCard.code_hash", "wards.Call.kind", "wards.Call.period", "wards.Call.say", "people.Person.email",
        "people.Account.password", "people.Account.email", "people.Account.sign_in_key", "people.SignInCode.digest",
        "people.Mail.kind", "people.Mail.period", "people.Mail.to", "people.Mail.subject", "people.Mail.text",
        "people.Mail.html", "people.Mail.secret", "people.Mail.message_id", "people.Mail.error",
        "people.SignIn.how", "people.SignIn.browser",
    }
)  # fmt: skip
#: Typed, and refused before a row is made: the answer by the definer function's caller, the name by its form.
REFUSED_BEFORE = frozenset({"surveys.FreeTextAnswer.text", "people.Account.sign_in_name"})


@register(Tags.models)
def every_free_text_refuses_nhs_numbers(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Each column that people type into is a FreeText or ShortText of `people.nhs_numbers`."""
    problems = []
    for model in apps.get_models():
        if model._meta.app_label not in {"people", "wards", "coaching", "ideas", "surveys", "events", "impact"}:
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(field, (CharField, TextField)) or field.choices or refuse_nhs_number in field.validators:
                continue
            if (name := f"{model._meta.label}.{field.name}") not in NOT_TYPED | REFUSED_BEFORE:
                problems.append(Error(f"{name} takes NHS numbers", hint="Make it a ShortText or FreeText", id="wards.E005"))
    return problems
