"""The relationship census: the sheet, by personal link and inside the site, and the rounds that staff open."""

from flask import Flask

from web.census import by_link, own, rounds


def pages(app: Flask) -> None:
    """Register the blueprint of each page."""
    for page in (by_link, own, rounds):
        app.register_blueprint(page.pages)
