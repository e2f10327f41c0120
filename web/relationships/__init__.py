"""Pages about ties: which seats we reach, how well two people know each other, how to reach somebody, who is near."""

from flask import Flask

from web.relationships import coverage, district_map, neighbourhood, paths, ratings, risk, ties


def pages(app: Flask) -> None:
    """Register the blueprint of each page."""
    for page in (coverage, district_map, ties, ratings, paths, neighbourhood, risk):
        app.register_blueprint(page.pages)
