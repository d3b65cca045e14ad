"""The whole product, started as a newcomer starts it, and a real browser in front of it."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.directory import __main__ as directory
from tests.directory.serving import serving
from tests.journeys.chromium import executable
from tests.plugin import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / ".build" / "pictures"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)
#: The faults of a page: what every element passed is neither kept nor sent, which took two thirds of the time.
FAULTS = """async rules => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations", "incomplete"]});
    const unsure = found.incomplete.filter(rule => rule.id === "duplicate-id-aria");
    const told = ({id, help, nodes}) => ({id, help, targets: nodes.slice(0, 3).map(node => node.target)});
    return [...found.violations, ...unsure].map(told);
}"""
START_SECONDS = 180
#: The key of the organisation whose directory signs people in.
DIRECTORY = "brackenfell"
#: Milliseconds in which the header's menu has folded after a change of width.
SETTLES = 250


@dataclass(frozen=True)
class Product:
    address: str
    data_dir: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """What a management command prints."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`make run`'s launcher on a free port and a new data folder: PostgreSQL, Redis, web, worker, beat, demo."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data_dir = tmp_path_factory.mktemp("product")
    hidden = ("QI_MODE", "REDIS_DATABASE", "DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"PORT": str(port), "DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}
    with serving(f"http://localhost:{port}/account/login/with/{DIRECTORY}/back/") as server:
        entry = {"key": DIRECTORY, "name": "Brackenfell", "server": server, "client_id": directory.CLIENT,
                 "secret": directory.SECRET, "domains": ["demo.example"]}  # fmt: skip
        yield from _started(environment | {"SINGLE_SIGN_ON": json.dumps([entry])}, port, data_dir)


def _started(environment: dict[str, str], port: int, data_dir: Path) -> Iterator[Product]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qiprogramme.launching", "run"],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said: list[str] = []
    ready = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ready:"):
                ready.set()
        ready.set()

    threading.Thread(target=listen, daemon=True).start()
    ready.wait(START_SECONDS)
    if process.poll() is not None or not ready.is_set():
        process.kill()
        pytest.fail("The product did not start:\n" + "".join(said))
    yield Product(f"http://localhost:{port}", data_dir, environment)
    process.terminate()
    process.wait(60)
    assert process.stdout is not None
    process.stdout.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed after the last journey: its driver leaves an event loop running, in which Django refuses the database."""
    path = executable()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(path),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            env={**os.environ, "LD_LIBRARY_PATH": str(path.parent / "lib")},
        )
        yield opened
        opened.close()


@pytest.fixture
def visitor(product: Product, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A new browser in which nobody is signed in."""
    opened: list[BrowserContext] = []

    def visit(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": product.address, "viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(15_000)
        context.add_init_script(path=str(AXE))
        opened.append(context)
        return context.new_page()

    yield visit
    for context in opened:
        context.close()


@pytest.fixture
def signed_in(visitor: Callable[..., Page]) -> Callable[..., Page]:
    """`signed_in("coach")`: the page Today of a demonstration person, by the one click at /demo/."""

    def sign_in(name: str, **options: Any) -> Page:
        page = visitor(**options)
        page.goto("/demo/")
        address = page.get_by_text(f"{name}@demo.example", exact=True)
        page.get_by_role("listitem").filter(has=address).get_by_role("button").click()
        page.wait_for_url(lambda url: "/demo/" not in url)
        page.get_by_role("heading", level=1).wait_for()
        return page

    return sign_in


@pytest.fixture(scope="package")
def good_page() -> Callable[..., None]:
    """Look at the page as everybody must be able to: axe-core at 1280 and 320 px, and no scrolling sideways.

    picture: also keep what it looks like, under that name.
    """

    def look(page: Page, picture: str = "") -> None:
        page.wait_for_load_state()
        for width in WIDTHS:
            if page.viewport_size != {"width": width, "height": 900}:
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_timeout(SETTLES)
            problems = [_words(rule) for rule in page.evaluate(FAULTS, RULES)]
            assert not problems, f"{page.url} at {width} px: {problems}"
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} scrolls at {width} px"
            if picture:
                PICTURES.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=PICTURES / f"{picture}-{width}.png", full_page=True)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    return look


def _words(rule: dict[str, Any]) -> str:
    return f"{rule['id']}: {rule['help']} {rule['targets']}"
