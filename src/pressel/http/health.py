"""Is it alive, is it ready, what does it count."""

from fastapi import APIRouter, Request, Response

from pressel.core.causes import ErrorCode
from pressel.http import errors, metrics
from pressel.http.people import is_near
from pressel.http.state import AppState, identify

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz", response_model=None)
async def readyz(state: AppState) -> Response | dict[str, str]:
    """More people may come: database, engine and channels are there, and sound does not wait to be sent.

    503 with the reason where not: `server-trouble` while starting or stopping, `no-room` while newcomers by WHEP are
    refused for the same reason (`pressel_engine_overloaded`).
    """
    if not state.ready:
        return errors.response(ErrorCode.SERVER_TROUBLE, "starting, or stopping")
    if state.engine_stats()["overloaded"]:
        return errors.response(ErrorCode.NO_ROOM, "sound waits to be sent; newcomers come later, or elsewhere")
    return {"status": "ready", "version": state.version}


@router.get("/metrics")
async def read_metrics(request: Request, state: AppState) -> Response:
    """Counters and gauges. Beyond this machine an admin's token is needed."""
    if not is_near(state, request) and not identify(request).admin:
        return errors.response(ErrorCode.FORBIDDEN, "only an admin may read the metrics")
    return Response(metrics.render(state), media_type="text/plain; version=0.0.4")
