"""What the settings read from the environment is written down, and reaches the containers."""

import os
import re
import subprocess
import sys

import pytest

from tests.plugin import ROOT

READ = re.compile(r"""(?:environ\.get\(|environ\[|flag\()"([A-Z_]+)\"""")
#: Of no use inside a container: fixed by the image, or only for trying things on one's own machine.
NOT_IN_CONTAINERS = {"DATA_DIR", "PORT", "QI_DEMO", "REDIS_DATABASE"}
NAMES = {name for file in ("settings.py", "environment.py") for name in READ.findall((ROOT / "qiprogramme" / file).read_text())}


def test_some_are_found() -> None:
    assert {"SECRET_KEY", "SHOW_NHS_LOGO", "DATABASE_URL", "EMAIL_HOST"} <= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_setting_is_written_down(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "configuration.md").read_text()


@pytest.mark.parametrize("name", sorted(NAMES - NOT_IN_CONTAINERS))
def test_each_setting_reaches_the_containers(name: str) -> None:
    assert re.search(rf"^ +{name}:", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE)


def test_no_secret_has_a_default_in_the_compose_file() -> None:
    given = re.findall(r"\$\{(\w+(?:PASSWORD|_KEY)\b)(.*?)\}", (ROOT / "docker-compose.yml").read_text())
    assert {"SECRET_KEY", "OWNER_PASSWORD", "APP_PASSWORD", "REDIS_PASSWORD", "POSTGRES_PASSWORD"} <= {name for name, _ in given}
    # A mail server may want no password.
    assert {(name, rest) for name, rest in given if not rest.startswith(":?")} == {("EMAIL_HOST_PASSWORD", ":-")}


def test_a_threshold_below_the_rule_stops_the_start() -> None:
    """Whoever sets it would think that it holds."""
    ask = [sys.executable, "-c", "import qiprogramme.settings"]
    told = subprocess.run(ask, cwd=ROOT, env={**os.environ, "FEWEST_ANSWERS_OWN": "4"}, capture_output=True, text=True)
    assert told.returncode == 1
    assert "own can raise the threshold of 5 valid answers and not lower it to 4" in told.stderr
