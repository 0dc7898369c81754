"""The tables. Times are Unix ms."""

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ChannelRow(Base):
    """A channel; ``epoch`` is the newest its floor ever had."""

    __tablename__ = "channels"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    mode: Mapped[str] = mapped_column(String(8))
    talk_limit_ms: Mapped[int] = mapped_column(Integer)
    guests: Mapped[bool] = mapped_column(Boolean)
    members_max: Mapped[int] = mapped_column(Integer)
    talkers_max: Mapped[int] = mapped_column(Integer)
    queue_max: Mapped[int] = mapped_column(Integer)
    preempt: Mapped[str] = mapped_column(String(8))
    alone: Mapped[str] = mapped_column(String(8))
    broadcast: Mapped[bool] = mapped_column(Boolean)
    silence_limit_ms: Mapped[int] = mapped_column(Integer)
    preset: Mapped[str] = mapped_column(String(8))
    epoch: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at_ms: Mapped[int] = mapped_column(BigInteger)


class UserRow(Base):
    """A user; ``password`` is an Argon2id hash, ``password_serial`` rises with each change of it."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password: Mapped[str | None] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(Integer)
    emergency: Mapped[bool] = mapped_column(Boolean)
    password_serial: Mapped[int] = mapped_column(BigInteger)
    created_at_ms: Mapped[int] = mapped_column(BigInteger)


class TokenRow(Base):
    """An API token; the secret itself is not kept."""

    __tablename__ = "tokens"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(64))
    created_at_ms: Mapped[int] = mapped_column(BigInteger)
    expires_at_ms: Mapped[int] = mapped_column(BigInteger)


class SignInRow(Base):
    """A browser that is signed in, or a guest's: the digest of its cookie, and who it is."""

    __tablename__ = "sign_ins"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(String(80))
    guest: Mapped[bool] = mapped_column(Boolean)
    channel: Mapped[str | None] = mapped_column(String(64))
    talk: Mapped[bool] = mapped_column(Boolean)
    expires_at_ms: Mapped[int] = mapped_column(BigInteger)


class PasswordLinkRow(Base):
    """A link on which a user chooses its password, once: the digest of its secret."""

    __tablename__ = "password_links"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at_ms: Mapped[int] = mapped_column(BigInteger)


class InvitationRow(Base):
    """Lets guests into one channel, so many times."""

    __tablename__ = "invitations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    channel: Mapped[str] = mapped_column(String(64), ForeignKey("channels.id", ondelete="CASCADE"), index=True)
    talk: Mapped[bool] = mapped_column(Boolean)
    uses: Mapped[int] = mapped_column(Integer)
    uses_max: Mapped[int] = mapped_column(Integer)
    by: Mapped[str] = mapped_column(String(80))
    created_at_ms: Mapped[int] = mapped_column(BigInteger)
    expires_at_ms: Mapped[int] = mapped_column(BigInteger)


class RestraintRow(Base):
    """What a moderator holds against a user in one channel."""

    __tablename__ = "restraints"
    channel: Mapped[str] = mapped_column(String(64), ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True)
    user: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    by: Mapped[str] = mapped_column(String(80))
    until_ms: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str | None] = mapped_column(String(200))


class ClaimRow(Base):
    """The link that makes the first admin: the digest of its secret."""

    __tablename__ = "claims"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at_ms: Mapped[int] = mapped_column(BigInteger)


class BurstRow(Base):
    """What one grant carried. ``ended_at_ms`` is empty while it goes on."""

    __tablename__ = "bursts"
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), ForeignKey("channels.id", ondelete="CASCADE"))
    user: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(80))
    epoch: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger)
    started_at_ms: Mapped[int] = mapped_column(BigInteger)
    ended_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    end: Mapped[str | None] = mapped_column(String(16))
    by: Mapped[str | None] = mapped_column(String(80))
    tier: Mapped[str] = mapped_column(String(16))

    __table_args__ = (Index("ix_bursts_channel_started", "channel", "started_at_ms"),)
