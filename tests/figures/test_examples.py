"""The examples in the docstrings are run, and each function has what a reader needs."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import figures

MODULES = sorted(module.name for module in pkgutil.iter_modules(figures.__path__) if not module.name.startswith("__"))
#: Where each function is a formula of somebody's.
FORMULAS = ("proportions", "means", "clusters", "run_charts")
#: How many examples each module has: none may be lost unseen.
RAN = {
    "arguments": 1,
    "clusters": 6,
    "disclosure": 7,
    "linked_tables": 2,
    "means": 12,
    "proportions": 9,
    "rounding": 3,
    "run_charts": 5,
    "values": 10,
    "wording": 7,
    "xmr": 3,
}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"figures.{name}"))
    assert (result.failed, result.attempted) == (0, RAN[name])


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_explained(name: str) -> None:
    module = importlib.import_module(f"figures.{name}")
    for title, thing in vars(module).items():
        if title.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        assert inspect.getdoc(thing), title
        if inspect.isfunction(thing):
            assert all(kind != "" for kind in inspect.get_annotations(thing).values())
            if name in FORMULAS:
                words = inspect.getdoc(thing)
                # A variant that points at the function that it is a variant of says no more.
                assert ("Source:" in words and "Unit:" in words and ">>>" in words) or "as `" in words or "see `" in words, title
