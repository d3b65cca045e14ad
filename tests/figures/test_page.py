"""The page about figures is what the docstrings say today."""

from pathlib import Path

from figures.__main__ import page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_drawn_from_the_docstrings_of_today() -> None:
    assert (DOCS / "figures.md").read_text() == page(), "docs/figures.md is behind: make figures-page"


def test_every_formula_has_its_line() -> None:
    text = page()
    for name in ("proportions.wilson", "means.welch", "xmr.chart", "run_charts.limits", "disclosure.two_way"):
        section = text.split(f"### `{name}(")[1].split("\n### ")[0]
        assert all(f"**{label}:**" in section for label in ("Formula", "Source", "Unit", "Errors", "Does not prove"))
        assert "```pycon\n>>> " in section
