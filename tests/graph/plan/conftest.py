"""The made-up world of advocacy serves the plan too."""

from graph.advocacy.conftest import world

__all__ = ["world"]
