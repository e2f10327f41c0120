"""A small web server on this machine that answers as a public collection of files does, or as one that is unwell."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """What is sent at an address. `short` bytes fewer than announced are sent."""

    content: bytes = b""
    kind: str = "application/zip"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    short: int = 0


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[str]:
    """Its address while it runs; it knows these paths."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path, Answer(b"no", "text/html", 404))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.content)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.content[: len(answer.content) - answer.short])

        def log_message(self, *said: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
