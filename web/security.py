"""What guards every request and response: writes from other sites, response headers, addresses to return to.

The rule against forged writes is that of Go's CrossOriginProtection: browsers say in Sec-Fetch-Site where a request
comes from. On plain http at an office address Chromium does not send it, so Origin is the fallback; a request with
neither header is no browser's and must carry an API token.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from crm.errors import NotAllowed
from web.access import has_token
from web.context import settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FOR_EVER = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Install the check before, and the headers after, every request."""
    app.before_request(refuse_writes_from_elsewhere)
    app.after_request(add_headers)


def refuse_writes_from_elsewhere() -> None:
    """Raise NotAllowed for an unsafe request that another site's page may have made."""
    if request.method in SAFE_METHODS or _is_our_own():
        return
    raise NotAllowed("This came from another site, so nothing was changed. Open the page here and try again.")


def _is_our_own() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    if origin is None:
        return has_token()
    public = settings().public_url
    if public:
        return _origin(origin) == _origin(public)
    return urlsplit(origin).netloc.casefold() == request.host.casefold()


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or standard


def add_headers(response: Response) -> Response:
    """Set the strict headers. Pages hold people's data: nothing but assets named by their content may be kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_https():
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = FOR_EVER
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def is_https() -> bool:
    """Whether the site is reached over https, so that cookies and headers may insist on it."""
    return (settings().public_url or "").startswith("https://")


def safe_next(wanted: str | None, otherwise: str = "/") -> str:
    """The address to go on to, if it is a path of this site; anything else is `otherwise`.

    Browsers read "//host", "/\\host" and addresses with control characters as other sites.
    """
    if not wanted or not wanted.startswith("/") or wanted[1:2] in ("/", "\\"):
        return otherwise
    if any(ord(character) < 33 or character == "\\" for character in wanted):
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.scheme or parts.netloc else wanted
