from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from impact import pdfs, summaries
from people.acting import acting_as
from surveys.rollups import roll_up
from tests.impact import evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(house, as_owner):
    with as_owner():
        evidence.session(house.larch, minutes=90)
        evidence.idea(house.larch)
        evidence.interviews(house.programme, 6, 7)
        before, after = evidence.rounds(house.wider, ("inclusive-care", "agreement"))
        evidence.answers(house.larch, before, *([4 if i < 6 else 2] for i in range(12)))
        evidence.answers(house.larch, after, *([4 if i < 9 else 2] for i in range(12)))
    roll_up(house.programme)
    with acting_as(house.national_lead):
        return summaries.draft(house.programme)


def alternatives(node, found):
    if isinstance(node, pikepdf.Array):
        for child in node:
            alternatives(child, found)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == "/Figure":
            found.append(str(node.get("/Alt", "")))
        if "/K" in node:
            alternatives(node["/K"], found)


def test_the_file_is_tagged_titled_and_in_english_with_a_text_for_each_picture(edition):
    with pikepdf.open(BytesIO(pdfs.pdf(edition))) as file:
        root = file.Root
        assert bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root
        assert str(root.Lang) == "en-GB" and str(file.docinfo["/Title"]) == edition.title
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        found: list[str] = []
        alternatives(root.StructTreeRoot.K, found)
        fonts = {str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()}
    assert len(found) == 2 and all(found)
    assert any("from 50% (6 of 12) to 75% (9 of 12)" in text for text in found)
    assert all("SourceSansPro" in font for font in fonts)


def test_it_says_what_the_page_says_and_nothing_that_is_hidden(edition):
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdfs.pdf(edition))).pages).split())
    assert "from 50% (6 of 12) to 75% (9 of 12)" in text
    assert "Too few people to show: too few answered" in text and "6 of 7" not in text
    assert "What did not work" in text and "no comparison group" in text


def test_the_same_edition_gives_the_same_file(edition):
    assert pdfs.pdf(edition) == pdfs.pdf(edition)
