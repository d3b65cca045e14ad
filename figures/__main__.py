"""Prints docs/figures.md, drawn from the docstrings: `python -m figures`."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from typing import Any

MODULES = (
    "values", "missing", "proportions", "means", "clusters", "xmr", "run_charts", "disclosure", "linked_tables", "rounding",
    "wording", "arguments",
)  # fmt: skip
LABELS = ("Formula", "Rule", "Source", "Unit", "Range", "Error", "Errors", "Does not prove")
HEAD = """# Figures: where every number comes from

Drawn from the docstrings of `figures/` by `make figures-page`; a test fails where the two differ. Every number that a person
reads is made here, on the standard library alone, and every example below is run by the tests. Proportions are shares of 1,
changes are after − before, positions count from 0, intervals are of 95 %. What cannot be computed is `MISSING`, never None and
never 0; what is no number is refused with a `FigureError` that names the argument. How the tests themselves are tested stands
in [mutants.md](mutants.md).
"""


def page() -> str:
    """The whole page as Markdown.

    >>> page().startswith("# Figures")
    True
    """
    parts = [HEAD]
    for name in MODULES:
        module = importlib.import_module(f"figures.{name}")
        parts += [f"## {name}\n", *paragraphs(inspect.getdoc(module) or "")]
        parts += [entry(f"{name}.{title}", thing) for title, thing in public(module)]
    return "\n".join(parts)


def public(module: Any) -> list[tuple[str, Any]]:
    """Functions and classes of a module in the order of its source, named without an underscore."""
    found = [
        (title, thing)
        for title, thing in vars(module).items()
        if not title.startswith("_") and getattr(thing, "__module__", "") == module.__name__ and callable(thing)
    ]
    return sorted(found, key=lambda item: inspect.getsourcelines(item[1])[1])


def entry(title: str, thing: Any) -> str:
    """A function or class: how it is called, what its docstring says, its example."""
    text = inspect.getdoc(thing) or ""
    words, _, example = text.partition(">>>")
    brackets = "" if inspect.isclass(thing) else str(inspect.signature(thing)).partition(" ->")[0].replace("'", "")
    lines = [f"### `{title}{brackets}`\n", *paragraphs(words)]
    if example:
        lines.append(f"```pycon\n>>>{example.rstrip()}\n```\n")
    return "\n".join(lines)


def paragraphs(words: str) -> list[str]:
    """The paragraphs of a docstring, each label on a line of its own."""
    pattern = rf"(^|\. |\n)({'|'.join(LABELS)}): "
    return [re.sub(pattern, mark, " ".join(paragraph.split())) + "\n" for paragraph in words.strip().split("\n\n")]


def mark(found: re.Match[str]) -> str:
    """A label as the start of a line of its own, in bold."""
    before = found[1].strip()
    return f"{before}\n\n**{found[2]}:** " if before else f"**{found[2]}:** "


if __name__ == "__main__":
    sys.stdout.write(page())
