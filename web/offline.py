"""Logging a contact where there is no signal: what a phone keeps for it, and taking what waited there.

The worker (web/assets/worker.js) keeps the log form and the names to choose from, holds what was saved, and sends it
here when there is a connection. A contact's key makes sending twice one record. Browsers allow a worker only over
https and on this machine itself; elsewhere what is typed is kept as a draft.
"""

import base64
import hashlib
import hmac
from dataclasses import asdict

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, url_for
from flask_login import current_user

from crm.accounts import sessions
from crm.errors import NotAllowed
from crm.finding.directory import people_at_hand
from web.access import PUBLIC, WRITERS, allow
from web.addresses import address
from web.context import actor, database
from web.forms import Form
from web.interactions import record_contact

pages = Blueprint("offline", __name__)

WAITING = "contacts that wait on a device: "


@pages.get("/worker.js")
@allow(PUBLIC)
def worker() -> Response:
    """The worker, under an address that lets it serve the whole site; what it holds is named by its content."""
    script = current_app.jinja_env.globals["asset"]("worker.js")  # type: ignore[operator]  # a function, see words.py
    response = make_response(f'importScripts("{script}");\n')
    response.mimetype = "text/javascript"
    return response


@pages.get("/site.webmanifest")
@allow(PUBLIC)
def manifest() -> Response:
    """What a phone's home screen shows; opened from there, the site begins with the log form."""
    mark = current_app.jinja_env.globals["asset"]("mark.svg")  # type: ignore[operator]
    response = jsonify(
        name="Stakeholder Graph",
        short_name="Contacts",
        start_url=url_for("interactions.log"),
        display="standalone",
        icons=[{"src": mark, "sizes": "any", "type": "image/svg+xml"}],
    )
    response.mimetype = "application/manifest+json"
    return response


@pages.get("/log/waiting")
@allow(*WRITERS)
def waiting() -> str:
    """What waits on this device; the list itself is only there."""
    return render_template("interactions/waiting.html")


@pages.get("/log/key.json")
@allow(*WRITERS)
def waiting_key() -> Response:
    """The key with which a device locks what waits there: the account's own, the same at every sign-in, and how long
    the session lasts that it may be kept for. It follows from the site's secret, so it is stored nowhere here."""
    account = actor().user_id
    secret = hmac.digest(str(current_app.secret_key).encode(), f"{WAITING}{account}".encode(), hashlib.sha256)
    until = database().read(sessions.lasts_until, current_user.session_id)
    return jsonify(account=account, key=base64.b64encode(secret).decode(), until=until)


@pages.get("/names.json")
@allow(*WRITERS)
def names() -> Response:
    """The people a contact is likely to be with, to choose from without a connection."""
    found = database().read(people_at_hand, actor=actor())
    return jsonify({"found": [{**asdict(one), "url": address(one.kind, one.id)} for one in found]})


@pages.post("/log.json")
@allow(*WRITERS)
def take() -> Response:
    """Record a contact that waited on a device, for the account that typed it there."""
    form = Form.sent()
    if form.value("account") != actor().user_id:
        raise NotAllowed("Another account typed this contact on this device. It is sent when they sign in here.")
    made = record_contact(form)
    return jsonify({"title": made.title, "url": url_for("interactions.show", contact_id=made.id)})
