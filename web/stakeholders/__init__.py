"""Pages about people and the bodies they belong to: the directory, one person, seats, committees, organizations."""

from flask import Flask

from web.stakeholders import (
    chosen,
    committees,
    merging,
    old_districts,
    organizations,
    people,
    person,
    person_forms,
    portraits,
    seats,
)


def pages(app: Flask) -> None:
    """Register the blueprint of each page."""
    for page in (
        people,
        chosen,
        person,
        person_forms,
        merging,
        seats,
        committees,
        organizations,
        old_districts,
        portraits,
    ):
        app.register_blueprint(page.pages)
