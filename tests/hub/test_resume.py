"""Resume ids: good once, for one user on one device, for one session."""

import pytest

from pressel.core.ids import SessionId, UserId
from pressel.hub import resume
from pressel.hub.resume import Resumes

ANA, PHONE = UserId("ana"), "phone"
SESSION = SessionId("0198-s1")


def secret(number: int) -> bytes:
    return number.to_bytes(16, "big")


def test_an_id_is_good_for_its_user_and_device_and_for_no_other() -> None:
    resumes = Resumes()
    text = resumes.issue(SESSION, ANA, PHONE, secret(1))
    assert resumes.judge(text, ANA, PHONE) == ("good", SESSION)
    assert resumes.judge(text, UserId("eve"), PHONE)[0] == "unknown"
    assert resumes.judge(text, ANA, "tablet")[0] == "unknown"


def test_the_next_id_spends_the_one_before_and_forgets_the_one_before_that() -> None:
    resumes = Resumes()
    first, second, third = (resumes.issue(SESSION, ANA, PHONE, secret(n)) for n in (1, 2, 3))
    assert [resumes.judge(text, ANA, PHONE)[0] for text in (first, second, third)] == ["unknown", "spent", "good"]


@pytest.mark.parametrize("forged", ["", ".", "0198-s1", "0198-s1.", "0198-s1.AAAA", "0198-s1.é", "x" * 10_000])
def test_a_forged_id_is_unknown(forged: str) -> None:
    resumes = Resumes()
    resumes.issue(SESSION, ANA, PHONE, secret(1))
    assert resumes.judge(forged, ANA, PHONE)[0] == "unknown"
    assert Resumes().judge(forged, UserId(""), "")[0] == "unknown"


def test_an_id_of_zeros_opens_nothing() -> None:
    resumes = Resumes()
    resumes.issue(SESSION, ANA, PHONE, secret(1))
    assert resumes.judge(f"{SESSION}.{'A' * 22}", ANA, PHONE)[0] == "unknown"


def test_what_is_over_is_unknown_and_there_are_never_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resume, "RESUMES_MAX", 2)
    resumes = Resumes()
    texts = [resumes.issue(SessionId(f"s{n}"), ANA, PHONE, secret(n)) for n in (1, 2, 3)]
    assert [resumes.judge(text, ANA, PHONE)[0] for text in texts] == ["unknown", "good", "good"]
    resumes.forget(SessionId("s2"))
    assert resumes.judge(texts[1], ANA, PHONE)[0] == "unknown"
