"""Five hundred WHEP listeners on a whole server: CPU of the server per delivered packet, against the bare sealed loop.

The server's CPU (all threads, scheduler nanoseconds) is read around seconds in which one talker speaks; it holds
everything a real listener costs: checks, reports, the event loop. The bare loop is that of ``benches/fanout``.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from e2e.harness.server import Server  # noqa: E402  # the harness of the browser tests starts real servers

LISTENERS = 500
EXPECTED_MAX = 1.5
NOT_QUIET_MAX = 3.0


def cargo(*arguments: str) -> list[str]:
    return ["cargo", "run", "--release", "--locked", "--quiet", *arguments]


def cpu_ns(pid: int) -> int:
    """Scheduler nanoseconds of all threads of ``pid``."""
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))


def main() -> int:
    short = "--short" in sys.argv
    seconds = 5 if short else 20
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "-p", "pressel-swarm"], cwd=ROOT, check=True)
    fanout = cargo("-p", "pressel-runtime", "--example", "fanout", "--", str(LISTENERS), "5")
    bare = json.loads(subprocess.run(fanout, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            talking, listening = server.token("--talk"), server.token("--listen")

            def swarm(verb: str, door: str, token: str, count: int, run_s: int) -> None:
                url = f"{server.url}/v1/channels/lobby/{door}".replace("localhost", "127.0.0.1")
                command = cargo("-p", "pressel-swarm", "--", verb, url, token, str(count), str(run_s))
                done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
                found[verb] = json.loads(done.stdout)

            listeners = threading.Thread(target=swarm, args=("listen", "whep", listening, LISTENERS, seconds + 12))
            listeners.start()
            while server.metric("pressel_engine_sessions") < LISTENERS:
                time.sleep(0.1)
            talker = threading.Thread(target=swarm, args=("talk", "whip", talking, 1, seconds + 4))
            talker.start()
            while server.metric("pressel_talkers") < 1:
                time.sleep(0.1)
            before = cpu_ns(server.pid), server.metric("pressel_engine_rtp_out_packets")
            time.sleep(seconds)
            after = cpu_ns(server.pid), server.metric("pressel_engine_rtp_out_packets")
            talker.join()
            listeners.join()
        finally:
            server.kill()
    packets = after[1] - before[1]
    each_ns = (after[0] - before[0]) / max(1, packets)
    ratio = each_ns / bare["sealed_ns"]
    print(
        f"{LISTENERS} WHEP listeners, {packets:.0f} packets in {seconds} s: {each_ns:.0f} ns of the whole server each"
    )
    print(f"bare sealed loop {bare['sealed_ns']:.0f} ns: × {ratio:.3f}; heard {found['listen']['heard']:.0f},")
    print(f"missing {found['listen']['missing']:.0f}, all connected after {found['listen']['connect_ms_max']:.0f} ms")
    connected = found["listen"]["connected"] == LISTENERS
    return int(ratio > (NOT_QUIET_MAX if short else EXPECTED_MAX) or not connected)


if __name__ == "__main__":
    sys.exit(main())
