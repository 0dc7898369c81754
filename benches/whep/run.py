"""Five hundred WHEP listeners on a whole server: its CPU per delivered packet, against the sealed loop of the same run.

The server's CPU (all threads, scheduler nanoseconds) holds everything a real listener costs: checks, reports, the event
loop. Both loops run in turns with it, in its rhythm and to the same listeners (``pressel bench fanout``).
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
EXPECTED_MAX = 1.5
NOT_QUIET_MAX = 3.0
SPREAD_MAX = 1.2


def main() -> int:
    short = "--short" in sys.argv
    plan = ["--listeners", "500", "--pairs", "5" if short else "9", "--slice-ms", "500" if short else "2000"]
    command = [str(ROOT / ".venv" / "bin" / "pressel"), "bench", "fanout", *plan, "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)["rows"][0]
    quiet = found["loop_spread"] <= SPREAD_MAX
    ratio = found["ratio_sealed"]
    server, media, sealed = (f"{found[name]:.0f} ns" for name in ("server_ns", "media_ns", "sealed_ns"))
    noise = "" if quiet else ", not quiet"
    print(f"500 WHEP listeners, {found['delivered']:.0f} packets: {server} of the whole server each, {media} its media")
    print(f"thread's; sealed loop {sealed}: × {ratio:.3f}, bare loop × {found['ratio_bare']:.3f}{noise}")
    print(f"missing {found['missing']:.0f}, wrong {found['wrong']:.0f}")
    gate = EXPECTED_MAX if quiet and not short else NOT_QUIET_MAX
    return int(ratio > gate or found["wrong"] > 0)


if __name__ == "__main__":
    sys.exit(main())
