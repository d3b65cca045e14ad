"""Finds where code reaches for rows that the gate has not narrowed. By the syntax tree and the models, not by text."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import ForeignObjectRel, ManyToManyField

MANAGERS = frozenset({"objects", "_default_manager", "_base_manager", "_meta"})
SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404", "QuerySet", "RawSQL"})
RAW = frozenset({"cursor", "raw", "extra", "execute", "executemany"})
#: What turns a related manager into rows.
READS = frozenset({
    "all", "filter", "exclude", "get", "first", "last", "count", "exists", "values", "values_list", "order_by",
    "select_related", "prefetch_related", "annotate", "aggregate", "in_bulk", "iterator", "latest", "earliest",
    "dates", "union", "only", "defer", "distinct", "alias", "contains"
})  # fmt: skip
#: What ends a chain that writes: the verb's business, behind its `ensure`.
WRITES = frozenset({
    "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "update", "delete",
    "select_for_update", "add", "set", "remove", "clear"
})  # fmt: skip
AGGREGATES = frozenset({"Count", "Sum", "Avg", "Max", "Min", "ArrayAgg", "StringAgg", "StdDev", "Variance"})
#: Names of holders that keep lists, read through the gate, under the names of relations.
HOLDERS = frozenset({"self", "facts", "day"})
#: Models whose rows are nobody's of the programme.
NOT_TENANTS = frozenset({"Account", "SignInCode"})


def _of_tenants(model: type) -> bool:
    return getattr(model, "visible", None) is not None or getattr(model, "behind_functions", False) or model.__name__ == "Mail"


def related_managers() -> dict[str, str]:
    """Name of each attribute that gives a manager of rows which not everybody reads who reads the thing itself, and the
    model that it reads: `team.memberships`, but not `measure.points`."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.get_fields(include_hidden=False):
            if isinstance(field, ForeignObjectRel) and (field.one_to_many or field.many_to_many):
                name = field.get_accessor_name()
            elif isinstance(field, ManyToManyField):
                name = field.name
            else:
                continue
            if name and field.related_model and _of_tenants(field.related_model) and not _as_open_as(model, field):
                found[name] = field.related_model.__name__
    return found


def _as_open_as(model: type, field: Any) -> bool:
    """Whether whoever reads a row of `model` reads the rows that hang on it as well, by the rules of both gates."""
    ours, theirs = (getattr(getattr(one, "visible", None), "rule", None) for one in (model, field.related_model))
    if not ours or not theirs or field.many_to_many:
        return False
    column = field.field.attname
    return (
        (ours == theirs and set(ours) == {"team"})
        or theirs == {"through": (field.field.name, model._meta.label)}
        or (ours == {"own_row": "teams"} and theirs == {"team": column})
        or (ours == {"own_row": "programmes"} and theirs == {"belongs": column})
    )


def _chain(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> list[str]:
    """The names of what is called on a manager, outwards: `.filter(…).delete()` → ["filter", "delete"]."""
    names = []
    while True:
        up = parents.get(node)
        if isinstance(up, ast.Attribute) and up.value is node:
            names.append(up.attr)
        elif not (isinstance(up, ast.Call) and up.func is node):
            return names
        node = up


def holes(tree: ast.AST, *, writes_too: bool = True) -> Iterator[tuple[int, str]]:
    """(line, text) of each place that goes past the gate.

    writes_too: also where a manager only writes (before the gate nothing may; a verb does nothing else).
    """
    related = related_managers()
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if node.attr in MANAGERS - {"_meta"} and ast.unparse(node).split(".")[-2] not in NOT_TENANTS:
                if writes_too or not set(_chain(node, parents)) & WRITES:
                    yield node.lineno, ast.unparse(node)
            elif node.attr in related and ast.unparse(node.value) not in HOLDERS:
                called = _chain(node, parents)
                if called and called[0] in READS and (writes_too or not set(called) & WRITES):
                    yield node.lineno, f"{ast.unparse(node)}.{called[0]}"
            elif node.attr in RAW and writes_too:
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call):
            yield from _calls(node, related)
        elif isinstance(node, ast.ClassDef):
            yield from _generic(node)


def _calls(node: ast.Call, related: dict[str, str]) -> Iterator[tuple[int, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in SHORTCUTS:
        yield node.lineno, ast.unparse(node)
    words = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    if name in {"getattr", "attrgetter"} and set(words) & (MANAGERS - {"_meta"}):
        yield node.lineno, ast.unparse(node)
    # A count over a relation counts the rows behind it, whoever may read them.
    if name in AGGREGATES | {"Prefetch", "prefetch_related"}:
        narrowed = name == "Prefetch" and (len(node.args) > 1 or node.keywords)
        if not narrowed and any(part in related for word in words for part in word.split("__")):
            yield node.lineno, ast.unparse(node)


def _generic(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """A generic view or serializer that names a model reads its unnarrowed manager."""
    bases = " ".join(ast.unparse(base) for base in node.bases)
    if not bases.endswith("View") and "ViewSet" not in bases:
        return
    for line in node.body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) in {"model", "queryset"}:
            yield line.lineno, f"{node.name}: {ast.unparse(line)}"


def in_template(text: str) -> Iterator[tuple[int, str]]:
    """The same of a template: `{{ team.sessions.all }}`."""
    related = related_managers()
    for number, line in enumerate(text.splitlines(), 1):
        for word in line.replace("|", " ").replace("}", " ").replace("%", " ").split():
            parts = word.split(".")
            for holder, name, then in zip(parts, parts[1:], parts[2:], strict=False):
                if name in related and then in READS and holder not in HOLDERS:
                    yield number, word


def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text())
