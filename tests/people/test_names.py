"""Names and addresses that look like others, or hide something."""

import pytest
from django.core.exceptions import ValidationError

from people import code_cards, names


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zoë May", "zoe-may"), ("Bluebell", "B1uebell"), ("Oak", "0ak"), ("Вова", "BOBA".replace("B", "В")), ("Ｓａｍ", "Sam")],
)
def test_names_that_look_alike_are_one(one: str, other: str) -> None:
    assert names.sign_in_key(one) == names.sign_in_key(other)


def test_names_that_differ_are_two() -> None:
    assert len({names.sign_in_key(name) for name in ("Sam", "Sam2", "Pam", "Samuel", "Sám B")}) == 5


@pytest.mark.parametrize("name", ["Zoë O’Neill", "Anne-Marie Smith", "Łukasz", "Иван Петров", "李 明", "Dr. J. Okoro"])
def test_real_names_pass(name: str) -> None:
    assert names.tidy(name) == name


@pytest.mark.parametrize("name", ["R\u0443th", "Ruth\u200b", "Ruth\nBcc: x", "\u202eRuth", "Ru\x00th", "Αnna"])
def test_forged_names_do_not(name: str) -> None:
    with pytest.raises(ValidationError):
        names.tidy(name)


@pytest.mark.parametrize(
    "address", ["", "a", "a@b", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "\u0430@b.example"]
)
def test_no_address_but_one_address(address: str) -> None:
    with pytest.raises(ValidationError):
        names.email_address(address)
    assert names.email_address(" Ruth@NHS.example ") == "ruth@nhs.example"


def test_codes_are_long_plain_and_read_as_typed() -> None:
    codes = {code_cards.random_code() for _ in range(500)}
    assert len(codes) == 500
    assert set("".join(codes)) <= {*code_cards.ALPHABET, "-"}
    assert code_cards.as_typed(" 7kq2m xw9tp ") == code_cards.as_typed("7KQ2M-XW9TP")
