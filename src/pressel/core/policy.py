"""Who may what, in one place. Pure questions about an identity and a channel."""

from dataclasses import replace
from typing import Literal

from pressel.core.causes import ErrorCode
from pressel.core.channel import ChannelSettings
from pressel.core.identity import PRIORITY_MAX, Identity, Rights, Tier
from pressel.core.restraint import Restraint

NO_RIGHTS = Rights(listen=False, talk=False)


def rights(identity: Identity, channel: ChannelSettings) -> Rights:
    """What ``identity`` may do in ``channel``; in a broadcast only who moderates talks."""
    if identity.channel not in (None, channel.id):
        return NO_RIGHTS
    granted = identity.rights
    if identity.guest:
        if not channel.guests:
            return NO_RIGHTS
        if granted.priority or granted.emergency or granted.moderate:
            granted = replace(granted, priority=0, emergency=False, moderate=False)
    elif identity.admin and not granted.moderate:
        granted = replace(granted, moderate=True)
    if channel.broadcast and not granted.moderate:
        granted = replace(granted, talk=False)
    return granted


def role(identity: Identity, channel: ChannelSettings) -> Literal["member", "moderator", "admin"]:
    """How others see ``identity`` in ``channel``."""
    if identity.admin:
        return "admin"
    return "moderator" if rights(identity, channel).moderate else "member"


def may_see(identity: Identity, channel: ChannelSettings) -> bool:
    """Whether the lobby shows it."""
    granted = rights(identity, channel)
    return granted.listen or granted.talk


def may_join(
    identity: Identity, channel: ChannelSettings, member_count: int, block: Restraint | None = None
) -> ErrorCode | None:
    """Why not, if not. What one may not see does not exist; an admin is kept out by nobody."""
    if not may_see(identity, channel):
        return ErrorCode.NO_SUCH_CHANNEL
    if block is not None and not identity.admin:
        return ErrorCode.BLOCKED
    return ErrorCode.CHANNEL_FULL if member_count >= channel.members_max else None


def may_moderate(identity: Identity, channel: ChannelSettings) -> ErrorCode | None:
    """Why not, if not: acting on anybody at all in ``channel``."""
    if not may_see(identity, channel):
        return ErrorCode.NO_SUCH_CHANNEL
    return None if rights(identity, channel).moderate else ErrorCode.FORBIDDEN


def may_restrain(actor: Identity, concerned: Identity, channel: ChannelSettings) -> ErrorCode | None:
    """Why not, if not: never upwards, never oneself. Equals may, so that somebody can stop a stuck microphone."""
    refusal = may_moderate(actor, channel)
    if refusal is not None:
        return refusal
    upwards = concerned.admin and not actor.admin
    return ErrorCode.FORBIDDEN if upwards or concerned.user == actor.user else None


def may_use(identity: Identity, channel: ChannelSettings, tier: Tier) -> bool:
    """Whether ``identity`` may ask in ``tier``: above normal only with the right to emergencies."""
    return tier == "normal" or rights(identity, channel).emergency


def priority(granted: Rights, asked: int | None) -> int:
    """Lower than one's right if asked, never higher."""
    wanted = granted.priority if asked is None else asked
    return max(0, min(wanted, granted.priority, PRIORITY_MAX))
