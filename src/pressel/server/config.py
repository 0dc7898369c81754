"""Settings: ``pressel.toml`` < ``PRESSEL_SECTION__KEY`` < flags. No file is needed."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.fields import FieldInfo

from pressel.core.errors import PresselError

FILE_NAME: Final = "pressel.toml"
ENVIRONMENT_PREFIX: Final = "PRESSEL_"
TRUSTED_PROXIES_MAX: Final = 32


class ConfigError(PresselError):
    """A setting cannot be used; the text names it and where it came from."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HttpSettings(_Section):
    """The port for people."""

    address: str = Field("127.0.0.1:7373", description="HOST:PORT of pages, REST and WebSocket.")
    hosts: tuple[str, ...] = Field((), description="Host names it answers to beside localhost and plain addresses.")
    origins: tuple[str, ...] = Field(
        (), description="Origins of other sites whose pages may use REST with a token, as `https://intranet.example`."
    )
    tls: bool = Field(False, description="HTTPS and WSS with the certificate of `pressel tls init`.")
    trusted_proxies: tuple[str, ...] = Field(
        (),
        max_length=TRUSTED_PROXIES_MAX,
        description="Addresses or networks of proxies before this server that are believed when they say for whom they "
        "ask (X-Forwarded-For, X-Forwarded-Proto). What others forward has none of the privileges of this machine.",
    )
    insecure: bool = Field(False, description="Serve beyond this machine without TLS (browsers then refuse the mic).")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_network(one.strip())) for one in proxies)


class MediaSettings(_Section):
    """The port for sound."""

    address: str = Field("0.0.0.0:7350", description="HOST:PORT of the UDP sockets; 0.0.0.0 means every interface.")
    advertise: tuple[str, ...] = Field((), description="Addresses to offer beside the bound ones (outside of a NAT).")
    sessions_max: int = Field(20_000, ge=1, le=100_000, description="More sessions are refused.")
    hold_ms: int = Field(400, ge=0, le=400, description="How much of the first syllable is kept until the grant.")
    shards: int = Field(
        1,
        ge=1,
        le=64,
        description="Threads that send and receive sound, each with its part of the sessions. More than one is for "
        "more listeners than a core can serve; at most one for each core.",
    )


class FloorSettings(_Section):
    """Timers of the floor; limits are each channel's own."""

    no_packets_ms: int = Field(1_600, ge=500, le=6_000, description="T1: without any packet a burst is over.")
    grace_ms: int = Field(1_000, ge=0, le=5_000, description="T3: so long a talker may finish behind its limit.")


class DataSettings(_Section):
    """Where things are kept."""

    folder: str = Field("pressel-data", description="Database and keys.")


class Config(_Section):
    """Everything, frozen."""

    http: HttpSettings = Field(default_factory=lambda: HttpSettings.model_validate({}))
    media: MediaSettings = Field(default_factory=lambda: MediaSettings.model_validate({}))
    floor: FloorSettings = Field(default_factory=lambda: FloorSettings.model_validate({}))
    data: DataSettings = Field(default_factory=lambda: DataSettings.model_validate({}))


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration, and where each value came from: ``default``, a file, a variable, a flag."""

    config: Config
    origins: Mapping[str, str]


def setting_names() -> Iterable[str]:
    """Every setting, as ``section.key``."""
    return (name for name, _ in _settings())


def load(flags: Mapping[str, Any], environment: Mapping[str, str] | None = None, file: Path | None = None) -> Loaded:
    """Read all sources.

    Raises:
        ConfigError: a file cannot be read, or a value cannot be used.
    """
    path = file or Path(FILE_NAME)
    values: dict[str, dict[str, Any]] = {}
    origins = dict.fromkeys(setting_names(), "default")
    lists = frozenset(name for name, field in _settings() if get_origin(field.annotation) is tuple)
    for section, keys in _from_file(path).items():
        for key, value in keys.items():
            values.setdefault(section, {})[key] = value
            origins[f"{section}.{key}"] = str(path)
    for name, value in (environment if environment is not None else os.environ).items():
        section, separator, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
        if name.startswith(ENVIRONMENT_PREFIX) and separator:
            values.setdefault(section, {})[key] = value.split(",") if f"{section}.{key}" in lists else value
            origins[f"{section}.{key}"] = name
    for setting, value in flags.items():
        if value not in (None, (), []):
            section, _, key = setting.partition(".")
            values.setdefault(section, {})[key] = value
            origins[setting] = "flag"
    try:
        return Loaded(Config.model_validate(values), origins)
    except ValidationError as error:
        wrong = error.errors()[0]
        setting = ".".join(str(part) for part in wrong["loc"][:2])
        raise ConfigError(f"{setting} ({origins.get(setting, 'unknown')}): {wrong['msg']}") from error


def _settings() -> Iterable[tuple[str, FieldInfo]]:
    for section, field in Config.model_fields.items():
        kind = field.annotation
        assert kind is not None
        for key, setting in kind.model_fields.items():
            yield f"{section}.{key}", setting


def _from_file(path: Path) -> dict[str, dict[str, Any]]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def split_address(address: str) -> tuple[str, int]:
    """Host and port of ``HOST:PORT``.

    Raises:
        ConfigError: it has another shape.
    """
    host, separator, port = address.rpartition(":")
    if not separator or not port.isdigit() or int(port) > 65_535:
        raise ConfigError(f"{address!r} is not HOST:PORT")
    return host.strip("[]") or "127.0.0.1", int(port)
