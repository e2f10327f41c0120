"""The sample's page: add the fictional state to look around in, or take it out again, with one click."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import sample
from web.access import allow
from web.context import database, network, sample_changed, sample_present, today, zone
from web.messages import saved

pages = Blueprint("sample", __name__)


@pages.get("/sample")
@allow("administrator")
def show() -> str:
    """What the sample is, and the button that adds or removes it."""
    sample_changed()
    return render_template("sample/sample.html", present=sample_present())


@pages.post("/sample/add")
@allow("administrator")
def add() -> AnyResponse:
    """Add it; adding it twice changes nothing."""
    sample.add(database(), today(), zone())
    return _changed("The sample is there. Every page says so until you remove it.", "home.home")


@pages.post("/sample/remove")
@allow("administrator")
def remove() -> AnyResponse:
    """Take it out with everything that was built on it alone."""
    removed = sample.remove(database())
    return _changed(f"The sample is gone: {removed:,} records were removed.", "sample.show")


def _changed(told: str, there: str) -> AnyResponse:
    sample_changed()
    network().forget()
    return saved(told, url_for(there))
