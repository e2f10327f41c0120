"""The made-up legislature, for what spans rooms."""

from graph.stakeholders.conftest import world

__all__ = ["world"]
