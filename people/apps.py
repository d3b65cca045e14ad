from typing import Any

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whatever way leads into a session or out of it, Django or the sign-in library tells of it here."""
        from allauth.account import signals as account
        from allauth.mfa.signals import authentication_failed, authenticator_added
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        user_logged_in.connect(_opened, dispatch_uid="people.opened")
        user_logged_out.connect(_ended, dispatch_uid="people.ended")
        authentication_failed.connect(_wrong_code, dispatch_uid="people.wrong_code")
        authenticator_added.connect(_set_up, dispatch_uid="people.set_up")
        for changed in (account.password_changed, account.password_set, account.password_reset):
            changed.connect(_new_password, dispatch_uid="people.new_password")


def _opened(request: Any, user: Any, **details: Any) -> None:
    from people import sign_ins

    sign_ins.opened(request, user)


def _ended(request: Any, **details: Any) -> None:
    from people import sign_ins

    sign_ins.end_this(request)


def _wrong_code(request: Any, user: Any, **details: Any) -> None:
    from people import sign_ins
    from people.models import SignIn

    sign_ins.failed(request, user, SignIn.Result.WRONG_CODE)


def _set_up(request: Any, user: Any, authenticator: Any, **details: Any) -> None:
    """Whoever sets up an app or a passkey has just shown it: they are not asked for it at once again."""
    from allauth.account.internal.flows.login import record_authentication
    from allauth.mfa.models import Authenticator

    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _new_password(request: Any, user: Any, **details: Any) -> None:
    from people import sign_ins

    sign_ins.end_others(request, user)
