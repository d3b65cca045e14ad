from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class DirectoryOfTests(DefaultOIDCAdapter):
    def get_claims(self, purpose: Any, user: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As usual; but the namesake, who came when another had left, was given that one's old address."""
        claims: dict[str, Any] = super().get_claims(purpose, user, *args, **kwargs)
        if user.get_username() == "namesake" and "email" in claims:
            claims["email"] = user.email
        return claims
