"""The demonstration's one-click sign-in: on this machine, in demo mode, for demo accounts, and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from people.models import Account
from tests import factories


@pytest.fixture
def accounts(house: Any, as_owner: Any) -> dict[str, Account]:
    with as_owner():
        return {
            "demo": Account.objects.create_user("ward.manager@demo.example", "x", person=house.ward_manager),
            "closed": Account.objects.create_user("gone@demo.example", "x", person=house.team_member, is_active=False),
            "real": factories.account(house.coach),
        }


@pytest.fixture(autouse=True)
def demo_mode(settings: Any) -> None:
    settings.DEMO = True


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_it_lists_the_demo_accounts_with_role_and_rights(accounts: dict[str, Account]) -> None:
    page = Client().get("/demo/").content.decode()
    assert "ward.manager@demo.example" in page and "Ward manager" in page and "note actions and mark them done" in page
    assert accounts["real"].email not in page and "gone@demo.example" not in page


def test_one_press_signs_in(accounts: dict[str, Account]) -> None:
    browser = Client()
    answer = browser.post(f"/demo/{accounts['demo'].pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.session["_auth_user_id"] == str(accounts["demo"].pk)


@pytest.mark.parametrize("which", ["real", "closed"])
def test_no_other_account_can_be_entered(accounts: dict[str, Account], which: str) -> None:
    browser = Client()
    assert browser.post(f"/demo/{accounts[which].pk}/").status_code == 404
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "::1"},
    ],
)
def test_from_elsewhere_it_does_not_exist(accounts: dict[str, Account], elsewhere: dict[str, str]) -> None:
    browser = Client(**elsewhere)  # type: ignore[arg-type]
    assert browser.get("/demo/").status_code == 404
    assert browser.post(f"/demo/{accounts['demo'].pk}/").status_code == 404
    assert not is_signed_in(browser)


def test_outside_demo_mode_it_does_not_exist(accounts: dict[str, Account], settings: Any) -> None:
    settings.DEMO = False
    browser = Client()
    assert browser.get("/demo/").status_code == 404
    assert browser.post(f"/demo/{accounts['demo'].pk}/").status_code == 404
    assert not is_signed_in(browser)


def test_a_link_signs_nobody_in_and_neither_does_another_site(accounts: dict[str, Account]) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(f"/demo/{accounts['demo'].pk}/").status_code == 405
    assert browser.post(f"/demo/{accounts['demo'].pk}/").status_code == 403
    assert not is_signed_in(browser)


def test_production_refuses_demo_mode() -> None:
    root = Path(__file__).resolve().parents[2]
    environment = {
        **os.environ,
        "QI_MODE": "production",
        "QI_DEMO": "1",
        "SECRET_KEY": "k" * 60,
        "DATABASE_URL": "postgresql://x/y",
        "REDIS_URL": "redis://x",
    }
    run = subprocess.run(
        [sys.executable, "-c", "import qiprogramme.settings"], cwd=root, env=environment, capture_output=True, text=True
    )
    assert run.returncode != 0
    assert "QI_DEMO cannot be on in production" in run.stderr
    without = subprocess.run(
        [sys.executable, "-c", "from qiprogramme import settings; print(settings.DEMO)"],
        cwd=root, env={**environment, "QI_DEMO": ""}, capture_output=True, text=True,
    )  # fmt: skip
    assert without.stdout.strip() == "False", without.stderr
