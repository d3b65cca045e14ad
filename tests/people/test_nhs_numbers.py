"""NHS numbers are refused wherever free text enters."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from people.nhs_numbers import is_nhs_number, refuse_nhs_number
from wards.checks import NOT_TYPED, REFUSED_BEFORE, every_free_text_refuses_nhs_numbers


@pytest.mark.parametrize("text", ["9434765919", "Mr B, 943 476 5919, moved", "943-476-5919"])
def test_a_valid_number_is_refused_in_any_spacing(text: str) -> None:
    with pytest.raises(ValidationError, match="looks like an NHS number"):
        refuse_nhs_number(text)


@pytest.mark.parametrize("text", ["9434765918", "0123456789012", "Ring 020 7946 0018", "", "1234567890"])
def test_other_numbers_pass(text: str) -> None:
    refuse_nhs_number(text)


def test_a_check_digit_of_ten_is_never_valid() -> None:
    assert not any(is_nhs_number(f"00000000{tens}{ones}") for tens, ones in [(6, digit) for digit in range(10)])


def test_every_free_text_column_refuses_them() -> None:
    call_command("check", tag=["models"], fail_level="ERROR")
    assert every_free_text_refuses_nhs_numbers(None) == []


def test_the_list_of_exceptions_names_real_columns() -> None:
    from django.apps import apps

    real = {f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.concrete_fields}
    assert real >= NOT_TYPED | REFUSED_BEFORE
