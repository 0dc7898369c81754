"""Is it alive, is it ready, what does it count."""

from fastapi import APIRouter, Request, Response

from pressel.core.causes import ErrorCode
from pressel.http import errors, metrics
from pressel.http.state import AppState, bearer

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz", response_model=None)
async def readyz(state: AppState) -> Response | dict[str, str]:
    """People may come: database, engine and channels are there."""
    if not state.ready:
        return errors.response(ErrorCode.SERVER_TROUBLE, "starting, or stopping")
    return {"status": "ready", "version": state.version}


@router.get("/metrics")
async def read_metrics(request: Request, state: AppState) -> Response:
    """Counters and gauges. Beyond this machine an admin's token is needed."""
    if not state.loopback and not bearer(request).admin:
        return errors.response(ErrorCode.FORBIDDEN, "only an admin may read the metrics")
    return Response(metrics.render(state), media_type="text/plain; version=0.0.4")
