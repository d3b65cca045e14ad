"""Conventions of the house that no linter knows. Each is a failure, not a warning."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("impact", "events", "coaching", "surveys", "ideas", "wards", "people", "ui", "figures", "qiprogramme")
#: Where the gate stands in front: nothing here may reach for an unnarrowed manager of a tenant model.
OUTER = ("views", "views.py", "forms", "forms.py", "api", "api.py", "tasks.py", "downloads.py", "workbooks.py", "pdfs.py")
#: Models without a tenant, whose manager shows nothing of anybody else's.
OPEN = {"Account": "read before anybody is known", "Mail": "behind the wall, and narrowed to one's own in the view"}
DRAWERS = {"utils", "helpers", "services", "common", "core", "misc", "lib"}


def python_files(*rooms: str) -> Iterator[Path]:
    for room in rooms or ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def unnarrowed(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of each `Model.objects…` or `Model._default_manager…`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            yield node.lineno, ast.unparse(node)


def test_the_check_itself_finds_an_unnarrowed_manager() -> None:
    found = list(unnarrowed(ast.parse("def view(request):\n    return Team.objects.all()\n")))
    assert found == [(2, "Team.objects")]


def test_no_unnarrowed_manager_before_the_gate() -> None:
    problems = []
    for path in python_files():
        relative = path.relative_to(ROOT)
        if not any(part in OUTER for part in relative.parts):
            continue
        for line, text in unnarrowed(ast.parse(path.read_text())):
            if text.split(".")[0] not in OPEN:
                problems.append(f"{relative}:{line} {text}")
    assert not problems


def test_no_drawers() -> None:
    assert not [path for path in python_files() if DRAWERS & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}]


def test_no_file_is_two_nouns() -> None:
    sources = [*python_files(), *(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.js")]
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
