"""The made-up world of advocacy serves the small records too."""

from graph.advocacy.conftest import world

__all__ = ["world"]
