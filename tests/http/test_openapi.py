"""Whatever fits the OpenAPI document, and what does not, never gets a traceback."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import schemathesis
from e2e.harness.server import Server
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings

from pressel.http.app import PARTS

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


def test_no_route_runs_in_a_thread() -> None:
    """A plain function would: FastAPI takes it for one that waits."""
    routes = [route for part in PARTS for route in part.router.routes if isinstance(route, APIRoute)]
    calls = [call for route in routes for call in called(route.dependant)]
    assert len(calls) > len(routes) >= len(PARTS)
    assert [call for call in calls if not inspect.iscoroutinefunction(call)] == []


def called(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    yield dependant.call
    for needed in dependant.dependencies:
        yield from called(needed)
