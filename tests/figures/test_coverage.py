"""Every branch of `figures` is taken by the tests beside this file."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def test_every_branch_is_taken(tmp_path: Path) -> None:
    tests = [str(path) for path in sorted(HERE.glob("test_*.py")) if path.name != Path(__file__).name]
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "ORACLES": "5",
        "COVERAGE_FILE": str(tmp_path / "coverage"),
    }
    rules = tmp_path / "rules"
    rules.write_text("[run]\nbranch = true\nsource = figures\n[report]\nexclude_also =\n    if __name__ == .__main__.:\n")
    coverage = [sys.executable, "-m", "coverage"]
    plain = ["-c", os.devnull, f"--rootdir={ROOT}", f"--confcutdir={HERE}", "-p", "no:cacheprovider", "-q"]
    for command in (
        [*coverage, "run", f"--rcfile={rules}", "-m", "pytest", *plain, *tests],
        [*coverage, "report", f"--rcfile={rules}", "--show-missing", "--skip-covered", "--fail-under=100"],
    ):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
