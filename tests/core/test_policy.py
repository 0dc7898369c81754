"""Nobody acts upwards, nobody gains a right by asking: whatever roles meet, whatever they ask."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pressel.core import effects, events, policy
from pressel.core.causes import ErrorCode
from pressel.core.channel import ChannelSettings
from pressel.core.identity import ROLES, Account, Identity, Rights
from pressel.core.ids import BurstId, ChannelId, SessionId, TokenId, UserId
from pressel.core.switchboard import Switchboard

LOBBY, STAFF = ChannelId("lobby"), ChannelId("staff")
RANK = {"member": 0, "moderator": 1, "admin": 2}

anything = st.builds(
    Rights, st.booleans(), st.booleans(), st.integers(0, 255), emergency=st.booleans(), moderate=st.booleans()
)
users = st.sampled_from([UserId("ana"), UserId("ben"), UserId("cleo")])
identities = st.one_of(
    st.builds(Identity, users, st.just("Guest"), st.just("guest"), anything, channel=st.sampled_from([None, LOBBY])),
    st.builds(Identity, users, st.just("User"), st.just("user"), anything, admin=st.booleans()),
    st.builds(
        Identity, users, st.just("Bot"), st.just("token"), anything, channel=st.just(LOBBY), token=st.just(TokenId("t"))
    ),
)
channels = st.builds(
    ChannelSettings,
    st.sampled_from([LOBBY, STAFF]),
    st.just("A channel"),
    guests=st.booleans(),
    broadcast=st.booleans(),
)


@given(identities, channels)
def test_no_channel_gives_more_than_the_identity_has(identity: Identity, channel: ChannelSettings) -> None:
    granted = policy.rights(identity, channel)
    own = replace(identity.rights, moderate=identity.rights.moderate or identity.admin)
    assert granted.listen <= own.listen
    assert granted.talk <= own.talk
    assert granted.priority <= own.priority
    assert granted.emergency <= own.emergency
    assert granted.moderate <= own.moderate


@given(identities, channels)
def test_a_guest_has_no_priority_no_emergency_and_moderates_nothing(
    identity: Identity, channel: ChannelSettings
) -> None:
    granted = policy.rights(replace(identity, kind="guest", admin=False, token=None), channel)
    assert (granted.priority, granted.emergency, granted.moderate) == (0, False, False)


@given(identities, identities, channels)
def test_who_may_restrain_moderates_and_stands_no_lower(
    actor: Identity, concerned: Identity, channel: ChannelSettings
) -> None:
    if policy.may_restrain(actor, concerned, channel) is None:
        assert policy.rights(actor, channel).moderate
        assert not actor.guest
        assert actor.user != concerned.user
        assert RANK[policy.role(actor, channel)] >= RANK[policy.role(concerned, channel)]


@given(identities, channels, st.none() | st.integers(-1_000, 1_000))
def test_asking_for_a_priority_never_gives_more_than_the_right(
    identity: Identity, channel: ChannelSettings, asked: int | None
) -> None:
    granted = policy.rights(identity, channel)
    assert 0 <= policy.priority(granted, asked) <= granted.priority
    assert policy.may_use(identity, channel, "emergency") <= granted.emergency


def test_each_role_may_what_those_below_it_may() -> None:
    for lower, higher in pairwise(ROLES.values()):
        assert lower.priority < higher.priority
        assert lower.emergency <= higher.emergency
        assert lower.moderate <= higher.moderate


PEOPLE = {
    "guest": Identity(UserId("guest"), "Guest", "guest", Rights(priority=9, emergency=True, moderate=True)),
    **{name: Account(UserId(name), name, name).identity(0) for name in ("member", "moderator", "dispatcher", "admin")},
    "bot": Identity(UserId("bot"), "Bot", "token", Rights(), channel=LOBBY, token=TokenId("bot")),
}
MAKE = {
    "mute": lambda who, whom, n: events.MuteRequested(who, n, LOBBY, whom, muted=True),
    "unmute": lambda who, whom, n: events.MuteRequested(who, n, LOBBY, whom, muted=False),
    "remove": lambda who, whom, n: events.RemoveRequested(who, n, LOBBY, whom),
    "block": lambda who, whom, n: events.BlockRequested(who, n, LOBBY, whom),
    "lift": lambda who, whom, n: events.LiftRequested(who, n, LOBBY, UserId(whom)),
    "join": lambda who, _, n: events.JoinRequested(who, n, LOBBY),
    "ask": lambda who, _, n: events.FloorRequested(who, n, LOBBY, n, BurstId(f"b{n}"), "emergency", 255),
}
names = st.sampled_from(list(PEOPLE))


@given(st.lists(st.tuples(names, st.sampled_from(list(MAKE)), names), max_size=40))
def test_no_quarrel_reaches_the_admin_frees_oneself_or_lets_the_powerless_act(
    steps: list[tuple[str, str, str]],
) -> None:
    board = Switchboard()
    board.handle(events.ChannelLoaded(ChannelSettings(LOBBY, "Lobby", guests=True), 0), 0)
    room = board.rooms[LOBBY]
    for name, identity in PEOPLE.items():
        board.handle(events.SessionOpened(SessionId(name), identity, ""), 0)
        board.handle(events.JoinRequested(SessionId(name), 1, LOBBY), 0)
    for number, (who, what, whom) in enumerate(steps, start=2):
        held, inside = dict(room.restraints), set(room.members)
        found = board.handle(MAKE[what](SessionId(who), SessionId(whom), number), number)
        (answer,) = [one for one in found if isinstance(one, effects.Reply | effects.Refuse)]
        if what not in ("join", "ask") and who in ("guest", "member", "bot"):
            assert isinstance(answer, effects.Refuse)
            assert answer.code is ErrorCode.FORBIDDEN
        if isinstance(answer, effects.Refuse):
            assert room.restraints == held
            assert set(room.members) == inside
        assert {key for key in held if key[0] == who} <= set(room.restraints)
        if who != "admin":
            assert not any(user == "admin" for user, _ in room.restraints)
            assert SessionId("admin") in room.members
        assert all(board.sessions[SessionId(name)].identity == PEOPLE[name] for name in PEOPLE)
