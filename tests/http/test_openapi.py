"""Whatever fits the OpenAPI document, and what does not, never gets a traceback."""

import httpx
import schemathesis
from e2e.harness.server import Server
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
    admin = doors_of_our_own.admin("Ada")
    ask_everything(doors_of_our_own, admin["authorization"].removeprefix("Bearer "), ADMINS_EXAMPLES_MAX)
    assert httpx.get(f"{doors_of_our_own.url}/v1/users", headers=admin).status_code == 200
