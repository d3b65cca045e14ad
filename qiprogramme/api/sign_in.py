"""Signing in with `Authorization: Token …`, inside the request's transaction."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from people.acting import become
from people.middleware import person_of


class TokenSignIn(TokenAuthentication):
    """knox's tokens; the transaction is told who is acting as soon as the token is known."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found is not None:
            account, _ = found
            become(account.person_id)
            request._request.user = account  # `request.person` follows the account
            request._request.person = person_of(request._request)  # type: ignore[attr-defined]
        return found


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema tells of it."""

    target_class = TokenSignIn
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "“Token ” and the token"}


class SignedIn(BasePermission):
    """Somebody with a person behind the account; nothing is open to nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return getattr(request.user, "person_id", None) is not None
