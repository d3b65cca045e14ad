"""Names that people type: one line, one alphabet in each word, nothing that cannot be seen."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

#: Letters of other alphabets, and digits, that look like these Latin ones. Source: Unicode Technical Standard 39,
#: confusables, the part that Latin, Greek and Cyrillic share.
_LOOK_ALIKES = str.maketrans("01аеорсухіјѕԁһӏαορνικτ", "olaeopcyxijsdhlaopvikt")
_SIGN_IN = re.compile(r"[^\W_]+(?:[ .'’-]+[^\W_]+)*", re.UNICODE)
#: Characters of a chosen name.
SHORTEST, LONGEST = 3, 40


def tidy(text: str) -> str:
    """The name in one form (Unicode NFKC) with single spaces. ValidationError for what cannot be seen or looks forged."""
    text = unicodedata.normalize("NFKC", text or "")
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for character in text):
        raise ValidationError("The name has a character in it that cannot be seen. Type it again, on one line.", code="unseen")
    text = " ".join(text.split())
    for word in text.split():
        if len(_alphabets(word)) > 1:
            raise ValidationError(
                f"“{word}” mixes letters of two alphabets that look alike. Type the name again on one keyboard.", code="mixed"
            )
    return text


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}


def sign_in_name(text: str) -> str:
    """A name to sign in with: 3 to 40 characters, letters and digits with spaces, dots, hyphens or apostrophes between."""
    name = tidy(text)
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(f"Choose a name of {SHORTEST} to {LONGEST} characters", code="length")
    if not _SIGN_IN.fullmatch(name) or not sign_in_key(name):
        raise ValidationError("Use letters and numbers, with a space, dot or hyphen between them", code="characters")
    return name


def sign_in_key(text: str) -> str:
    """What two names share that a person takes for the same: no case, accents, spaces, dots, or letters that look alike.

    >>> sign_in_key("Zoë-May") == sign_in_key("ZOE MAY") == sign_in_key("Z0e.May")
    True
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text or "").casefold())
    return "".join(character for character in plain.translate(_LOOK_ALIKES) if character.isalnum())[:80]


def email_address(text: str) -> str:
    """The address in lower case. ValidationError where it is none, or hides a letter that looks like another."""
    text = (text or "").strip()
    if not text.isascii():
        raise ValidationError(
            "The email address has a letter in it that is not on an English keyboard. Type it again.", code="not_ascii"
        )
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError("Enter an email address in the right form, like name@example.com", code="invalid") from None
    if len(text) > 254:
        raise ValidationError("The email address is too long", code="length")
    return text.lower()
