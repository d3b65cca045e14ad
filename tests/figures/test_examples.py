"""The examples in the docstrings are run, and each function has what a reader needs."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import figures
from figures.__main__ import public

MODULES = sorted(module.name for module in pkgutil.iter_modules(figures.__path__) if not module.name.startswith("__"))
#: How many examples each module has: none may be lost unseen.
RAN = {
    "arguments": 1,
    "clusters": 10,
    "disclosure": 12,
    "linked_tables": 2,
    "means": 12,
    "missing": 1,
    "proportions": 9,
    "rounding": 3,
    "run_charts": 5,
    "values": 11,
    "wording": 11,
    "xmr": 3,
}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"figures.{name}"))
    assert (result.failed, result.attempted) == (0, RAN[name])


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_explained(name: str) -> None:
    module = importlib.import_module(f"figures.{name}")
    for title, thing in public(module):
        words = inspect.getdoc(thing)
        assert words, title
        if not inspect.isfunction(thing):
            continue
        assert all(kind != "" for kind in inspect.get_annotations(thing).values())
        if name == "arguments":  # what the others refuse by; its own errors are its whole business
            continue
        assert ">>> " in words, title
        # What is said of all the words stands once, above them.
        said = inspect.getdoc(module) if name == "wording" else words
        assert all(f"{label}: " in said for label in ("Source", "Unit", "Errors", "Does not prove")), title
        assert "Formula: " in said or "Rule: " in said, title
