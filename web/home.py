"""Home: what needs me today?"""

from flask import Blueprint, render_template

from web.access import EVERYONE, PUBLIC, allow

pages = Blueprint("home", __name__)


@pages.get("/")
@allow(*EVERYONE)
def home() -> str:
    """What is due, what is going cold, what is planned, and what was logged last."""
    return render_template("home/home.html")


@pages.get("/keys")
@allow(PUBLIC)
def keys() -> str:
    """The list of keys, for browsers without scripts."""
    return render_template("home/keys.html")
