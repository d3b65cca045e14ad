"""Names as meetings show them, and whether two of them are one person's. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

#: From this likeness on (0 to 100), a name is offered as perhaps the same.
ALIKE = 80
#: So many are offered.
MOST_OFFERED = 3
_BRACKETS = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*")
_GUEST = {"guest", "unverified", "external", "extern", "ext", "anonymous"}
_TITLES = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "rev", "sir", "dame", "sister"}


def clean_name(written: str) -> tuple[str, bool]:
    """(the name without what a meeting adds to it, whether it says that this is a guest).

    >>> clean_name("OKORO, Ruth (NORTHMOOR CARE NHS TRUST)"), clean_name("Sam (Guest) (Unverified)")
    (('Ruth Okoro', False), ('Sam', True))
    """
    added: set[str] = set()
    bare = written
    for _ in range(3):  # brackets may stand in brackets
        added |= {words.strip().lower() for words in _BRACKETS.findall(bare)}
        bare = _BRACKETS.sub(" ", bare)
    bare = re.sub(r"\s+", " ", bare).strip(" ,")
    surname, comma, rest = (part.strip() for part in bare.partition(","))
    # Directories shout the surname.
    surname = surname.title() if len(surname) > 2 and surname.isupper() else surname
    return (f"{rest} {surname}" if comma else bare), bool(added & _GUEST)


def name_key(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, marks and titles, in the order of the alphabet.

    >>> name_key("Dr. Zoë O'Neill-Smith") == name_key("ONEILL SMITH, Zoe")
    True
    """
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", "").casefold())
    words = re.findall(r"[^\W_]+", "".join(character for character in plain if not unicodedata.combining(character)))
    return tuple(sorted(word for word in words if word not in _TITLES)) or tuple(sorted(words))


@dataclass(frozen=True)
class Match:
    """person: who it is, by how ("email" or "name"); perhaps: who it may be, where that is for somebody to say."""

    person: Any = None
    how: str = ""
    perhaps: tuple[Any, ...] = ()


def match(name: str, emails: Iterable[str], people: Sequence[Any]) -> Match:
    """Who of these people (each with `name` and `email`) it is: by the address, else by the whole name, if it is one's alone."""
    addresses = {email.lower() for email in emails}
    if addresses:
        by_email = [person for person in people if person.email and person.email.lower() in addresses]
        if len(by_email) == 1:
            return Match(by_email[0], "email")
    key = name_key(name)
    if not key:
        return Match()
    keys = {id(person): name_key(person.name) for person in people}
    same = [person for person in people if keys[id(person)] == key]
    if len(same) == 1 and len(key) > 1:
        return Match(same[0], "name")
    if same:
        return Match(perhaps=tuple(same[:MOST_OFFERED]))
    return Match(perhaps=tuple(_alike(key, people, keys)))


def _alike(key: tuple[str, ...], people: Sequence[Any], keys: dict[int, tuple[str, ...]]) -> list[Any]:
    scored = []
    for person in people:
        theirs = keys[id(person)]
        score = fuzz.ratio(" ".join(key), " ".join(theirs))
        if set(key) < set(theirs) or set(theirs) < set(key):
            score = max(score, ALIKE)
        if score >= ALIKE:
            scored.append((-score, person.name, person))
    return [person for _, _, person in sorted(scored, key=lambda each: each[:2])[:MOST_OFFERED]]
