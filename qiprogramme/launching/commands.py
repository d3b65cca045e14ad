"""The smaller commands: stop, load the demo afresh, run something against a database that is up to date."""

import os
import subprocess
import sys

from qiprogramme.embedded import stop as stop_servers
from qiprogramme.launching import demo, ground, notes
from qiprogramme.launching.run import manage, migrate
from qiprogramme.launching.steps import say, step


def stop() -> None:
    """End every run of the data folder and its servers, whoever uses them."""
    folder = ground.data_folder()
    runs = notes.end_the_living(folder)
    left = notes.clear_the_dead(folder)
    servers = stop_servers(folder)
    say("Stopped." if runs or left or servers else "Nothing was running.")


def demo_reset() -> None:
    """Delete the demo programme and load it afresh; refuses on a real programme."""
    folder = ground.data_folder()
    ground.check_what_is_given()
    servers = ground.embedded_where_needed(folder)
    try:
        environment = ground.environment(folder, ground.port())
        migrate(environment)
        fresh = not demo.holds_a_programme(environment)
        with step("Loading the demo programme afresh"):
            said = manage(["demo"] if fresh else ["demo", "--reset"], environment, "The demo programme was not reset")
        say(said.strip())
    finally:
        if servers:
            servers.release()


def against_database(command: list[str]) -> int:
    """Run Python with a migrated database and a broker in its environment; its exit code.

    command: first `--demo` where the demo programme is to be there, then `NAME=value`s, then Python's arguments.
    """
    folder = ground.data_folder()
    ground.check_what_is_given()
    servers = ground.embedded_where_needed(folder)
    try:
        environment = ground.environment(folder, ground.port())
        migrate(environment)
        if command[:1] == ["--demo"]:
            demo.load_where_empty(environment)
            command = command[1:]
        given = dict(word.split("=", 1) for word in _leading(command))
        words = command[len(given) :]
        return subprocess.run([sys.executable, *words], env={**os.environ, **environment, **given}).returncode
    finally:
        if servers:
            servers.release()


def _leading(command: list[str]) -> list[str]:
    found = []
    for word in command:
        if "=" not in word or word.startswith("-"):
            break
        found.append(word)
    return found
