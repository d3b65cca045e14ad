"""How people sign in: with an account that somebody of the programme made for them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs themselves up: people are invited."""
        return False
