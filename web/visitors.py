"""Who is being answered just now, so that what is done beside lets visitors go first."""

from collections.abc import Iterable
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Visitors:
    """A WSGI application that counts the requests which the one within is answering."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._here = 0
        self._left = Condition()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with self._left:
            self._here += 1
        try:
            return self._application(environ, start_response)
        finally:
            with self._left:
                self._here -= 1
                self._left.notify_all()

    def let_pass(self, seconds: float) -> None:
        """Wait until nobody is being answered, at most so long."""
        with self._left:
            self._left.wait_for(lambda: self._here == 0, seconds)
