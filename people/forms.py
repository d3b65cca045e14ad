"""The sign-in forms: allauth's, with our labels and with an error message for each field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from people.nhs_numbers import refuse_nhs_number

EMAIL = {"required": "Enter your email address", "invalid": "Enter an email address in the right form, like name@example.com"}
HINT_FOR_CODE = "The 6 figures that your app shows now, or one of your recovery codes"
HINT_FOR_NEW = "At least 12 characters. Three words you can remember make a good one."


def _email(field: Any) -> None:
    field.label = "Email address"
    field.error_messages |= EMAIL
    field.widget.attrs = {"autocomplete": "username"}
    field.widget.input_type = "email"


def _password(field: Any, label: str, missing: str, hint: str = "") -> None:
    field.label, field.help_text = label, hint
    field.error_messages |= {"required": missing}


def _new_passwords(fields: Any) -> None:
    _password(fields["password1"], "New password", "Enter a new password", HINT_FOR_NEW)
    _password(fields["password2"], "New password again", "Enter the new password again")


class SignInForm(allauth.LoginForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _email(self.fields["login"])
        _password(self.fields["password"], "Password", "Enter your password")


class ResetPasswordForm(allauth.ResetPasswordForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _email(self.fields["email"])


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_passwords(self.fields)


class ChangePasswordForm(allauth.ChangePasswordForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _password(self.fields["oldpassword"], "Current password", "Enter your current password")
        _new_passwords(self.fields)


class SetPasswordForm(allauth.SetPasswordForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_passwords(self.fields)


class PasswordAgainForm(allauth.ReauthenticateForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _password(self.fields["password"], "Password", "Enter your password")


def _code(field: Any, label: str, hint: str) -> None:
    field.label, field.help_text, field.width = label, hint, 10
    field.error_messages |= {"required": "Enter the code"}


class CodeForm(mfa.AuthenticateForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], "Code", HINT_FOR_CODE)


class CodeAgainForm(mfa.ReauthenticateForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], "Code", HINT_FOR_CODE)


class FirstCodeForm(ActivateTOTPForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], "Code from the app", "6 figures, like 492 039")


class PasskeyForm(webauthn.AddWebAuthnForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _passkey_name(self.fields["name"])
        alone: Any = self.fields["passwordless"]
        alone.label, alone.help_text, alone.initial = "Let me sign in with this passkey alone, without my password", "", True

    def clean(self) -> dict[str, Any]:
        with _in_words():
            return dict(super().clean())


@contextmanager
def _in_words() -> Iterator[None]:
    """The library calls whatever is wrong with a passkey a wrong code."""
    try:
        yield
    except ValidationError:
        raise ValidationError("This passkey did not fit. Try again, or take another way.") from None


class PasskeyStepForm(webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with _in_words():
            return super().clean_credential()


class PasskeyAgainForm(webauthn.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with _in_words():
            return super().clean_credential()


class PasskeySignInForm(webauthn.LoginWebAuthnForm):
    def clean_credential(self) -> Any:
        with _in_words():
            return super().clean_credential()


class PasskeyNameForm(webauthn.EditWebAuthnForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _passkey_name(self.fields["name"])


def _passkey_name(field: Any) -> None:
    field.label, field.help_text = "What do you want to call it?", "For example, “My phone” or “Key on my ring”"
    field.validators += [MaxLengthValidator(60, "Use 60 characters or fewer"), refuse_nhs_number]
    field.error_messages |= {"required": "Enter a name"}
