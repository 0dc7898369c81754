"""What a moderator does, and what follows: in the floor, in the media, for the one concerned, for the others."""

from core_people import LOBBY, ask, board, enter, identity, names_of, news_of, press

from pressel.core import effects, events
from pressel.core.causes import BurstEnd, DenyCause, ErrorCode, LeaveReason, RevokeCause
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Identity, Rights
from pressel.core.ids import ChannelId, SessionId, UserId
from pressel.core.news import ChannelChanged, FloorIdle, FloorRevoked, MemberChanged, MemberLeft
from pressel.core.restraint import RESTRAINTS_MAX, Restraint
from pressel.core.room import MEMBER_LIST_MAX
from pressel.core.switchboard import Switchboard

MOD, ANA, BEN = SessionId("mod"), SessionId("ana"), SessionId("ben")


def moderator(name: str = "mod") -> Identity:
    return identity(name, "user", rights=Rights(moderate=True))


def staffed() -> Switchboard:
    one = board()
    enter(one, "mod", moderator())
    enter(one, "ana")
    enter(one, "ben")
    return one


def mute(one: Switchboard, member: SessionId, now_ms: int = 0, **more: object) -> list[effects.Effect]:
    return one.handle(events.MuteRequested(MOD, 7, LOBBY, member, **{"muted": True, **more}), now_ms)  # type: ignore[arg-type]


def block(one: Switchboard, member: SessionId, now_ms: int = 0, **more: object) -> list[effects.Effect]:
    return one.handle(events.BlockRequested(MOD, 7, LOBBY, member, **more), now_ms)  # type: ignore[arg-type]


def refusals(found: list[effects.Effect]) -> list[tuple[ErrorCode, DenyCause | None]]:
    return [(effect.code, effect.cause) for effect in found if isinstance(effect, effects.Refuse)]


def test_a_muted_talker_is_cut_at_once_told_why_and_denied_afterwards() -> None:
    one = staffed()
    press(one, ANA, 1, 0)
    found = mute(one, ANA, 100, text=" Your radio is stuck. ")
    (cut,) = [effect for effect in found if isinstance(effect, effects.SetFloor)]
    assert (cut.sources, cut.ending) == ((), "cut")
    (revoked,) = news_of(found, FloorRevoked, ANA)
    assert (revoked.cause, revoked.grace_ms, revoked.by) == (RevokeCause.MUTED, 0, "mod")
    (changed,) = news_of(found, MemberChanged, ANA)
    assert (changed.member.muted, changed.by, changed.text) == (True, "mod", "Your radio is stuck.")
    (told,) = [e.news for e in found if isinstance(e, effects.TellMembers) and isinstance(e.news, MemberChanged)]
    assert (told.by, told.text) == ("mod", None)
    ended = one.handle(events.FloorApplied(LOBBY, cut.version), 120)
    (idle,) = [e.news for e in ended if isinstance(e, effects.TellMembers) and isinstance(e.news, FloorIdle)]
    assert (idle.reason, idle.by) == (BurstEnd.MUTED, "mod")
    (burst,) = [e.burst for e in ended if isinstance(e, effects.StoreBurst)]
    assert (burst.end, burst.by) == (BurstEnd.MUTED, "mod")
    assert refusals(press(one, ANA, 2, 200)) == [(ErrorCode.DENIED, DenyCause.MUTED)]


def test_a_muted_member_that_waits_in_line_waits_no_more() -> None:
    one = staffed()
    press(one, BEN, 1, 0)
    press(one, ANA, 1, 10)
    found = mute(one, ANA, 100)
    assert not one.rooms[LOBBY].floor.is_waiting(ANA)
    assert [news.cause for news in news_of(found, FloorRevoked, ANA)] == [RevokeCause.MUTED]


def test_the_word_is_given_back_by_hand_or_by_time() -> None:
    one = staffed()
    mute(one, ANA)
    given = mute(one, ANA, 5, muted=False)
    assert any(isinstance(effect, effects.LiftRestraint) for effect in given)
    assert refusals(press(one, ANA, 1, 10)) == []
    one.handle(events.FloorReleased(ANA, 8, LOBBY, 1), 20)
    one.handle(events.BurstOver(LOBBY, ANA, one.rooms[LOBBY].floor.version), 30)
    one.due(1_000)
    mute(one, ANA, 2_000, for_ms=5_000)
    one.due(3_000)
    assert one.deadline() == 7_000
    found = one.due(7_000)
    assert [news.member.muted for news in news_of(found, MemberChanged, ANA)] == [False]
    assert any(isinstance(effect, effects.LiftRestraint) for effect in found)
    assert one.rooms[LOBBY].restraints == {}


def test_a_mute_holds_the_user_on_all_its_devices_and_after_coming_back() -> None:
    one = staffed()
    enter(one, "tablet", identity("ana"))
    mute(one, ANA)
    assert names_of(one, lambda member: member.muted) == ["ana", "tablet"]
    one.handle(events.SessionEnded(ANA, LeaveReason.GOODBYE), 10)
    enter(one, "ana")
    assert names_of(one, lambda member: member.muted) == ["tablet", "ana"]


def test_who_is_removed_reads_the_reason_and_may_come_again() -> None:
    one = staffed()
    press(one, ANA, 1, 0)
    found = one.handle(events.RemoveRequested(MOD, 7, LOBBY, ANA, "Quiet night, please."), 10)
    (left,) = news_of(found, MemberLeft, ANA)
    assert (left.reason, left.by, left.text) == (LeaveReason.REMOVED, "mod", "Quiet night, please.")
    assert [news.cause for news in news_of(found, FloorRevoked, ANA)] == [RevokeCause.REMOVED]
    assert effects.BindSlot(ANA, 0, None) in found
    told = [e.news for e in found if isinstance(e, effects.TellMembers) and isinstance(e.news, MemberLeft)]
    assert [(news.by, news.text) for news in told] == [("mod", None)]
    assert refusals(ask(one, ANA)) == []


def test_who_is_blocked_is_out_on_all_devices_and_stays_out_until_the_time_is_over() -> None:
    one = staffed()
    enter(one, "tablet", identity("ana"))
    found = block(one, ANA, 1_000, for_ms=60_000, text="See you in a minute.")
    assert names_of(one) == ["mod", "ben"]
    for session in (ANA, SessionId("tablet")):
        assert [news.reason for news in news_of(found, MemberLeft, session)] == [LeaveReason.BLOCKED]
    (refused,) = ask(one, ANA, 31_000)
    assert refused == effects.Refuse(ANA, 9, ErrorCode.BLOCKED, text="See you in a minute.", retry_ms=30_000)
    one.due(61_000)
    assert refusals(ask(one, ANA, 61_000)) == []


def test_a_blocked_program_ends_with_its_membership() -> None:
    one = staffed()
    enter(one, "cam", identity("cam", "token", channel=LOBBY), door="whip")
    found = block(one, SessionId("cam"))
    assert effects.CloseMedia(SessionId("cam")) in found
    assert any(isinstance(effect, effects.EndSession) for effect in found)
    assert SessionId("cam") not in one.sessions


def test_a_publisher_that_went_on_speaking_is_heard_again_when_it_may() -> None:
    one = staffed()
    cam = enter(one, "cam", identity("cam", "token", channel=LOBBY), door="whip", floor_auto=True)
    one.handle(events.UplinkEdge(cam, "speech", on=True), 0)
    (cut,) = [effect for effect in mute(one, cam, 100) if isinstance(effect, effects.SetFloor)]
    one.handle(events.FloorApplied(LOBBY, cut.version), 110)
    one.due(5_000)
    assert not one.rooms[LOBBY].floor.is_held_by(cam)
    mute(one, cam, 6_000, muted=False)
    one.due(6_000)
    assert one.rooms[LOBBY].floor.is_held_by(cam)


def test_nobody_acts_without_the_right_on_an_admin_on_itself_or_on_nobody() -> None:
    one = staffed()
    enter(one, "chief", identity("chief", "user", admin=True))
    enter(one, "second", identity("second", "user", admin=True))
    asked = {
        (ANA, BEN): ErrorCode.FORBIDDEN,
        (MOD, SessionId("chief")): ErrorCode.FORBIDDEN,
        (MOD, MOD): ErrorCode.FORBIDDEN,
        (MOD, SessionId("nobody")): ErrorCode.NO_SUCH_MEMBER,
        (ANA, SessionId("nobody")): ErrorCode.FORBIDDEN,
    }
    for (actor, concerned), code in asked.items():
        for make in (events.RemoveRequested, events.BlockRequested):
            assert refusals(one.handle(make(actor, 7, LOBBY, concerned), 0)) == [(code, None)]
        muting = events.MuteRequested(actor, 7, LOBBY, concerned, muted=True)
        assert refusals(one.handle(muting, 0)) == [(code, None)]
    assert refusals(one.handle(events.RemoveRequested(MOD, 7, ChannelId("no"), ANA), 0)) == [
        (ErrorCode.NO_SUCH_CHANNEL, None)
    ]
    sideways = events.MuteRequested(SessionId("chief"), 7, LOBBY, SessionId("second"), muted=True)
    assert refusals(one.handle(sideways, 0)) == []


def test_a_muted_moderator_does_not_free_itself() -> None:
    one = staffed()
    enter(one, "second", moderator("second"))
    one.handle(events.MuteRequested(SessionId("second"), 7, LOBBY, MOD, muted=True), 0)
    assert refusals(mute(one, MOD, muted=False)) == [(ErrorCode.FORBIDDEN, None)]
    lifting = events.LiftRequested(MOD, 8, LOBBY, UserId("mod"))
    assert refusals(one.handle(lifting, 0)) == [(ErrorCode.FORBIDDEN, None)]


def test_a_guest_never_moderates_whatever_its_token_says() -> None:
    one = staffed()
    enter(one, "sly", identity("sly", rights=Rights(moderate=True, priority=255, emergency=True)))
    found = one.handle(events.RemoveRequested(SessionId("sly"), 7, LOBBY, ANA), 0)
    assert refusals(found) == [(ErrorCode.FORBIDDEN, None)]
    assert refusals(press(one, SessionId("sly"), 1, 0, "emergency")) == [(ErrorCode.DENIED, DenyCause.NOT_ALLOWED)]


def test_a_time_that_is_none_and_too_many_restraints_are_refused() -> None:
    one = staffed()
    for for_ms in (0, -5, 2**60):
        assert refusals(block(one, ANA, for_ms=for_ms)) == [(ErrorCode.BAD_REQUEST, None)]
    held = tuple(Restraint(LOBBY, UserId(f"u{n}"), "block", "mod") for n in range(RESTRAINTS_MAX))
    one.handle(events.RestraintsLoaded(LOBBY, held), 0)
    assert refusals(mute(one, ANA)) == [(ErrorCode.NO_ROOM, None)]


def test_what_the_database_says_takes_effect_on_who_is_here() -> None:
    one = staffed()
    press(one, ANA, 1, 0)
    held = (
        Restraint(LOBBY, UserId("ana"), "mute", "Mo", text="Later."),
        Restraint(LOBBY, UserId("ben"), "block", "Mo"),
        Restraint(LOBBY, UserId("mod"), "mute", "Mo", until_ms=50),
    )
    found = one.handle(events.RestraintsLoaded(LOBBY, held), 100)
    assert names_of(one) == ["mod", "ana"]
    assert [(n.member.muted, n.by, n.text) for n in news_of(found, MemberChanged, ANA)] == [(True, "Mo", "Later.")]
    assert any(isinstance(effect, effects.SetFloor) and effect.ending == "cut" for effect in found)
    again = one.handle(events.RestraintsLoaded(LOBBY, held), 101)
    assert again == []
    one.handle(events.RestraintsLoaded(LOBBY, (), held), 200)
    assert names_of(one, lambda member: member.muted) == []
    assert refusals(ask(one, BEN)) == []


def test_what_is_held_and_not_written_yet_outlives_a_look_at_the_database() -> None:
    one = staffed()
    mute(one, ANA)
    (muted,) = one.rooms[LOBBY].restraints.values()
    block(one, ANA)
    mute(one, BEN, text="Again.")
    (older,) = (Restraint(LOBBY, UserId("ben"), "mute", "mod", name="Ben"),)
    assert one.handle(events.RestraintsLoaded(LOBBY, (muted,), (older,)), 10) == []
    assert sorted(one.rooms[LOBBY].restraints) == [("ana", "block"), ("ana", "mute"), ("ben", "mute")]


def test_the_lifted_may_again_also_when_they_are_not_here() -> None:
    one = staffed()
    block(one, ANA)
    mute(one, BEN)
    found = one.handle(events.LiftRequested(MOD, 8, LOBBY, UserId("ana")), 0)
    assert [effect.restraint.kind for effect in found if isinstance(effect, effects.LiftRestraint)] == ["block"]
    assert refusals(ask(one, ANA)) == []
    assert refusals(one.handle(events.LiftRequested(MOD, 8, LOBBY, UserId("ana")), 0)) == [(ErrorCode.NOT_FOUND, None)]
    one.handle(events.LiftRequested(MOD, 8, LOBBY, UserId("ben"), "mute"), 0)
    assert names_of(one, lambda member: member.muted) == []


def test_in_a_big_audience_only_the_one_concerned_is_told() -> None:
    one = board()
    enter(one, "mod", moderator())
    for n in range(MEMBER_LIST_MAX + 1):
        one.handle(events.SessionOpened(SessionId(f"p{n}"), identity(f"p{n}"), ""), 0)
        ask(one, SessionId(f"p{n}"))
    found = mute(one, SessionId("p5"))
    assert len(news_of(found, MemberChanged, SessionId("p5"))) == 1
    assert not any(isinstance(effect, effects.TellMembers) for effect in found)


def test_another_role_is_seen_at_once_and_its_loss_ends_what_it_allowed() -> None:
    one = board(broadcast=True)
    enter(one, "mod", moderator())
    enter(one, "ana")
    one.handle(events.ListRequested(MOD, 3), 0)
    press(one, MOD, 1, 0)
    found = one.handle(events.SessionRenewed(MOD, identity("mod", "user")), 10)
    assert [news.cause for news in news_of(found, FloorRevoked, MOD)] == [RevokeCause.NO_PERMISSION]
    (changed,) = news_of(found, MemberChanged, MOD)
    assert (changed.member.role, changed.member.can_talk) == ("member", False)
    assert [news.summary.rights.moderate for news in news_of(found, ChannelChanged, MOD)] == [False]
    assert one.handle(events.SessionRenewed(MOD, identity("mod", "user", expires_at_ms=99)), 20) == []


def test_a_guest_leaves_a_channel_that_takes_guests_no_more_even_with_an_invitation() -> None:
    one = staffed()
    enter(one, "gil", identity("gil", channel=LOBBY))
    one.handle(events.ChannelLoaded(ChannelSettings(LOBBY, "Lobby", guests=False), 0), 10)
    assert names_of(one) == ["mod"]


def test_a_promoted_user_is_kept_out_by_nobody() -> None:
    one = staffed()
    enter(one, "cleo", identity("cleo", "user"))
    block(one, SessionId("cleo"))
    one.handle(events.SessionRenewed(SessionId("cleo"), identity("cleo", "user", admin=True)), 0)
    assert refusals(ask(one, SessionId("cleo"))) == []


def test_who_is_in_a_channel_that_is_closed_is_told_and_a_burst_of_theirs_is_taken_back() -> None:
    one = staffed()
    press(one, ANA, 1, 0)
    found = one.handle(events.ChannelRemoved(LOBBY), 100)
    for session in (MOD, ANA, BEN):
        (left,) = news_of(found, MemberLeft, session)
        assert (left.channel, left.reason) == (LOBBY, LeaveReason.CHANNEL_CLOSED)
    assert [told.cause for told in news_of(found, FloorRevoked, ANA)] == [RevokeCause.REMOVED]
    assert LOBBY not in one.rooms
