"""A room of the API: a blueprint whose requests pass the first gate."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from web.bounds import BoundedParser


class Room(Blueprint):  # type: ignore[misc]
    """One room's addresses in the document."""

    ARGUMENTS_PARSER = BoundedParser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.after_request(_without_content)


def _without_content(response: Response) -> Response:
    """An answer without content has no kind of content either."""
    if response.status_code == 204:
        response.headers.pop("Content-Type", None)
    return response
