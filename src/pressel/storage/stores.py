"""Everything that is stored, by its noun."""

from dataclasses import dataclass
from pathlib import Path

from pressel.storage.burst import BurstStore
from pressel.storage.channel import ChannelStore
from pressel.storage.database import Database
from pressel.storage.invitation import InvitationStore
from pressel.storage.restraint import RestraintStore
from pressel.storage.token import TokenStore
from pressel.storage.user import UserStore


@dataclass(slots=True)
class Stores:
    """The database and its nouns."""

    database: Database
    channels: ChannelStore
    bursts: BurstStore
    tokens: TokenStore
    users: UserStore
    restraints: RestraintStore
    invitations: InvitationStore

    @classmethod
    def on(cls, folder: Path) -> "Stores":
        """Not opened yet."""
        database = Database(folder)
        return cls(
            database,
            ChannelStore(database),
            BurstStore(database),
            TokenStore(database),
            UserStore(database),
            RestraintStore(database),
            InvitationStore(database),
        )
