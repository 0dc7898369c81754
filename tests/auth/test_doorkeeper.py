"""Rights are those of now: what a token says counts less than what the database knows."""

import pytest

from pressel.auth.doorkeeper import Doorkeeper
from pressel.auth.tokens import BadTokenError, Keyring
from pressel.core.events import CredentialEnded, SessionRenewed
from pressel.core.identity import Account, Identity, Role
from pressel.core.ids import SessionId, UserId

NOW_S = 1_800_000_000
ANA, BEN = UserId("ana"), UserId("ben")


def doorkeeper(*accounts: Account) -> Doorkeeper:
    keeper = Doorkeeper(Keyring.generate("ours"), lambda: NOW_S * 1000)
    keeper.follow({account.user: account for account in accounts}, [])
    return keeper


def account(user: UserId, role: Role = "member", **more: int) -> Account:
    return Account(user, user.capitalize(), role, **more)


def live(keeper: Doorkeeper, *users: UserId) -> list[tuple[SessionId, Identity]]:
    return [(SessionId(f"s-{user}"), keeper.accounts[user].identity(NOW_S * 1000 + 5)) for user in users]


def test_a_token_that_was_an_admins_is_a_members_after_the_role_changed() -> None:
    keeper = doorkeeper()
    token, identity = keeper.admit_user(account(ANA, "admin"))
    assert identity.admin
    keeper.follow({ANA: account(ANA, "member")}, [])
    assert not keeper.verify(token).admin
    assert not keeper.verify(token).rights.moderate
    keeper.follow({}, [])
    with pytest.raises(BadTokenError):
        keeper.verify(token)


def test_a_token_of_an_older_password_is_over_and_of_the_new_one_good_in_the_same_second() -> None:
    keeper = doorkeeper()
    old, _ = keeper.admit_user(account(ANA))
    new, _ = keeper.admit_user(account(ANA, password_serial=1))
    assert keeper.verify(new).user == ANA
    with pytest.raises(BadTokenError):
        keeper.verify(old)


def test_who_was_still_trying_the_old_password_neither_comes_in_nor_brings_it_back() -> None:
    keeper = doorkeeper(account(ANA, password_serial=1))
    late, _ = keeper.admit_user(account(ANA))
    with pytest.raises(BadTokenError):
        keeper.verify(late)
    assert keeper.accounts[ANA].password_serial == 1


def test_live_sessions_go_on_with_other_rights_and_end_with_the_user_or_the_password() -> None:
    keeper = doorkeeper(account(ANA), account(BEN))
    sessions = live(keeper, ANA, BEN)
    assert keeper.follow({ANA: account(ANA), BEN: account(BEN)}, sessions) == []
    moderator = account(ANA, "moderator")
    found = keeper.follow({ANA: moderator, BEN: account(BEN)}, sessions)
    assert found == [SessionRenewed(SessionId("s-ana"), moderator.identity(NOW_S * 1000 + 5))]
    assert keeper.follow({ANA: moderator}, sessions) == [CredentialEnded(user=BEN)]
    assert keeper.follow({ANA: account(ANA, "admin", password_serial=1)}, sessions) == [CredentialEnded(user=ANA)]


def test_a_name_is_a_users_as_long_as_there_is_the_user() -> None:
    keeper = doorkeeper(account(ANA))
    assert keeper.is_users_name("АNA")
    assert not keeper.is_users_name("Ben")
    keeper.follow({}, [])
    assert not keeper.is_users_name("Ana")
