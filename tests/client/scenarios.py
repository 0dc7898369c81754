"""Plays the golden scenarios of a talker's own half of a floor; ``js/client`` plays the same files.

``python tests/client/scenarios.py`` records anew what follows from each step, after a change that is meant.
"""

import json
from pathlib import Path
from typing import Any, Final

from pressel.client import events
from pressel.client.floor import Floor, deadline, pass_time, step
from pressel.core.version import Version

SCENARIOS: Final = Path(__file__).parent.parent.parent / "protocol" / "client-floor"
SHOWN: Final = ("waiting", "latched", "position", "of", "cause", "by")

Step = dict[str, Any]


def play(steps: list[Step]) -> list[Step]:
    """The steps, each with what follows from it."""
    floor = Floor()
    played = []
    for one in steps:
        event = event_of(one["event"])
        floor, effects = pass_time(floor, one["now"]) if event is None else step(floor, event, one["now"])
        then = {
            "phase": floor.phase.value,
            "gate": floor.gate_open,
            "effects": [effect_line(effect) for effect in effects],
            "deadline": deadline(floor),
        }
        shown = {name: getattr(floor, name) for name in SHOWN if getattr(floor, name)}
        played.append({"now": one["now"], "event": one["event"], "then": then | shown})
    return played


def event_of(line: dict[str, Any]) -> events.Event | None:
    """None: only time passes."""
    match line["type"]:
        case "press":
            return events.Press(line["press"], line.get("grip", "hold"), line.get("tier", "normal"))
        case "granted":
            return events.Granted(line["press"], Version(**line["grant"]), line["limit_ms"])
        case "queued":
            return events.Queued(line["press"], line["position"], line["of"])
        case "denied":
            return events.Denied(line["press"], line["cause"])
        case "released":
            return events.Released(line["press"])
        case "revoked":
            grant = None if line["grant"] is None else Version(**line["grant"])
            return events.Revoked(line["cause"], line["by"], line["grace_ms"], grant)
        case "ended":
            return events.Ended(line["cause"], line["by"])
        case "pass":
            return None
        case plain:
            return PLAIN[plain]()


PLAIN: Final[dict[str, type[events.Event]]] = {
    "release": events.Release,
    "cancel": events.Cancel,
    "unplugged": events.Unplugged,
    "lost": events.Lost,
    "resumed": events.Resumed,
    "reset": events.Reset,
}


def effect_line(effect: events.Effect) -> dict[str, Any]:
    match effect:
        case events.SendRequest(press, tier):
            return {"type": "request", "press": press, "tier": tier}
        case events.SendRelease(press, grant):
            told = None if grant is None else {"epoch": grant.epoch, "seq": grant.seq}
            return {"type": "release", "press": press, "grant": told}


def scenarios() -> list[Path]:
    return sorted(SCENARIOS.glob("*.json"))


def write(path: Path, title: str, steps: list[Step]) -> None:
    """One line of the file for each step."""
    body = ",\n    ".join(json.dumps(one) for one in steps)
    path.write_text(f'{{\n  "title": {json.dumps(title)},\n  "steps": [\n    {body}\n  ]\n}}\n')


if __name__ == "__main__":
    for scenario in scenarios():
        stored = json.loads(scenario.read_text())
        write(scenario, stored["title"], play(stored["steps"]))
