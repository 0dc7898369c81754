"""The web app's files: strict rules for what a page may load, long caching for names with a hash."""

import mimetypes
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

FOLDER: Final = Path(__file__).parent.parent / "_web"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NOT_BUILT: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pressel</title>
<h1>The web app is not built</h1>
<p>Run <code>make serve</code> in the checkout; it builds what is missing.</p></html>"""

SDK: Final = "sdk/"
"""What pages of other origins may load: code for them, nothing of anybody's."""
KEPT: Final = "public, max-age=31536000, immutable"
CHECKED: Final = "no-cache"

router = APIRouter(include_in_schema=False)


@router.get("/{path:path}")
async def serve_file(path: str, request: Request) -> Response:
    """A file of the app; every other path is a page of the app itself."""
    if path.startswith(("v1/", "livez", "readyz", "metrics")):
        raise HTTPException(404, "there is nothing here")
    index = FOLDER / "index.html"
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, 503, HEADERS)
    file = (FOLDER / path).resolve()
    if path and file.is_relative_to(FOLDER.resolve()) and file.is_file():
        return _file(file, request, KEPT if path.startswith("assets/") else CHECKED)
    if "." in path.rsplit("/", 1)[-1]:
        raise HTTPException(404, "there is no such file")
    return _file(index, request, CHECKED)


def _file(file: Path, request: Request, caching: str) -> Response:
    headers = HEADERS | {"Cache-Control": caching, "Vary": "Accept-Encoding"}
    if file.is_relative_to(FOLDER.resolve() / SDK):
        headers |= {"Access-Control-Allow-Origin": "*"}
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packed = file.with_name(file.name + ".gz")
    if "gzip" in request.headers.get("accept-encoding", "") and packed.is_file():
        return FileResponse(packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)
    return FileResponse(file, headers=headers, media_type=media_type)
