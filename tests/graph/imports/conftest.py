"""Imports play in the made-up legislature of the stakeholders' tests."""

from graph.stakeholders.conftest import world

__all__ = ["world"]
