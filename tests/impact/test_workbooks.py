from io import BytesIO

import pytest
from openpyxl import load_workbook

from impact import summaries, workbooks
from people.acting import acting_as
from tests.impact import evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(house, as_owner):
    with as_owner():
        evidence.session(house.larch, minutes=90)
        evidence.interviews(house.programme, 6, 7)
        evidence.idea(house.larch, '=HYPERLINK("http://bad.example")', stage="abandoned", what_was_learnt="+1")
    with acting_as(house.national_lead):
        edition = summaries.draft(house.programme)
    return load_workbook(BytesIO(workbooks.workbook(edition)))


def rows(book, name):
    head, *found = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in found]


def test_numbers_are_numbers_with_numerator_and_denominator_apart(book):
    hours = next(row for row in rows(book, "Figures") if row["key"] == "coaching_hours")
    assert (hours["value"], hours["numerator"], hours["denominator"], hours["unit"]) == (1.5, 90, 60, "hours")
    assert hours["numerator_before"] == "[z]"


def test_hidden_numbers_are_marked_and_nowhere_in_the_file(book):
    hidden = next(row for row in rows(book, "Figures") if row["key"] == "interviews_considerate")
    assert {hidden[name] for name in ("value", "numerator", "denominator")} == {"[c]"}
    assert next(row for row in rows(book, "Figures") if row["key"] == "winsford_heard")["value"] == "[x]"


def test_text_that_looks_like_a_formula_stays_text(book):
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == '=HYPERLINK("http://bad.example")' and cell.data_type in ("s", "str") for cell in cells)


def test_the_dictionary_names_every_column_of_every_sheet(book):
    told = {(row["sheet"], row["column"]) for row in rows(book, "Data dictionary")}
    columns = {
        (sheet.title, cell.value) for sheet in book if sheet.title not in ("About", "Data dictionary") for cell in sheet[1]
    }
    assert told == columns
