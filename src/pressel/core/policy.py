"""Who may what, in one place. Pure questions about an identity and a channel."""

from dataclasses import replace

from pressel.core.causes import ErrorCode
from pressel.core.channel import ChannelSettings
from pressel.core.identity import PRIORITY_MAX, Identity, Rights, Tier

NO_RIGHTS = Rights(listen=False, talk=False)


def rights(identity: Identity, channel: ChannelSettings) -> Rights:
    """What ``identity`` may do in ``channel``; in a broadcast only who moderates talks."""
    granted = _rights(identity, channel)
    return replace(granted, talk=False) if channel.broadcast and not granted.moderate else granted


def _rights(identity: Identity, channel: ChannelSettings) -> Rights:
    if identity.admin:
        return replace(identity.rights, moderate=True)
    if identity.channel is not None:
        return identity.rights if identity.channel == channel.id else NO_RIGHTS
    if identity.guest and not channel.guests:
        return NO_RIGHTS
    return replace(identity.rights, priority=0, emergency=False) if identity.guest else identity.rights


def may_see(identity: Identity, channel: ChannelSettings) -> bool:
    """Whether the lobby shows it."""
    granted = rights(identity, channel)
    return granted.listen or granted.talk


def may_join(identity: Identity, channel: ChannelSettings, member_count: int) -> ErrorCode | None:
    """Why not, if not. What one may not see does not exist."""
    if not may_see(identity, channel):
        return ErrorCode.NO_SUCH_CHANNEL
    return ErrorCode.CHANNEL_FULL if member_count >= channel.members_max else None


def may_use(identity: Identity, channel: ChannelSettings, tier: Tier) -> bool:
    """Whether ``identity`` may ask in ``tier``: above normal only with the right to emergencies."""
    return tier == "normal" or rights(identity, channel).emergency


def priority(granted: Rights, asked: int | None) -> int:
    """Lower than one's right if asked, never higher."""
    wanted = granted.priority if asked is None else asked
    return max(0, min(wanted, granted.priority, PRIORITY_MAX))
