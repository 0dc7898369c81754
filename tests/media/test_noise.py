"""Noise on the media port: counted, not logged, and nobody's sound suffers."""

import random
import socket

from e2e.harness.server import Server, wait_until

DATAGRAMS = 1_200
LOG_LINES_MAX = 40


def test_bad_datagrams_are_counted_and_leave_nothing_behind(doors: Server) -> None:
    lines = len(doors.log.read_text().splitlines())
    before = doors.metric("pressel_engine_bad_datagrams_dropped")
    noise = random.Random(7)  # noqa: S311  # a seed, not a secret
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(DATAGRAMS):
            first = (0, 1, 22, 128, 200)[number % 5]
            sender.sendto(bytes([first]) + noise.randbytes(number % 300), ("127.0.0.1", doors.media_port))
            if number % 100 == 99:
                wait_until(
                    lambda sent=number: doors.metric("pressel_engine_bad_datagrams_dropped") - before > sent - 50, 5
                )
    assert doors.metric("pressel_engine_sessions") == 0
    assert len(doors.log.read_text().splitlines()) - lines <= LOG_LINES_MAX
