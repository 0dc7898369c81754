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
    """Somebody with a password; ``password`` is an Argon2id hash."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password: Mapped[str | None] = mapped_column(String(256))
    admin: Mapped[bool] = mapped_column(Boolean)
    priority: Mapped[int] = mapped_column(Integer)
    emergency: Mapped[bool] = mapped_column(Boolean)
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
    expires_at_ms: Mapped[int] = mapped_column(BigInteger)


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
