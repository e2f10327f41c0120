"""The application factory: which parts a running site is made of, and in which order they are installed."""

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from flask import Blueprint, Flask

from web import access, addresses, bounds, context, errors, remembered, request_log, saved_views, security, words
from web.context import SITE, Site

if TYPE_CHECKING:
    from crm.relationships.network import Network
    from crm.storage.database import Database
    from crm.storage.settings import Settings

LARGEST_REQUEST = 10 * 1024 * 1024

# Every room's pages: "module:name" of a Blueprint, or of a function that takes the application.
BLUEPRINTS = (
    "web.home:pages",
    "web.first_day:pages",
    "web.find:pages",
    "web.saved_view_pages:pages",
    "web.signing:pages",
    "web.settings:pages",
    "web.second_factor:pages",
    "web.passkeys:pages",
    "web.accounts:pages",
    "web.history:pages",
    "web.interactions:pages",
    "web.contact_list:pages",
    "web.follow_ups:pages",
    "web.offline:pages",
    "web.relationships:pages",
    "web.census:pages",
    "web.asks:pages",
    "web.letters:pages",
    "web.stakeholders:pages",
    "web.advocacy:pages",
    "web.records:pages",
    "web.learning:pages",
    "web.events:pages",
    "web.lobbying:pages",
    "web.plan:pages",
    "web.sample:pages",
    "web.imports:pages",
    "web.api:install",
)


def create_app(database: "Database", settings: "Settings", network: "Network") -> Flask:
    """A site over an open database. Nothing is listened to yet."""
    app = Flask("web")
    app.extensions[SITE] = Site(database, settings, network)
    https = (settings.public_url or "").startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        SESSION_COOKIE_NAME="__Host-crm" if https else "crm",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=60),
        # Else the answer to a script's question could set the cookie back, and with it what the next page says.
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (request_log, security, context, access, bounds, words, addresses, remembered, saved_views):
        part.init_app(app)
    for name in BLUEPRINTS:
        _register(app, name)
    errors.init_app(app)
    return app


def import_pages() -> None:
    """Import what `create_app` will need, which takes as long as a database that is started beside it lets it."""
    for name in BLUEPRINTS:
        import_module(name.partition(":")[0])


def _register(app: Flask, name: str) -> None:
    module, _, attribute = name.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, Blueprint):
        app.register_blueprint(found)
    else:
        found(app)
