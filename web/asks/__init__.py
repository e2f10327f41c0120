"""Asking the right person: what was asked of whom, and the plan of who should ask whom."""

from flask import Flask

from web.asks import asks, cold, hand_over, planner


def pages(app: Flask) -> None:
    """Register the blueprint of each page."""
    for page in (planner, cold, hand_over, asks):
        app.register_blueprint(page.pages)
