"""Draws the floor's tables: what a request gets, a talker's life, timers, and where each row of the standard went."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Final

from pressel.core.asking import ASKING, UNASKED, Ask, Place
from pressel.core.causes import MCPTT_DENY, MCPTT_REVOKE
from pressel.core.talk import CHECKS
from pressel.core.talker import DROPPED, TABLE, TIMERS, Input, State
from pressel.core.timers import MCPTT, FloorTimers

Row = tuple[Place, Ask] | tuple[State, Input]

ROWS: Final[tuple[tuple[str, str, tuple[Row, ...] | str], ...]] = (
    ("start", "call set up, opener asked implicitly", ((Place.FREE, Ask.ORDINARY),)),
    ("start", "call set up, no request", "a channel is there before anybody is: its floor begins idle"),
    ("start", "temporary (merged) group", "there are no merged groups yet"),
    ("idle, entry", "queue not empty", ((State.ENDING, Input.ENDED),)),
    ("idle, entry", "queue empty", ((State.ENDING, Input.ENDED),)),
    ("idle", "request, asker alone", ((Place.FREE, Ask.ALONE),)),
    ("idle, taken", "request, asker receive-only, or in a broadcast", "denied before the floor is asked, see above"),
    ("idle", "request, otherwise", ((Place.FREE, Ask.ORDINARY),)),
    (
        "idle",
        "T7 expiry",
        "off: a session's events are numbered and said again after a loss, an idle channel has no timer",
    ),
    ("idle", "T4 expiry", "off: a channel is not a call, it stays"),
    ("taken", "media from the holder", ((State.TALKING, Input.VOICE), (State.TALKING, Input.NO_PACKETS))),
    ("taken", "media from anyone else", "the engine holds it and forwards nothing; after 1 s: revoked `no-permission`"),
    ("taken", "request from the holder itself", ((Place.BUSY, Ask.TALKER),)),
    ("taken", "request, queueing agreed and room left", ((Place.BUSY, Ask.ORDINARY),)),
    ("taken", "same, already queued", ((Place.BUSY, Ask.QUEUED),)),
    ("taken", "same, queueing not agreed", ((Place.NO_QUEUE, Ask.ORDINARY),)),
    ("taken", "same, queue full", ((Place.QUEUE_FULL, Ask.ORDINARY),)),
    (
        "taken",
        "pre-emptive request",
        ((Place.BUSY, Ask.PREEMPTIVE), (Place.BUSY, Ask.EMERGENCY), (State.TALKING, Input.PREEMPTED)),
    ),
    ("taken", "pre-emptive request, dual floor on", ((Place.FREE, Ask.ORDINARY),)),
    ("taken", "request in an audio cut-in group", ((Place.BUSY, Ask.EMERGENCY), (State.TALKING, Input.EMERGENCY))),
    ("taken", "release from the holder", ((State.TALKING, Input.RELEASE),)),
    ("taken", "holder leaves", ((State.TALKING, Input.GONE),)),
    ("taken", "T1 expiry", ((State.TALKING, Input.NO_PACKETS),)),
    ("taken", "T2 expiry", ((State.TALKING, Input.TALK_LIMIT),)),
    ("taken", "T20 expiry", ((State.TALKING, Input.GRANT_AGAIN),)),
    ("revoking, entry", "", ((State.TALKING, Input.TALK_LIMIT),)),
    ("revoking", "media from the holder", ((State.REVOKING, Input.NO_PACKETS),)),
    ("revoking", "T8 expiry", ((State.REVOKING, Input.REVOKE_AGAIN),)),
    ("revoking", "release", ((State.REVOKING, Input.RELEASE),)),
    ("revoking", "T3 expiry", ((State.REVOKING, Input.GRACE_OVER),)),
    ("revoking", "T1 expiry", ((State.REVOKING, Input.NO_PACKETS),)),
    ("any", "call release", "a channel that is deleted: everybody leaves"),
    ("any", "message or media with no rule", "dropped, as in the standard; the reasons are above"),
    ("participant", "sends without permission", "as above: held, counted, told once"),
    ("participant", "queued, releases", "out of the line, whatever the floor does"),
    ("participant", "joins during a burst", "its `ok` shows who talks (late entry)"),
    ("participant", "joins with an implicit request", ((Place.SOON, Ask.ORDINARY), (Place.BUSY, Ask.ORDINARY))),
)
"""Rows of 3GPP TS 24.380 clauses 6.3.4 and 6.3.5, and ours for each, or why there is none."""

ABOUT_IDLE: Final = """One difference is meant: where the next one is granted at once, everybody is still told
`floor.idle` first. It carries why the burst ended and by whom, and a client needs no rule of its own for it."""


def floor_page() -> Iterable[str]:
    """The whole page."""
    yield from ["# The floor", "", "Who may talk, as the server decides it. All of this is drawn from the tables in"]
    yield from ["`src/pressel/core`: `asking.py`, `talker.py`, `timers.py`. Limits are settings of each channel.", ""]
    yield from ["## Before the floor is asked", "", "| denied as | |", "|---|---|"]
    yield from [f"| `{cause}` | {_CHECKED[cause]} |" for cause, _ in CHECKS]
    yield from ["", "## What a request gets", ""]
    yield from ["By who asks, and by what the floor has behind those who go before: by tier, priority, arrival.", ""]
    yield from _grid()
    yield from [
        "",
        "*wait*: the answer comes with the place, at most 350 ms later; what is said meanwhile is held.",
        "",
    ]
    yield from ["## The life of a talker", "", "```mermaid", "stateDiagram-v2"]
    yield from _arrows()
    yield from ["```", "", "| state | input | does | next |", "|---|---|---|---|"]
    for (state, kind), (actions, following) in TABLE.items():
        yield f"| {state} | {kind} | {', '.join(_words(action) for action in actions)} | {following} |"
    yield from ["", "Nothing follows from", "", "| state | input | because |", "|---|---|---|"]
    reasons: dict[tuple[State, str], list[str]] = {}
    for (state, kind), reason in DROPPED.items():
        reasons.setdefault((state, reason), []).append(kind)
    for (state, reason), kinds in reasons.items():
        yield f"| {state} | {'anything' if state is State.OVER else ', '.join(kinds)} | {reason} |"
    yield from _timers()
    yield from ["## The standard's rows", "", "3GPP TS 24.380 clauses 6.3.4 and 6.3.5.", ""]
    yield from ["| state | event | here |", "|---|---|---|"]
    for state, event, rows in ROWS:
        yield f"| {state} | {event} | {rows if isinstance(rows, str) else ' · '.join(map(_named, rows))} |"
    yield from [
        "",
        *ABOUT_IDLE.splitlines(),
        "",
        "## The standard's numbers",
        "",
        "| word | deny | revoke |",
        "|---|---|---|",
    ]
    revoke = {str(cause): number for cause, number in MCPTT_REVOKE.items()}
    deny = {str(cause): number for cause, number in MCPTT_DENY.items()}
    yield from [f"| `{word}` | {deny.get(word, '')} | {revoke.get(word, '')} |" for word in sorted(deny | revoke)]


_CHECKED: Final = {
    "not-a-member": "not in the channel",
    "muted": "a moderator took the right to talk",
    "listen-only": "may only listen, or the channel is a broadcast",
    "not-allowed": "a tier above normal without the right `emergency`",
    "media-not-ready": "no sound connection yet",
    "server-trouble": "the channel's epoch is not on disk yet",
}


def _grid() -> Iterable[str]:
    yield "| | " + " | ".join(_words(place) for place in Place) + " |"
    yield "|---|" + "---|" * len(Place)
    for ask in Ask:
        cells = (
            ", ".join(_words(step) for step in ASKING[place, ask])
            if (place, ask) in ASKING
            else f"– ({UNASKED[place, ask]})"
            for place in Place
        )
        yield f"| **{_words(ask)}** | " + " | ".join(cells) + " |"


def _arrows() -> Iterable[str]:
    yield f"    [*] --> {State.TALKING}: granted"
    inputs: dict[tuple[State, State], list[str]] = {}
    for (state, kind), (_, following) in TABLE.items():
        inputs.setdefault((state, following), []).append(_words(kind))
    for (state, following), kinds in inputs.items():
        yield f"    {state} --> {'[*]' if following is State.OVER else following}: {', '.join(kinds)}"


def _timers() -> Iterable[str]:
    yield from ["", "## Timers", "", "| timer | runs while | starts | stops | brings |", "|---|---|---|---|---|"]
    for timer, row in TIMERS.items():
        yield f"| {timer} | {', '.join(row.runs_in)} | {row.starts} | {row.stops} | {row.brings} |"
    yield from ["", "| value, ms | `pressel` | `mcptt` |", "|---|---|---|"]
    ours = FloorTimers()
    for one in fields(FloorTimers):
        yield f"| {_words(one.name.replace('_ms', ''))} | {getattr(ours, one.name)} | {getattr(MCPTT, one.name)} |"
    yield from ["", "T2 is the channel's talk limit and never runs in an emergency; `mcptt` has no silence limit.", ""]


def _named(row: Row) -> str:
    if row not in ASKING and row not in TABLE:
        raise KeyError(row)
    return f"{_words(row[0])}: {_words(row[1])}"


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
