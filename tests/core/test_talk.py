"""Requests as the switchboard sees them: what is checked before the floor is asked, places, presses with a join."""

import pytest

from pressel.core import effects, events
from pressel.core.causes import MCPTT_DENY, MCPTT_REVOKE, BurstEnd, DenyCause, ErrorCode, RevokeCause
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity, Rights, Tier
from pressel.core.ids import BurstId, ChannelId, SessionId, UserId
from pressel.core.news import Denied, FloorRevoked, Granted, Joined, Queued
from pressel.core.switchboard import Switchboard

LOBBY = ChannelId("lobby")


def board(**settings: object) -> Switchboard:
    one = Switchboard()
    channel = ChannelSettings(LOBBY, "Lobby", guests=True, **settings)  # type: ignore[arg-type]
    for effect in one.handle(events.ChannelLoaded(channel, 0), 0):
        if isinstance(effect, effects.CommitEpoch):
            one.handle(events.EpochCommitted(LOBBY, effect.epoch), 0)
    return one


def connect(one: Switchboard, name: str, rights: Rights | None = None) -> SessionId:
    """With sound, in no channel."""
    session = SessionId(name)
    who = Identity(UserId(name), name.capitalize(), "user", rights or Rights())
    one.handle(events.SessionOpened(session, who, ""), 0)
    one.handle(events.MediaOffered(session, 2, "v=0"), 0)
    one.handle(events.MediaAnswered(session, 2, "v=0", uplink=True, slots=2), 0)
    one.handle(events.MediaUp(session), 0)
    for edge in ("packets", "voice", "speech"):
        one.handle(events.UplinkEdge(session, edge, on=True), 0)  # type: ignore[arg-type]
    return session


def enter(one: Switchboard, name: str, rights: Rights | None = None) -> SessionId:
    session = connect(one, name, rights)
    one.handle(events.JoinRequested(session, 1, LOBBY), 0)
    return session


def press(
    one: Switchboard, session: SessionId, number: int, tier: Tier = "normal", priority: int | None = None
) -> list[effects.Effect]:
    request = events.FloorRequested(session, 100 + number, LOBBY, number, BurstId(f"b{number}"), tier, priority)
    return one.handle(request, 10 * number)


def answer(found: list[effects.Effect], session: SessionId) -> object:
    """A refusal is its cause, or its code."""
    (one,) = [e for e in found if isinstance(e, effects.Reply | effects.Refuse) and e.session == session]
    return one.answer if isinstance(one, effects.Reply) else one.cause or one.code


def test_a_tier_needs_its_right_and_a_guest_never_has_it() -> None:
    one = board()
    ana = enter(one, "ana")
    assert answer(press(one, ana, 1, "emergency"), ana) is DenyCause.NOT_ALLOWED
    assert answer(press(one, ana, 2, "imminent"), ana) is DenyCause.NOT_ALLOWED
    chief = enter(one, "chief", Rights(emergency=True))
    assert isinstance(answer(press(one, chief, 3, "emergency"), chief), Granted)


def test_a_priority_is_lowered_at_will_and_never_raised() -> None:
    one = board(preempt="priority")
    ana = enter(one, "ana", Rights(priority=5))
    ben = enter(one, "ben", Rights(priority=5))
    press(one, ana, 1, priority=3)
    assert one.rooms[LOBBY].floor.talkers[ana].asker.priority == 3
    assert isinstance(answer(press(one, enter(one, "cleo"), 2, priority=255), SessionId("cleo")), Queued)
    revoked = [e.news for e in press(one, ben, 3) if isinstance(e, effects.Tell)]
    assert [news.cause for news in revoked if isinstance(news, FloorRevoked)] == [RevokeCause.PREEMPTED]


def test_in_a_broadcast_only_who_moderates_talks() -> None:
    one = board(broadcast=True)
    ana = enter(one, "ana")
    mia = enter(one, "mia", Rights(moderate=True))
    assert answer(press(one, ana, 1), ana) is DenyCause.LISTEN_ONLY
    assert isinstance(answer(press(one, mia, 2), mia), Granted)


def test_a_channel_that_becomes_a_broadcast_silences_who_may_no_longer_talk() -> None:
    one = board()
    ana, ben = enter(one, "ana"), enter(one, "ben")
    press(one, ana, 1)
    press(one, ben, 2)
    found = one.handle(events.ChannelLoaded(ChannelSettings(LOBBY, "Lobby", guests=True, broadcast=True), 0), 50)
    told = [
        (e.session, e.news.cause) for e in found if isinstance(e, effects.Tell) and isinstance(e.news, FloorRevoked)
    ]
    assert told == [(ana, RevokeCause.NO_PERMISSION), (ben, RevokeCause.NO_PERMISSION)]
    assert [e.ending for e in found if isinstance(e, effects.SetFloor)] == ["cut"]


def test_a_place_in_line_is_told_and_who_has_none_hears_that() -> None:
    one = board()
    ana, ben = enter(one, "ana"), enter(one, "ben")
    press(one, ana, 1)
    press(one, ben, 2)
    assert answer(one.handle(events.PositionRequested(ben, 9, LOBBY), 30), ben) == Queued(1, 1)
    assert answer(one.handle(events.PositionRequested(ana, 9, LOBBY), 30), ana) is ErrorCode.NOT_QUEUED
    stranger = connect(one, "eva")
    assert answer(one.handle(events.PositionRequested(stranger, 9, LOBBY), 30), stranger) is ErrorCode.NOT_A_MEMBER


def joined(one: Switchboard, session: SessionId, number: int) -> Joined:
    request = events.JoinRequested(session, number, LOBBY, number, BurstId(f"b{number}"))
    found = answer(one.handle(request, 10 * number), session)
    assert isinstance(found, Joined)
    return found


def test_a_press_that_comes_with_a_join_is_answered_in_it() -> None:
    one = board()
    first = joined(one, connect(one, "ana"), 1)
    assert isinstance(first.floor, Granted)
    assert first.channel.talker is not None
    assert first.channel.baseline == first.floor.version
    second = joined(one, connect(one, "ben"), 2)
    assert second.floor == Queued(1, 1)
    assert (second.channel.queue_length, second.channel.talker) == (1, first.channel.talker)
    listener = joined(one, connect(one, "cleo", Rights(talk=False)), 3)
    assert listener.floor == Denied(DenyCause.LISTEN_ONLY)


def test_who_comes_late_sees_everybody_that_talks() -> None:
    one = board(talkers_max=3)
    for number, name in enumerate(("ana", "ben", "cleo"), start=1):
        press(one, enter(one, name), number)
    late = connect(one, "dora")
    found = answer(one.handle(events.JoinRequested(late, 1, LOBBY), 100), late)
    assert isinstance(found, Joined)
    assert found.channel.talker is not None
    assert found.channel.talker.session == "ana"
    assert [view.session for view in found.channel.others] == ["ben", "cleo"]


def test_a_grant_of_somebody_else_cannot_be_given_back() -> None:
    one = board()
    ana, ben = enter(one, "ana"), enter(one, "ben")
    granted = answer(press(one, ana, 1), ana)
    assert isinstance(granted, Granted)
    found = one.handle(events.FloorReleased(ben, 9, LOBBY, 1, granted.version), 20)
    assert answer(found, ben) is ErrorCode.NOT_YOURS
    assert one.rooms[LOBBY].floor.is_talking(ana)


def test_sound_of_one_that_stands_in_line_is_not_held_against_it() -> None:
    one = board()
    ana, ben = enter(one, "ana"), enter(one, "ben")
    press(one, ana, 1)
    press(one, ben, 2)
    one.handle(events.UplinkEdge(ben, "voice", on=False), 100)
    one.handle(events.UplinkEdge(ben, "voice", on=True), 110)
    told = [e.session for e in one.due(2_000) if isinstance(e, effects.Tell) and isinstance(e.news, FloorRevoked)]
    assert told == []


@pytest.mark.parametrize("cause", [*DenyCause, *RevokeCause])
def test_every_cause_has_a_number_of_the_standard(cause: DenyCause | RevokeCause) -> None:
    number = MCPTT_DENY[cause] if isinstance(cause, DenyCause) else MCPTT_REVOKE[cause]
    assert number in {*range(1, 8), 255}


def test_a_pre_empted_burst_is_kept_with_the_name_of_who_took_over() -> None:
    one = board()
    ana, chief = enter(one, "ana"), enter(one, "chief", Rights(emergency=True))
    press(one, ana, 1)
    found = press(one, chief, 2, "emergency")
    (cut,) = [e.version for e in found if isinstance(e, effects.SetFloor)]
    found = one.handle(events.FloorApplied(LOBBY, cut), 30)
    bursts = [e.burst for e in found if isinstance(e, effects.StoreBurst)]
    assert [(b.end, b.by, b.tier) for b in bursts] == [
        (BurstEnd.EMERGENCY, "Chief", "normal"),
        (None, None, "emergency"),
    ]


def test_a_talker_that_nothing_was_timed_for_is_still_watched() -> None:
    """No limit, sound, speech: no clock runs. When the packets stop one must."""
    one = board(talk_limit_ms=0)
    ana = enter(one, "ana")
    press(one, ana, 1)
    one.due(1_000)
    assert one.deadline() is None
    one.handle(events.UplinkEdge(ana, "packets", on=False, age_ms=600), 10_600)
    assert one.deadline() == 11_600
    (stop,) = [e for e in one.due(11_600) if isinstance(e, effects.SetFloor)]
    assert stop.sources == ()


def test_letting_go_of_a_press_ends_its_talk_whatever_grant_it_names() -> None:
    """The press was asked for twice, and granted again after its first grant had ended."""
    one = board(alone="allow")
    ana = enter(one, "ana")
    first = answer(press(one, ana, 1), ana)
    assert isinstance(first, Granted)
    one.handle(events.UplinkEdge(ana, "packets", on=False, age_ms=600), 10_600)
    (cut,) = [e for e in one.due(11_600) if isinstance(e, effects.SetFloor)]
    one.handle(events.FloorApplied(LOBBY, cut.version), 11_610)
    one.handle(events.UplinkEdge(ana, "packets", on=True), 11_650)
    again = events.FloorRequested(ana, 8, LOBBY, 1, BurstId("again"))
    assert isinstance(answer(one.handle(again, 11_660), ana), Granted)
    found = one.handle(events.FloorReleased(ana, 9, LOBBY, 1, first.version), 11_700)
    assert [e.sources for e in found if isinstance(e, effects.SetFloor)] == [()]


def test_a_press_that_was_let_go_stays_so_for_one_who_leaves_and_comes_back() -> None:
    one = board()
    ana = enter(one, "ana")
    press(one, ana, 1)
    one.handle(events.FloorReleased(ana, 9, LOBBY, 1), 20)
    one.handle(events.LeaveRequested(ana, 10, LOBBY), 30)
    one.handle(events.JoinRequested(ana, 11, LOBBY), 40)
    assert answer(press(one, ana, 1), ana) is ErrorCode.STALE_PRESS


def test_a_press_that_is_let_go_outside_stays_let_go_inside() -> None:
    """Its release crossed a moderator's word."""
    one = board()
    ana = enter(one, "ana")
    press(one, ana, 1)
    one.handle(events.LeaveRequested(ana, 8, LOBBY), 20)
    assert answer(one.handle(events.FloorReleased(ana, 9, LOBBY, 1), 30), ana) is ErrorCode.NOT_A_MEMBER
    one.handle(events.JoinRequested(ana, 10, LOBBY), 40)
    assert answer(press(one, ana, 1), ana) is ErrorCode.STALE_PRESS


def test_what_is_held_is_cleared_only_where_a_request_without_an_answer_is_let_go() -> None:
    """Else what is held came behind the release already: datagrams overtake the stream."""
    one = board()
    ana, ben = enter(one, "ana"), enter(one, "ben")
    press(one, ana, 1)
    assert isinstance(answer(press(one, ben, 2), ben), Queued)
    assert effects.ClearHold(ben) not in press(one, ben, 2), "said again, and answered again"
    found = one.handle(events.FloorReleased(ben, 9, LOBBY, 2), 30)
    assert effects.ClearHold(ben) not in found
    one.handle(events.FloorReleased(ana, 9, LOBBY, 1), 40)
    press(one, ben, 5)
    assert effects.ClearHold(ben) in one.handle(events.FloorReleased(ben, 10, LOBBY, 5), 60)
