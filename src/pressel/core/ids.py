"""Names of things. Channels are slugs people can type; every other id is UUIDv7 text made at an edge."""

import re
import unicodedata
from typing import Final, NewType

ChannelId = NewType("ChannelId", str)
"""Slug, fixed for life, used in paths: ``[a-z0-9][a-z0-9-]{0,63}``."""
SessionId = NewType("SessionId", str)
"""One device's connection: one WebSocket (or WHIP/WHEP resource), one peer connection. Also the member's id in every
channel."""
UserId = NewType("UserId", str)
TokenId = NewType("TokenId", str)
BurstId = NewType("BurstId", str)

CHANNEL_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def is_channel_id(text: str) -> bool:
    """Whether ``text`` is a well-formed channel id."""
    return CHANNEL_ID.fullmatch(text) is not None


def slug(name: str) -> str:
    """A channel id made of a name: ``Ward 3, Nights`` → ``ward-3-nights``; empty where nothing of it can be used."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(char if char.isalnum() else " " for char in plain).split())[:64].strip("-")
