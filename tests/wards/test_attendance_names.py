"""Who is who: names as meetings show them."""

from dataclasses import dataclass

import pytest

from wards.attendance_files.names import clean_name, match, name_key


@dataclass(frozen=True)
class Somebody:
    name: str
    email: str = ""


RUTH, SAM, ZOE, KIT, KIM = PEOPLE = [
    Somebody("Ruth Okoro", "Ruth.Okoro@nhs.example"),
    Somebody("Sam Hall"),
    Somebody("Zoë O'Neill-Smith", "zoe@nhs.example"),
    Somebody("Kit Lee"),
    Somebody("Kit Lee", "kim@nhs.example"),
]


@pytest.mark.parametrize(
    ("written", "name", "guest"),
    [
        ("Ruth Okoro", "Ruth Okoro", False),
        ("Ruth Okoro (Guest)", "Ruth Okoro", True),
        ("Ruth Okoro (Unverified)", "Ruth Okoro", True),
        ("OKORO, Ruth (NORTHMOOR CARE NHS FOUNDATION TRUST)", "Ruth Okoro", False),
        ("Okoro, Ruth [External]", "Ruth Okoro", True),
        ("Ruth (Larch (ward))", "Ruth", False),
        ("O'NEILL-SMITH, Zoë", "Zoë O'Neill-Smith", False),
        ("NG, Kim", "Kim NG", False),
        ("  Ruth   Okoro ", "Ruth Okoro", False),
        ("(Guest)", "", True),
    ],
)
def test_what_a_meeting_adds_to_a_name_is_taken_off(written: str, name: str, guest: bool) -> None:
    assert clean_name(written) == (name, guest)


@pytest.mark.parametrize(
    "written", ["RUTH OKORO", "Okoro Ruth", "Dr Ruth Okoro", "ruth  okoro", "Rúth Okoro", "Prof. Okoro, Ruth"]
)
def test_the_same_name_otherwise_written(written: str) -> None:
    found = match(clean_name(written)[0], [], PEOPLE)
    assert (found.person, found.how) == (RUTH, "name")


def test_the_address_decides_before_the_name() -> None:
    found = match("Sam Hall", ["ruth.okoro@NHS.example"], PEOPLE)
    assert (found.person, found.how) == (RUTH, "email")


@pytest.mark.parametrize(
    ("written", "perhaps"),
    [
        ("Ruth Okorro", [RUTH]),
        ("Sam", [SAM]),
        ("Samuel Hall", [SAM]),
        ("Zoe O’Neill", [ZOE]),
        ("Kit Lee", [KIT, KIM]),
        ("Meeting Room 4", []),
        ("Dr", []),
        ("", []),
    ],
)
def test_what_is_only_alike_is_offered_and_never_taken(written: str, perhaps: list[Somebody]) -> None:
    found = match(written, ["nobody@else.example"], PEOPLE)
    assert found.person is None
    assert list(found.perhaps) == perhaps


def test_a_title_alone_is_a_name() -> None:
    assert name_key("Sister") == ("sister",)
