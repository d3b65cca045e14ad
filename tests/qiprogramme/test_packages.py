"""A clean clone has the packages of `requirements.txt` and no others: with these alone every part must start."""

import ast
import sys
import urllib.request
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest

from drills.product import wait_for
from qiprogramme.embedded import Servers, servers
from qiprogramme.launching import ground
from qiprogramme.launching.children import Child, end_all
from qiprogramme.launching.run import parts
from tests.plugin import ROOT
from tests.qiprogramme import clean_clone
from tests.test_architecture import ROOMS

LIST = ROOT / "requirements.txt"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Servers]:
    with servers(tmp_path / "data", durable=False, postgres=False) as running:
        yield running


def product(folder: Path, port: int, without: str = "") -> list[Child]:
    """The parts as the launcher starts them, with the packages of a clean clone alone."""
    environment = {**ground.environment(folder, port), "QI_MODE": "development", "REDIS_DATABASE": "0"}
    made = parts("launch-of-tests", [f"127.0.0.1:{port}"], folder, environment)
    for child in made:
        words = child.command[child.command.index("-m") + 1 :]
        child.command = [sys.executable, clean_clone.__file__, str(LIST), without, *words]
    return made


def test_web_worker_and_beat_start_with_the_packages_of_a_clean_clone(broker: Servers, free_port: int) -> None:
    children = product(broker.data_dir, free_port)
    try:
        for child in children:
            child.start()
        for child in children:
            wait_for(lambda child=child: child.at_work() or bool(child.ended()), child.name)  # type: ignore[misc]
            assert child.ended() is None, child.log.read_text()
        # The first page imports every view.
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/health/live/", timeout=30) as answer:
            assert answer.status == 200
    finally:
        end_all(children)


def test_a_package_that_only_the_developers_have_would_be_noticed(broker: Servers, free_port: int) -> None:
    """The broker's transport imports `packaging`, which no package asks for: left out, the worker gives up and says so."""
    _, worker, _ = product(broker.data_dir, free_port, without="packaging")
    try:
        worker.start()
        wait_for(lambda: worker.at_work() or bool(worker.ended()), "the worker's end")
        assert worker.ended() == "ended by itself with code 1 (“ModuleNotFoundError: No module named 'packaging'”)"
    finally:
        end_all([worker])


def test_what_the_product_imports_anywhere_is_on_its_own_list() -> None:
    """Imports inside functions too, which no start reaches."""
    allowed = clean_clone.listed(LIST)
    brought = clean_clone.modules_of(one for one in distributions() if clean_clone.name_of(one.name) in allowed)
    known = {*brought, *sys.stdlib_module_names, *ROOMS}
    wanted = {(str(path.relative_to(ROOT)), name) for path in sources() for name in imported(path)}
    assert len(wanted) > 100
    assert {(path, name) for path, name in wanted if name not in known} == set()


def sources() -> Iterator[Path]:
    yield ROOT / "manage.py"
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.split(".")[0]
