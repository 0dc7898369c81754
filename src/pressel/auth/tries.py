"""How often somebody may try: a sliding window for each name or address, bounded in memory."""

from collections import OrderedDict, deque
from ipaddress import ip_address, ip_network
from typing import Final

TRIES_MAX: Final = 10
WINDOW_MS: Final = 60_000
KEYS_MAX: Final = 20_000
"""Names or addresses remembered at a time; beyond, the one that tried longest ago is forgotten."""
IPV6_SITE_BITS: Final = 64
"""One person has at least so much of the address space, and counts once."""


class Tries:
    """``most`` tries in ``window_ms`` for each key."""

    def __init__(self, most: int = TRIES_MAX, window_ms: int = WINDOW_MS) -> None:
        self._most = most
        self._window_ms = window_ms
        self._times: OrderedDict[str, deque[int]] = OrderedDict()

    def take(self, key: str, now_ms: int) -> int:
        """Count one try. 0: go on; else so many ms to wait, and nothing was counted."""
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while len(self._times) > KEYS_MAX:
            self._times.popitem(last=False)
        while times and times[0] <= now_ms - self._window_ms:
            times.popleft()
        if len(times) >= self._most:
            return times[0] + self._window_ms - now_ms
        times.append(now_ms)
        return 0

    def give_back(self, key: str) -> None:
        """The last try was a good one: only bad ones count."""
        times = self._times.get(key)
        if times:
            times.pop()
            if not times:
                del self._times[key]


def address_key(host: str | None) -> str | None:
    """What counts as one address: an IPv4 address, an IPv6 site. None: this machine, which nothing limits."""
    if host is None:
        return None
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    mapped = getattr(address, "ipv4_mapped", None)
    if address.is_loopback or (mapped is not None and mapped.is_loopback):
        return None
    if mapped is not None or address.version == 4:
        return str(mapped or address)
    return str(ip_network((address, IPV6_SITE_BITS), strict=False))
