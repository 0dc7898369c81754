"""Who makes a channel does not wait for the server: a verb loads what it needs, and no more."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pressel.cli.main import VERBS, verbs

RUN = """
import json, sys
from pressel.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("\\n" + json.dumps(sorted(sys.modules)))
"""
SERVER = {"fastapi", "starlette", "uvicorn", "uvloop", "pressel._engine", "prometheus_client", "pressel.server.app"}
STORES = {"sqlalchemy", "alembic", "joserfc", "cryptography", "argon2", "pydantic"}


def loaded_by(*arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_loads_neither_server_nor_database() -> None:
    assert loaded_by("--help") & (SERVER | STORES) == set()


@pytest.mark.parametrize("noun", ["channel", "user", "invite", "token"])
def test_a_list_loads_the_database_and_no_server(tmp_path: Path, noun: str) -> None:
    loaded = loaded_by(noun, "list", "--data", str(tmp_path))
    assert loaded & SERVER == set()
    assert "sqlalchemy" in loaded


def test_each_verb_is_the_module_of_its_name_and_says_the_same_of_itself() -> None:
    commands = dict(verbs())
    assert list(dict.fromkeys(verb.split()[0] for verb in commands)) == list(VERBS)
    for verb in ("serve", "doctor", "version"):
        assert commands[verb].callback.__doc__ == VERBS[verb]
    for verb, command in commands.items():
        noun = verb.split()[0]
        assert verb == noun or verb.split()[1] in VERBS[noun], f"{verb} is not in the help of {noun}"
        assert command.help
