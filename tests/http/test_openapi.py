"""Whatever fits the OpenAPI document, and what does not, never gets a traceback."""

import subprocess

import httpx
import schemathesis
from e2e.harness.server import COMMAND, Server
from hypothesis import HealthCheck, given, settings

EXAMPLES_MAX = 15
ADMINS_EXAMPLES_MAX = 5


def ask_everything(doors: Server, token: str, examples_max: int) -> None:
    schema = schemathesis.openapi.from_url(f"{doors.url}/v1/openapi.json")
    headers = {"authorization": f"Bearer {token}"}

    @settings(max_examples=examples_max, deadline=None, suppress_health_check=list(HealthCheck))
    def check(case: schemathesis.Case) -> None:
        answer = case.call(base_url=doors.url, headers=headers)
        assert answer.status_code != 500, answer.text

    for operation in schema.get_all_operations():
        strategy = operation.ok().as_strategy()
        given(case=strategy)(check)()
    assert "Traceback" not in doors.log.read_text()


def test_no_request_makes_the_server_stumble(doors: Server) -> None:
    ask_everything(doors, doors.token("--listen", "--talk"), EXAMPLES_MAX)


def test_no_request_of_an_admin_makes_the_server_stumble(doors_of_our_own: Server) -> None:
    doors = doors_of_our_own
    arguments = [str(COMMAND), "user", "add", "Ada", "--role", "admin", "--data", str(doors.data)]
    subprocess.run(arguments, input="correct horse\n", text=True, check=True, capture_output=True)
    signed_in = httpx.post(f"{doors.url}/v1/sign-in", json={"name": "Ada", "password": "correct horse"})
    ask_everything(doors, signed_in.json()["token"], ADMINS_EXAMPLES_MAX)
    answer = httpx.get(f"{doors.url}/v1/users", headers={"authorization": f"Bearer {signed_in.json()['token']}"})
    assert answer.status_code == 200
