"""What a listener costs in the engine, against bare loops that send, and that seal and send, in the same run."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
EXPECTED_MAX = 1.5
NOT_QUIET_MAX = 3.0
SPREAD_MAX = 1.2


def measure(listeners: int, pairs: int) -> dict[str, float]:
    command = ["cargo", "run", "--release", "--locked", "--quiet", "-p", "pressel-runtime", "--example", "fanout", "--"]
    done = subprocess.run([*command, str(listeners), str(pairs)], cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> int:
    short = "--short" in sys.argv
    failed = 0
    print("listeners  shard ns  sealed loop ns  bare loop ns  × sealed  × bare")
    for listeners in (500,) if short else (10, 100, 500, 1_000, 5_000):
        found = measure(listeners, 5 if short else 9)
        quiet = found["bare_spread"] <= SPREAD_MAX
        gate = EXPECTED_MAX if quiet and not short else NOT_QUIET_MAX
        failed += found["ratio_sealed"] > gate
        row = f"{listeners:9}  {found['shard_ns']:8.0f}  {found['sealed_ns']:14.0f}  {found['bare_ns']:12.0f}"
        noise = "" if quiet else "  not quiet"
        print(f"{row}  {found['ratio_sealed']:8.3f}  {found['ratio_bare']:6.3f}{noise}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
