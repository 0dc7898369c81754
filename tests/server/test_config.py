"""Settings are read from everywhere, and what cannot be used is named with where it came from."""

from pathlib import Path

import pytest

from pressel.server.config import TRUSTED_PROXIES_MAX, ConfigError, load

NOWHERE = Path("/nowhere/pressel.toml")


def test_trusted_proxies_are_addresses_and_networks_of_a_bounded_number() -> None:
    named = {"PRESSEL_HTTP__TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,::1"}
    loaded = load({}, named, NOWHERE)
    assert loaded.config.http.trusted_proxies == ("127.0.0.1/32", "10.0.0.0/8", "::1/128")
    assert loaded.origins["http.trusted_proxies"] == "PRESSEL_HTTP__TRUSTED_PROXIES"
    many = ",".join(f"10.0.0.{number}" for number in range(TRUSTED_PROXIES_MAX + 1))
    for wrong in ("*", "proxy.example", "10.0.0.1/8", many):
        with pytest.raises(ConfigError, match=r"http\.trusted_proxies \(PRESSEL_HTTP__TRUSTED_PROXIES\)"):
            load({}, {"PRESSEL_HTTP__TRUSTED_PROXIES": wrong}, NOWHERE)
