"""`pressel tls`, and what `serve` says about it."""

import json
import stat
from pathlib import Path

from cli.test_cli import one_line, run


def test_init_and_show_tell_fingerprints_names_ends_and_what_to_do(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "d"))
    made = json.loads(run("tls", "init", "--name", "Radio.LAN", "--address", "10.1.2.3", "--json", *data).stdout)
    assert "radio.lan" in made["server"]["names"]
    assert "10.1.2.3" in made["server"]["addresses"]
    assert "127.0.0.1" in made["server"]["addresses"]
    assert "http://10.1.2.3:7373/trust" in made["trust_at"]
    assert stat.S_IMODE(Path(made["server"]["file"]).stat().st_mode) == 0o600
    shown = run("tls", "show", *data).stdout
    for word in (made["authority"]["sha256"], made["server"]["sha256"], made["authority"]["expires"][:10]):
        assert word in shown
    for word in ("radio.lan", "Certificate Trust Settings", "CA certificate", "serve --http", "/trust"):
        assert word in shown


def test_init_again_keeps_the_authority(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "d"), "--json")
    first = json.loads(run("tls", "init", *data).stdout)
    second = json.loads(run("tls", "init", "--name", "radio.local", *data).stdout)
    assert second["authority"]["sha256"] == first["authority"]["sha256"]
    assert second["server"]["sha256"] != first["server"]["sha256"]
    third = json.loads(run("tls", "init", "--new-ca", *data).stdout)
    assert third["authority"]["sha256"] != first["authority"]["sha256"]
    assert "radio.local" in third["server"]["names"]


def test_what_is_missing_or_wrong_is_one_line_with_the_cure(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "d"))
    one_line(run("tls", "show", *data), "pressel tls init")
    one_line(run("serve", "--tls", *data), "pressel tls init")
    one_line(run("serve", "--http", "0.0.0.0:7399", *data), "pressel tls init", "--tls", "--insecure")
    one_line(run("tls", "init", "--address", "here", *data), "here", "192.168.1.20")
