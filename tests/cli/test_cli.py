"""The command line, beside a running server and without one; and what it says when something is wrong."""

import json
import os
import sqlite3
import subprocess
import time
from pathlib import Path

import httpx
from e2e.harness.server import COMMAND, Server, wait_until
from qr import read_drawn


def run(*arguments: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [str(COMMAND), *arguments], input=stdin, capture_output=True, text=True, timeout=60, cwd=cwd, env=environment
    )


def one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert all(word in line for word in words), line


def test_channels_without_a_server(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "d"))
    assert run("channel", "create", "Ward 3", "--talk-limit", "20", "--guests", *data).stdout.strip() == "made ward-3"
    one_line(run("channel", "create", "Ward 3", *data), "already")
    rules = (
        "--members",
        "12000",
        "--queue",
        "0",
        "--preempt",
        "priority",
        "--alone",
        "deny",
        "--broadcast",
        "--silence-limit",
        "0",
    )
    assert run("channel", "set", "ward-3", "--no-guests", *rules, "--preset", "mcptt", *data).returncode == 0
    (channel,) = json.loads(run("channel", "list", "--json", *data).stdout)
    assert (channel["talk_limit_s"], channel["guests"], channel["talkers"]) == (20, False, 1)
    assert channel["members"] == 12_000
    assert (channel["queue"], channel["preempt"], channel["alone"]) == (0, "priority", "deny")
    assert (channel["broadcast"], channel["silence_limit_s"], channel["preset"]) == (True, 0, "mcptt")
    assert run("channel", "delete", "ward-3", *data).returncode == 0
    assert run("channel", "delete", "ward-3", *data).returncode == 3
    assert "No channels yet" in run("channel", "list", *data).stdout


def test_users_and_tokens_without_a_server(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "d"))
    run("channel", "create", "Lobby", *data)
    assert run("user", "add", "Ana", "--admin", *data, stdin="correct horse\n").returncode == 0
    one_line(run("user", "add", "Ben", *data, stdin="short\n"), "8 characters")
    (user,) = json.loads(run("user", "list", "--json", *data).stdout)
    assert (user["name"], user["admin"], user["role"], user["priority"]) == ("Ana", True, "admin", 255)
    one_line(run("user", "add", "А n a", *data, stdin="correct horse\n"), "looks the same")
    renamed = ("--role", "dispatcher", "--name", "Anna", "--password", "--json")
    user = json.loads(run("user", "set", "ana", *renamed, *data, stdin="battery staple\n").stdout)
    assert (user["name"], user["role"], user["emergency"]) == ("Anna", "dispatcher", True)
    assert run("user", "remove", "Anna", *data).returncode == 0
    made = run("token", "create", "--channel", "lobby", "--name", "bot", "--talk", "--ttl", "1h", *data)
    assert made.stdout.count(".") == 2
    assert len(made.stdout.splitlines()) == 1
    one_line(
        run("token", "create", "--channel", "nowhere", "--name", "x", "--talk", "--ttl", "1h", *data), "no channel"
    )
    one_line(run("token", "create", "--channel", "lobby", "--name", "x", "--talk", "--ttl", "soon", *data), "no time")


def test_invitations_without_a_server(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "d"))
    run("channel", "create", "Lobby", "--no-guests", *data)
    one_line(run("invite", "create", "lobby", *data), "--guests")
    run("channel", "set", "lobby", "--guests", *data)
    one_line(run("invite", "create", "lobby", "--ttl", "400d", *data), "90 days")
    url = ("--url", "https://talk.example.org/")
    code, link = run("invite", "create", "lobby", "--uses", "20", "--listen-only", *url, *data).stdout.split()
    assert link == f"https://talk.example.org/#invite={code}"
    (listed,) = json.loads(run("invite", "list", "--json", *data).stdout)
    assert (listed["code"], listed["uses_max"], listed["talk"]) == (code, 20, False)
    assert run("invite", "revoke", code.lower(), *data).returncode == 0
    assert run("invite", "revoke", listed["id"], *data).returncode == 3


def test_an_invitation_is_drawn_as_a_code_that_a_camera_reads(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "d"))
    run("channel", "create", "Lobby", "--guests", *data)
    _, link, *drawn = run("invite", "create", "lobby", "--qr", *data).stdout.splitlines()
    assert read_drawn(drawn) == link


def test_a_channel_made_beside_the_server_is_there_within_a_second(doors: Server) -> None:
    headers = {"authorization": f"Bearer {doors.token('--listen')}"}
    guest = httpx.post(f"{doors.url}/v1/guests", json={"name": "Watcher"}).json()["token"]

    def channels() -> set[str]:
        found = httpx.get(f"{doors.url}/v1/channels", headers={"authorization": f"Bearer {guest}"}).json()
        return {channel["id"] for channel in found["channels"]}

    doors.run("channel", "create", "Beside", "--guests")
    started = time.monotonic()
    wait_until(lambda: "beside" in channels(), 5)
    assert time.monotonic() - started < 3
    doors.run("channel", "delete", "beside")
    wait_until(lambda: "beside" not in channels(), 5)
    assert httpx.get(f"{doors.url}/v1/channels/beside", headers=headers).status_code == 404


def test_every_failure_to_start_is_one_line_with_the_cure(doors: Server, tmp_path: Path) -> None:
    free = ("--http", "127.0.0.1:0", "--media", "127.0.0.1:0")
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    one_line(run("serve", "--data", str(blocked / "d"), *free), "--data")
    one_line(run("serve", "--data", str(doors.data), *free), "another server")
    http = ("--http", f"127.0.0.1:{doors.http_port}", "--media", "127.0.0.1:0")
    one_line(run("serve", "--data", str(tmp_path / "a"), *http), "--http")
    media = ("--http", "127.0.0.1:0", "--media", f"127.0.0.1:{doors.media_port}")
    one_line(run("serve", "--data", str(tmp_path / "b"), *media), "--media")
    one_line(run("serve", "--data", str(tmp_path / "c"), "--http", "0.0.0.0:0"), "--insecure")
    one_line(run("serve", "--data", str(tmp_path / "d"), "--http", "nonsense"), "HOST:PORT")


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    run("channel", "create", "Lobby", *data)
    with sqlite3.connect(tmp_path / "pressel.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    one_line(run("serve", *data, "--http", "127.0.0.1:0", "--media", "127.0.0.1:0"), "newer Pressel")
    one_line(run("channel", "list", *data), "newer Pressel")


def test_a_full_disk_is_one_line_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=True)
    try:
        (disk / "filler").write_bytes(b"x" * 60_000)
        done = run("serve", "--data", str(disk / "d"), "--http", "127.0.0.1:0", "--media", "127.0.0.1:0")
        one_line(done, "disk")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_settings_say_where_they_come_from(tmp_path: Path) -> None:
    (tmp_path / "pressel.toml").write_text('[http]\naddress = "127.0.0.1:8080"\n')
    rows = json.loads(run("config", "show", "--json", cwd=tmp_path).stdout)
    found = {row["setting"]: (row["value"], row["from"]) for row in rows}
    assert found["http.address"] == ("127.0.0.1:8080", "pressel.toml")
    assert found["media.address"] == ("0.0.0.0:7350", "default")
    (tmp_path / "pressel.toml").write_text("[http]\ncolour = 1\n")
    one_line(run("config", "show", cwd=tmp_path), "http.colour", "pressel.toml")


def test_the_doctor_names_what_is_wrong(doors: Server, tmp_path: Path) -> None:
    done = run("doctor", "--data", str(tmp_path / "d"), "--json")
    found = {row["what"]: row["state"] for row in json.loads(done.stdout)}
    assert (found["data folder"], found["database"], found["keys"]) == ("good", "good", "good")
    assert doors.metric("pressel_channels") >= 1


def test_a_stopped_server_says_goodbye(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    assert server.stop() == 0
    log = server.log.read_text()
    assert "stopped" in log
    assert "Traceback" not in log
