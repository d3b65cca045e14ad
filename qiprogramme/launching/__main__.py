import sys

from qiprogramme.assets import AssetError
from qiprogramme.embedded import EmbeddedError
from qiprogramme.launching import commands, run
from qiprogramme.launching.steps import RefusalToLaunch, say
from qiprogramme.launching.stopping import Stopped

SIMPLE = {"run": run.run, "stop": commands.stop, "demo-reset": commands.demo_reset}


def main(words: list[str]) -> int:
    """0 where it went well, 1 with one sentence where something is in the way."""
    try:
        if words[:1] == ["with-database"]:
            return commands.against_database(words[1:])
        if len(words) != 1 or words[0] not in SIMPLE:
            say(f"Usage: python -m qiprogramme.launching {' | '.join(SIMPLE)} | with-database PYTHON-ARGUMENTS")
            return 2
        SIMPLE[words[0]]()
        return 0
    except (RefusalToLaunch, EmbeddedError, AssetError) as problem:
        sys.stdout.flush()
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(
            f"{problem.strerror}: {problem.filename or 'the machine'}. Make room or set DATA_DIR, and try again.", file=sys.stderr
        )
        return 1
    except (KeyboardInterrupt, Stopped):
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
