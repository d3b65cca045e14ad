"""Makes `.venv` and installs the pinned packages. Run by make, with whatever Python there is.

This file must be read by old Pythons (3.6 and later), so that it can tell them that they are old.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
BUILD = os.path.join(ROOT, ".build")
NEEDED = (3, 11)
REASONS = (
    (
        "DO NOT MATCH THE HASHES",
        "A downloaded package differs from its hash in {file}: do not use it; try again on another network.",
    ),
    ("No space left", "The disk is full: make room (about 1 GB) and try again."),
    ("Permission denied", "The folder {root} cannot be written to: take a clone that you own."),
    ("No matching distribution", "The Python packages could not be downloaded: check the network connection and try again."),
    ("Connection", "The Python packages could not be downloaded: check the network connection and try again."),
)


class Refusal(Exception):
    """One sentence that says what to do."""


def main(lists):
    """Install each of the requirement files in `lists`; do nothing where they have not changed."""
    python = suitable_python()
    if not os.path.isdir(BUILD):
        os.makedirs(BUILD)
    with open(os.path.join(BUILD, "bootstrap.lock"), "w") as lock:
        alone(lock)
        make_venv(python)
        for name in lists:
            install(name)


def suitable_python():
    """This Python where it is new enough, else the newest on PATH."""
    if sys.version_info >= NEEDED:
        return sys.executable
    for minor in range(20, NEEDED[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found and subprocess.call([found, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return found
    raise Refusal(
        "Python %d.%d or later is needed and this is %s: install one, or name it, as in `make run PYTHON=/path/to/python3.12`."
        % (NEEDED + (sys.version.split()[0],))
    )


def alone(lock):
    """Two commands at once in one clone install one after the other."""
    try:
        import fcntl
    except ImportError:
        raise Refusal("This needs Linux, macOS or the Windows Subsystem for Linux.")
    fcntl.flock(lock, fcntl.LOCK_EX)


def make_venv(python):
    """A `.venv` that works; one that was left half finished, or whose Python is gone, is made again."""
    inner = os.path.join(VENV, "bin", "python")
    if works(inner):
        return
    started = begin("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    done = run([python, "-m", "venv", VENV])
    if done.returncode or not works(inner):
        if "ensurepip" in done.stdout:
            raise Refusal("Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv).")
        raise Refusal(reason(done.stdout, "") or "Python could not make .venv: %s" % last_line(done.stdout))
    end(started)


def works(inner):
    code = "import sys, pip; sys.exit(sys.version_info < %r)" % (NEEDED,)
    try:
        return subprocess.call([inner, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install(name):
    """Install one requirements file with its hashes, unless exactly this was installed before."""
    path = os.path.join(ROOT, name)
    with open(path, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    mark = os.path.join(VENV, "installed-" + name)
    if os.path.exists(mark):
        with open(mark) as file:
            if file.read() == wanted:
                return
        os.remove(mark)
    started = begin("Installing the Python packages of %s" % name)
    command = [os.path.join(VENV, "bin", "python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    done = run(command + ["--no-compile", "--retries", "2", "--require-hashes", "-r", path])
    with open(os.path.join(BUILD, "pip.log"), "w") as log:
        log.write(done.stdout)
    if done.returncode:
        raise Refusal(reason(done.stdout, name) or "The Python packages could not be installed; .build/pip.log says why.")
    with open(mark, "w") as file:
        file.write(wanted)
    # What was installed for another list may have moved on: only the last one's mark is certain.
    for other in glob.glob(os.path.join(VENV, "installed-*")):
        if name == "requirements.txt" and other != mark:
            os.remove(other)
    end(started)


def run(command):
    """Run and keep all that was said, as text in `.stdout`."""
    environment = dict(os.environ, PYTHONNOUSERSITE="1")
    environment.pop("PYTHONPATH", None)
    environment.pop("PYTHONHOME", None)
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, check=False
        )
    except OSError as error:
        raise Refusal("%s could not be started: %s" % (command[0], error.strerror))
    done.stdout = done.stdout.decode("utf-8", "replace")
    return done


def reason(said, name):
    for sign, sentence in REASONS:
        if sign in said:
            return sentence.format(file=name, root=ROOT)
    return ""


def last_line(said):
    lines = said.strip().splitlines()
    return lines[-1] if lines else "no reason given"


def begin(label):
    say("%s … " % label)
    return time.time()


def end(started):
    say("%.1f s\n" % (time.time() - started))


def say(text):
    """Print at once, also on a terminal that knows ASCII only."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or ["requirements.txt"])
    except Refusal as problem:
        say("\n")
        sys.exit(str(problem))
    except OSError as problem:
        say("\n")
        sys.exit(
            "Cannot write to %s: %s. Take a clone that you own, on a disk with room."
            % (problem.filename or ROOT, problem.strerror)
        )
    except KeyboardInterrupt:
        sys.exit("\nStopped; the next run goes on from here.")
