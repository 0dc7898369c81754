"""The page for a browser that does not trust this server yet: what to install, how to check it, where to go then.

It is served over HTTPS and, because such a browser would see nothing there, over plain HTTP on the same port; there it
is all there is: no app, no cookie, no script. Each platform's traps are named (``PLATFORMS``).
"""

import base64
import hashlib
from collections.abc import Callable
from html import escape
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from pressel.auth.certificates import Certificates, fingerprint
from pressel.auth.platforms import PAGE_PATH, PLATFORMS
from pressel.core.causes import ErrorCode
from pressel.http import errors

CA_PATH: Final = "/v1/tls/ca"
CA_NAME: Final = "pressel-ca.crt"
CA_TYPE: Final = "application/x-x509-ca-cert"
UPGRADE_REQUIRED: Final = 426
FOR_PROGRAMS: Final = ("/v1/", "/livez", "/readyz", "/metrics")
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PAIRS_PER_LINE: Final = 8

STYLE: Final = """
:root{color-scheme:light dark}
body{font:1.0625rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1.5rem}
h1{line-height:1.2;margin:0 0 .5rem}h2{font-size:1.125rem;margin:2rem 0 .5rem}
a.go{background:#1d5c3f;border-radius:.75rem;color:#fff;display:inline-block;font-weight:700;
padding:.75rem 1.25rem;text-decoration:none}
code{display:block;font-size:.9375rem;overflow-wrap:anywhere;white-space:pre-line}
summary{cursor:pointer;padding:.5rem 0}li{margin:.25rem 0}
"""
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# The words of the app for the same two situations.
TITLES: Final = {
    "http": (
        "This page isn’t secure yet",
        "So your browser keeps the microphone off. It takes about a minute to fix.",
    ),
    "https": (
        "Talking works, installing doesn’t yet",
        "Add the certificate to get the app icon and page alerts. If it is there already, all is well.",
    ),
}

Current = Callable[[], Certificates]

router = APIRouter(tags=["trust"])


@router.get(CA_PATH)
async def hand_out(request: Request) -> Response:
    """The certificate authority of this server (PEM), where it has one of its own."""
    return _hand_out(request)


@router.head(CA_PATH, include_in_schema=False)
async def ask_whether_handed_out(request: Request) -> Response:
    """Whether there is one."""
    return _hand_out(request)


@router.get(PAGE_PATH, include_in_schema=False)
async def explain(request: Request) -> Response:
    """The page."""
    current: Current | None = request.app.state.trust
    if current is None:
        return errors.response(ErrorCode.NOT_FOUND, "this server has no certificate authority of its own")
    page = render(current(), request.url.scheme, request.headers.get("host", ""))
    return HTMLResponse(page, headers=HEADERS)


def plain(current: Current, is_allowed_host: Callable[[str], bool]) -> FastAPI:
    """All that is served over plain HTTP beside HTTPS."""
    app = FastAPI(title="Pressel", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.trust = current

    async def answer(request: Request) -> Response:
        host, path = request.headers.get("host", ""), request.url.path
        if not is_allowed_host(host):
            return errors.response(ErrorCode.FORBIDDEN, "this host name is not allowed; see http.hosts", 421)
        is_read = request.method in ("GET", "HEAD")
        if is_read and path == CA_PATH:
            return _hand_out(request)
        if is_read and not path.startswith(FOR_PROGRAMS):
            return await explain(request)
        text = f"here only HTTPS is spoken: https://{host}{path}"
        return errors.response(ErrorCode.BAD_REQUEST, text, UPGRADE_REQUIRED)

    app.add_route("/{path:path}", answer, list(METHODS))
    return app


def render(certificates: Certificates, scheme: str, host: str) -> str:
    """The page as HTML. ``host`` is what the browser called us, port included."""
    title, next_ = TITLES[scheme]
    pairs = fingerprint(certificates.authority).split(":")
    lines = (" ".join(pairs[at : at + PAIRS_PER_LINE]) for at in range(0, len(pairs), PAIRS_PER_LINE))
    steps = "".join(_steps(platform, how) for platform, how in PLATFORMS.items())
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title} · Pressel</title><style>{STYLE}</style>
<main><h1>{title}</h1><p>{next_}</p>
<h2>1. Download the certificate</h2>
<p><a class="go" href="{CA_PATH}">Download certificate</a></p>
<p>A small file that says “trust this radio”. It can vouch for private addresses and this server’s names, and for
nothing else on the web.</p>
<p>Ask whoever runs this server to read you its SHA-256 fingerprint. If it is not this one, stop:</p>
<code>{chr(10).join(lines)}</code>
<h2>2. Install it</h2>
{steps}
<h2>3. Come back</h2>
<p><a class="go" href="https://{escape(host)}/">Check again</a></p>
<p>If the browser still warns you, step 2 is not complete.</p></main></html>"""


def _steps(platform: str, how: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(step)}</li>" for step in how)
    return f"<details><summary>{escape(platform)}</summary><ol>{items}</ol></details>"


def _hand_out(request: Request) -> Response:
    current: Current | None = request.app.state.trust
    if current is None:
        return errors.response(ErrorCode.NOT_FOUND, "this server has no certificate authority of its own")
    headers = {
        "Content-Disposition": f'attachment; filename="{CA_NAME}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(current().public, media_type=CA_TYPE, headers=headers)
