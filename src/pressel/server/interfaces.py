"""What this machine is called, and the addresses of its interfaces."""

import array
import fcntl
import socket
import struct
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Final

SIOCGIFCONF: Final = 0x8912
ENTRY_BYTES: Final = 40
ENTRIES_MAX: Final = 256
ADDRESS_AT: Final = 20
IPV6_TABLE: Final = Path("/proc/net/if_inet6")


def host_name() -> str:
    """The first label of this machine's name, or ``pressel``."""
    return socket.gethostname().split(".")[0].lower() or "pressel"


def names() -> list[str]:
    """What browsers may call this machine: by itself, plainly, by multicast DNS."""
    full = socket.gethostname().lower()
    return list(dict.fromkeys(("localhost", host_name(), f"{host_name()}.local", full)))


def addresses() -> list[str]:
    """Addresses of all interfaces that a browser can name (link-local IPv6 needs a zone and is left out)."""
    return [*_ipv4(), *_ipv6()]


def _ipv4() -> list[str]:
    """SIOCGIFCONF of netdevice(7): an array of 40-byte entries, the address in bytes 20 to 23 of each."""
    buffer = array.array("B", bytes(ENTRIES_MAX * ENTRY_BYTES))
    where, room = buffer.buffer_info()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        answer = fcntl.ioctl(asker, SIOCGIFCONF, struct.pack("iL", room, where))
    used = struct.unpack("iL", answer)[0]
    starts = range(ADDRESS_AT, used, ENTRY_BYTES)
    return [str(ip_address(buffer[start : start + 4].tobytes())) for start in starts]


def _ipv6() -> list[str]:
    if not IPV6_TABLE.exists():
        return []
    found = [IPv6Address(int(line.split()[0], 16)) for line in IPV6_TABLE.read_text().splitlines()]
    return [str(address) for address in found if not address.is_link_local]
