"""Single sign-on by OpenID Connect: people whose organisation's own directory says who they are.

A directory is believed about people alone whom somebody here made an account for, at an address of one of its own
domains, which it has verified. From then on the person is known by what never changes: `sub` of OpenID Connect Core 1.0,
section 5.7; for Microsoft Entra the tenant and the object (`tid`, `oid`), for its `sub` differs from application to
application. Nobody signs themselves up, and a directory is no second factor.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from requests import RequestException

from people.models import Account


class Directory(OpenIDConnectProvider):
    """One organisation's directory, as the setting SINGLE_SIGN_ON describes it."""

    pkce_enabled_default = True

    def redirect(self, *args: Any, **kwargs: Any) -> Any:
        """Lead to the directory; where it does not answer, say so."""
        try:
            return super().redirect(*args, **kwargs)
        except (RequestException, KeyError) as problem:
            return render_authentication_error(self.request, self, exception=problem)

    def extract_uid(self, data: dict[str, Any]) -> str:
        """What never changes of the person. Raises OAuth2Error where the directory does not say it, or says two things."""
        token, info = data.get("id_token") or {}, data.get("userinfo") or {}
        tenant = self.app.settings.get("tenant")
        if tenant:
            if token.get("tid") != tenant or not token.get("oid"):
                raise OAuth2Error("The token is of another tenant, or names nobody")
            return f"{tenant}:{token['oid']}"
        subjects = {part["sub"] for part in (token, info) if part.get("sub")}
        if len(subjects) != 1 or not token.get("sub"):
            raise OAuth2Error("The directory names nobody, or two people")
        return str(token["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what the directory says is kept."""
        return {}


class DirectoryAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Known people pass. Others are linked to the account of their own verified address, or refused."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_refused(request))
        if sociallogin.is_existing:
            return
        account = _account_of(sociallogin)
        if account is None:
            raise ImmediateHttpResponse(_refused(request))
        sociallogin.connect(request, account)


def _account_of(sociallogin: Any) -> Account | None:
    """The open account of an address that the directory has verified and may speak for. None where it was linked to
    somebody else of the same directory: addresses are given to newcomers when their owner has left."""
    directory = sociallogin.account.get_provider()
    domains = directory.app.settings["domains"]
    for address in sociallogin.email_addresses:
        if address.verified and address.email.rpartition("@")[2].lower() in domains:
            account = Account.objects.filter(email__iexact=address.email, is_active=True).first()
            if account and not SocialAccount.objects.filter(user=account, provider=directory.sub_id).exists():
                return account
    return None


def _refused(request: HttpRequest) -> Any:
    return render(request, "socialaccount/refused.html", status=403)


def sign_in_again_address(account: Account) -> str:
    """Where an account that signs in by its directory alone shows again whose it is; "" where it has none."""
    linked = SocialAccount.objects.filter(user=account).first()
    if linked is None:
        return ""
    return f"{reverse('openid_connect_login', args=[linked.provider])}?{urlencode({'auth_params': 'prompt=login'})}"
