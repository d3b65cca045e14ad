"""NHS numbers are patient-identifiable and are refused in every free text."""

import re

from django.core.exceptions import ValidationError
from django.db import models

#: What stands between the parts, typed or pasted: spaces of any width, hyphens, dashes, dots, strokes, and what is not seen.
_GAP = r"(?:[^\S\r\n]|[-./_\u00ad\u00b7\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]){0,3}"
_CANDIDATE = re.compile(rf"(?<!\d)\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}(?!\d)")


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits hold a valid NHS number.

    Source: NHS Data Dictionary, NHS NUMBER: weights 10 to 2, modulus 11, check digit 11 − remainder,
    11 read as 0, 10 never valid.
    """
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and int(digits[9]) == check % 11


def refuse_nhs_number(text: str) -> None:
    """Validator: ValidationError where the text holds a valid NHS number, in any usual spacing."""
    for found in _CANDIDATE.finditer(text or ""):
        if is_nhs_number(re.sub(r"\D", "", found.group())):
            raise ValidationError(
                "This looks like an NHS number. Take it out: nothing here may identify a patient.",
                code="nhs_number",
            )


class FreeText(models.TextField):
    """Text that people type. Blank allowed; NHS numbers and more than `max_length` characters are not."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("max_length", 4000)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.validators.append(refuse_nhs_number)


class ShortText(models.CharField):
    """One line that people type: at most 200 characters, no NHS number."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.validators.append(refuse_nhs_number)
