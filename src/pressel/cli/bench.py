"""What this machine can do with this server: ``pressel bench``. Each verb starts a server of its own and stops it.

What each number means, and how to plan with it: ``docs/benches.md``.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final

import typer

from pressel.cli import output
from pressel.cli.data import Json
from pressel.cli.probe import probe
from pressel.cli.trial import Trial, engine_alone, machine, trial

app: Final = typer.Typer(no_args_is_help=True, add_completion=False)

SPREAD_MAX: Final = 1.2
"""A bare loop that varies by more says that the machine does something else beside it."""
FEW_PACKETS_ABOVE: Final = 5_000
"""Above so many listeners five packets a second are sent: the receivers of one machine keep up with no more. Below, the
warm-up shows whether they do; where not, it is five as well, and a line says so."""
FEW_PACKETS: Final = 5
LISTENERS_MAX: Final = 10_000
"""So many addresses the swarm has."""
OVERLOAD: Final = 1.5
PROBE_LISTENERS: Final = 500
WAIT_MS_MAX: Final = 61.0
"""Design §5: who waited so long is dropped, and nothing later arrives; one millisecond is the way there."""
UNEVEN: Final = 0.05
FLOOR_MS_MAX: Final = 50
ENGINE_BYTES_MAX: Final = 11_000
WHOLE_BYTES_MAX: Final = 48_000
JOIN_MAX: Final = (LISTENERS_MAX - 20) // 2
"""So many may come, and then as many again, beside 20 who look inside every packet."""
JOIN_S: Final = 0.02
"""Longest a listener takes to join, when time is bounded."""

Listeners = Annotated[
    list[int] | None, typer.Option("--listeners", min=1, max=LISTENERS_MAX, help="How many; may be repeated.")
]
Pairs = Annotated[int, typer.Option("--pairs", min=1, max=99, help="Measurements, in turns with the bare loops.")]
Slice = Annotated[int, typer.Option("--slice-ms", min=100, max=60_000, help="Length of one measurement.")]


@app.command("fanout")
def fanout(listeners: Listeners = None, pairs: Pairs = 9, slice_ms: Slice = 1_000, json: Json = False) -> None:
    """CPU of the whole server for one delivered packet, against loops that only send, and that seal and send."""

    def row(found: dict[str, float]) -> dict[str, Any]:
        per_second = found["server_ns"] / 1_000 * found["packets_per_second"]
        return {
            "listeners": int(found["listeners"]),
            "packets/s": f"{found['packets_per_second']:.0f}" + (", slowed" if found["slowed"] else ""),
            "server ns": round(found["server_ns"]),
            "of it, silent second": round(found["silent_ns"]),
            "of that, empty server": round(found["empty_ns"]),
            "media ns": round(found["media_ns"]),
            "python ns": round(found["python_ns"]),
            "sealed loop ns": round(found["sealed_ns"]),
            "bare loop ns": round(found["bare_ns"]),
            "× sealed": _interval(found, "ratio_sealed"),
            "× bare": _interval(found, "ratio_bare"),
            "µs per listener-second": round(per_second, 1),
            "lost": int(found["missing"]),
            "machine": "quiet" if found["loop_spread"] <= SPREAD_MAX else "not quiet",
        }

    _each("fanout", listeners or [500], row, as_json=json, pairs=pairs, slice_ms=slice_ms, spoken=4)


@app.command("growth")
def growth(listeners: Listeners = None, pairs: Pairs = 9, slice_ms: Slice = 2_000, json: Json = False) -> None:
    """Whether a packet costs more where there are more listeners: all at five packets a second."""
    first: list[float] = []

    def row(found: dict[str, float]) -> dict[str, Any]:
        first.append(found["server_ns"])
        return {
            "listeners": int(found["listeners"]),
            "server ns": round(found["server_ns"]),
            "media ns": round(found["media_ns"]),
            "sealed loop ns": round(found["sealed_ns"]),
            "× sealed": _interval(found, "ratio_sealed"),
            "× first": round(found["server_ns"] / first[0], 3),
            "lost": int(found["missing"]),
            "machine": "quiet" if found["loop_spread"] <= SPREAD_MAX else "not quiet",
        }

    counts = listeners or [500, LISTENERS_MAX]
    _each("fanout", counts, row, as_json=json, pairs=pairs, slice_ms=slice_ms, spoken=4, rate=FEW_PACKETS)


@app.command("idle")
def idle(listeners: Listeners = None, pairs: Pairs = 5, slice_ms: Slice = 5_000, json: Json = False) -> None:
    """CPU and memory of listeners that hear nothing; the engine's memory is that of as many at an engine alone."""

    def row(found: dict[str, float]) -> dict[str, Any]:
        each, engine = found["memory_bytes_each"], found["engine_bytes_each"]
        return {
            "listeners": int(found["listeners"]),
            "µs/s each": round(found["server_us_per_s"], 1),
            "media": round(found["media_us_per_s"], 1),
            "python": round(found["python_us_per_s"], 1),
            "empty server µs/s": round(found["empty_server_us_per_s"]),
            "kB each (≤ 48)": _judged(round(each / 1_000, 1), each <= WHOLE_BYTES_MAX),
            "of it, engine (≤ 11)": _judged(round(engine / 1_000, 1), engine <= ENGINE_BYTES_MAX),
            "of it, Python": round((each - engine) / 1_000, 1),
            "heard": int(found["heard"]),
        }

    _each("idle", listeners or [500], row, as_json=json, pairs=pairs, slice_ms=slice_ms, spoken=1, halved=True)


@app.command("join")
def join(listeners: Listeners = None, json: Json = False) -> None:
    """CPU of a newcomer by WHEP, and as many again in a storm while somebody talks."""

    def row(found: dict[str, float]) -> dict[str, Any]:
        return {
            "newcomers": int(found["listeners"]),
            "ms each": round(found["join_us"] / 1_000, 2),
            "engine ms": round(found["engine_us"] / 1_000, 2),
            "python ms": round(found["python_us"] / 1_000, 2),
            "storm, served within s": round(found["storm_s"], 2),
            "connected": int(found["storm_connected"]),
            "refused at first": int(found["storm_refused_at_first"]),
            "given up": int(found["storm_refused"]),
            "answer ms max": int(found["storm_answer_ms_max"]),
            "lost by who was there": int(found["storm_missing"]),
        }

    _each("join", [min(count, JOIN_MAX) for count in listeners or [1_000]], row, as_json=json, spoken=20)


@app.command("delay")
def delay(listeners: Listeners = None, pairs: Pairs = 9, slice_ms: Slice = 1_000, json: Json = False) -> None:
    """How much later a packet arrives because the server stands between."""

    def row(found: dict[str, float]) -> dict[str, Any]:
        return {
            "listeners": int(found["listeners"]),
            "p50 µs": round(found["served_p50_us"]),
            "p99 µs": round(found["served_p99_us"]),
            "max µs": round(found["served_max_us"]),
            "first µs": round(found["served_first_us"]),
            "last µs": round(found["served_last_us"]),
            "loop p50 µs": round(found["loop_p50_us"]),
            "loop p99 µs": round(found["loop_p99_us"]),
            "added p50 µs": round(found["added_p50_us"]),
            "added to the first µs": round(found["added_first_us"]),
            "added to the last µs": round(found["added_last_us"]),
            "lost": int(found["missing"]),
        }

    _each("delay", listeners or [500], row, as_json=json, pairs=pairs, slice_ms=slice_ms, spoken=2)


@app.command("overload")
def overload(listeners: Listeners = None, pairs: Pairs = 3, slice_ms: Slice = 3_000, json: Json = False) -> None:
    """More than one core can send: how long packets wait, whether listeners are served evenly, what others are told.

    Without --listeners it measures first how many one core can serve, and takes half as many again.
    """
    counts = listeners or [_too_many()]
    _each("overload", counts, _overloaded, as_json=json, pairs=pairs, slice_ms=slice_ms, spoken=1, rate=50, probed=True)


def _too_many() -> int:
    """What the media thread takes for a packet, measured with few; the listeners that would take 1.5 of it."""
    with trial(members=PROBE_LISTENERS + 1) as server:
        plan = {"listeners": PROBE_LISTENERS, "pairs": 3, "slice_ms": 1_000, "rate": 50}
        found = _measured(server, "fanout", 120, plan)
    capacity = 1_000_000_000 / found["media_ns"] / 50
    return min(LISTENERS_MAX, round(capacity * OVERLOAD))


def _overloaded(found: dict[str, float]) -> dict[str, Any]:
    waits, least, most = found["wait_max_ms"], found["least_served_of_median"], found["most_served_of_median"]
    lost = found["uplink_lost"] / max(1, found["uplink_said"])
    asked, answered = found["floor_asked"], found.get("floor_p99_ms", 0.0)
    return {
        "listeners": int(found["listeners"]),
        "delivered of wanted": round(found["delivered_of_wanted"], 3),
        "of what the thread can": round(found["media_thread_busy"] / max(found["delivered_of_wanted"], 0.001), 2),
        "media thread busy": round(found["media_thread_busy"], 2),
        "wait ms p50": round(found["wait_p50_ms"], 1),
        "wait ms p99": round(found["wait_p99_ms"], 1),
        f"wait ms max (≤ {WAIT_MS_MAX:.0f})": _judged(round(waits, 1), waits <= WAIT_MS_MAX),
        f"least served (≥ {1 - UNEVEN:.2f})": _judged(round(least, 3), least >= 1 - UNEVEN),
        f"most served (≤ {1 + UNEVEN:.2f})": _judged(round(most, 3), most <= 1 + UNEVEN),
        "talker's packets lost (0)": _judged(f"{lost:.4f}", lost == 0),
        "floor's answer ms p50": round(found.get("floor_p50_ms", 0.0), 1),
        f"floor's answer ms p99 (≤ {FLOOR_MS_MAX})": _judged(
            round(answered, 1), asked > 0 and answered <= FLOOR_MS_MAX
        ),
        "readyz said 503": _judged(int(found["readyz_busy"]), found["readyz_busy"] > 0),
        "WHEP said 503, of": _judged(
            f"{found['whep_busy']:.0f} of {found['whep_asked']:.0f}", found["whep_busy"] == found["whep_asked"] > 0
        ),
    }


def _judged(value: object, met: bool) -> str:
    return f"{value} {'met' if met else 'missed'}"


def _interval(found: dict[str, float], name: str) -> str:
    return f"{found[name]:.3f} ({found[f'{name}_q1']:.3f}-{found[f'{name}_q3']:.3f})"


def _each(
    verb: str,
    counts: list[int],
    row: Callable[[dict[str, float]], dict[str, Any]],
    *,
    as_json: bool,
    pairs: int = 1,
    slice_ms: int = 1_000,
    spoken: int = 0,
    rate: int | None = None,
    probed: bool = False,
    halved: bool = False,
) -> None:
    """A new server for each count. ``spoken``: slices of one pair."""
    found: list[dict[str, float]] = []
    for count in counts:
        few = FEW_PACKETS if count > FEW_PACKETS_ABOVE else 50
        plan = {"listeners": count, "pairs": pairs, "slice_ms": slice_ms, "rate": rate or few}
        within_s = 60 + count * JOIN_S + (pairs + 1) * spoken * (slice_ms / 1_000 + 2)
        with trial(members=(2 * count + 20 if verb == "join" else count) + 2) as server:
            found.append(_measured(server, verb, within_s, plan, probed=probed))
        if halved:
            with engine_alone() as engine:
                alone = engine.measure(verb, within_s, **plan | {"pairs": 1})
            found[-1]["engine_bytes_each"] = alone["memory_bytes_each"]
    if as_json:
        output.show("", {"machine": machine(), "verb": verb, "rows": found}, as_json=True)
        return
    output.show_rows(_turned([row(one) for one in found]), as_json=False, empty="nothing was measured")
    on = machine()
    output.show(f"{on['cores']} × {on['cpu']}, Linux {on['kernel']}, Python {on['python']}", {}, as_json=False)


def _turned(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line for each figure, a column for each size of audience: so it fits a terminal."""
    first, *names = rows[0]
    columns = [str(row[first]) for row in rows]
    return [{first: name, **dict(zip(columns, (row[name] for row in rows), strict=True))} for name in names]


def _measured(
    server: Trial, verb: str, within_s: float, plan: dict[str, int], *, probed: bool = False
) -> dict[str, float]:
    if probed:
        with probe(server.url, server.listen, server.talk) as seen:
            found = server.measure(verb, within_s, **plan)
        if seen.trouble:
            output.fail(f"{verb}: nobody answered while it was measured: {seen.trouble}")
        found |= seen.figures()
    else:
        found = server.measure(verb, within_s, **plan)
    for counter in ("late_packets_dropped", "egress_full_packets_dropped", "queue_full_packets_dropped"):
        found[counter] = server.metric(f"pressel_engine_{counter}")
    return found
