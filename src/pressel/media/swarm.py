"""Many clients in a process of their own: ``python -m pressel.media.swarm VERB name=value…``. Prints a JSON object."""

import sys

from pressel._engine import swarm


def main() -> int:
    """Run one measurement against a server that is there."""
    try:
        sys.stdout.write(swarm(sys.argv[1:]) + "\n")
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
