"""Conventions of the house that no linter knows. Each is a failure, not a warning."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.narrowing import holes, in_template, parsed

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("impact", "events", "coaching", "surveys", "ideas", "wards", "people", "ui", "figures", "qiprogramme")
#: Where the gate stands in front: nothing here may reach for an unnarrowed manager of a tenant model.
OUTER = ("views", "views.py", "forms", "forms.py", "api", "api.py", "tasks.py", "downloads.py", "workbooks.py", "pdfs.py")
#: Models without a tenant, whose manager shows nothing of anybody else's.
OPEN = {"Account": "read before anybody is known", "Mail": "behind the wall, and narrowed to one's own in the view"}
#: Relations whose rows are read whole by whoever reads the row itself.
NARROWED = {"wards/views/places.py": ("Count('wards'",)}
DRAWERS = {"utils", "helpers", "services", "common", "core", "misc", "lib"}


def python_files(*rooms: str) -> Iterator[Path]:
    for room in rooms or ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_no_way_past_the_gate_in_front_of_it() -> None:
    """No unnarrowed manager, related manager, count over a relation, raw SQL or generic view (tests/narrowing.py)."""
    problems = []
    for path in python_files():
        relative = path.relative_to(ROOT)
        if any(part in OUTER for part in relative.parts):
            problems += [f"{relative}:{line} {text}" for line, text in holes(parsed(path)) if not _is_open(relative, text)]
    for path in sorted((ROOT / "templates").rglob("*.*")):
        problems += [f"{path.relative_to(ROOT)}:{line} {text}" for line, text in in_template(path.read_text())]
    assert not problems


def _is_open(path: Path, text: str) -> bool:
    return text.split(".", maxsplit=1)[0] in OPEN or any(text.startswith(start) for start in NARROWED.get(str(path), ()))


def test_no_drawers() -> None:
    assert not [path for path in python_files() if DRAWERS & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}]


def test_no_file_is_two_nouns() -> None:
    sources = [*python_files(*ROOMS, "tests", "drills", "benchmarks"), *(ROOT / "templates").rglob("*.html")]
    sources += (ROOT / "static").rglob("*.js")
    assert not [str(path.relative_to(ROOT)) for path in sources if len(path.read_text().splitlines()) > 400]


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_it_owns(room: str) -> None:
    assert ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text()))


def test_figures_is_the_standard_library_alone() -> None:
    import sys

    foreign = set()
    for path in python_files("figures"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            foreign |= {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"figures"}
    assert not foreign


def test_no_inline_style_or_script_in_a_page() -> None:
    problems = []
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.svg")]:
        text = path.read_text()
        if " style=" in text or "<style" in text or "<script>" in text or " onclick=" in text:
            problems.append(str(path.relative_to(ROOT)))
    assert not problems


def test_verbs_say_who_does_it() -> None:
    """A function of a writing module that saves something is keyword-only and takes `by`."""
    problems = []
    for path in python_files("coaching", "ideas", "surveys", "events", "impact", "wards"):
        relative = path.relative_to(ROOT)
        if len(relative.parts) != 2 or relative.name in {"access.py", "models.py"}:
            continue
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            writes = any(ast.unparse(decorator) == "transaction.atomic" for decorator in node.decorator_list)
            if writes and "by" not in {argument.arg for argument in node.args.kwonlyargs}:
                problems.append(f"{relative}:{node.lineno} {node.name}")
    assert not problems
