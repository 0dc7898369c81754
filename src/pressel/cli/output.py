"""What a verb says: for people as lines, for programs as JSON; a failure is one line and a number."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

from rich.console import Console
from rich.table import Table

from pressel.core.errors import PresselError

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
NOT_FOUND: Final = 3

UNITS_S: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def fail(text: str, code: int = FAILED) -> NoReturn:
    """One line on stderr, and the end."""
    print(f"pressel: {text}", file=sys.stderr)
    raise SystemExit(code)


@contextmanager
def one_line_failures() -> Iterator[None]:
    """What goes wrong on purpose is one line, never a traceback."""
    try:
        yield
    except PresselError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or 'system'}: {error.strerror or error}; check its disk and rights")


def show_rows(rows: list[dict[str, Any]], *, as_json: bool, empty: str) -> None:
    """A table, or a list of objects."""
    if as_json:
        print(json.dumps(rows))
    elif not rows:
        print(empty)
    else:
        table = Table(*rows[0], box=None, pad_edge=False)
        for row in rows:
            table.add_row(*(str(value) for value in row.values()))
        Console().print(table)


def show(text: str, data: dict[str, Any], *, as_json: bool) -> None:
    """A line, or an object."""
    print(json.dumps(data) if as_json else text)


def seconds(ttl: str) -> int:
    """How long ``90s``, ``15m``, ``1h`` or ``30d`` is."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", ttl)
    if match is None:
        fail(f"{ttl!r} is no time: write 90s, 15m, 1h or 30d", USAGE)
    return int(match[1]) * UNITS_S[match[2]]
