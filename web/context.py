"""What a view needs from around it: the database, the network of ties, who asks, and the instant of the request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g

from crm import dates
from crm.accounts.actor import Actor
from crm.errors import NotAllowed

if TYPE_CHECKING:
    from crm.relationships.network import Network
    from crm.storage.database import Database
    from crm.storage.settings import Settings

SITE = "crm"


@dataclass(frozen=True)
class Site:
    """What one running application holds. `clock` gives the present as a stored instant; tests set it."""

    database: "Database"
    settings: "Settings"
    network: "Network"
    clock: Callable[[], str] = dates.instant


def site() -> Site:
    """The application's own parts, as given to create_app."""
    return cast(Site, current_app.extensions[SITE])


def database() -> "Database":
    """The database: `database().read(fn, ...)`, `database().write(fn, ..., by=actor())`."""
    return site().database


def settings() -> "Settings":
    """The settings this application was started with."""
    return site().settings


def network() -> "Network":
    """The cached projections of all ties, for paths and coverage."""
    return site().network


def now() -> str:
    """The instant of this request: the same in everything it reads and writes."""
    if "at" not in g:
        g.at = site().clock()
    return cast(str, g.at)


def today() -> date:
    """The day of this request where the server stands, for due dates and for saying how long ago."""
    return dates.moment(now()).astimezone().date()


def actor() -> Actor:
    """Who asks. Raises NotAllowed where nobody is signed in, which only a PUBLIC view can meet."""
    asking = actor_or_none()
    if asking is None:
        raise NotAllowed("Sign in first.")
    return asking


def actor_or_none() -> Actor | None:
    """Who asks, or None on a public page that nobody signed in to."""
    return cast("Actor | None", g.get("actor"))


def shared_with_templates() -> dict[str, Any]:
    """Names that every template may use."""
    return {"actor": actor_or_none(), "today": today()}
