"""Whoever lost phone, passkey and recovery codes is let set up a new second step."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from people.models import Account


def test_it_removes_every_second_step_of_that_account_and_ends_its_sessions(
    house: Any, client_of: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    lead, other = client_of(house.programme_team), client_of(house.national_lead)
    account = Account.objects.get(person=house.programme_team)
    assert lead.get("/people/").status_code == 200
    call_command("remove_second_step", f" {account.email} ")
    assert "Removed 1 and ended 1 sessions" in capsys.readouterr().out
    assert lead.get("/people/")["Location"] == "/account/login/?next=/people/"
    assert other.get("/").status_code == 200 and Authenticator.objects.count() == 1


def test_an_unknown_address_is_told(db: None) -> None:
    with pytest.raises(CommandError, match="There is no account"):
        call_command("remove_second_step", "nobody@nhs.example")
