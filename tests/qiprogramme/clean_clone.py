"""`python clean_clone.py LIST WITHOUT MODULE ARGUMENTS`: run a module as where only the packages of LIST are installed.

LIST is a requirements file; WITHOUT names packages of it, with commas between, that are to be missing too. Whatever
else the environment holds (the developers' list, setuptools, pip) is neither importable nor found.
"""

import runpy
import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any


def name_of(distribution: str) -> str:
    """A distribution's name as every list spells it."""
    return distribution.strip().lower().replace("_", "-").replace(".", "-")


def listed(path: Path) -> set[str]:
    """The names that a compiled requirements file pins."""
    lines = path.read_text().splitlines()
    return {name_of(line.split("==")[0].split("[")[0]) for line in lines if "==" in line and line[:1].isalnum()}


def modules_of(found: Iterable[Distribution]) -> set[str]:
    """The full names of all modules that these distributions bring."""
    paths = (PurePosixPath(str(path)) for one in found for path in one.files or ())
    python = (path for path in paths if path.suffix in {".py", ".so"} and ".." not in path.parts)
    dotted = (".".join((*path.parent.parts, path.name.split(".")[0])) for path in python)
    return {name.removesuffix(".__init__") for name in dotted}


class OnlyTheListed:
    """Stands in for the path finder: what is barred is not there, for imports and for importlib.metadata alike."""

    def __init__(self, allowed: set[str]) -> None:
        here = list(distributions())
        self.allowed = allowed
        self.barred = modules_of(one for one in here if name_of(one.name) not in allowed)
        self.barred -= modules_of(one for one in here if name_of(one.name) in allowed)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        return None if name in self.barred else PathFinder.find_spec(name, path, target)

    def find_distributions(self, *context: Any) -> Iterable[Distribution]:
        return (one for one in PathFinder.find_distributions(*context) if name_of(one.name) in self.allowed)

    def invalidate_caches(self) -> None:
        PathFinder.invalidate_caches()


def main() -> None:
    packages, without, module, *words = sys.argv[1:]
    allowed = listed(Path(packages)) - {name_of(name) for name in without.split(",")}
    only = OnlyTheListed(allowed)
    sys.meta_path = [only if finder is PathFinder else finder for finder in sys.meta_path]  # type: ignore[list-item]
    sys.path[0] = str(Path.cwd())
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
