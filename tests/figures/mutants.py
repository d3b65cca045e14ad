"""`make mutants`: changes one thing in `figures` at a time and sees whether a test notices.

A tool of our own, for the ones at hand leave much of `figures` alone: mutmut changes neither what has a
decorator (properties, remembered results) nor module constants (2.66, 3.267, 1.96), and cosmic-ray writes
into the source while others read it. This one changes the syntax tree in memory, in a fork for each mutant.
Survivors must be listed in docs/mutants.md, each with its reason; an unlisted one is a failure.

What was noticed is kept in .build/mutants until a run comes to its end, so that
an interrupted run goes on where it was. Beginnings of names try some only:
`python -m tests.figures.mutants means._beta xmr`; PROCESSES says how many at a time.
"""

from __future__ import annotations

import ast
import gc
import hashlib
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, groupby
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: The tests of each, in this order: the first file to fail ends the mutant.
TESTS = {
    "proportions": ("proportions", "known", "values", "bad_input"),
    "means": ("means", "known", "values", "bad_input"),
    "xmr": ("xmr", "known", "bad_input"),
    "run_charts": ("run_charts", "known", "bad_input"),
    "disclosure": ("disclosure", "values", "known", "bad_input"),
}
#: Of processor time and of memory, for a mutant that never ends; without a change one second passes.
SECONDS, MEMORY = 6, 4 * 2**30
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div,
    ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
    ast.USub: ast.UAdd,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
Edit = tuple[Any, str, Any]


def edits(node: ast.AST) -> Iterator[Edit]:  # noqa: C901 - one kind of node after the other
    """(object, attribute, new value) of each change to one node."""
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            if type(op) in SWAPS:
                yield node, "ops", [*node.ops[:i], SWAPS[type(op)](), *node.ops[i + 1 :]]
    elif isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp, ast.UnaryOp)):
        if type(node.op) in SWAPS:
            yield node, "op", SWAPS[type(node.op)]()
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "operand", ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield node, "value", not node.value
        elif isinstance(node.value, (int, float)):
            yield node, "value", node.value + 1 if isinstance(node.value, int) else node.value * 1.1 or 0.1
        elif isinstance(node.value, str) and node.value:
            yield node, "value", f"XX{node.value}"
    elif isinstance(node, ast.IfExp):
        yield node, "test", ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Name) and node.id in NAMES:
        yield node, "id", NAMES[node.id]


def visited(node: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.AST, Edit]]:
    """Each change below a node, with the name of what it is in; what never runs is left out."""
    body = getattr(node, "body", None)
    if isinstance(body, list):
        for i, statement in enumerate(body):
            documents = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            removable = isinstance(statement, (ast.Expr, ast.AugAssign, ast.Continue, ast.Break)) and not documents
            if removable:
                yield inside, statement, (node, "body", [*body[:i], ast.Pass(), *body[i + 1 :]])
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "type_comment"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr)):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            name = f"{inside}.{child.name}".lstrip(".") if isinstance(child, (ast.FunctionDef, ast.ClassDef)) else inside
            for edit in edits(child):
                yield name, child, edit
            yield from visited(child, name)


def short(node: ast.AST) -> str:
    """A node as a line of source, cut where it is long."""
    text = " ".join(ast.unparse(node).split()).replace("|", "¦").replace("`", "'")
    return text if len(text) < 90 else f"{text[:60]} … {text[-25:]}"


def mutants(module: str) -> Iterator[tuple[str, CodeType]]:
    """(name, code) of each mutant of a module. The name stays the same when lines move."""
    path = ROOT / "figures" / f"{module}.py"
    tree = ast.parse(path.read_text())
    seen: Counter[str] = Counter()
    for inside, node, (thing, attribute, new) in visited(tree):
        before = short(node)
        old = getattr(thing, attribute)
        setattr(thing, attribute, new)
        ast.fix_missing_locations(tree)
        after = "removed" if attribute == "body" else short(node)
        name = f"{module}.{inside}: {before} → {after}".replace(".:", ":")
        seen[name] += 1
        code = compile(tree, str(path), "exec")
        setattr(thing, attribute, old)
        yield name + (f" ({seen[name]})" if seen[name] > 1 else ""), code


def put(code: CodeType, module: ModuleType) -> None:
    """Put a mutant's code into a module that is imported already: others hold on to its functions and classes."""
    mutant = {"__name__": module.__name__, "__file__": module.__file__}
    exec(code, mutant)  # noqa: S102 - our own source, one thing changed
    for name, new in mutant.items():
        old = vars(module).get(name)
        if getattr(new, "__module__", "") != module.__name__:
            if not name.startswith("__") and not isinstance(new, ModuleType | type):
                setattr(module, name, new)
        elif isinstance(new, type):
            for title, part in vars(new).items():
                swap(vars(old).get(title), part)
        else:
            swap(old, new)


def swap(old: Any, new: Any) -> None:
    """Give a function, property or remembered function what the new one has."""
    if hasattr(old, "cache_clear"):
        old.cache_clear()
    for inner in ("__wrapped__", "__func__", "fget"):
        if hasattr(old, inner):
            swap(getattr(old, inner), getattr(new, inner))
    if isinstance(old, FunctionType):
        for attribute in ("__code__", "__defaults__", "__kwdefaults__"):
            setattr(old, attribute, getattr(new, attribute))


class Mutants:
    """A plugin of pytest: once the tests are collected, tries each mutant on them, each in a fork of its own."""

    def __init__(self, names: tuple[str, ...], noticed: set[str], say: Callable[[str, str], Any]) -> None:
        self.names, self.noticed, self.say = names, noticed, say
        self.results = {module: Counter[str]() for module in TESTS if any(name.split(".")[0] == module for name in names)}
        self.tests: dict[str, list[Any]] = {}

    def pytest_runtestloop(self, session: Any) -> bool:
        of_file = {path: [*items] for path, items in groupby(session.items, lambda item: item.path.stem.removeprefix("test_"))}
        self.tests = {module: [item for name in names for item in of_file[name]] for module, names in TESTS.items()}
        # Without a change first: it must pass, and whatever is slow the first time is behind us.
        for module in self.results:
            if self.fails(module):
                raise SystemExit("The tests of figures fail without any change: mend that first.")
        # Half of a mutant's time would go into looking through all that for garbage.
        gc.freeze()
        self.try_all()
        return True

    def fails(self, module: str) -> bool:
        session = self.tests[module][0].session
        for i, item in enumerate(self.tests[module]):
            following = self.tests[module][i + 1] if i + 1 < len(self.tests[module]) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return True
        return False

    def try_all(self) -> None:
        running: dict[int, tuple[str, str]] = {}

        def finish() -> None:
            child, status = os.wait()
            module, name = running.pop(child)
            outcome = "survived" if status == 0 else "too slow" if os.WIFSIGNALED(status) else "noticed"
            self.results[module][outcome] += 1
            self.say(name, outcome)

        for module, counted in self.results.items():
            for name, code in mutants(module):
                if name in self.noticed:
                    counted["noticed"] += 1
                elif name.startswith(self.names):
                    if len(running) >= int(os.environ.get("PROCESSES") or os.cpu_count() or 1):
                        finish()
                    running[self.tried(module, code)] = (module, name)
        while running:
            finish()

    def tried(self, module: str, code: CodeType) -> int:
        """Run the tests in a fork; its process id. It ends with 0 where no test noticed."""
        if child := os.fork():
            return child
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            put(code, sys.modules[f"figures.{module}"])
            os._exit(self.fails(module))
        finally:  # a mutant that cannot even be imported
            os._exit(1)


def listed() -> set[str]:
    """The survivors that docs/mutants.md explains."""
    return set(re.findall(r"^\| `(.+?)` \|", (ROOT / "docs" / "mutants.md").read_text(), flags=re.MULTILINE))


def main() -> int:
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "ORACLES": "10", "MUTANTS": "1"}
    names = tuple(sys.argv[1:]) or tuple(TESTS)
    began, survivors = time.monotonic(), set[str]()
    source = "".join(path.read_text() for path in sorted((ROOT / "figures").glob("*.py")))
    kept = ROOT / ".build" / "mutants" / hashlib.sha256(source.encode()).hexdigest()[:16]
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch()

    def say(name: str, outcome: str) -> None:
        if outcome == "survived":
            survivors.add(name)
            print(f"survived: {name}", flush=True)
        else:
            with kept.open("a") as file:
                file.write(f"{name}\n")

    here = ROOT / "tests" / "figures"
    files = [str(here / f"test_{name}.py") for name in dict.fromkeys(chain(*TESTS.values()))]
    plain = ["-c", os.devnull, f"--rootdir={ROOT}", f"--confcutdir={here}", "--assert=plain", "-s"]
    without = ["-p", "no:cacheprovider", "-p", "no:terminal"]
    plugin = Mutants(names, set(kept.read_text().splitlines()), say)
    pytest.main([*plain, *without, *files], plugins=[plugin])
    for module, counted in plugin.results.items():
        words = ", ".join(f"{counted[outcome]} {outcome}" for outcome in ("noticed", "too slow", "survived"))
        print(f"{module}: {counted.total()} mutants: {words}")
    kept.unlink()
    print(f"{time.monotonic() - began:.0f} seconds")
    unknown = survivors - listed()
    for name in sorted(unknown):
        print(f"not explained in docs/mutants.md: {name}")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
