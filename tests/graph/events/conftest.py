"""The made-up world of advocacy serves the events too."""

from graph.advocacy.conftest import world

__all__ = ["world"]
