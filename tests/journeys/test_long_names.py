"""A name of sixty letters and an email address of seventy fit a phone of 320 px: they break, and no page scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

WARD = "Rehabilitationseinrichtungspsychiatriestationsleitungsflugel"
ADDRESS = "wolfeschlegelsteinhausenbergerdorff.featherstonehaugh@cholmondeley.uk"
#: Every text of the page in which a ward or a surname stands, with the long one in its place; how many there were.
LENGTHEN = """words => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    let changed = 0;
    for (const text of found) for (const [short, long] of words) if (text.data.includes(short)) {
        text.data = text.data.replaceAll(short, long);
        changed += 1;
    }
    return changed;
}"""


def lengthened(page: Page, at_least: int = 1) -> None:
    assert page.evaluate(LENGTHEN, [["Shelley", WARD], ["Kettlewell", ADDRESS]]) >= at_least, page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} scrolls sideways"


@pytest.mark.parametrize("name", ["ward.manager", "coach"])
def test_long_names_fit_a_phone(signed_in: Callable[..., Page], name: str) -> None:
    page = signed_in(name, viewport={"width": 320, "height": 900})
    # Today names a ward where something waits there, which other journeys may have done.
    lengthened(page, at_least=0)
    page.goto("/wards/")
    page.get_by_role("link", name="Shelley", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Shelley")
    ward = page.url
    workshop = str(page.get_by_role("link", name="The improvement workshop of").get_attribute("href"))
    lengthened(page)
    for part in ("coaching/", "ideas/", "people/", "history/", "surveys/", "actions/new/"):
        page.goto(ward + part)
        lengthened(page)
    for there in (workshop, f"{workshop}people/", "/coaching/plan/", "/coaching/sessions/", "/coaching/actions/"):
        page.goto(there)
        lengthened(page)
    if name == "coach":
        page.goto("/coaching/sessions/new/")
        lengthened(page)
        page.goto("/coaching/sessions/new/")
        page.get_by_role("link", name="Shelley", exact=True).click()
        lengthened(page)
