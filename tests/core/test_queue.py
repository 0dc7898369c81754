"""The line before a floor, turns out of it, and who may jump it."""

from floors import ANA, BEN, CLEO, DORA, LOBBY, LOUD, MUTE, answers, asker, cried, floor, kinds, obey, sets, told

from pressel.core.causes import BurstEnd, DenyCause, RevokeCause
from pressel.core.effects import ClearHold, SetFloor, StoreBurst
from pressel.core.floor import Floor
from pressel.core.news import FloorGranted, FloorIdle, FloorQueued, FloorRevoked, FloorTaken, Granted, Queued
from pressel.core.version import Version


def taken(**settings: object) -> Floor:
    """Ana talks since 0."""
    one = floor(**settings)
    one.request(asker("ana"), LOUD, 0)
    return one


def test_who_finds_it_busy_stands_in_line_and_is_told_its_place() -> None:
    one = taken()
    effects = one.request(asker("ben"), LOUD, 100)
    assert kinds(effects)[0] is ClearHold
    assert answers(effects) == [(BEN, 1, Queued(1, 1))]
    assert answers(one.request(asker("cleo"), LOUD, 200)) == [(CLEO, 1, Queued(2, 2))]
    assert one.position(CLEO) == Queued(2, 2)
    assert one.position(ANA) is None


def test_the_line_goes_by_tier_then_priority_then_arrival_and_only_the_overtaken_hear_of_it() -> None:
    one = taken(preempt="never")
    for name, more in (("ben", {}), ("cleo", {"priority": 5}), ("dora", {"tier": "imminent"})):
        effects = one.request(asker(name, **more), LOUD, 100)
    assert [entry.asker.session for entry in one.line] == [DORA, CLEO, BEN]
    assert told(effects, CLEO) == [FloorQueued(LOBBY, 1, 2, 3)]
    assert told(effects, BEN) == [FloorQueued(LOBBY, 1, 3, 3)]
    effects = one.request(asker("eva"), LOUD, 200)
    assert [told(effects, who) for who in (BEN, CLEO, DORA)] == [[], [], []]


def test_a_full_line_and_a_channel_without_one_say_no() -> None:
    one = taken(queue_max=1)
    one.request(asker("ben"), LOUD, 100)
    assert answers(one.request(asker("cleo"), LOUD, 100)) == [(CLEO, 1, DenyCause.QUEUE_FULL)]
    none = taken(queue_max=0)
    assert answers(none.request(asker("ben"), LOUD, 100)) == [(BEN, 1, DenyCause.BUSY)]
    assert not none.is_waiting(BEN)


def test_who_asks_again_keeps_its_place_and_a_new_press_counts() -> None:
    one = taken()
    one.request(asker("ben"), LOUD, 100)
    one.request(asker("cleo"), LOUD, 150)
    assert answers(one.request(asker("ben", 2, press=2), LOUD, 200)) == [(BEN, 2, Queued(1, 2))]
    assert one.release(BEN, 300, press=1) == []
    effects = one.release(BEN, 300, press=2)
    assert told(effects, CLEO) == [FloorQueued(LOBBY, 1, 1, 1)]


def test_a_turn_is_told_with_its_press_and_again_until_it_is_heard() -> None:
    one = taken()
    one.request(asker("ben", press=7), MUTE, 100)
    one.uplink(BEN, MUTE, 150)
    one.release(ANA, 1_000)
    effects = one.ended(ANA, Version(2, 1), 1_100)
    turn = FloorGranted(LOBBY, 7, Version(2, 3), 30_000)
    assert told(effects, BEN) == [turn]
    assert answers(effects) == []
    assert [type(news) for news in cried(effects)] == [FloorIdle, FloorTaken]
    assert told(one.due(2_100), BEN) == [turn]
    assert told(one.due(3_100), BEN) == [turn]
    assert told(one.due(4_100), BEN) == []
    one.uplink(BEN, LOUD, 4_200)
    assert one.deadline() == 34_200


def test_a_turn_that_nobody_claims_is_over_after_five_seconds() -> None:
    one = taken()
    one.request(asker("ben"), MUTE, 100)
    one.release(ANA, 1_000)
    one.ended(ANA, Version(2, 1), 1_000)
    effects = one.due(6_000)
    assert told(effects, BEN)[-1] == FloorRevoked(LOBBY, RevokeCause.SILENT, 0, Version(2, 3))
    effects = one.applied(one.version, 6_010)
    (stored,) = [effect for effect in effects if isinstance(effect, StoreBurst)]
    assert stored.burst.end is BurstEnd.UNCLAIMED


def test_a_turn_that_is_given_back_without_a_word_was_not_claimed() -> None:
    one = taken()
    one.request(asker("ben", press=1), MUTE, 100)
    one.release(ANA, 1_000)
    one.ended(ANA, Version(2, 1), 1_000)
    one.release(BEN, 5_000, press=1)
    (stored,) = [effect for effect in one.ended(BEN, Version(2, 3), 5_010) if isinstance(effect, StoreBurst)]
    assert stored.burst.end is BurstEnd.UNCLAIMED


def test_a_press_on_a_turn_that_has_come_gets_the_same_grant() -> None:
    one = taken()
    one.request(asker("ben", press=1), MUTE, 100)
    one.release(ANA, 1_000)
    one.ended(ANA, Version(2, 1), 1_000)
    assert answers(one.request(asker("ben", 2, press=2), MUTE, 2_000)) == [(BEN, 2, Granted(Version(2, 3), 30_000))]
    assert one.release(BEN, 2_100, press=1) == []
    assert sets(one.release(BEN, 2_100, press=2)) != []


def test_who_waits_and_leaves_is_forgotten_and_answered() -> None:
    one = taken()
    one.release(ANA, 1_000)
    one.request(asker("ben"), LOUD, 1_010)
    assert answers(one.gone(BEN, BurstEnd.LEFT, 1_020)) == [(BEN, 1, DenyCause.NOT_A_MEMBER)]
    assert len(one.line) == 0


def test_who_is_away_keeps_its_place_and_is_passed_over() -> None:
    one = taken()
    one.request(asker("ben"), MUTE, 100)
    one.request(asker("cleo"), MUTE, 200)
    assert one.away(BEN, 300) == []
    one.release(ANA, 1_000)
    one.ended(ANA, Version(2, 1), 1_000)
    assert one.is_talking(CLEO)
    assert one.position(BEN) == Queued(1, 1)
    one.back(BEN, 1_500)
    one.release(CLEO, 2_000)
    one.ended(CLEO, one.version, 2_000)
    assert one.is_talking(BEN)
    obey(one, one.away(BEN, 3_000), 3_000)
    assert one.talkers == {}


def test_who_comes_back_to_a_free_floor_has_its_turn() -> None:
    one = taken()
    one.request(asker("ben"), MUTE, 100)
    one.away(BEN, 300)
    obey(one, one.gone(ANA, BurstEnd.LEFT, 400), 400)
    assert one.talkers == {}
    assert kinds(one.back(BEN, 500))[0] is SetFloor
    assert one.is_talking(BEN)


def test_a_higher_tier_takes_over_within_350_ms_and_its_request_stays_open_till_then() -> None:
    one = taken()
    effects = one.request(asker("ben", tier="imminent"), LOUD, 1_000)
    assert told(effects, ANA) == [FloorRevoked(LOBBY, RevokeCause.PREEMPTED, 300, Version(2, 1), "Ben")]
    assert answers(effects) == []
    assert ClearHold not in kinds(effects)
    assert one.deadline() == 1_300
    assert sets(one.release(ANA, 1_200)) == [SetFloor(LOBBY, Version(2, 2), (), "finish")]
    assert one.deadline() == 1_300
    assert sets(one.due(1_300)) == [SetFloor(LOBBY, Version(2, 3), (), "cut")]
    effects = one.applied(Version(2, 3), 1_301)
    assert answers(effects) == [(BEN, 1, Granted(Version(2, 4), 30_000))]
    assert cried(effects)[0] == FloorIdle(LOBBY, Version(2, 3), BurstEnd.PREEMPTED, "Ben")


def test_an_emergency_cuts_at_once() -> None:
    one = taken()
    effects = one.request(asker("ben", tier="emergency"), LOUD, 1_000)
    assert told(effects, ANA) == [FloorRevoked(LOBBY, RevokeCause.EMERGENCY, 0, Version(2, 1), "Ben")]
    assert sets(effects) == [SetFloor(LOBBY, Version(2, 2), (), "cut")]
    effects = one.applied(Version(2, 2), 1_002)
    assert answers(effects) == [(BEN, 1, Granted(Version(2, 3), 0))]
    assert cried(effects)[0] == FloorIdle(LOBBY, Version(2, 2), BurstEnd.EMERGENCY, "Ben")


def test_an_emergency_overtakes_one_that_pre_empts_and_that_one_is_queued() -> None:
    one = taken()
    one.request(asker("ben", tier="imminent"), LOUD, 1_000)
    effects = one.request(asker("cleo", tier="emergency"), LOUD, 1_100)
    assert answers(effects) == [(BEN, 1, Queued(2, 2))]
    assert told(effects, ANA) == [FloorRevoked(LOBBY, RevokeCause.EMERGENCY, 0, Version(2, 1), "Cleo")]
    effects = one.applied(one.version, 1_110)
    assert one.is_talking(CLEO)
    assert told(effects, BEN) == [FloorQueued(LOBBY, 1, 1, 1)]


def test_who_may_pre_empt_is_the_channels_choice() -> None:
    for preempt, tier, priority, revoked in (
        ("never", "emergency", 9, False),
        ("tier", "normal", 9, False),
        ("tier", "imminent", 0, True),
        ("priority", "normal", 0, False),
        ("priority", "normal", 1, True),
    ):
        one = taken(preempt=preempt)
        effects = one.request(asker("ben", tier=tier, priority=priority), LOUD, 100)
        assert bool(told(effects, ANA)) is revoked, (preempt, tier, priority)
        assert one.is_waiting(BEN)


def test_no_number_pre_empts_a_higher_tier() -> None:
    one = floor(preempt="priority")
    one.request(asker("ana", tier="imminent"), LOUD, 0)
    assert answers(one.request(asker("ben", priority=255), LOUD, 100)) == [(BEN, 1, Queued(1, 1))]


def test_pre_emption_needs_no_room_in_the_line() -> None:
    for queue_max in (0, 1):
        one = taken(queue_max=queue_max)
        one.request(asker("cleo"), LOUD, 50)
        assert answers(one.request(asker("ben", tier="imminent"), LOUD, 100)) == []
        obey(one, one.release(ANA, 200), 200)
        assert one.is_talking(BEN)


def test_a_grace_that_runs_is_shortened_and_never_lengthened() -> None:
    one = taken(talk_limit_ms=5_000)
    one.due(5_000)
    effects = one.request(asker("ben", tier="imminent"), LOUD, 5_100)
    assert told(effects, ANA) == [FloorRevoked(LOBBY, RevokeCause.PREEMPTED, 300, Version(2, 1), "Ben")]
    assert one.deadline() == 5_400
    late = taken(talk_limit_ms=5_000)
    late.due(5_000)
    late.request(asker("ben", tier="imminent"), LOUD, 5_900)
    assert late.deadline() == 6_000


def test_of_several_talkers_the_lowest_and_latest_makes_room() -> None:
    one = floor(talkers_max=3, preempt="priority")
    for name, priority in (("ana", 1), ("ben", 1), ("cleo", 2)):
        one.request(asker(name, priority=priority), LOUD, 0)
    effects = one.request(asker("dora", priority=3), LOUD, 100)
    assert [bool(told(effects, who)) for who in (ANA, BEN, CLEO)] == [False, True, False]


def test_with_the_standards_grace_the_one_who_takes_over_stands_first_in_line() -> None:
    one = taken(preset="mcptt", queue_max=0)
    effects = one.request(asker("ben", tier="imminent"), LOUD, 1_000)
    assert told(effects, ANA) == [FloorRevoked(LOBBY, RevokeCause.PREEMPTED, 3_000, Version(2, 1), "Ben")]
    assert answers(effects) == [(BEN, 1, Queued(1, 1))]
    effects = obey(one, one.due(4_000), 4_000)
    assert told(effects, BEN) == [FloorGranted(LOBBY, 1, Version(2, 3), 30_000)]


def test_a_publisher_that_asks_by_itself_never_stands_in_line() -> None:
    one = taken()
    assert answers(one.request(asker("bot", 0, queues=False), LOUD, 100)) == []
    assert not one.is_waiting("bot")  # type: ignore[arg-type]
    one.release(ANA, 1_000)
    one.request(asker("bot", 0, queues=False), LOUD, 1_010)
    one.ended(ANA, Version(2, 1), 1_100)
    assert one.is_talking("bot")  # type: ignore[arg-type]


def test_one_that_cannot_wait_is_queued_where_others_would_wait() -> None:
    one = taken(queue_max=0)
    one.release(ANA, 1_000)
    assert answers(one.request(asker("ben", at_once=True), LOUD, 1_010)) == [(BEN, 1, Queued(1, 1))]
    assert told(one.ended(ANA, Version(2, 1), 1_100), BEN) == [FloorGranted(LOBBY, 1, Version(2, 3), 30_000)]


def test_who_is_muted_in_line_is_told_so() -> None:
    one = taken()
    one.request(asker("ben"), LOUD, 100)
    assert told(one.take_back(BEN, RevokeCause.MUTED, 200, by="Mia"), BEN) == [
        FloorRevoked(LOBBY, RevokeCause.MUTED, 0, by="Mia")
    ]
    assert len(one.line) == 0


def test_who_is_revoked_and_asks_again_is_busy_until_it_let_go() -> None:
    one = taken()
    one.request(asker("ben", tier="imminent"), LOUD, 1_000)
    assert answers(one.request(asker("ana", 2, press=2), LOUD, 1_050)) == [(ANA, 2, DenyCause.BUSY)]
    one.release(ANA, 1_100)
    assert answers(one.request(asker("ana", 3, press=3), LOUD, 1_150)) == [(ANA, 3, Queued(2, 2))]
