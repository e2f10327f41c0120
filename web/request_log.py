"""One JSON line in the log per request, with an id that error pages show as their reference.

A running site keeps the log in its data folder. Standard error has the same lines, for a container's log; at a terminal
only warnings, in words. The line names the route,
not the address: addresses can hold one-time links and names people searched for. No header, cookie or form value is
ever written.
"""

import json
import logging
import sys
import time
import uuid
from logging.handlers import RotatingFileHandler
from pathlib import Path

from flask import Flask, Response, g, request

logger = logging.getLogger("crm.web.requests")
FILE_SIZE = 2_000_000
FIELDS = ("request_id", "method", "route", "status", "milliseconds", "user_id")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def keep(folder: Path) -> None:
    """Write what the program logs to `site.log` in this folder, which is its owner's alone, in five files in turn."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = RotatingFileHandler(folder / "site.log", maxBytes=FILE_SIZE, backupCount=4, encoding="utf-8")
    lines.setFormatter(JsonLines())
    said = logging.StreamHandler()
    if sys.stderr.isatty():
        said.setLevel(logging.WARNING)
    else:
        said.setFormatter(JsonLines())
    ours = logging.getLogger("crm")
    ours.setLevel(logging.INFO)
    ours.handlers = [lines, said]


def init_app(app: Flask) -> None:
    """Give every request an id, and log it when it is answered."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    g.request_id = uuid.uuid4().hex[:12]
    g.began = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint != "static" and not g.get("nobody_asks"):
        actor = g.get("actor")
        told = {
            "request_id": g.get("request_id"),
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else "(no route)",
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
            "user_id": actor.user_id if actor else None,
        }
        logger.info("request", extra=told)
    return response
