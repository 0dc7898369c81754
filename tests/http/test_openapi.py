"""Whatever fits the OpenAPI document, and what does not, never gets a traceback."""

import schemathesis
from e2e.harness.server import Server
from hypothesis import HealthCheck, given, settings

EXAMPLES_MAX = 15


def test_no_request_makes_the_server_stumble(doors: Server) -> None:
    schema = schemathesis.openapi.from_url(f"{doors.url}/v1/openapi.json")
    headers = {"authorization": f"Bearer {doors.token('--listen', '--talk')}"}

    @settings(max_examples=EXAMPLES_MAX, deadline=None, suppress_health_check=list(HealthCheck))
    def check(case: schemathesis.Case) -> None:
        answer = case.call(base_url=doors.url, headers=headers)
        assert answer.status_code != 500, answer.text

    for operation in schema.get_all_operations():
        strategy = operation.ok().as_strategy()
        given(case=strategy)(check)()
    assert "Traceback" not in doors.log.read_text()
